"""Lining nodes up with each other and spacing them evenly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

__all__ = ["Line", "Way", "aligned", "free_place", "spaced"]

Rect = tuple[float, float, float, float]
Line = Literal["left", "right", "top", "bottom", "centre", "middle"]
"""centre: on one vertical line.  middle: on one horizontal line."""
Way = Literal["across", "down"]
_GRID, _REACH = 20.0, 40


def aligned(rects: Mapping[str, Rect], line: Line) -> dict[str, tuple[float, float]]:
    """Corners of the rectangles when they share this line. Edges go to the outermost one, middles to the average."""
    if not rects:
        return {}
    whole = list(rects.values())
    match line:
        case "left":
            left = min(rect[0] for rect in whole)
            return {name: (left, rect[1]) for name, rect in rects.items()}
        case "right":
            right = max(rect[0] + rect[2] for rect in whole)
            return {name: (right - rect[2], rect[1]) for name, rect in rects.items()}
        case "top":
            top = min(rect[1] for rect in whole)
            return {name: (rect[0], top) for name, rect in rects.items()}
        case "bottom":
            low = max(rect[1] + rect[3] for rect in whole)
            return {name: (rect[0], low - rect[3]) for name, rect in rects.items()}
        case "centre":
            centre = sum(rect[0] + rect[2] / 2 for rect in whole) / len(whole)
            return {name: (centre - rect[2] / 2, rect[1]) for name, rect in rects.items()}
        case "middle":
            middle = sum(rect[1] + rect[3] / 2 for rect in whole) / len(whole)
            return {name: (rect[0], middle - rect[3] / 2) for name, rect in rects.items()}


def spaced(rects: Mapping[str, Rect], way: Way) -> dict[str, tuple[float, float]]:
    """Corners with equal gaps between neighbours; the first and the last stay, unless there is no room between."""
    axis = 0 if way == "across" else 1
    order = sorted(rects, key=lambda name: rects[name][axis] + rects[name][axis + 2] / 2)
    if len(order) < 2:
        return {name: rects[name][:2] for name in order}
    begin = rects[order[0]][axis]
    end = max(rects[name][axis] + rects[name][axis + 2] for name in order)
    gap = max((end - begin - sum(rects[name][axis + 2] for name in order)) / (len(order) - 1), 0.0)
    corners, place = {}, begin
    for name in order:
        corners[name] = (place, rects[name][1]) if axis == 0 else (rects[name][0], place)
        place += rects[name][axis + 2] + gap
    return corners


def free_place(rect: Rect, others: Iterable[Rect], gap: float = 20.0) -> tuple[float, float]:
    """The corner on the grid nearest to where `rect` is at which it keeps this distance from all others."""
    near = list(others)
    left, top = round(rect[0] / _GRID) * _GRID, round(rect[1] / _GRID) * _GRID
    steps = [(x * _GRID, y * _GRID) for x in range(-_REACH, _REACH + 1) for y in range(-_REACH, _REACH + 1)]
    for x, y in sorted(steps, key=lambda step: step[0] ** 2 + step[1] ** 2):
        if not any(_closer((left + x, top + y, rect[2], rect[3]), other, gap) for other in near):
            return (left + x, top + y)
    return (left, top)


def _closer(one: Rect, other: Rect, gap: float) -> bool:
    return (
        one[0] < other[0] + other[2] + gap
        and other[0] < one[0] + one[2] + gap
        and one[1] < other[1] + other[3] + gap
        and other[1] < one[1] + one[3] + gap
    )
