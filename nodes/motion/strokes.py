"""A drawn stroke becomes one point per frame.

Everything passes through the arc length: the stroke is a curve that knows its length at each drawn point, the timing
says what share of the time, hence what length, belongs to a frame, and the frame's point is the curve at that length.
So a pause of the hand (several points at one place) is kept by "as drawn" and passed over by "constant speed".
"""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError
from nodes.motion.curves import arc_lengths, as_points, catmull_rom, point_at_length, without_repeats
from nodes.motion.easing import ease

__all__ = ["TIMINGS", "Shape", "Timing", "frame_progress", "resample_stroke", "stroke_progress"]

Timing = Literal[
    "as drawn", "constant speed", "ease in", "ease out", "ease in out", "sine", "cubic", "exponential", "hold"
]
TIMINGS: Final[tuple[str, ...]] = get_args(Timing)
Shape = Literal["smooth", "straight"]
SAMPLES_PER_SEGMENT = 16
LONGEST_SMOOTHED = 4096


def frame_progress(frames: int, start: int = 0, end: int | None = None) -> NDArray[np.float64]:
    """Share of the movement's time at each frame: [frames], 0 up to frame start, 1 from frame end on.

    Where both are one frame, the movement is a jump at that frame.

    end: None is the last frame.  Errors: NodeError when the span does not lie inside the clip or is turned round.
    """
    last = frames - 1 if end is None else end
    if frames < 1:
        raise NodeError(f"{frames} frames were asked for.", remedy="Ask for at least one frame.")
    if start < 0 or start >= frames:
        raise NodeError(
            f"The movement starts at frame {start}, but the clip has the frames 0 to {frames - 1}.",
            remedy="Start inside the clip, or make the clip longer.",
        )
    last = min(last, frames - 1)
    if last < start:
        raise NodeError(
            f"The movement ends at frame {last}, before it starts at frame {start}.", remedy="Exchange the two."
        )
    index = np.arange(frames, dtype=np.float64)
    if last == start:
        return (index >= start).astype(np.float64) if frames > 1 else np.zeros(1)
    return np.clip((index - start) / (last - start), 0.0, 1.0)


def resample_stroke(
    points: ArrayLike,
    frames: int,
    *,
    times_s: ArrayLike | None = None,
    timing: str = "as drawn",
    shape: Shape = "smooth",
    start: int = 0,
    end: int | None = None,
) -> NDArray[np.float64]:
    """Exactly one point per frame along a stroke.

    points: [K, 2] in any unit; a single point is a pin and stays.  frames: how many points are wanted.
    times_s: [K] when each point was drawn, never falling; without it "as drawn" is "constant speed".
    timing: one of TIMINGS.  shape: "smooth" runs a Catmull-Rom curve through the points, "straight" joins them.
    start, end: first and last frame of the movement; before and after it the point rests.
    Returns float64 [frames, 2]; at start it is the first point and at end the last, exactly.
    Errors: NodeError for empty strokes, times that fall or do not fit, unknown timing, a span outside the clip.
    """
    drawn = as_points(points)
    shares = stroke_progress(points, frames, times_s=times_s, timing=timing, shape=shape, start=start, end=end)
    knots, _ = without_repeats(drawn)
    if len(knots) == 1:
        return np.repeat(drawn[:1], frames, axis=0)
    curve, length_at_knot = _curve(knots, shape)
    resampled = point_at_length(curve, shares * length_at_knot[-1])
    resampled[shares <= 0.0] = drawn[0]
    resampled[shares >= 1.0] = drawn[-1]
    return resampled


def stroke_progress(
    points: ArrayLike,
    frames: int,
    *,
    times_s: ArrayLike | None = None,
    timing: str = "as drawn",
    shape: Shape = "smooth",
    start: int = 0,
    end: int | None = None,
) -> NDArray[np.float64]:
    """Share of the stroke's length that lies behind it at each frame: [frames], 0 to 1; for the arguments see above.

    What grows or turns along a stroke follows it. A stroke that stays in one place progresses with the time alone.
    """
    drawn = as_points(points)
    progress = frame_progress(frames, start, end)
    if timing not in TIMINGS:
        raise NodeError(f"There is no timing '{timing}'.", remedy=f"Take one of: {', '.join(TIMINGS)}.")
    times = None if times_s is None else _checked_times(times_s, len(drawn))
    knots, place = without_repeats(drawn)
    if timing == "as drawn" and times is not None and times[-1] > times[0] and len(knots) > 1:
        _, length_at_knot = _curve(knots, shape)
        seconds = times[0] + progress * (times[-1] - times[0])
        shares = np.interp(seconds, times, length_at_knot[place] / length_at_knot[-1])
        return np.where(progress <= 0.0, 0.0, np.where(progress >= 1.0, 1.0, shares))
    return ease("linear" if timing in ("as drawn", "constant speed") else timing, progress)


def _curve(knots: NDArray[np.float64], shape: Shape) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The curve as a fine polyline [P, 2], and the length travelled at each knot."""
    if shape == "smooth" and 2 < len(knots) <= LONGEST_SMOOTHED:
        curve = catmull_rom(knots, SAMPLES_PER_SEGMENT)
        return curve, arc_lengths(curve)[::SAMPLES_PER_SEGMENT]
    return knots, arc_lengths(knots)


def _checked_times(times_s: ArrayLike, count: int) -> NDArray[np.float64]:
    times = np.asarray(times_s, dtype=np.float64)
    if times.shape != (count,):
        raise NodeError(
            f"The stroke has {count} points but {times.size} times.", remedy="Give one time per point, or none."
        )
    if not np.isfinite(times).all() or (np.diff(times) < 0).any():
        raise NodeError("The times of the stroke fall back or are not numbers.", remedy="Give rising seconds.")
    return times
