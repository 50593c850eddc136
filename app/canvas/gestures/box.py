"""Select what a box holds or touches."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.canvas.gestures.gesture import Gesture, Pointer

__all__ = ["BoxGesture"]


class BoxGesture(Gesture):
    """Nodes and notes that it touches, frames that it holds wholly. Shift adds, Ctrl takes out what was in."""

    def start(self) -> None:
        selection = self.desk.selection
        self._before = (selection.nodes, selection.frames, selection.notes, selection.current)
        self._rect = QRectF()

    def move(self, pointer: Pointer) -> None:
        self._rect = QRectF(self.begin.scene, pointer.scene).normalized()
        self._select()
        self.view.redraw()

    def finish(self, pointer: Pointer) -> None:
        if not self.moved and not (self.begin.shift or self.begin.control):
            self.desk.selection.clear()
        self.view.redraw()

    def cancel(self) -> None:
        self.desk.selection.select(*self._before)
        self.view.redraw()

    def paint(self, painter: QPainter) -> None:
        ink = self.canvas.ink
        fill = ink.token("accent")
        fill.setAlphaF(0.07)
        pen = QPen(ink.accent, 1.0, Qt.PenStyle.SolidLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRect(self._rect)

    def _select(self) -> None:
        canvas, box = self.canvas, self._rect
        nodes = {name for name, item in canvas.nodes.items() if item.scene_rect().intersects(box)}
        notes = {name for name, item in canvas.notes.items() if item.scene_rect().intersects(box)}
        frames = {name for name, item in canvas.frames.items() if box.contains(item.scene_rect())}
        before = self._before
        if self.begin.control:
            found = (before[0] ^ nodes, before[1] ^ frames, before[2] ^ notes)
        elif self.begin.shift:
            found = (before[0] | nodes, before[1] | frames, before[2] | notes)
        else:
            found = (frozenset(nodes), frozenset(frames), frozenset(notes))
        order = [name for name in canvas.nodes if name in found[0]]
        self.desk.selection.select(order, found[1], found[2])
