"""Edits of what is seen on the canvas only: places, frames, notes and the view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from nodes.errors import GraphError
from nodes.graph import forms
from nodes.graph.edit import Patch, Patched, plain
from nodes.graph.model import Frame, Graph, Note, Point

__all__ = [
    "AddFrame",
    "AddNote",
    "ChangeFrame",
    "ChangeNote",
    "MoveNodes",
    "RemoveFrames",
    "RemoveNotes",
    "SetView",
]


@dataclass(frozen=True)
class MoveNodes(Patched):
    """New positions of nodes, frames and notes, by id. A whole drag is one step."""

    kind: ClassVar[str] = "move"
    nodes: dict[str, Point] = field(default_factory=dict, metadata=forms.POSITIONS)
    frames: dict[str, Point] = field(default_factory=dict, metadata=forms.POSITIONS)
    notes: dict[str, Point] = field(default_factory=dict, metadata=forms.POSITIONS)
    where: str = ""

    @property
    def title(self) -> str:
        count = len(self.nodes) + len(self.frames) + len(self.notes)
        return "Move" if count == 1 else f"Move {count} things"

    @property
    def merge_key(self) -> str:
        return f"move {self.where}/{sorted(self.nodes)}{sorted(self.frames)}{sorted(self.notes)}"

    def patch(self, graph: Graph) -> Patch:
        moved: dict[str, dict[str, Any]] = {}
        for table in ("nodes", "frames", "notes"):
            there = getattr(graph, table)
            moved[table] = {}
            for name, (x, y) in getattr(self, table).items():
                if name not in there:
                    raise GraphError(f"There is no {table[:-1]} {name!r}.", remedy="It may have been removed.")
                moved[table][name] = replace(there[name], position=(x, y))
        return Patch(nodes=moved["nodes"], frames=moved["frames"], notes=moved["notes"])


@dataclass(frozen=True)
class AddFrame(Patched):
    kind: ClassVar[str] = "add-frame"
    frame: Frame = field(metadata=forms.FRAME)
    where: str = ""

    @property
    def title(self) -> str:
        return "Add frame"

    def patch(self, graph: Graph) -> Patch:
        if self.frame.id in graph.frames:
            raise GraphError(f"There is a frame {self.frame.id!r} already.", remedy="Give it another id.")
        return Patch(frames=dict(Graph(frames=[self.frame]).frames))


@dataclass(frozen=True)
class ChangeFrame(Patched):
    """Another title, place, size or colour of a frame."""

    kind: ClassVar[str] = "change-frame"
    frame: Frame = field(metadata=forms.FRAME)
    where: str = ""

    @property
    def title(self) -> str:
        return "Change frame"

    @property
    def merge_key(self) -> str:
        return f"frame {self.where}/{self.frame.id}"

    def patch(self, graph: Graph) -> Patch:
        _has(graph.frames, "frame", [self.frame.id])
        return Patch(frames={self.frame.id: self.frame})


@dataclass(frozen=True)
class RemoveFrames(Patched):
    kind: ClassVar[str] = "remove-frames"
    frames: tuple[str, ...] = field(metadata=forms.IDS)
    where: str = ""

    @property
    def title(self) -> str:
        return "Remove frame"

    def patch(self, graph: Graph) -> Patch:
        _has(graph.frames, "frame", self.frames)
        return Patch(frames=dict.fromkeys(self.frames))


@dataclass(frozen=True)
class AddNote(Patched):
    kind: ClassVar[str] = "add-note"
    note: Note = field(metadata=forms.NOTE)
    where: str = ""

    @property
    def title(self) -> str:
        return "Add note"

    def patch(self, graph: Graph) -> Patch:
        if self.note.id in graph.notes:
            raise GraphError(f"There is a note {self.note.id!r} already.", remedy="Give it another id.")
        return Patch(notes=dict(Graph(notes=[self.note]).notes))


@dataclass(frozen=True)
class ChangeNote(Patched):
    """Another text, place, size or colour of a note."""

    kind: ClassVar[str] = "change-note"
    note: Note = field(metadata=forms.NOTE)
    where: str = ""

    @property
    def title(self) -> str:
        return "Change note"

    @property
    def merge_key(self) -> str:
        return f"note {self.where}/{self.note.id}"

    def patch(self, graph: Graph) -> Patch:
        _has(graph.notes, "note", [self.note.id])
        return Patch(notes={self.note.id: self.note})


@dataclass(frozen=True)
class RemoveNotes(Patched):
    kind: ClassVar[str] = "remove-notes"
    notes: tuple[str, ...] = field(metadata=forms.IDS)
    where: str = ""

    @property
    def title(self) -> str:
        return "Remove note"

    def patch(self, graph: Graph) -> Patch:
        _has(graph.notes, "note", self.notes)
        return Patch(notes=dict.fromkeys(self.notes))


@dataclass(frozen=True)
class SetView(Patched):
    """Where the canvas stands (JSON). Kept with the project; no undo step in the studio."""

    kind: ClassVar[str] = "set-view"
    view: dict[str, Any]
    where: str = ""

    @property
    def title(self) -> str:
        return "View"

    @property
    def merge_key(self) -> str:
        return f"view {self.where}"

    def patch(self, graph: Graph) -> Patch:
        return Patch(view=plain(self.view))


def _has(table: Mapping[str, Any], what: str, names: Iterable[str]) -> None:
    for name in names:
        if name not in table:
            raise GraphError(f"There is no {what} {name!r}.", remedy="It may have been removed.")
