"""Which node lies beside another one. Plain geometry over rectangles and wires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nodes.graph import Wire

__all__ = ["neighbour"]

Rect = tuple[float, float, float, float]
_WAYS = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0)}


def neighbour(here: str, way: str, rects: Mapping[str, Rect], wires: Iterable[Wire]) -> str:
    """left and right go along wires where there are any, up and down and else to the nearest that way; "" for none.

    Of several at the other ends of wires, the one nearest in height.
    """
    if here not in rects:
        return ""
    if way in ("left", "right"):
        ends = {
            wire.source if way == "left" else wire.target
            for wire in wires
            if (wire.target if way == "left" else wire.source) == here
        }
        ends = {name for name in ends if name in rects}
        if ends:
            middle = _middle(rects[here])
            return min(sorted(ends), key=lambda name: abs(_middle(rects[name])[1] - middle[1]))
    return _nearest(here, way, rects)


def _nearest(here: str, way: str, rects: Mapping[str, Rect]) -> str:
    across, down = _WAYS[way]
    x, y = _middle(rects[here])
    best, nearest = "", float("inf")
    for name, rect in rects.items():
        if name == here:
            continue
        dx, dy = _middle(rect)[0] - x, _middle(rect)[1] - y
        ahead = dx * across + dy * down
        aside = abs(dx * down) + abs(dy * across)
        if ahead <= 1.0:
            continue
        cost = ahead + 2.5 * aside
        if cost < nearest:
            best, nearest = name, cost
    return best


def _middle(rect: Rect) -> tuple[float, float]:
    return (rect[0] + rect[2] / 2, rect[1] + rect[3] / 2)
