"""What of a document decides its results: types, parameters and wires, not places, names or colours."""

from __future__ import annotations

from typing import Any

from nodes.graph import Graph

__all__ = ["meaning"]


def meaning(graph: Graph) -> Any:
    """Compares equal for graphs whose runs give the same. Shares the graph's own parts, so it costs little."""
    nodes = {
        node.id: (
            node.type_id,
            node.version,
            node.parameters,
            node.muted,
            node.bypassed,
            node.locked,
            meaning(node.graph) if node.graph is not None else None,
        )
        for node in graph.nodes.values()
    }
    wires = {key: (wire.source, wire.output) for key, wire in graph.wires.items()}
    return nodes, wires, graph.exposed.inputs, graph.exposed.outputs
