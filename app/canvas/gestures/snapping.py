"""Where a dragged thing comes to rest: in line with a neighbour, else on the grid. Plain geometry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.canvas.metrics import GRID

__all__ = ["Guide", "Snap", "snap"]

Rect = tuple[float, float, float, float]
_NEAR = 300.0


@dataclass(frozen=True, slots=True)
class Guide:
    """A line to draw while two things are in line: from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Snap:
    """x, y: where the top left corner goes."""

    x: float
    y: float
    guides: tuple[Guide, ...] = ()


def snap(rect: Rect, others: Iterable[Rect], reach: float) -> Snap:
    """rect: (x, y, width, height) where the hand has it. reach: how near an edge must be to draw it."""
    x, y, wide, high = rect
    best_x: tuple[float, float, Rect] | None = None
    best_y: tuple[float, float, Rect] | None = None
    for other in others:
        left, top, other_wide, other_high = other
        if max(left - x - wide, x - left - other_wide, top - y - high, y - top - other_high) > _NEAR:
            continue
        for mine, theirs in ((0.0, left), (wide, left + other_wide), (wide / 2, left + other_wide / 2)):
            away = abs(x + mine - theirs)
            if away <= reach and (best_x is None or away < best_x[0]):
                best_x = (away, theirs - mine, other)
        for mine, theirs in ((0.0, top), (high, top + other_high)):
            away = abs(y + mine - theirs)
            if away <= reach and (best_y is None or away < best_y[0]):
                best_y = (away, theirs - mine, other)
    to_x = best_x[1] if best_x is not None else round(x / GRID) * GRID
    to_y = best_y[1] if best_y is not None else round(y / GRID) * GRID
    return Snap(to_x, to_y, tuple(_guides((to_x, to_y, wide, high), best_x, best_y)))


def _guides(
    rect: Rect, across: tuple[float, float, Rect] | None, down: tuple[float, float, Rect] | None
) -> Iterable[Guide]:
    x, y, wide, high = rect
    if across is not None:
        left, top, other_wide, other_high = across[2]
        line = x if abs(left - x) < 0.01 else x + wide if abs(left + other_wide - x - wide) < 0.01 else x + wide / 2
        yield Guide(line, min(y, top), line, max(y + high, top + other_high))
    if down is not None:
        left, top, other_wide, other_high = down[2]
        line = y if abs(top - y) < 0.01 else y + high
        yield Guide(min(x, left), line, max(x + wide, left + other_wide), line)
