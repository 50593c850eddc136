"""A node put into a wire, and taken out of its wires again: which edits that takes."""

from __future__ import annotations

from app.canvas.connecting import WireEnd, first_fit, judge
from nodes.graph import Graph, Registry, Wire
from nodes.graph.edits import Connect, Disconnect, Edit

__all__ = ["insertion_edits", "removal_edits"]


def insertion_edits(graph: Graph, registry: Registry, node: str, wire: Wire, where: str) -> list[Edit]:
    """The wire led through this node; nothing when it does not fit or is at one of its ends already."""
    if node in (wire.source, wire.target) or node not in graph.nodes:
        return []
    without = graph.copy()
    without.wires.pop((wire.target, wire.input), None)
    into, _ = first_fit(without, registry, WireEnd(wire.source, wire.output, True), node)
    out, _ = first_fit(without, registry, WireEnd(wire.target, wire.input, False), node)
    if not into or not out:
        return []
    return [
        Connect(Wire(wire.source, wire.output, node, into), where),
        Connect(Wire(node, out, wire.target, wire.input), where),
    ]


def removal_edits(graph: Graph, registry: Registry, node: str, where: str) -> list[Edit]:
    """The node without wires, and what fed it leading straight to what it fed where that fits."""
    incoming = [wire for wire in graph.wires.values() if wire.target == node]
    outgoing = [wire for wire in graph.wires.values() if wire.source == node]
    without = graph.copy()
    for wire in (*incoming, *outgoing):
        without.wires.pop((wire.target, wire.input), None)
    edits: list[Edit] = [Disconnect(node, wire.input, where) for wire in incoming]
    for wire in outgoing:
        straight = next((one for one in incoming if _fits(without, registry, one, wire)), None)
        if straight is not None:
            edits.append(Connect(Wire(straight.source, straight.output, wire.target, wire.input), where))
        else:
            edits.append(Disconnect(wire.target, wire.input, where))
    return edits


def _fits(graph: Graph, registry: Registry, one: Wire, other: Wire) -> bool:
    return judge(graph, registry, one.source, one.output, other.target, other.input).ok
