"""How a graph is changed: an Edit works out a Patch, the Patch is applied and answers with its inverse.

    undo = SetParameter("sample", "steps", 30).apply(graph)
    undo.apply(graph)               # the very same document again, order of nodes included

An edit that cannot be raises GraphError before anything is changed. Edits hold ids and plain data, so they can be
written to a journal and sent to another process.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self

from nodes.errors import GraphError
from nodes.graph import forms
from nodes.graph.model import Exposed, Frame, Graph, Node, Note, Wire
from nodes.graph.strictjson import parse

__all__ = ["Edit", "Patch", "Patched", "Several", "plain"]

MAX_VALUE_NESTING = 100
"""Deepest nesting of lists and objects in one value; with MAX_DEPTH subgraphs the file stays within its limit."""

TABLES = ("nodes", "wires", "frames", "notes")


def plain(value: Any) -> Any:
    """A copy of `value` as JSON data. Raises GraphError when it is none (NaN, an object, nested too deep)."""
    try:
        return parse(json.dumps(value, allow_nan=False), MAX_VALUE_NESTING)
    except (TypeError, ValueError, RecursionError) as error:
        raise GraphError(
            f"{value!r:.80} is no plain data: {error}.", remedy="Use texts, numbers and lists."
        ) from error


class Edit(ABC):
    """One reversible change. `where`: path of the subgraph node whose inside changes; "" is the outermost."""

    kind: ClassVar[str]
    where: str

    @property
    @abstractmethod
    def title(self) -> str:
        """What the undo menu shows."""

    @property
    def merge_key(self) -> str:
        """Following edits with the same key, not empty, are one step: the last one says all. Empty: never merged."""
        return ""

    @abstractmethod
    def apply(self, graph: Graph) -> Edit:
        """Change `graph` and give the edit that takes it back. Raises GraphError and then changes nothing."""

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"edit": self.kind}
        for part in fields(self):  # type: ignore[arg-type]
            value = getattr(self, part.name)
            write = part.metadata.get("write")
            data[part.name] = write(value) if write else value
        return data

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        values = {}
        for part in fields(cls):  # type: ignore[arg-type]
            if part.name in data:
                read = part.metadata.get("read")
                values[part.name] = read(data[part.name]) if read else data[part.name]
        return cls(**values)


class Patched(Edit):
    """An edit that is worked out as a Patch of one graph."""

    @abstractmethod
    def patch(self, graph: Graph) -> Patch:
        """What changes in `graph`, the graph at `where`. Must not change it."""

    def apply(self, graph: Graph) -> Edit:
        inside = graph.graph_at(self.where)
        if inside is None:
            raise GraphError(f"There is no subgraph {self.where!r}.", remedy="It may have been removed.")
        patch = self.patch(inside)
        return replace(patch, where=self.where, label=self.title).apply(graph)


@dataclass(frozen=True)
class Patch(Edit):
    """New contents of some entries of a graph's tables; None removes an entry.

    places: at which place new entries come to stand, when not at the end.  exposed, view: None leaves them alone.
    """

    kind: ClassVar[str] = "patch"
    nodes: dict[str, Node | None] = field(default_factory=dict, metadata=forms.NODE_TABLE)
    wires: dict[tuple[str, str], Wire | None] = field(default_factory=dict, metadata=forms.WIRE_TABLE)
    frames: dict[str, Frame | None] = field(default_factory=dict, metadata=forms.FRAME_TABLE)
    notes: dict[str, Note | None] = field(default_factory=dict, metadata=forms.NOTE_TABLE)
    places: dict[str, dict[Any, int]] = field(default_factory=dict, metadata=forms.PLACES)
    exposed: Exposed | None = field(default=None, metadata=forms.EXPOSED)
    view: dict[str, Any] | None = None
    where: str = ""
    label: str = ""

    @property
    def title(self) -> str:
        return self.label or "Change"

    def apply(self, graph: Graph) -> Patch:
        """Change `graph` in place; subgraphs on the way to `where` are replaced by changed copies."""
        if not self.where:
            return self._change(graph)
        trail: list[tuple[Graph, Node]] = []
        here = graph
        for part in self.where.split("/"):
            node = here.nodes.get(part)
            if node is None or node.graph is None:
                raise GraphError(f"There is no subgraph {self.where!r}.", remedy="It may have been removed.")
            trail.append((here, node))
            here = node.graph
        inside = here.copy()
        inverse = self._change(inside)
        for depth, (holder, node) in reversed(list(enumerate(trail))):
            changed = replace(node, graph=inside)
            inside = holder if depth == 0 else holder.copy()
            inside.nodes[node.id] = changed
        return inverse

    def _change(self, graph: Graph) -> Patch:
        old: dict[str, dict[Any, Any]] = {}
        places: dict[str, dict[Any, int]] = {}
        for name in TABLES:
            table, changes = getattr(graph, name), getattr(self, name)
            if not changes:
                continue
            old[name] = {key: table.get(key) for key in changes}
            gone = {key for key, item in changes.items() if item is None and key in table}
            if gone:
                kept_places = {key: place for place, key in enumerate(table) if key in gone}
                places[name] = kept_places
            setattr(graph, name, _changed(table, changes, self.places.get(name, {})))
        inverse = Patch(
            **old,
            places=places,
            exposed=graph.exposed if self.exposed is not None else None,
            view=graph.view if self.view is not None else None,
            where=self.where,
            label=self.label,
        )
        if self.exposed is not None:
            graph.exposed = self.exposed
        if self.view is not None:
            graph.view = self.view
        return inverse


def _changed(table: dict[Any, Any], changes: dict[Any, Any], places: dict[Any, int]) -> dict[Any, Any]:
    placed = {key for key in changes if key in places and key not in table}
    for key, item in changes.items():
        if item is None:
            table.pop(key, None)
        elif key not in placed:
            table[key] = item
    if not placed:
        return table
    coming = sorted((places[key], key) for key in placed)
    ordered: dict[Any, Any] = {}
    rest = iter(table.items())
    for place, key in coming:
        while len(ordered) < place:
            following = next(rest, None)
            if following is None:
                break
            ordered[following[0]] = following[1]
        ordered[key] = changes[key]
    ordered.update(rest)
    return ordered


@dataclass(frozen=True)
class Several(Edit):
    """Edits that make one step. If one cannot be, those before it are taken back."""

    kind: ClassVar[str] = "several"
    edits: tuple[Edit, ...] = field(default=(), metadata=forms.EDITS)
    label: str = ""
    where: str = ""

    @property
    def title(self) -> str:
        return self.label or (self.edits[0].title if self.edits else "Nothing")

    @property
    def merge_key(self) -> str:
        """One for the same edits of the same things: dragging a value of several nodes is one step."""
        keys = [edit.merge_key for edit in self.edits]
        return "\n".join([self.label, *keys]) if keys and all(keys) else ""

    def apply(self, graph: Graph) -> Edit:
        undo: list[Edit] = []
        try:
            for edit in self.edits:
                undo.append(edit.apply(graph))  # noqa: PERF401  those before a failing one must be known
        except GraphError:
            for edit in reversed(undo):
                edit.apply(graph)
            raise
        return Several(tuple(reversed(undo)), self.title, self.where)
