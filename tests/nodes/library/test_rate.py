"""A clip at another frame rate: the same length with other frames, or the same frames in another time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from nodes.graph import PlainRun
from nodes.library.rate import frame_rate
from nodes.values import Audio, Clip


@pytest.fixture
def counting() -> Clip:
    """Frame n is n all over; 8 frames at 8 a second, with sound."""
    frames = np.stack([np.full((4, 6, 3), number, np.uint8) for number in range(8)])
    return Clip(frames, Fraction(8), Audio(np.zeros((800, 1), np.float32), 800))


def numbers(clip: Clip) -> list[int]:
    return [int(frame[0, 0, 0]) for frame in clip.as_uint8()]


def test_keeping_the_length_repeats_and_drops_frames(counting: Clip) -> None:
    doubled = frame_rate(PlainRun(), counting, frames_per_second=16.0)
    assert (doubled.fps, doubled.frame_count) == (16, 16)
    assert numbers(doubled) == [number // 2 for number in range(16)]
    assert doubled.audio is not None
    halved = frame_rate(PlainRun(), counting, frames_per_second=4.0)
    assert numbers(halved) == [0, 2, 4, 6]


def test_keeping_the_frames_changes_only_the_rate(counting: Clip) -> None:
    slow = frame_rate(PlainRun(), counting, frames_per_second=29.97, how="keep frames")
    assert slow.fps == Fraction(30000, 1001) or slow.fps == Fraction(2997, 100)
    assert numbers(slow) == list(range(8))
    assert slow.audio is None


def test_the_rate_it_has_gives_the_clip_itself(counting: Clip) -> None:
    assert frame_rate(PlainRun(), counting, frames_per_second=8.0) is counting


def test_one_frame_stays_one(counting: Clip) -> None:
    still = Clip(counting.as_uint8()[:1], Fraction(24))
    assert frame_rate(PlainRun(), still, frames_per_second=1.0).frame_count == 1
