"""Cut wires by a stroke across them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.wire_shape import segments_cross
from nodes.graph.edits import Disconnect, Edit

__all__ = ["CutGesture"]


class CutGesture(Gesture):
    """Wires that will be cut are marked while the stroke is drawn."""

    cursor = Qt.CursorShape.CrossCursor

    def start(self) -> None:
        self._line = [(self.begin.scene.x(), self.begin.scene.y())]
        self._cut: dict[tuple[str, str], None] = {}

    def move(self, pointer: Pointer) -> None:
        here = (pointer.scene.x(), pointer.scene.y())
        last = self._line[-1]
        self._line.append(here)
        for key, wire in self.canvas.wires.items():
            if key not in self._cut and segments_cross([last, here], wire.points):
                self._cut[key] = None
                wire.set_marked(True)
        self.view.redraw()

    def finish(self, pointer: Pointer) -> None:
        self._unmark()
        edits: list[Edit] = [Disconnect(target, into, self.where) for target, into in self._cut]
        self.perform(edits, self.tr("Cut {0} wires").format(len(edits)))
        self.view.redraw()

    def cancel(self) -> None:
        self._unmark()
        self.view.redraw()

    def paint(self, painter: QPainter) -> None:
        pen = QPen(self.canvas.ink.fail, 1.6, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in self._line]))

    def _unmark(self) -> None:
        for key in self._cut:
            if key in self.canvas.wires:
                self.canvas.wires[key].set_marked(False)
