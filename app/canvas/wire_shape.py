"""The curve of a wire, and how far a point is from it. Plain geometry."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

__all__ = ["curve", "distance", "points_on", "segments_cross"]

_STEPS = 20
Points = list[tuple[float, float]]


def curve(begin: QPointF, end: QPointF) -> QPainterPath:
    """Leaves to the right and arrives from the left."""
    (one, other) = _handles(begin.x(), begin.y(), end.x(), end.y())
    path = QPainterPath(begin)
    path.cubicTo(QPointF(*one), QPointF(*other), end)
    return path


def points_on(begin: QPointF, end: QPointF) -> Points:
    """Points along the same curve, both ends among them."""
    x0, y0, x3, y3 = begin.x(), begin.y(), end.x(), end.y()
    (x1, y1), (x2, y2) = _handles(x0, y0, x3, y3)
    found = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        u = 1.0 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found


def distance(points: Points, x: float, y: float) -> float:
    """From (x, y) to the nearest place of the line through these points."""
    nearest = float("inf")
    for (x0, y0), (x1, y1) in pairwise(points):
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        share = 0.0 if length == 0.0 else min(max(((x - x0) * dx + (y - y0) * dy) / length, 0.0), 1.0)
        away = (x - x0 - share * dx) ** 2 + (y - y0 - share * dy) ** 2
        nearest = min(nearest, away)
    return nearest**0.5


def segments_cross(one: Points, other: Points) -> bool:
    """Whether two lines through points cross somewhere."""
    return any(_cross(a, b, c, d) for a, b in pairwise(one) for c, d in pairwise(other))


def _handles(x0: float, y0: float, x3: float, y3: float) -> tuple[tuple[float, float], tuple[float, float]]:
    across, down = x3 - x0, abs(y3 - y0)
    if across >= 0:
        reach = max(across * 0.5, min(30.0, (across + down) * 0.5))
    else:
        reach = min(-across * 0.5 + 40.0, 60.0 + 0.35 * down + 0.2 * -across)
    return (x0 + reach, y0), (x3 - reach, y3)


def _cross(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
