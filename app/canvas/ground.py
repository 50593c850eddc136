"""The ground of the canvas: its colour and a dot at every 20 units, fewer of them from far away."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.canvas.metrics import GRID

__all__ = ["Ground"]

_NEAREST_PX = 17.0


class Ground:
    """Keeps the dots of one zoom; moving about only shifts them."""

    def __init__(self) -> None:
        self._key: tuple[float, int, int] = (0.0, 0, 0)
        self._dots = QPolygonF()

    def draw(
        self, painter: QPainter, size: QSize, origin: QPointF, scale: float, colours: tuple[QColor, QColor]
    ) -> None:
        """size: of the view in pixels.  origin: where the scene's origin lies in it.  colours: of ground and dots."""
        painter.fillRect(QRectF(QPointF(), QPointF(size.width(), size.height())), colours[0])
        step = GRID * scale
        while step < _NEAREST_PX:
            step *= 2
        key = (step, size.width(), size.height())
        if key != self._key:
            self._key, self._dots = key, _dots(step, size)
        shift = QPointF(math.fmod(origin.x(), step) - step, math.fmod(origin.y(), step) - step)
        painter.translate(shift)
        painter.setPen(QPen(colours[1], 1.6 if scale < 1.5 else 2.4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPoints(self._dots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.translate(-shift)


def _dots(step: float, size: QSize) -> QPolygonF:
    across = [place * step for place in range(int(size.width() / step) + 3)]
    down = [place * step for place in range(int(size.height() / step) + 3)]
    return QPolygonF([QPointF(x, y) for y in down for x in across])
