"""A dim title with a line beside it, between groups of rows."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.inspector.painting import draw_text
from app.look import Look

__all__ = ["Divider", "draw_divider"]


def draw_divider(painter: QPainter, look: Look, rect: QRectF, title: str) -> None:
    """The title at the left, the line up to the right end."""
    used = draw_text(painter, look, rect, title, role="caption", token="dim") + look.px(10)
    y = round(rect.center().y()) + 0.5
    painter.setPen(look.colour("hairline"))
    painter.drawLine(QLineF(rect.left() + used, y, rect.right(), y))


class Divider(QWidget):
    """The same as a widget."""

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = title
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(100), self._look.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_divider(QPainter(self), self._look, QRectF(self.rect()), self._title)
