"""Puts a part of a graph, from wherever it came, into the open graph: one step, new ids, its media along."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.canvas.clipboard_fragment import bounds, insertion, with_texts
from app.canvas.clipboard_media import bring_media, media_names, missing_files
from app.canvas.clipboard_text import Clipping, NotNodes, read_clipping
from app.canvas.layout_sizes import SizeOf
from app.desk import Desk
from nodes.errors import KinographError
from nodes.graph import Graph, migrate_nodes
from nodes.graph.document import MAX_DEPTH
from nodes.graph.edits import Several
from nodes.graph.model import walk

__all__ = ["Inserter", "clipping_of_file", "listed"]

GRID = 20.0


def clipping_of_file(path: Path, desk: Desk) -> Clipping:
    """The graph in a .kino, or in a clip or picture that carries one, with facts about its media.

    Raises ProjectError or MediaError naming the file.
    """
    from app.projects.opening import copy_of

    project = copy_of(path, desk.registry, state=desk.document.project.media.pool.parent).project
    try:
        return Clipping(project.graph, project.media.owned, whole=True)
    finally:
        project.close()


class Inserter(QObject):
    """Everything that is wrong is told through the desk; then nothing is inserted."""

    def __init__(self, desk: Desk, size_of: SizeOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._size_of = size_of

    def insert_text(self, text: str, at: tuple[float, float]) -> bool:
        """Nodes in a text, with their middle at this point."""
        try:
            clipping = read_clipping(text)
        except NotNodes as error:
            self._desk.say(f"{error.message} {error.remedy}", "warn", key="paste")
            return False
        return self.insert(clipping, at, self.tr("Paste"))

    def insert_file(self, path: Path, at: tuple[float, float]) -> bool:
        """The nodes of a project file, or of a clip or picture that carries a graph."""
        try:
            clipping = clipping_of_file(path, self._desk)
        except KinographError as error:
            self._desk.say(f"{error.message} {error.remedy}".strip(), "fail", key="paste")
            return False
        return self.insert(clipping, at, self.tr("Insert {0}").format(path.stem))

    def insert(self, clipping: Clipping, at: tuple[float, float], title: str) -> bool:
        """Add it to the open graph with its middle at this point."""
        desk = self._desk
        graph = desk.document.graph_at(desk.selection.where)
        if graph is None:
            return False
        if not (clipping.graph.nodes or clipping.graph.frames or clipping.graph.notes):
            desk.say(self.tr("There is nothing in that graph."), "info", key="paste")
            return False
        try:
            renamed, missing = bring_media(desk.document.project, clipping.media, media_names(clipping.graph))
        except (KinographError, OSError) as error:
            desk.say(self.tr("The media cannot be kept: {0}").format(error), "fail", key="paste")
            return False
        part, _ = migrate_nodes(with_texts(clipping.graph, renamed), desk.registry)
        if not self.add(part, self._free_shift(graph, part, at), title):
            return False
        self._tell_missing(part, missing)
        return True

    def add(self, part: Graph, shift: tuple[float, float], title: str, *, from_outside: bool = False) -> bool:
        """Add a part of this very project, moved, and select it."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        if graph is None:
            return False
        deepest = max(path.count("/") + 1 if path else 0 for path, _ in walk(part))
        if (where.count("/") + 1 if where else 0) + deepest > MAX_DEPTH:
            text = self.tr("Subgraphs can be nested {0} deep; this would be deeper. Paste it further out.")
            desk.say(text.format(MAX_DEPTH), "warn", key="paste")
            return False
        added = insertion(graph, part, shift, where, from_outside=from_outside)
        desk.document.end_step()
        if not desk.document.perform(Several((added,), title, where)):
            return False
        desk.document.end_step()
        desk.selection.select(
            [node.id for node in added.nodes],
            [frame.id for frame in added.frames],
            [note.id for note in added.notes],
        )
        return True

    def _free_shift(self, graph: Graph, part: Graph, at: tuple[float, float]) -> tuple[float, float]:
        """So that the middle comes to `at`, on the grid, and not exactly onto what was pasted there before."""
        left, top, width, height = bounds(part, self._size_of)
        x = round((at[0] - left - width / 2) / GRID) * GRID
        y = round((at[1] - top - height / 2) / GRID) * GRID
        taken = {node.position for node in graph.nodes.values()}
        first = next(iter(part.nodes.values()), None)
        while first is not None and (first.position[0] + x, first.position[1] + y) in taken:
            x, y = x + GRID, y + GRID
        return (x, y)

    def _tell_missing(self, part: Graph, media: list[str]) -> None:
        desk = self._desk
        lost = [*media, *missing_files(desk.document.project, part, desk.registry)]
        if lost:
            text = self.tr("Pasted, but not here: {0}. Choose the files again in the nodes that load them.")
            desk.say(text.format(listed(lost)), "warn", key="paste")
        types = {node.type_id for _, inner in walk(part) for node in inner.nodes.values() if node.graph is None}
        unknown = sorted(name for name in types if name not in desk.registry)
        if unknown:
            text = self.tr("Pasted nodes of types that are not known here: {0}. They are kept, but cannot run.")
            desk.say(text.format(listed(unknown)), "warn", key="paste-types")


def listed(names: list[str]) -> str:
    """The first few of them and how many more."""
    shown = ", ".join(names[:4])
    return f"{shown} (+{len(names) - 4})" if len(names) > 4 else shown
