"""Changes of one stroke as the strokes node stores it: plain JSON in, plain JSON out, nothing changed in place.

Positions are normalised (0..1 of the picture). What is not touched keeps its very numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.motion.curves import simplify, smooth, without_repeats
from nodes.motion.transforms import apply_similarity, similarity

__all__ = [
    "Points",
    "Stroke",
    "about",
    "circle",
    "duplicated",
    "mirrored",
    "moved",
    "points_of",
    "region_of",
    "reversed_stroke",
    "simplified",
    "smoothed",
    "times_of",
    "with_field",
    "with_path",
    "with_point",
    "with_region",
    "without_points",
]

Points = NDArray[np.float64]
Stroke = Mapping[str, Any]
PLACES = 6
SECONDS_PLACES = 5
CIRCLE_CORNERS = 32


def points_of(stroke: Stroke) -> Points:
    """[K, 2]."""
    return np.asarray(stroke["points"], dtype=np.float64).reshape(-1, 2)


def times_of(stroke: Stroke) -> NDArray[np.float64] | None:
    """[K] seconds, or None where the hand's timing is not known."""
    times = stroke.get("times_s")
    return None if times is None else np.asarray(times, dtype=np.float64)


def region_of(stroke: Stroke) -> Points | None:
    """[M, 2], or None for the disc of the radius."""
    region = stroke.get("region")
    return None if region is None else np.asarray(region, dtype=np.float64).reshape(-1, 2)


def plain_points(points: ArrayLike) -> list[list[float]]:
    rounded: list[list[float]] = np.round(np.asarray(points, dtype=np.float64), PLACES).tolist()
    return rounded


def with_path(stroke: Stroke, points: ArrayLike, times: ArrayLike | None) -> dict[str, Any]:
    """Another path. One point is a pin; times are counted from 0 and never fall."""
    made = {**stroke, "points": plain_points(points)}
    made.pop("times_s", None)
    if len(made["points"]) == 1:
        made["pinned"] = True
        return made
    made.pop("pinned", None)
    if times is not None:
        counted = np.maximum.accumulate(np.asarray(times, dtype=np.float64))
        made["times_s"] = np.round(counted - counted[0], SECONDS_PLACES).tolist()
    return made


def with_point(stroke: Stroke, index: int, xy: ArrayLike) -> dict[str, Any]:
    """One point of the path put elsewhere; the others and the times stay."""
    points = list(stroke["points"])
    points[index] = plain_points(np.asarray(xy, dtype=np.float64)[None])[0]
    return {**stroke, "points": points}


def with_points_moved(stroke: Stroke, indices: Iterable[int], by: ArrayLike) -> dict[str, Any]:
    """Some points of the path moved together."""
    points, shift = points_of(stroke).copy(), np.asarray(by, dtype=np.float64)
    picked = sorted(indices)
    points[picked] += shift
    rows = list(stroke["points"])
    for index, row in zip(picked, plain_points(points[picked]), strict=True):
        rows[index] = row
    return {**stroke, "points": rows}


def with_inserted(stroke: Stroke, index: int, xy: ArrayLike, seconds: float | None) -> dict[str, Any]:
    """A point put in before the one at `index`, with its time where the stroke has times."""
    points = [
        *stroke["points"][:index],
        plain_points(np.asarray(xy, dtype=np.float64)[None])[0],
        *stroke["points"][index:],
    ]
    made = {**stroke, "points": points}
    if stroke.get("times_s") is not None and seconds is not None:
        times = list(stroke["times_s"])
        made["times_s"] = [*times[:index], round(seconds, SECONDS_PLACES), *times[index:]]
    return made


def without_points(stroke: Stroke, indices: Iterable[int]) -> dict[str, Any] | None:
    """Some points taken out; None when none would be left."""
    gone = set(indices)
    kept = [index for index in range(len(stroke["points"])) if index not in gone]
    if not kept:
        return None
    times = times_of(stroke)
    return with_path(stroke, points_of(stroke)[kept], None if times is None else times[kept])


def with_region(stroke: Stroke, region: ArrayLike | None) -> dict[str, Any]:
    """Another outline of what is dragged; None goes back to the disc."""
    made = {key: value for key, value in stroke.items() if key != "region"}
    if region is not None:
        made["region"] = plain_points(region)
    return made


