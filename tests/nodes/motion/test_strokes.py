"""A stroke becomes exactly one point per frame, timed as asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.errors import NodeError
from nodes.motion.curves import arc_lengths
from nodes.motion.easing import EASINGS, ease
from nodes.motion.strokes import TIMINGS, frame_progress, resample_stroke

LENGTHS = (5, 17, 49, 81, 121, 257)
BENT = np.array([[0.1, 0.2], [0.4, 0.25], [0.5, 0.7], [0.9, 0.8]])

coordinate = st.floats(-0.5, 1.5, allow_nan=False)
strokes = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=30).map(np.array)


@pytest.mark.parametrize("frames", LENGTHS)
@pytest.mark.parametrize("timing", TIMINGS)
@pytest.mark.parametrize("shape", ["smooth", "straight"])
def test_gives_one_point_per_frame_and_meets_both_ends_exactly(frames: int, timing: str, shape: str) -> None:
    xy = resample_stroke(BENT, frames, timing=timing, shape=shape, times_s=[0.0, 0.1, 0.9, 1.0])
    assert xy.shape == (frames, 2)
    assert (xy[0] == BENT[0]).all()
    assert (xy[-1] == BENT[-1]).all()


@given(points=strokes, frames=st.integers(1, 300), timing=st.sampled_from(TIMINGS))
@settings(max_examples=60, deadline=None)
def test_any_stroke_gives_finite_points_near_what_was_drawn(points: np.ndarray, frames: int, timing: str) -> None:
    xy = resample_stroke(points, frames, timing=timing)
    assert xy.shape == (frames, 2)
    assert np.isfinite(xy).all()
    reach = np.ptp(points, axis=0).max() + 1e-9
    assert (xy >= points.min(axis=0) - reach).all()
    assert (xy <= points.max(axis=0) + reach).all()
    assert (xy[0] == points[0]).all()


@pytest.mark.parametrize("frames", LENGTHS)
def test_constant_speed_spaces_the_points_equally_along_the_curve(frames: int) -> None:
    line = np.array([[0.0, 0.0], [0.1, 0.0], [0.7, 0.0], [0.9, 0.0]])
    steps = np.diff(resample_stroke(line, frames, timing="constant speed", shape="straight")[:, 0])
    assert np.allclose(steps, 0.9 / (frames - 1), atol=1e-9)


def test_constant_speed_holds_along_a_bent_smooth_curve() -> None:
    xy = resample_stroke(BENT, 1025, timing="constant speed")
    steps = np.diff(arc_lengths(xy))
    assert steps.max() / steps.min() < 1.01


def test_as_drawn_keeps_the_timing_of_the_hand() -> None:
    line = np.array([[0.0, 0.5], [0.2, 0.5], [1.0, 0.5]])
    xy = resample_stroke(line, 11, times_s=[2.0, 7.0, 12.0], timing="as drawn", shape="straight")
    assert np.allclose(xy[5], [0.2, 0.5], atol=1e-9)
    assert np.allclose(xy[:6, 0], np.linspace(0, 0.2, 6))
    assert np.allclose(xy[5:, 0], np.linspace(0.2, 1.0, 6))


def test_a_pause_of_the_hand_is_kept_as_drawn_and_passed_over_at_constant_speed() -> None:
    points = [[0.0, 0.0], [0.5, 0.0], [0.5, 0.0], [1.0, 0.0]]
    times = [0.0, 1.0, 3.0, 4.0]
    drawn = resample_stroke(points, 9, times_s=times, timing="as drawn")
    even = resample_stroke(points, 9, times_s=times, timing="constant speed")
    assert np.allclose(drawn[2:7, 0], 0.5)
    assert np.allclose(even[:, 0], np.linspace(0, 1, 9))


def test_without_times_as_drawn_is_constant_speed() -> None:
    assert np.array_equal(resample_stroke(BENT, 33), resample_stroke(BENT, 33, timing="constant speed"))
    stopped = resample_stroke(BENT, 33, times_s=[1.0, 1.0, 1.0, 1.0])
    assert np.array_equal(stopped, resample_stroke(BENT, 33, timing="constant speed"))


def test_a_single_point_is_a_pin() -> None:
    assert np.array_equal(resample_stroke([[0.3, 0.4]], 17), np.tile([0.3, 0.4], (17, 1)))


def test_the_point_rests_before_the_start_and_after_the_end() -> None:
    xy = resample_stroke(BENT, 20, timing="ease in out", start=5, end=14)
    assert (xy[:6] == BENT[0]).all()
    assert (xy[14:] == BENT[-1]).all()
    assert (np.diff(arc_lengths(xy[5:15])) > 0).all()


def test_an_end_beyond_the_clip_is_the_last_frame() -> None:
    assert np.array_equal(resample_stroke(BENT, 20, end=500), resample_stroke(BENT, 20))


def test_hold_jumps_at_the_end() -> None:
    xy = resample_stroke(BENT, 6, timing="hold")
    assert (xy[:5] == BENT[0]).all()
    assert (xy[5] == BENT[-1]).all()


@pytest.mark.parametrize("easing", EASINGS)
def test_easings_start_at_nothing_end_at_all_and_never_go_back(easing: str) -> None:
    u = ease(easing, np.linspace(0, 1, 101))
    assert u[0] == 0.0
    assert u[-1] == 1.0
    assert (np.diff(u) >= 0).all()


def test_ease_in_starts_slower_than_it_ends() -> None:
    steps = np.diff(ease("ease in", np.linspace(0, 1, 11)))
    assert steps[0] < steps[-1]
    assert np.allclose(ease("ease out", [0.25]), 1 - ease("ease in", [0.75]))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"points": []}, "point"),
        ({"points": [[0.1, np.nan]]}, "not a number"),
        ({"points": BENT, "timing": "quickly"}, "quickly"),
        ({"points": BENT, "frames": 0}, "0 frames"),
        ({"points": BENT, "start": 30}, "frame 30"),
        ({"points": BENT, "start": 9, "end": 3}, "frame 3"),
        ({"points": BENT, "times_s": [0.0, 1.0]}, "4 points but 2 times"),
        ({"points": BENT, "times_s": [0.0, 2.0, 1.0, 3.0]}, "fall back"),
    ],
)
def test_bad_strokes_are_named(arguments: dict, said: str) -> None:
    with pytest.raises(NodeError, match=said) as caught:
        resample_stroke(**{"frames": 17} | arguments)
    assert caught.value.remedy


def test_progress_of_a_single_frame_clip_is_nothing() -> None:
    assert frame_progress(1).tolist() == [0.0]
