"""What choosing an entry does: one edit that adds its node, wired."""

from __future__ import annotations

from app.canvas.search.catalogue import Found
from app.canvas.search.fitting import Pulled, wire_to
from nodes.graph import Graph, Node, NodeType, Wire, new_id
from nodes.graph.edits import AddNodes

__all__ = ["GRID", "new_node", "placement", "snapped"]

GRID = 20.0
_HEADER, _ROW, _WIDTH = 28.0, 24.0, 200.0


def placement(
    graph: Graph,
    found: Found,
    at: tuple[float, float],
    where: str = "",
    *,
    pulled: Pulled | None = None,
    snap: bool = True,
) -> AddNodes:
    """The edit for a chosen node type at this place of the canvas.

    A node that takes a pulled wire stands so that its port is where the wire was let go.
    """
    assert found.entry.kind is not None
    kind = found.entry.kind
    wires: tuple[Wire, ...] = ()
    if pulled is not None and found.fit is not None:
        at = _beside_port(kind, found.fit.port, at, takes=pulled.from_output)
    node = new_node(graph, kind, snapped(at) if snap else at)
    if pulled is not None and found.fit is not None:
        wires = (wire_to(pulled, node.id, found.fit.port),)
    return AddNodes((node,), wires, where=where)


def new_node(graph: Graph, kind: NodeType, position: tuple[float, float]) -> Node:
    """A node of this type under a free id."""
    return Node(new_id(graph.nodes, kind.type_id.rpartition(".")[2]), kind.type_id, kind.version, position=position)


def snapped(point: tuple[float, float]) -> tuple[float, float]:
    """The nearest point of the grid."""
    return (round(point[0] / GRID) * GRID, round(point[1] / GRID) * GRID)


def _beside_port(kind: NodeType, port: str, at: tuple[float, float], *, takes: bool) -> tuple[float, float]:
    inputs = [item.name for item in kind.inputs]
    row = inputs.index(port) if takes and port in inputs else 0
    return (at[0] if takes else at[0] - _WIDTH, at[1] - _HEADER - _ROW * (row + 0.5))
