"""Ports have a shape by the family of their type, so that colour is never all that tells it."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from app.canvas.metrics import PORT

__all__ = ["port_polygon", "port_rect"]


def port_rect(size: float = PORT) -> QRectF:
    """Of a round port about the origin: pictures."""
    return QRectF(-size / 2, -size / 2, size, size)


@lru_cache(maxsize=16)
def port_polygon(family: str, size: float = PORT) -> QPolygonF | None:
    """A diamond for data, a hexagon for handles, None for the circle of pictures; about the origin."""
    if family == "data":
        return _ring(4, size * 0.66, 0.0)
    if family == "handle":
        return _ring(6, size * 0.58, math.pi / 6)
    return None


def _ring(count: int, radius: float, turn: float) -> QPolygonF:
    angles = (turn + 2 * math.pi * step / count for step in range(count))
    return QPolygonF([QPointF(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles])
