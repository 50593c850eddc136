"""The order of boxes within their columns: medians of the neighbours, back and forth, and the best order is kept."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise

__all__ = ["crossings", "ordered"]

Name = Hashable
_SWEEPS = 8


def ordered(rows: list[list[Name]], links: Iterable[tuple[Name, Name]]) -> list[list[Name]]:
    """The rows with fewer links crossing each other. Links to the next row only count; others are taken as hints."""
    pairs = list(links)
    before: dict[Name, list[Name]] = {name: [] for row in rows for name in row}
    after: dict[Name, list[Name]] = {name: [] for row in rows for name in row}
    for source, target in pairs:
        before[target].append(source)
        after[source].append(target)
    best, fewest = [list(row) for row in rows], crossings(rows, after)
    here = [list(row) for row in rows]
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        for number in range(1, len(here)) if down else range(len(here) - 2, -1, -1):
            here[number] = _by_medians(here[number], here, before if down else after)
        count = crossings(here, after)
        if count < fewest:
            best, fewest = [list(row) for row in here], count
    return best


def crossings(rows: list[list[Name]], after: Mapping[Name, list[Name]]) -> int:
    """How often links between neighbouring rows cross."""
    count = 0
    for upper, lower in pairwise(rows):
        places = {name: place for place, name in enumerate(lower)}
        seen: list[int] = []
        for name in upper:
            ends = [places[target] for target in after[name] if target in places]
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def _by_medians(row: list[Name], rows: list[list[Name]], neighbours: Mapping[Name, list[Name]]) -> list[Name]:
    """Sorted by the median place of the neighbours; those without any keep their place among the rest."""
    near = {name for other in row for name in neighbours[other]}
    places = {name: (place + 0.5) / len(other) for other in rows for place, name in enumerate(other) if name in near}
    keys: dict[Name, float] = {}
    for place, name in enumerate(row):
        found = sorted(places[other] for other in neighbours[name])
        middle = len(found) // 2
        if not found:
            keys[name] = (place + 0.5) / len(row)
        elif len(found) % 2:
            keys[name] = found[middle]
        else:
            keys[name] = (found[middle - 1] + found[middle]) / 2
    return sorted(row, key=lambda name: keys[name])
