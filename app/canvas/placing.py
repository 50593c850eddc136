"""Adds a node of a given type at a place, wired to what was pulled there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF

from app.canvas.connecting import WireEnd, first_fit
from app.canvas.metrics import GRID
from app.desk import Desk
from nodes.graph import Graph, Node, NodeType, Wire, new_id
from nodes.graph.edits import AddNodes, Connect, Disconnect, Edit, Several

__all__ = ["dot_edits", "place_node"]


def place_node(desk: Desk, type_id: str, point: QPointF, wire_end: WireEnd | None = None) -> str:
    """The id of the new node, which is selected; "" when it could not be added, which is told."""
    where = desk.selection.where
    graph, kind = desk.document.graph_at(where), desk.registry.get(type_id)
    if graph is None or kind is None:
        text = QCoreApplication.translate("Canvas", "There is no node type “{0}”.")
        desk.say(text.format(type_id), "warn", key="place")
        return ""
    node = _made(graph, kind, point)
    wires: tuple[Wire, ...] = ()
    if wire_end is not None and wire_end.node in graph.nodes:
        twin = graph.copy()
        twin.nodes[node.id] = node
        port, verdict = first_fit(twin, desk.registry, wire_end, node.id)
        if port and verdict.ok:
            wires = (_wire(wire_end, node.id, port),)
    desk.document.end_step()
    done = desk.document.perform(AddNodes((node,), wires, where=where))
    desk.document.end_step()
    if not done:
        return ""
    desk.selection.select([node.id])
    return node.id


def dot_edits(graph: Graph, wire: Wire, point: QPointF, where: str) -> tuple[str, Edit]:
    """(id of the dot, the edit that leads the wire through a dot at this point)."""
    name = new_id(graph.nodes, "reroute")
    place = (round((point.x() - 10) / GRID) * GRID, round((point.y() - 10) / GRID) * GRID)
    dot = Node(name, "graph.reroute", position=place)
    edits: tuple[Edit, ...] = (
        Disconnect(wire.target, wire.input, where),
        AddNodes((dot,), (Wire(wire.source, wire.output, name, "value"),), where=where),
        Connect(Wire(name, "value", wire.target, wire.input), where),
    )
    return name, Several(edits, QCoreApplication.translate("Canvas", "Add a dot"), where)


def _made(graph: Graph, kind: NodeType, point: QPointF) -> Node:
    place = (round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)
    return Node(new_id(graph.nodes, kind.type_id.rpartition(".")[2]), kind.type_id, kind.version, position=place)


def _wire(held: WireEnd, node: str, port: str) -> Wire:
    if held.from_output:
        return Wire(held.node, held.port, node, port)
    return Wire(node, port, held.node, held.port)
