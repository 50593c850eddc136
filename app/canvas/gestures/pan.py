"""Move the view about."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from app.canvas.gestures.gesture import Gesture, Pointer

__all__ = ["PanGesture"]


class PanGesture(Gesture):
    cursor = Qt.CursorShape.ClosedHandCursor
    THRESHOLD = 0.0

    def start(self) -> None:
        self._from = self.view.scroll_place()

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self.begin.view
        self.view.scroll_to(self._from - QPoint(round(away.x()), round(away.y())))

    def cancel(self) -> None:
        self.view.scroll_to(self._from)
