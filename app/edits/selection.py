"""Which graph is open and what is selected in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.edits.change import Change
from app.edits.document import Document

__all__ = ["Selection"]


class Selection(QObject):
    """where: path of the open subgraph, "" for the outermost.  nodes, frames, notes: ids in it.

    current: the node that panels show, "" when none; the one last clicked.  changed(): any of these but `where`.
    where_changed(): another graph is open, and nothing selected in it yet.
    """

    changed = Signal()
    where_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.where = ""
        self.nodes: frozenset[str] = frozenset()
        self.frames: frozenset[str] = frozenset()
        self.notes: frozenset[str] = frozenset()
        self.current = ""
        document.changed.connect(self.on_document_changed)
        document.opened.connect(self.on_document_opened)

    def path(self, node_id: str) -> str:
        """The path of a node of the open graph."""
        return f"{self.where}/{node_id}" if self.where else node_id

    @property
    def current_path(self) -> str:
        """The path of the current node, "" when there is none."""
        return self.path(self.current) if self.current else ""

    def select(
        self,
        nodes: Iterable[str] = (),
        frames: Iterable[str] = (),
        notes: Iterable[str] = (),
        current: str | None = None,
    ) -> None:
        """Select exactly these. current: by default kept when it is among the nodes, else one of them."""
        picked = list(nodes)
        chosen = (frozenset(picked), frozenset(frames), frozenset(notes))
        if current is None:
            current = self.current if self.current in chosen[0] else (picked[-1] if picked else "")
        if (*chosen, current) == (self.nodes, self.frames, self.notes, self.current):
            return
        (self.nodes, self.frames, self.notes), self.current = chosen, current
        self.changed.emit()

    def toggle(self, node_id: str) -> None:
        """Take a node in, or out."""
        if node_id in self.nodes:
            self.select(self.nodes - {node_id}, self.frames, self.notes)
        else:
            self.select([*self.nodes, node_id], self.frames, self.notes, node_id)

    def clear(self) -> None:
        self.select()

    @property
    def is_empty(self) -> bool:
        return not (self.nodes or self.frames or self.notes)

    def enter(self, where: str) -> None:
        """Open the graph at `where`. Nothing happens when it is open or not there."""
        if where == self.where or self._document.graph_at(where) is None:
            return
        self.where = where
        self.clear()
        self.where_changed.emit()

    def leave(self) -> None:
        """Open the graph around this one and select the node one came out of."""
        if not self.where:
            return
        outer, _, name = self.where.rpartition("/")
        self.enter(outer)
        self.select([name])

    def on_document_opened(self) -> None:
        moved = self.where != ""
        self.where = ""
        self.clear()
        if moved:
            self.where_changed.emit()

    def on_document_changed(self, change: Change) -> None:
        graph = self._document.graph_at(self.where)
        while graph is None:  # the open subgraph was undone or removed
            self.where = self.where.rpartition("/")[0]
            graph = self._document.graph_at(self.where)
            if graph is not None:
                self.clear()
                self.where_changed.emit()
        here = change.at(self.where)
        if here.nodes & self.nodes or here.frames & self.frames or here.notes & self.notes:
            self.select(
                [name for name in self.nodes if name in graph.nodes],
                [name for name in self.frames if name in graph.frames],
                [name for name in self.notes if name in graph.notes],
            )
