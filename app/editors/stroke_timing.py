"""A stroke over the frames: where it is at each, how fast, and how its timing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.editors.stroke_edits import Points, Stroke, plain_points, points_of, times_of, with_inserted, with_path
from nodes.motion.curves import arc_lengths, catmull_rom, point_at_length, without_repeats
from nodes.motion.easing import ease
from nodes.motion.strokes import (
    LONGEST_SMOOTHED,
    SAMPLES_PER_SEGMENT,
    frame_progress,
    resample_stroke,
    stroke_progress,
)

__all__ = ["Timing", "curve_of", "duration_of", "frame_points", "frame_shares", "retimed", "with_easing"]

SHARE_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Timing:
    """What happens to the strokes downstream: how many frames, and the easing and shape of Strokes to Tracks."""

    frames: int = 17
    easing: str = "as drawn"
    shape: str = "smooth"
    frames_per_second: Fraction = Fraction(8)


def span_of(stroke: Stroke, frames: int) -> tuple[int, int]:
    """First and last frame of the movement within so many frames."""
    start, end = int(stroke.get("start", 0)), stroke.get("end")
    start = min(start, frames - 1)
    return start, max(start, frames - 1 if end is None else min(int(end), frames - 1))


def frame_points(stroke: Stroke, timing: Timing) -> Points:
    """Where the stroke is at each frame [frames, 2], exactly as Strokes to Tracks makes it."""
    start, end = span_of(stroke, timing.frames)
    return resample_stroke(
        points_of(stroke),
        timing.frames,
        times_s=times_of(stroke),
        timing=timing.easing,
        shape=timing.shape,  # type: ignore[arg-type]
        start=start,
        end=end,
    )


def frame_shares(stroke: Stroke, timing: Timing) -> NDArray[np.float64]:
    """Share of the path's length that lies behind the stroke at each frame."""
    start, end = span_of(stroke, timing.frames)
    return stroke_progress(
        points_of(stroke),
        timing.frames,
        times_s=times_of(stroke),
        timing=timing.easing,
        shape=timing.shape,  # type: ignore[arg-type]
        start=start,
        end=end,
    )


def curve_of(points: Points, shape: str = "smooth") -> Points:
    """The path as a fine polyline, as it is resampled."""
    knots, _ = without_repeats(points)
    if shape == "smooth" and 2 < len(knots) <= LONGEST_SMOOTHED:
        return catmull_rom(knots, SAMPLES_PER_SEGMENT)
    return knots


def knot_shares(points: Points, shape: str = "smooth") -> NDArray[np.float64]:
    """Share of the path's length at each point [K]."""
    knots, place = without_repeats(points)
    if len(knots) < 2:
        return np.zeros(len(points))
    lengths = arc_lengths(curve_of(points, shape))
    at_knot = lengths[::SAMPLES_PER_SEGMENT] if len(lengths) > len(knots) else lengths
    return np.asarray(at_knot[place] / at_knot[-1])


def duration_of(stroke: Stroke) -> float:
    """Seconds the hand took; 0 when that is not known."""
    times = times_of(stroke)
    return 0.0 if times is None else float(times[-1] - times[0])


def timed(stroke: Stroke, timing: Timing) -> NDArray[np.float64]:
    """The times of the points [K]; where none are stored, those of a constant speed over the frames it lasts."""
    times = times_of(stroke)
    if times is not None and times[-1] > times[0]:
        return np.asarray(times - times[0])
    start, end = span_of(stroke, timing.frames)
    return knot_shares(points_of(stroke), timing.shape) * max(end - start, 1) / float(timing.frames_per_second)


def insertion(stroke: Stroke, timing: Timing, share: float) -> tuple[int, Points, float]:
    """Where a point at this share of the length comes to stand: its index, its place and its time."""
    points, times = points_of(stroke), timed(stroke, timing)
    shares = knot_shares(points, timing.shape)
    index = int(np.clip(np.searchsorted(shares, share, side="left"), 1, len(points) - 1))
    curve = curve_of(points, timing.shape)
    place = point_at_length(curve, share * arc_lengths(curve)[-1])[0]
    return index, place, float(np.interp(share, shares, times))


def subdivided(stroke: Stroke, timing: Timing, share: float) -> tuple[dict[str, Any], int]:
    """With a point more at this share of the length, and its index; path and timing stay."""
    index, place, seconds = insertion(stroke, timing, share)
    return with_inserted(stroke, index, place, seconds), index