def with_field(stroke: Stroke, name: str, value: Any, default: Any) -> dict[str, Any]:
    """A plain field set; what equals the default is not stored."""
    made = {key: old for key, old in stroke.items() if key != name}
    if value != default:
        made[name] = value
    return made


def moved(stroke: Stroke, by: ArrayLike) -> dict[str, Any]:
    """The path and its region, carried along."""
    shift = np.asarray(by, dtype=np.float64)
    return _carried(stroke, lambda points: points + shift)


def about(
    stroke: Stroke, pivot: ArrayLike, *, aspect: float, scale: float = 1.0, rotation_deg: float = 0.0
) -> dict[str, Any]:
    """The path turned (clockwise) and scaled about a point; the region stays, since the thing has not moved.

    aspect: width of the picture divided by its height, so that turning keeps shapes.
    """
    square = np.array([aspect, 1.0])
    matrix = similarity((0.0, 0.0), scale, rotation_deg, np.asarray(pivot, dtype=np.float64) * square)
    return {**stroke, "points": plain_points(apply_similarity(matrix, points_of(stroke) * square) / square)}


def mirrored(stroke: Stroke, axis: int) -> dict[str, Any]:
    """The path mirrored about its own middle. axis: 0 left and right, 1 up and down."""
    points = points_of(stroke).copy()
    points[:, axis] = points[:, axis].min() + points[:, axis].max() - points[:, axis]
    return {**stroke, "points": plain_points(points)}


def reversed_stroke(stroke: Stroke) -> dict[str, Any]:
    """The same path from its end to its beginning, the timing turned round with it."""
    times = times_of(stroke)
    made = {**stroke, "points": list(reversed(stroke["points"]))}
    if times is not None:
        made["times_s"] = np.round(times[-1] - times[::-1], SECONDS_PLACES).tolist()
    return made


def smoothed(stroke: Stroke, strength: float = 0.5, passes: int = 2) -> dict[str, Any]:
    """The jitter of the hand taken out; ends and timing stay."""
    return {**stroke, "points": plain_points(smooth(points_of(stroke), strength, passes))}


def simplified(stroke: Stroke, tolerance: float) -> dict[str, Any]:
    """Without the points that lie within the tolerance (a share of the picture) of the rest, in place and in time."""
    kept = worth_keeping(points_of(stroke), times_of(stroke), tolerance)
    times = times_of(stroke)
    return with_path(stroke, points_of(stroke)[kept], None if times is None else times[kept])


def worth_keeping(points: Points, times: NDArray[np.float64] | None, tolerance: float) -> NDArray[np.intp]:
    """Indices of the points that path and timing need. The time counts as a third axis, at the mean speed."""
    if len(points) < 3:
        return np.arange(len(points))
    if times is None or times[-1] <= times[0]:
        return simplify(points, tolerance)
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    return simplify(np.column_stack([points, times * (length / (times[-1] - times[0]))]), tolerance)


def duplicated(stroke: Stroke, by: ArrayLike, names: Sequence[str]) -> dict[str, Any]:
    """A second one beside it, region and all, under a name that is free."""
    made = moved(stroke, by)
    name = str(stroke.get("name", ""))
    if name:
        made["name"] = free_name(name, names)
    return made


def free_name(stem: str, taken: Iterable[str]) -> str:
    """The stem itself, or with the lowest number from 2 on that is free."""
    used, number, name = set(taken), 2, stem
    while name in used:
        name, number = f"{stem} {number}", number + 1
    return name


def circle(centre: ArrayLike, radius: float, aspect: float) -> Points:
    """A circle's outline [M, 2]. radius: as a share of the width, round in pixels."""
    angle = np.arange(CIRCLE_CORNERS) * (2 * np.pi / CIRCLE_CORNERS)
    offsets = np.column_stack([np.cos(angle), np.sin(angle) * aspect]) * radius
    return np.asarray(centre, dtype=np.float64) + offsets


def has_length(points: ArrayLike) -> bool:
    """Whether a path leads anywhere."""
    return len(without_repeats(points)[0]) > 1


def _carried(stroke: Stroke, carry: Any) -> dict[str, Any]:
    made = {**stroke, "points": plain_points(carry(points_of(stroke)))}
    region = region_of(stroke)
    if region is not None:
        made["region"] = plain_points(carry(region))
    return made
