"""What an edit changed, found by comparing the graph before with the graph after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nodes.graph import Graph

__all__ = ["Change", "GraphChange", "difference"]


@dataclass(frozen=True, slots=True)
class GraphChange:
    """Keys of what was added, removed or replaced in one graph; the graph itself tells which of them."""

    nodes: frozenset[str] = frozenset()
    wires: frozenset[tuple[str, str]] = frozenset()
    frames: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    exposed: bool = False
    view: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """graphs: by path of the subgraph node, "" for the outermost; graphs that came or went are not in it."""

    graphs: Mapping[str, GraphChange] = field(default_factory=dict)

    def at(self, where: str) -> GraphChange:
        """What changed in the graph at `where`; nothing when it is not named."""
        return self.graphs.get(where, GraphChange())


def difference(before: Graph, after: Graph) -> Change:
    """Entries are compared by identity, since no edit changes one in place: cheap, whatever they hold."""
    found: dict[str, GraphChange] = {}
    stack = [("", before, after)]
    while stack:
        where, old, new = stack.pop()
        nodes = _changed(old.nodes, new.nodes)
        found[where] = GraphChange(
            nodes,
            _changed(old.wires, new.wires),
            _changed(old.frames, new.frames),
            _changed(old.notes, new.notes),
            old.exposed is not new.exposed,
            old.view is not new.view,
        )
        for name in nodes:
            one, other = old.nodes.get(name), new.nodes.get(name)
            if one is None or other is None or one.graph is None or other.graph is None:
                continue
            if one.graph is not other.graph:
                stack.append((f"{where}/{name}" if where else name, one.graph, other.graph))
    return Change({where: change for where, change in found.items() if change != GraphChange()})


def _changed(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> frozenset[Any]:
    gone = [key for key in old if key not in new]
    return frozenset([*gone, *(key for key, item in new.items() if old.get(key) is not item)])
