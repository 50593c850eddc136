"""The node types that the graph itself understands."""

from __future__ import annotations

from nodes.graph.declare import node
from nodes.values import Value

__all__ = ["reroute"]


@node("Graph", title="Reroute", passthrough=True, search=("dot", "pin", "elbow"))
def reroute(value: Value) -> Value:
    """Lead a wire round a corner, or branch it. Resolved away before a run.

    value: what to pass on.
    """
    return value
