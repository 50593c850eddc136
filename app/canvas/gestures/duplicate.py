"""Drag a copy of the selection off it, fed by the same nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.canvas.clipboard_fragment import insertion, part_of
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.metrics import GRID, RADIUS
from app.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["DuplicateGesture"]


class DuplicateGesture(Gesture):
    """A click without dragging takes the node into the selection or out of it."""

    cursor = Qt.CursorShape.DragCopyCursor

    def __init__(self, view: CanvasView, begin: Pointer, grabbed: NodeItem) -> None:
        super().__init__(view, begin)
        self._grabbed = grabbed
        self._shift = QPointF()
        self._rects: list[QRectF] = []

    def on_moved_first(self, pointer: Pointer) -> None:
        selection, canvas = self.desk.selection, self.canvas
        if self._grabbed.node.id not in selection.nodes:
            selection.select([self._grabbed.node.id])
        for table, names in (
            (canvas.nodes, selection.nodes),
            (canvas.frames, selection.frames),
            (canvas.notes, selection.notes),
        ):
            self._rects += [table[name].scene_rect() for name in names if name in table]

    def move(self, pointer: Pointer) -> None:
        away = pointer.scene - self.begin.scene
        if not pointer.alt:
            away = QPointF(round(away.x() / GRID) * GRID, round(away.y() / GRID) * GRID)
        self._shift = away
        self.view.redraw()

    def finish(self, pointer: Pointer) -> None:
        self.view.redraw()
        selection = self.desk.selection
        if not self.moved:
            selection.toggle(self._grabbed.node.id)
            return
        if self._shift.isNull():
            return
        graph = self.canvas.graph
        part = part_of(graph, selection.nodes, selection.frames, selection.notes)
        for key, wire in graph.wires.items():
            if wire.target in part.nodes:
                part.wires[key] = wire
        shift = (self._shift.x(), self._shift.y())
        added = insertion(graph, part, shift, self.where, from_outside=True)
        if self.perform([added], self.tr("Duplicate")):
            selection.select(*([item.id for item in items] for items in (added.nodes, added.frames, added.notes)))

    def cancel(self) -> None:
        self.view.redraw()

    def paint(self, painter: QPainter) -> None:
        pen = QPen(self.canvas.ink.accent, 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in self._rects:
            painter.drawRoundedRect(rect.translated(self._shift), RADIUS, RADIUS)
