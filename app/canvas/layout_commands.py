"""The commands that place nodes: tidy up, align, space evenly, onto the grid."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.canvas.layout import GRID, PortHeight, tidy
from app.canvas.layout_align import Line, Way, aligned, spaced
from app.canvas.layout_sizes import SizeOf
from app.commands_table import Command
from app.desk import Desk
from nodes.graph.edits import MoveNodes, Several

__all__ = ["LayoutTools"]

Rect = tuple[float, float, float, float]


class LayoutTools(QObject):
    """Works on the selected nodes and notes; tidying with fewer than two selected takes all."""

    def __init__(
        self, desk: Desk, view: QWidget, size_of: SizeOf, heights: PortHeight, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._size_of = size_of
        self._heights = heights
        category = self.tr("Arrange")
        rows = (
            ("canvas.tidy", self.tr("Tidy up"), self.tidy, ("L",)),
            ("canvas.align_left", self.tr("Align left edges"), self.align_left, ("Shift+Left",)),
            ("canvas.align_right", self.tr("Align right edges"), self.align_right, ("Shift+Right",)),
            ("canvas.align_top", self.tr("Align top edges"), self.align_top, ("Shift+Up",)),
            ("canvas.align_bottom", self.tr("Align bottom edges"), self.align_bottom, ("Shift+Down",)),
            ("canvas.align_centre", self.tr("Align centres on a vertical line"), self.align_centre, ()),
            ("canvas.align_middle", self.tr("Align centres on a horizontal line"), self.align_middle, ()),
            ("canvas.space_across", self.tr("Space evenly across"), self.space_across, ("Shift+H",)),
            ("canvas.space_down", self.tr("Space evenly down"), self.space_down, ("Shift+V",)),
            ("canvas.to_grid", self.tr("Move onto the grid"), self.to_grid, ()),
        )
        for name, title, run, keys in rows:
            desk.commands.add(Command(name, title, category, run, keys=keys, widget=view))

    def tidy(self) -> None:
        """Lay out what is selected, or all of the open graph."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        if graph is None:
            return
        selection = desk.selection
        edit = tidy(
            graph,
            self._size_of,
            where,
            nodes=selection.nodes if len(selection.nodes) > 1 else None,
            notes=selection.notes,
            heights=self._heights,
            title=self.tr("Tidy up"),
        )
        if edit is None:
            desk.say(self.tr("Everything stands well already."), "info", key="tidy")
            return
        desk.document.end_step()
        desk.document.perform(edit)
        desk.document.end_step()

    def align_left(self) -> None:
        self._align("left")

    def align_right(self) -> None:
        self._align("right")

    def align_top(self) -> None:
        self._align("top")

    def align_bottom(self) -> None:
        self._align("bottom")

    def align_centre(self) -> None:
        self._align("centre")

    def align_middle(self) -> None:
        self._align("middle")

    def space_across(self) -> None:
        self._space("across")

    def space_down(self) -> None:
        self._space("down")

    def to_grid(self) -> None:
        """Each selected node to the nearest point of the grid."""
        rects = self._selected(1)
        corners = {name: (round(x / GRID) * GRID, round(y / GRID) * GRID) for name, (x, y, _, _) in rects.items()}
        self._move(rects, corners, self.tr("Move onto the grid"))

    def _align(self, line: Line) -> None:
        rects = self._selected(2)
        self._move(rects, aligned(rects, line), self.tr("Align"))

    def _space(self, way: Way) -> None:
        rects = self._selected(3)
        self._move(rects, spaced(rects, way), self.tr("Space evenly"))

    def _selected(self, least: int) -> dict[str, Rect]:
        """Rectangles of the selected nodes and notes; none, and a word about it, when there are too few."""
        desk = self._desk
        graph = desk.document.graph_at(desk.selection.where)
        if graph is None:
            return {}
        nodes = [graph.nodes[name] for name in graph.nodes if name in desk.selection.nodes]
        rects: dict[str, Rect] = {f"node/{node.id}": (*node.position, *self._size_of(node)) for node in nodes}
        notes = [note for note in graph.notes.values() if note.id in desk.selection.notes]
        rects |= {f"note/{note.id}": (*note.position, *note.size) for note in notes}
        if len(rects) < least:
            desk.say(self.tr("Select at least {0} nodes first.").format(least), "info", key="tidy")
            return {}
        return rects

    def _move(self, rects: Mapping[str, Rect], corners: Mapping[str, tuple[float, float]], title: str) -> None:
        moved = {name: corner for name, corner in corners.items() if corner != rects[name][:2]}
        if not moved:
            return
        tables: dict[str, dict[str, tuple[float, float]]] = {"node": {}, "note": {}}
        for name, corner in moved.items():
            table, _, item = name.partition("/")
            tables[table][item] = corner
        edit = MoveNodes(nodes=tables["node"], notes=tables["note"], where=self._desk.selection.where)
        self._desk.document.end_step()
        self._desk.document.perform(Several((edit,), title, edit.where))
        self._desk.document.end_step()
