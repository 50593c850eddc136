"""What can be laid over a picture: it paints, and it may take the mouse and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

if TYPE_CHECKING:
    from app.viewer.picture_view import PictureView

__all__ = ["Layer"]


class Layer:
    """Laid over a PictureView. Each mouse method tells whether it used the event; what nobody uses pans the view.

    A layer that took a press gets every move and the release of it. Moves without a button come as well, so that
    what lies under the mouse can be shown.
    """

    visible = True

    def paint(self, painter: QPainter, view: PictureView) -> None:
        """In widget coordinates, over the picture. The painter's state is kept by the view."""

    def mouse_press(self, event: QMouseEvent, view: PictureView) -> bool:
        return False

    def mouse_move(self, event: QMouseEvent, view: PictureView) -> bool:
        return False

    def mouse_release(self, event: QMouseEvent, view: PictureView) -> bool:
        return False

    def mouse_double_click(self, event: QMouseEvent, view: PictureView) -> bool:
        return False

    def key_press(self, event: QKeyEvent, view: PictureView) -> bool:
        return False

    def key_release(self, event: QKeyEvent, view: PictureView) -> bool:
        return False
