"""The pulled wire, kept in sight while one looks for the node that takes it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.wire_shape import curve

__all__ = ["HangingWire"]

_MARGIN = 4


class HangingWire(QWidget):
    """Lies over the view, no larger than the wire, and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._path = QPainterPath()
        self._pen = QPen()
        self.hide()

    def show_wire(self, begin: QPointF, end: QPointF, colour: QColor, width: float) -> None:
        """Dashed, from an output to an input, in pixels of the view."""
        self._path = curve(begin, end)
        self._pen = QPen(colour, width, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
        self._pen.setDashPattern([3.0, 2.5])
        self.setGeometry(self._path.boundingRect().toAlignedRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.pos())
        painter.strokePath(self._path, self._pen)
