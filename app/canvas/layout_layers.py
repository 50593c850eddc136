"""Boxes joined by arrows, laid out in columns from left to right: a layered layout after Sugiyama (1981).

Columns by the longest path, crossings thinned out by medians, heights by least squares under the order that was found
(pool adjacent violators). Plain data in, plain data out.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.canvas.layout_order import ordered

__all__ = ["Arrow", "Spacing", "layered"]

Name = Hashable
Point = tuple[float, float]

_SWEEPS = 6
_MOST_STANDINS = 4000


@dataclass(frozen=True, slots=True)
class Arrow:
    """Between two boxes. out, into: how far below their tops it begins and ends."""

    source: Name
    target: Name
    out: float = 0.0
    into: float = 0.0


@dataclass(frozen=True, slots=True)
class Spacing:
    """Between columns and between boxes of one column."""

    columns: float = 80.0
    rows: float = 40.0


def layered(
    sizes: Mapping[Name, Point], arrows: Iterable[Arrow], was: Mapping[Name, Point], spacing: Spacing
) -> dict[Name, Point]:
    """The top left corner of every box. Arrows run to the right, save those that close a circle.

    was: where the boxes are now; the order from top to bottom begins with that.
    """
    forward = _without_circles(list(sizes), [arrow for arrow in arrows if arrow.source != arrow.target])
    columns = _columns(list(sizes), forward)
    links, standins = _with_standins(columns, forward, len(sizes))
    middles = {name: was[name][1] + sizes[name][1] / 2 for name in sizes}
    for name, link in standins.items():
        middles[name] = (middles[link.source] + middles[link.target]) / 2
    rows: list[list[Name]] = [[] for _ in range(max(columns.values()) + 1)]
    for name in sorted(columns, key=lambda name: middles[name]):
        rows[columns[name]].append(name)
    rows = ordered(rows, [(link.source, link.target) for link in links])
    heights = {name: sizes[name][1] + spacing.rows if name in sizes else spacing.rows for name in columns}
    tops = _tops(rows, links, heights)
    lefts = _lefts(rows, sizes, spacing)
    return {name: (lefts[columns[name]], tops[name]) for name in sizes}


def _without_circles(names: Sequence[Name], arrows: list[Arrow]) -> list[Arrow]:
    """The arrows but those that lead back to a box the walk is still inside of."""
    leaving: dict[Name, list[Arrow]] = {name: [] for name in names}
    for arrow in arrows:
        leaving[arrow.source].append(arrow)
    kept: list[Arrow] = []
    state: dict[Name, int] = {}
    for root in names:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(leaving[root]))]
        while stack:
            here, rest = stack[-1]
            arrow = next(rest, None)
            if arrow is None:
                state[here] = 2
                stack.pop()
            elif state.get(arrow.target) != 1:
                kept.append(arrow)
                if arrow.target not in state:
                    state[arrow.target] = 1
                    stack.append((arrow.target, iter(leaving[arrow.target])))
    return kept


def _columns(names: Sequence[Name], arrows: list[Arrow]) -> dict[Name, int]:
    """The longest way from a beginning; what feeds more than it is fed stands close before what it feeds."""
    after: dict[Name, list[Name]] = {name: [] for name in names}
    waiting = dict.fromkeys(names, 0)
    for arrow in arrows:
        after[arrow.source].append(arrow.target)
        waiting[arrow.target] += 1
    fed = dict(waiting)
    order = [name for name in names if not waiting[name]]
    columns = dict.fromkeys(order, 0)
    for name in order:  # grows while it is walked
        for target in after[name]:
            columns[target] = max(columns.get(target, 0), columns[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    for name in reversed(order):
        if after[name] and len(after[name]) >= fed[name]:
            columns[name] = min(columns[target] for target in after[name]) - 1
    first = min(columns.values(), default=0)
    return {name: column - first for name, column in columns.items()}


def _with_standins(
    columns: dict[Name, int], arrows: list[Arrow], boxes: int
) -> tuple[list[Arrow], dict[Name, Arrow]]:
    """Arrows between neighbouring columns only: long ones pass through stand-ins, which are added to `columns`.

    Arrows out of one box at one height share them. Past a few thousand the rest of the long arrows stay as they are.
    """
    links: list[Arrow] = []
    standins: dict[Name, Arrow] = {}
    joined: set[tuple[Name, Name]] = set()
    for arrow in arrows:
        here, out, end = arrow.source, arrow.out, columns[arrow.target]
        if end - columns[here] > 1 and len(standins) < _MOST_STANDINS + boxes:
            for column in range(columns[here] + 1, end):
                passing = ("wire", arrow.source, arrow.out, column)
                if (here, passing) not in joined:
                    joined.add((here, passing))
                    columns[passing] = column
                    standins[passing] = arrow
                    links.append(Arrow(here, passing, out, 0.0))
                here, out = passing, 0.0
        links.append(Arrow(here, arrow.target, out, arrow.into))
    return links, standins


def _tops(rows: list[list[Name]], links: list[Arrow], heights: Mapping[Name, float]) -> dict[Name, float]:
    """Heights at which the arrows are as level as the order allows."""
    tops: dict[Name, float] = {}
    before: dict[Name, list[tuple[Name, float]]] = {name: [] for row in rows for name in row}
    after: dict[Name, list[tuple[Name, float]]] = {name: [] for row in rows for name in row}
    for link in links:
        before[link.target].append((link.source, link.out - link.into))
        after[link.source].append((link.target, link.into - link.out))
    for row in rows:
        top = -sum(heights[name] for name in row) / 2
        for name in row:
            tops[name], top = top, top + heights[name]
    for sweep in range(_SWEEPS):
        sides = (before,) if sweep % 2 == 0 else (after,)
        if sweep >= _SWEEPS - 2:
            sides = (before, after)
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_wanted(name, sides, tops) for name in row]
            tops.update(zip(row, _spread(wanted, [heights[name] for name in row]), strict=True))
    return tops


def _wanted(
    name: Name, sides: Iterable[Mapping[Name, list[tuple[Name, float]]]], tops: Mapping[Name, float]
) -> float:
    """Where its arrows would be level: the median over its neighbours; where it is when it has none."""
    levels: list[float] = []
    for side in sides:
        for other, offset in side[name]:
            insort(levels, tops[other] + offset)
    if not levels:
        return tops[name]
    middle = len(levels) // 2
    return levels[middle] if len(levels) % 2 else (levels[middle - 1] + levels[middle]) / 2


def _spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The tops nearest to those wanted that keep order and room (isotonic regression by pooling neighbours)."""
    pools: list[tuple[float, int]] = []  # (mean of the wanted tops less the room above, how many)
    above = 0.0
    room: list[float] = []
    for want, height in zip(wanted, heights, strict=True):
        room.append(above)
        mean, count = want - above, 1
        while pools and pools[-1][0] >= mean:
            other, more = pools.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        pools.append((mean, count))
        above += height
    level = [mean for mean, count in pools for _ in range(count)]
    return [one + other for one, other in zip(level, room, strict=True)]


def _lefts(rows: list[list[Name]], sizes: Mapping[Name, Point], spacing: Spacing) -> list[float]:
    lefts, left = [], 0.0
    for row in rows:
        lefts.append(left)
        left += max((sizes[name][0] for name in row if name in sizes), default=0.0) + spacing.columns
    return lefts