def retimed(stroke: Stroke, timing: Timing, shares: NDArray[np.float64]) -> dict[str, Any]:
    """The stroke that has come as far as `shares` [frames] at each frame, as nearly as its points allow.

    A smooth path of few points gets more of them first, so that it keeps its shape. The points get the times at which
    the wanted movement passes them; then, where a frame is still off, a point is put in, the worst one first.
    shares: rising from 0 at the first frame of the movement to 1 at its last.
    """
    start, end = span_of(stroke, timing.frames)
    if end == start or len(points_of(stroke)) < 2:
        return dict(stroke)
    wanted = np.asarray(np.maximum.accumulate(np.clip(shares[start : end + 1], 0.0, 1.0)), dtype=np.float64)
    wanted[0], wanted[-1] = 0.0, 1.0
    clock = np.arange(end - start + 1, dtype=np.float64) * (_seconds(stroke, timing, end - start) / (end - start))
    points = _dense(points_of(stroke), timing)
    times = np.interp(knot_shares(points, timing.shape), *_rising(wanted, clock))
    made = with_path(stroke, points, times)
    as_drawn = Timing(timing.frames, "as drawn", timing.shape, timing.frames_per_second)
    for _ in range(len(wanted)):
        off = np.abs(frame_shares(made, as_drawn)[start : end + 1] - wanted)
        worst = int(off.argmax())
        if off[worst] <= SHARE_TOLERANCE:
            break
        made = _with_moment(made, as_drawn, float(wanted[worst]), float(clock[worst]))
    return made


def with_easing(stroke: Stroke, timing: Timing, easing: str) -> dict[str, Any]:
    """The timing of a named easing written into the stroke's own times."""
    start, end = span_of(stroke, timing.frames)
    return retimed(stroke, timing, ease(easing, frame_progress(timing.frames, start, end)))


def with_knot_time(stroke: Stroke, timing: Timing, index: int, seconds: float) -> dict[str, Any]:
    """One point reached at another time, between its neighbours'."""
    times = timed(stroke, timing).copy()
    low = times[index - 1] if index > 0 else times[0]
    high = times[index + 1] if index + 1 < len(times) else times[-1]
    times[index] = np.clip(seconds, low, high)
    return with_path(stroke, points_of(stroke), times)


def _dense(points: Points, timing: Timing) -> Points:
    """The points with others of the curve between them, where a smooth path has too few to be timed finely."""
    knots, _ = without_repeats(points)
    if timing.shape != "smooth" or not 2 < len(knots) < 2 * timing.frames:
        return points
    every = next((step for step in (8, 4) if (len(knots) - 1) * SAMPLES_PER_SEGMENT / step >= 2 * timing.frames), 2)
    return np.asarray(curve_of(points, timing.shape)[::every])


def _seconds(stroke: Stroke, timing: Timing, frames: int) -> float:
    return duration_of(stroke) or frames / float(timing.frames_per_second)


def _rising(
    shares: NDArray[np.float64], clock: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both without the frames in which nothing moves, so that a share has one time: the last it is left at."""
    moving = np.concatenate([np.diff(shares) > 1e-12, [True]])
    moving[0] = True
    return shares[moving], clock[moving]


def _with_moment(stroke: Stroke, timing: Timing, share: float, seconds: float) -> dict[str, Any]:
    """With a point at this share of the length, reached at this time; points around it keep their order in time."""
    points, times = points_of(stroke), timed(stroke, timing)
    shares = knot_shares(points, timing.shape)
    curve = curve_of(points, timing.shape)
    place = point_at_length(curve, share * arc_lengths(curve)[-1])[0]
    index = int(np.searchsorted(times, seconds, side="left"))
    near = np.abs(shares - share) < 1e-4
    if near.any():
        place = points[int(np.flatnonzero(near)[0])]
    rows = np.insert(points, index, place, axis=0)
    clock = np.insert(times, index, seconds)
    order = np.lexsort((clock, knot_shares_of(np.insert(shares, index, share))))
    return {
        **with_path(stroke, rows[order], clock[order]),
        "points": plain_points(rows[order]),
    }


def knot_shares_of(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares rounded so that points at one place are ordered by time."""
    rounded: NDArray[np.float64] = np.round(shares, 5)
    return rounded
