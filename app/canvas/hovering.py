"""What lies under the mouse shows it, and the mouse shows what it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt

from app.canvas.hits import Hit
from app.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["Hovering"]


class Hovering(QObject):
    """Remembers the one thing that is lit."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._hot = Hit()

    def over(self, point: QPointF) -> None:
        """The mouse is at this point of the scene."""
        hit = self._view.hit(point)
        self.light(hit)
        if not self._view.space_held:
            self._view.viewport().setCursor(cursor_over(hit))

    def forget(self) -> None:
        """The mouse went away, or what was under it."""
        self.light(Hit())

    def light(self, hit: Hit) -> None:
        old, self._hot = self._hot, hit
        if isinstance(old.item, NodeItem) and old.item is not hit.item:
            old.item.set_hot(None)
        elif old.item is not None and old.item is not hit.item:
            old.item.set_hot(False)
        if old.wire is not None and old.wire is not hit.wire:
            old.wire.set_hot(False)
        if isinstance(hit.item, NodeItem):
            hit.item.set_hot((hit.port.name, hit.port.is_output) if hit.port is not None else None, hit.parameter)
        elif hit.item is not None:
            hit.item.set_hot(True)
        if hit.wire is not None:
            hit.wire.set_hot(True)
        self._view.player.follow(hit.item if isinstance(hit.item, NodeItem) else None)


def cursor_over(hit: Hit) -> Qt.CursorShape:
    """How the mouse looks over this."""
    if hit.port is not None:
        return Qt.CursorShape.CrossCursor
    if hit.grip:
        return _resizing(hit.grip.split())
    if hit.parameter and isinstance(hit.item, NodeItem):
        record = hit.item.ports.parameter(hit.parameter) if hit.item.ports is not None else None
        if record is not None and record.kind in ("integer", "number"):
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.ArrowCursor


def _resizing(sides: list[str]) -> Qt.CursorShape:
    if len(sides) == 2:
        down = sides in (["right", "bottom"], ["left", "top"])
        return Qt.CursorShape.SizeFDiagCursor if down else Qt.CursorShape.SizeBDiagCursor
    return Qt.CursorShape.SizeHorCursor if sides[0] in ("left", "right") else Qt.CursorShape.SizeVerCursor
