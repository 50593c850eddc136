"""Another size for a frame or a note, by its edges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.metrics import GRID
from nodes.graph.edits import ChangeFrame, ChangeNote

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["ResizeGesture"]


class ResizeGesture(Gesture):
    """edges: which of them follow the mouse, such as "right bottom"."""

    def __init__(self, view: CanvasView, begin: Pointer, item: FrameItem | NoteItem, edges: str) -> None:
        super().__init__(view, begin)
        self._item = item
        self._edges = edges.split()
        self._before = item.scene_rect()

    def move(self, pointer: Pointer) -> None:
        rect = self._resized(pointer)
        self._item.setPos(rect.topLeft())
        self._item.set_size((rect.width(), rect.height()))
        self.view.redraw()

    def finish(self, pointer: Pointer) -> None:
        if not self.moved:
            return
        rect, item = self._item.scene_rect(), self._item
        place, size = (rect.x(), rect.y()), (rect.width(), rect.height())
        if isinstance(item, FrameItem):
            edit = ChangeFrame(replace(item.frame, position=place, size=size), self.where)
        else:
            edit = ChangeNote(replace(item.note, position=place, size=size), self.where)
        if rect != self._before and not self.perform([edit], edit.title):
            self.cancel()

    def cancel(self) -> None:
        self._item.setPos(self._before.topLeft())
        self._item.set_size((self._before.width(), self._before.height()))
        self.view.redraw()

    def _resized(self, pointer: Pointer) -> QRectF:
        to, least = pointer.scene, self._item.least
        if not pointer.alt and self.desk.settings.get("canvas.snap"):
            to = QPointF(round(to.x() / GRID) * GRID, round(to.y() / GRID) * GRID)
        rect = QRectF(self._before)
        if "left" in self._edges:
            rect.setLeft(min(to.x(), rect.right() - least))
        if "right" in self._edges:
            rect.setRight(max(to.x(), rect.left() + least))
        if "top" in self._edges:
            rect.setTop(min(to.y(), rect.bottom() - least))
        if "bottom" in self._edges:
            rect.setBottom(max(to.y(), rect.top() + least))
        return rect
