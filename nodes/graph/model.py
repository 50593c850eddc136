"""The graph as plain data: nodes, wires, frames, notes and what a subgraph shows outside.

A Node, Wire, Frame, Note or Exposed is never changed in place: an edit puts a new one into the Graph. So a copy of a
graph shares everything and costs a few dictionary copies, and a run can own a frozen one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nodes.errors import GraphError

__all__ = ["SUBGRAPH", "Exposed", "Frame", "Graph", "Inner", "Node", "Note", "Wire", "new_id", "walk"]

SUBGRAPH = "graph.subgraph"
Point = tuple[float, float]


class Inner(NamedTuple):
    """A port or parameter of a node inside a subgraph."""

    node: str
    port: str


@dataclass(frozen=True, slots=True)
class Wire:
    """From output port `output` of node `source` to the input port or parameter `input` of node `target`."""

    source: str
    output: str
    target: str
    input: str
    extra: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a graph. `parameters` holds only what was set; the rest has its default.

    graph: what a subgraph node holds.  extra: keys of the project file that this version does not know, kept.
    """

    id: str
    type_id: str
    version: int = 1
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)
    position: Point = (0.0, 0.0)
    title: str = ""
    muted: bool = False
    bypassed: bool = False
    collapsed: bool = False
    locked: bool = False
    graph: Graph | None = field(default=None, hash=False)
    extra: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """A coloured box drawn behind nodes."""

    id: str
    title: str = ""
    position: Point = (0.0, 0.0)
    size: Point = (400.0, 300.0)
    colour: str = ""
    extra: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A text on the canvas."""

    id: str
    text: str = ""
    position: Point = (0.0, 0.0)
    size: Point = (240.0, 120.0)
    colour: str = ""
    extra: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Exposed:
    """What a subgraph shows outside, by outer name. One outer input or parameter may feed several inner ones."""

    inputs: dict[str, tuple[Inner, ...]] = field(default_factory=dict)
    outputs: dict[str, Inner] = field(default_factory=dict)
    parameters: dict[str, tuple[Inner, ...]] = field(default_factory=dict)


class Graph:
    """nodes by id, wires by (target, input), frames and notes by id; view is where the canvas stood (JSON).

    Give nodes, frames and notes as a mapping or any iterable. Raises GraphError for a duplicate id, an empty id or
    one with a slash, or two wires into one input.
    """

    __slots__ = ("exposed", "extra", "frames", "nodes", "notes", "view", "wires")

    def __init__(
        self,
        nodes: Mapping[str, Node] | Iterable[Node] = (),
        wires: Mapping[Any, Wire] | Iterable[Wire] = (),
        frames: Mapping[str, Frame] | Iterable[Frame] = (),
        notes: Mapping[str, Note] | Iterable[Note] = (),
        exposed: Exposed | None = None,
        view: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        self.nodes: dict[str, Node] = _by_id(nodes, "node")
        self.frames: dict[str, Frame] = _by_id(frames, "frame")
        self.notes: dict[str, Note] = _by_id(notes, "note")
        self.wires: dict[tuple[str, str], Wire] = {}
        for wire in wires.values() if isinstance(wires, Mapping) else wires:
            key = (wire.target, wire.input)
            if key in self.wires:
                raise GraphError(
                    f"Two wires lead into input {wire.input!r} of node {wire.target!r}.", remedy="Keep one of them."
                )
            self.wires[key] = wire
        self.exposed = exposed or Exposed()
        self.view = view or {}
        self.extra = extra or {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Graph of {len(self.nodes)} nodes, {len(self.wires)} wires>"

    def copy(self) -> Graph:
        """Another graph with the same (shared, immutable) parts: an edit of one does not show in the other."""
        twin = Graph.__new__(Graph)
        twin.nodes = dict(self.nodes)
        twin.wires = dict(self.wires)
        twin.frames = dict(self.frames)
        twin.notes = dict(self.notes)
        twin.exposed = self.exposed
        twin.view = self.view
        twin.extra = self.extra
        return twin

    def to_document(self) -> dict[str, Any]:
        """Plain JSON data that `from_document` turns into an equal graph."""
        from nodes.graph.document import write_graph

        return write_graph(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Graph:
        """The graph in `document`. Raises GraphError naming what is malformed."""
        from nodes.graph.document import read_graph

        return read_graph(document)

    def node_at(self, path: str) -> Node | None:
        """The node at "outer/inner/..." or None."""
        graph: Graph | None = self
        found: Node | None = None
        for part in path.split("/"):
            found = graph.nodes.get(part) if graph is not None else None
            graph = found.graph if found is not None else None
        return found

    def graph_at(self, path: str) -> Graph | None:
        """This graph for "", else the graph held by the subgraph node at `path`."""
        if not path:
            return self
        found = self.node_at(path)
        return found.graph if found is not None else None

    def wires_of(self, ids: Iterable[str]) -> list[Wire]:
        """Every wire that begins or ends at one of these nodes."""
        wanted = set(ids)
        return [wire for wire in self.wires.values() if wire.source in wanted or wire.target in wanted]


def new_id(taken: Iterable[str], stem: str) -> str:
    """`stem` itself, or with the lowest number from 2 on that is free."""
    used = set(taken)
    stem = stem.replace("/", "_") or "node"
    if stem not in used:
        return stem
    number = 2
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def _by_id(items: Any, what: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items.values() if isinstance(items, Mapping) else items:
        if not isinstance(item.id, str) or not item.id or "/" in item.id:
            raise GraphError(f"{item.id!r} cannot be the id of a {what}.", remedy="Use a text without a slash.")
        if item.id in found:
            raise GraphError(f"Two {what}s have the id {item.id!r}.", remedy="Give each its own.")
        found[item.id] = item
    return found


def walk(graph: Graph) -> Iterator[tuple[str, Graph]]:
    """(path of its subgraph node, graph) for this graph and every graph inside it."""
    stack = [("", graph)]
    while stack:
        path, here = stack.pop()
        yield path, here
        stack.extend(
            (f"{path}/{inner.id}" if path else inner.id, inner.graph)
            for inner in here.nodes.values()
            if inner.graph is not None
        )
