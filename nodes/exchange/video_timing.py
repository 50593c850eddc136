"""Constant frame rate from timestamps: which source frame shows at each output frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError

_COMMON = "1 2 4 5 8 10 12 12.5 15 16 20 24000/1001 24 25 30000/1001 30 48 50 60000/1001 60 72 90 100 120 144 240"
SLOWEST, FASTEST = Fraction(1, 1000), 1000
MAX_FRAMES = 2**22
COMMON_RATES = tuple(Fraction(text) for text in _COMMON.split())


@dataclass(frozen=True)
class Timing:
    """fps: the constant rate.  source: for each output frame the source frame shown then [T] int64.

    variable: whether the file's own intervals vary.  dropped, repeated: what resampling cost.
    """

    fps: Fraction
    source: NDArray[np.int64]
    variable: bool
    dropped: int
    repeated: int


def plan_timing(
    times: tuple[int, ...], time_base: Fraction, average: Fraction, *, fps: Fraction | None = None
) -> Timing:
    """The constant-rate plan for frames shown at `times` (ascending, in units of time_base).

    A file of constant rate keeps each frame once at its own rate. Otherwise (or where `fps` is asked for) output
    frame k shows the last source frame whose time is not after k / fps: nothing is blended. The rate of a variable
    file is that of its median interval, rounded to a common rate within 0.5 %.
    """
    count = len(times)
    ticks = np.asarray(times, dtype=np.int64)
    if count == 1:
        rate = fps or (average if SLOWEST <= average <= FASTEST else Fraction(24))
        return Timing(rate, np.zeros(1, dtype=np.int64), False, 0, 0)
    steps = np.diff(ticks)
    # Judged against the even grid, not step by step: rounding to milliseconds makes single steps differ.
    even = ticks[0] + np.arange(count) * ((ticks[-1] - ticks[0]) / (count - 1))
    median = float(np.median(steps))
    variable = bool(np.abs(ticks - even).max() > max(1.01, 0.35 * median))
    span = float(ticks[-1] - ticks[0])
    if variable:
        own = _own_rate(median, time_base, average, True)
    else:
        own = _own_rate(span / (count - 1), time_base, average, False, count - 1)
    rate = fps or own
    if not variable and rate == own:
        return Timing(rate, np.arange(count, dtype=np.int64), False, 0, 0)
    seconds = (ticks - ticks[0]) * float(time_base)
    last_step = float(median * time_base) if variable else float(1 / own)
    frames = max(1, round((seconds[-1] + last_step) * float(rate)))
    if frames > MAX_FRAMES:
        raise MediaError(
            f"The times in the file span {seconds[-1]:.0f} s, {frames} frames at {float(rate):g} fps.",
            remedy="The file is damaged, or ask for a lower rate.",
        )
    wanted = np.arange(frames) / float(rate)
    half_tick = max(float(time_base) * 0.51, 1e-9)
    source = np.clip(np.searchsorted(seconds, wanted + half_tick, side="right") - 1, 0, count - 1).astype(np.int64)
    used = int(np.unique(source).size)
    return Timing(rate, source, variable, count - used, frames - used)


def _own_rate(
    step_ticks: float, time_base: Fraction, average: Fraction, variable: bool, intervals: int = 1
) -> Fraction:
    measured = 1.0 / (step_ticks * float(time_base)) if step_ticks > 0 and time_base > 0 else 0.0
    if not SLOWEST <= measured <= FASTEST:  # damaged times
        return average if SLOWEST <= average <= FASTEST else Fraction(24)
    coarse = float(time_base) >= 0.004 and step_ticks < 50  # GIF counts in hundredths of a second
    if (
        not variable
        and not coarse
        and average > 0
        and abs(float(average) / measured - 1) < 0.002
        and average.denominator <= 1001
    ):
        return average
    return snap_rate(measured, doubt=1.0 / (step_ticks * intervals) if coarse else 0.0)


def snap_rate(measured: float, *, doubt: float = 0.0) -> Fraction:
    """The common frame rate within 0.5 % of a measured one, else the nearest fraction with a small denominator.

    doubt: relative error of the measurement; within it a whole number is taken (24 rather than 23.976 for a GIF,
    which counts in hundredths of a second).
    """
    whole = [rate for rate in COMMON_RATES if rate.denominator == 1 and abs(float(rate) / measured - 1) <= doubt]
    if whole:
        return min(whole, key=lambda rate: abs(float(rate) / measured - 1))
    best = min(COMMON_RATES, key=lambda rate: abs(float(rate) / measured - 1))
    if abs(float(best) / measured - 1) < 0.005:
        return best
    return Fraction(measured).limit_denominator(1001)


def exact_rate(typed: float) -> Fraction:
    """A rate as a person types it: 23.976 or 23.98 is 24000/1001, 29.97 is 30000/1001, others as they are."""
    for whole in (24, 30, 60, 120):
        exact = Fraction(whole * 1000, 1001)
        if typed != whole and abs(typed - float(exact)) < 0.006:
            return exact
    return Fraction(typed).limit_denominator(1001)
