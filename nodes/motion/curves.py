"""Curves through points: arc length, Catmull-Rom, simplification, smoothing.

Points are float arrays [K, 2] or [K, D] in any unit; nothing here knows about frames.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError

__all__ = ["arc_lengths", "catmull_rom", "point_at_length", "simplify", "smooth", "without_repeats"]

Points = NDArray[np.float64]


def as_points(points: ArrayLike) -> Points:
    """The points as float64 [K, D].  Errors: NodeError when empty, of another shape, or not finite."""
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[0] == 0 or array.shape[1] == 0:
        raise NodeError(
            f"A curve needs points as rows [K, 2]; these have the shape {list(array.shape)}.",
            remedy="Draw at least one point.",
        )
    if not np.isfinite(array).all():
        row = int(np.argwhere(~np.isfinite(array))[0][0])
        raise NodeError(f"Point {row} of the curve is not a number: {array[row].tolist()}.", remedy="Redraw it.")
    return array


def arc_lengths(points: ArrayLike) -> NDArray[np.float64]:
    """Length travelled along the polyline at each point: [K], the first 0, never falling."""
    array = as_points(points)
    steps = np.sqrt((np.diff(array, axis=0) ** 2).sum(axis=1))
    return np.concatenate(([0.0], np.cumsum(steps)))


def point_at_length(points: ArrayLike, lengths: ArrayLike) -> Points:
    """Points of the polyline at the given arc lengths [T]: [T, D]; past an end, that end, exactly."""
    array = as_points(points)
    travelled = arc_lengths(array)
    wanted = np.atleast_1d(np.asarray(lengths, dtype=np.float64))
    if len(array) == 1 or travelled[-1] == 0.0:
        return np.repeat(array[:1], len(wanted), axis=0)
    columns = [np.interp(wanted, travelled, array[:, axis]) for axis in range(array.shape[1])]
    return np.stack(columns, axis=1)


def without_repeats(points: ArrayLike) -> tuple[Points, NDArray[np.intp]]:
    """The points without immediate repetitions [U, D], and for each given point its place among them [K]."""
    array = as_points(points)
    keep = np.concatenate(([True], (np.diff(array, axis=0) != 0.0).any(axis=1)))
    return array[keep], np.cumsum(keep) - 1


def catmull_rom(points: ArrayLike, samples_per_segment: int = 16, closed: bool = False) -> Points:
    """A smooth curve through every point: centripetal Catmull-Rom, which makes no loops or cusps.

    points: [K, D].  samples_per_segment: how many steps from one point to the next.  closed: join the last point to
    the first.  Returns [(K - 1) * samples_per_segment + 1, D]; row i * samples_per_segment is point i exactly.
    Two points give a straight line.  Source: Yuksel, Schaefer, Keyser, "Parameterization and applications of
    Catmull-Rom curves", 2011.
    """
    knots, _ = without_repeats(points)
    if closed and len(knots) > 2:
        ring = knots if (knots[0] != knots[-1]).any() else knots[:-1]
        padded = np.concatenate((ring[-1:], ring, ring[:2]))
    elif len(knots) < 2:
        return knots
    else:
        padded = np.concatenate((2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]))
    gaps = np.sqrt(np.sqrt((np.diff(padded, axis=0) ** 2).sum(axis=1)))[:, None]
    before, here, after, beyond = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    gap_before, gap, gap_after = gaps[:-2], gaps[1:-1], gaps[2:]
    leave = gap * ((here - before) / gap_before - (after - before) / (gap_before + gap) + (after - here) / gap)
    arrive = gap * ((after - here) / gap - (beyond - here) / (gap + gap_after) + (beyond - after) / gap_after)
    u = (np.arange(samples_per_segment) / samples_per_segment)[None, :, None]
    here, after, leave, arrive = (part[:, None, :] for part in (here, after, leave, arrive))
    u2, u3 = u * u, u * u * u
    body = here * (2 * u3 - 3 * u2 + 1) + leave * (u3 - 2 * u2 + u) + after * (3 * u2 - 2 * u3) + arrive * (u3 - u2)
    return np.concatenate((body.reshape(-1, padded.shape[1]), padded[-2:-1]))


def simplify(points: ArrayLike, tolerance: float) -> NDArray[np.intp]:
    """Indices of the points worth keeping (Ramer-Douglas-Peucker): the rest lie within tolerance of the kept line.

    points: [K, D].  tolerance: a distance in the points' unit, 0 or more.  Returns rising indices, ends included.
    """
    array = as_points(points)
    if tolerance < 0:
        raise NodeError(f"The tolerance is {tolerance}.", remedy="Give 0 or a positive distance.")
    keep = np.zeros(len(array), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(array) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distances = _distance_to_segment(array[first + 1 : last], array[first], array[last])
        worst = int(np.argmax(distances))
        if distances[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return np.flatnonzero(keep)


def smooth(points: ArrayLike, strength: float = 0.5, passes: int = 2) -> Points:
    """The points drawn towards the middle of their neighbours; the two ends stay exactly.

    strength: 0 leaves all as it is, 1 moves each point to that middle.  passes: how often.
    """
    array = as_points(points).copy()
    if not 0.0 <= strength <= 1.0:
        raise NodeError(f"The smoothing strength is {strength}.", remedy="Give a number from 0 to 1.")
    for _ in range(passes):
        middle = 0.5 * (array[:-2] + array[2:])
        array[1:-1] += strength * (middle - array[1:-1])
    return array


def _distance_to_segment(points: Points, start: Points, stop: Points) -> NDArray[np.float64]:
    along = stop - start
    length_squared = float(along @ along)
    if length_squared == 0.0:
        offsets = points - start
    else:
        shares = np.clip((points - start) @ along / length_squared, 0.0, 1.0)
        offsets = points - (start + shares[:, None] * along)
    return np.asarray(np.sqrt((offsets**2).sum(axis=1)))
