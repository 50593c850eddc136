"""Curves through points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.errors import NodeError
from nodes.motion.curves import arc_lengths, catmull_rom, point_at_length, simplify, smooth
from nodes.motion.transforms import apply_similarity, bounding_box, compose, similarity

coordinate = st.floats(-2, 2, allow_nan=False).map(lambda x: round(x, 4))
polylines = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=25).map(np.array)


@given(points=polylines)
@settings(max_examples=60, deadline=None)
def test_catmull_rom_passes_through_every_point(points: np.ndarray) -> None:
    distinct = points[np.concatenate(([True], (np.diff(points, axis=0) != 0).any(axis=1)))]
    curve = catmull_rom(points, 8)
    assert np.isfinite(curve).all()
    if len(distinct) > 1:
        assert np.allclose(curve[::8], distinct, atol=1e-12)


def test_catmull_rom_of_points_on_a_line_is_that_line() -> None:
    curve = catmull_rom([[0, 0], [1, 1], [2, 2], [5, 5]], 10)
    assert np.allclose(curve[:, 0], curve[:, 1])
    assert (np.diff(curve[:, 0]) > 0).all()


def test_catmull_rom_follows_a_circle_closely_when_closed() -> None:
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = catmull_rom(np.stack([np.cos(angles), np.sin(angles)], axis=1), 8, closed=True)
    assert (ring[0] == ring[-1]).all()
    assert np.allclose(np.linalg.norm(ring, axis=1), 1.0, atol=0.01)


def test_points_at_length_are_exact_on_a_known_polyline() -> None:
    corner = [[0, 0], [3, 0], [3, 4]]
    assert arc_lengths(corner).tolist() == [0, 3, 7]
    assert np.allclose(point_at_length(corner, [-1, 0, 1.5, 3, 5, 7, 99]),
                       [[0, 0], [0, 0], [1.5, 0], [3, 0], [3, 2], [3, 4], [3, 4]])  # fmt: skip


@given(points=polylines, tolerance=st.floats(0, 0.5))
@settings(max_examples=60, deadline=None)
def test_simplified_strokes_stay_within_the_tolerance(points: np.ndarray, tolerance: float) -> None:
    kept = simplify(points, tolerance)
    assert kept[0] == 0
    assert kept[-1] == len(points) - 1
    assert (np.diff(kept) > 0).all()
    for first, last in pairwise(kept):
        start, along = points[first], points[last] - points[first]
        for point in points[first:last]:
            share = np.clip((point - start) @ along / max(along @ along, 1e-30), 0, 1)
            assert np.linalg.norm(point - start - share * along) <= tolerance + 1e-9


def test_simplify_drops_what_lies_on_a_line() -> None:
    assert simplify([[0, 0], [1, 0], [2, 0], [2, 1], [2, 2]], 1e-9).tolist() == [0, 2, 4]


def test_smoothing_calms_a_zigzag_and_keeps_the_ends() -> None:
    zigzag = np.stack([np.arange(20.0), np.tile([0.0, 1.0], 10)], axis=1)
    calm = smooth(zigzag, 0.5, 4)
    assert np.array_equal(calm[[0, -1]], zigzag[[0, -1]])
    assert np.ptp(calm[5:15, 1]) < 0.2


@pytest.mark.parametrize("strength", [-0.1, 1.5])
def test_smoothing_strength_has_a_range(strength: float) -> None:
    with pytest.raises(NodeError, match="strength"):
        smooth([[0, 0], [1, 1], [2, 0]], strength)


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(NodeError, match="tolerance"):
        simplify([[0, 0], [1, 1]], -1)


def test_similarity_turns_clockwise_on_the_screen_about_its_pivot() -> None:
    matrix = similarity(shift=(10, 0), scale=2, rotation_deg=90, pivot=(1, 1))
    assert np.allclose(apply_similarity(matrix, [1, 1]), [11, 1])
    assert np.allclose(apply_similarity(matrix, [2, 1]), [11, 3])  # right of the pivot goes below it


def test_composition_does_the_first_then_the_second() -> None:
    first, second = similarity(rotation_deg=30, pivot=(1, 2)), similarity(shift=(3, 4), scale=0.5)
    points = np.random.default_rng(0).normal(size=(5, 2))
    assert np.allclose(
        apply_similarity(compose(second, first), points), apply_similarity(second, apply_similarity(first, points))
    )


def test_bounding_box() -> None:
    assert bounding_box([[0.2, 0.9], [0.4, 0.1]]) == (0.2, 0.1, 0.4, 0.9)
