"""Masks of regions: areas, edges, growth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.errors import NodeError
from nodes.motion.regions import disc_mask, feather_mask, grow_mask, polygon_area, polygon_mask


@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.floats(0.05, 0.5), st.floats(0.05, 0.5))
@settings(max_examples=40, deadline=None)
def test_a_rectangle_covers_its_area(left: float, top: float, wide: float, high: float) -> None:
    right, bottom = left + wide, top + high
    mask = polygon_mask([[left, top], [right, top], [right, bottom], [left, bottom]], 96, 64)
    assert mask.dtype == np.float32
    assert mask.sum() == pytest.approx(wide * 96 * high * 64, abs=96 / 8 + 0.1)


def test_a_pixel_aligned_rectangle_is_exact() -> None:
    mask = polygon_mask([[0.25, 0.25], [0.75, 0.25], [0.75, 0.5], [0.25, 0.5]], 8, 8)
    wanted = np.zeros((8, 8))
    wanted[2:4, 2:6] = 1
    assert np.array_equal(mask, wanted)


@given(st.integers(3, 40), st.floats(0.1, 0.45), st.floats(0, 6))
@settings(max_examples=40, deadline=None)
def test_any_regular_polygon_covers_its_area(corners: int, radius: float, turn: float) -> None:
    angles = turn + np.linspace(0, 2 * np.pi, corners, endpoint=False)
    polygon = 0.5 + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert polygon_mask(polygon, 200, 100).sum() == pytest.approx(polygon_area(polygon) * 20000, rel=0.01, abs=2)


def test_half_a_pixel_counts_half() -> None:
    mask = polygon_mask([[0.0, 0.0], [0.125, 0.0], [0.125, 1.0], [0.0, 1.0]], 4, 2)
    assert mask[0].tolist() == [0.5, 0, 0, 0]


def test_a_star_that_crosses_itself_is_filled_by_the_even_odd_rule() -> None:
    angles = np.deg2rad(-90 + 144 * np.arange(5))
    star = 0.5 + 0.45 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    mask = polygon_mask(star, 64, 64)
    assert mask[32, 32] == 0.0
    assert mask[16, 32] == 1.0


def test_what_lies_outside_the_picture_is_cut_off() -> None:
    assert polygon_mask([[-2, -2], [3, -2], [3, 3], [-2, 3]], 20, 10).min() == 1.0
    assert polygon_mask([[1.2, 0.1], [1.8, 0.1], [1.5, 0.9]], 20, 10).max() == 0.0
    assert polygon_mask([[-0.8, 0.1], [-0.2, 0.1], [-0.5, 0.9]], 20, 10).max() == 0.0


def test_a_disc_is_round_in_pixels_and_has_its_area() -> None:
    disc = disc_mask([0.5, 0.5], 0.1, 200, 100)
    assert disc.sum() == pytest.approx(np.pi * 20**2, rel=0.01)
    assert (disc > 0.5).any(axis=0).sum() == (disc > 0.5).any(axis=1).sum() == 40


@pytest.mark.parametrize("polygon", [[], [[0.1, 0.1]], [[0.1, 0.1], [0.2, 0.2]], [0.1, 0.2, 0.3]])
def test_fewer_than_three_points_are_no_region(polygon: list) -> None:
    with pytest.raises(NodeError, match=r"polygon has \d points?\."):
        polygon_mask(polygon, 10, 10)


def test_a_mask_without_pixels_is_refused() -> None:
    with pytest.raises(NodeError, match="0x10"):
        polygon_mask([[0, 0], [1, 0], [1, 1]], 0, 10)


def test_growing_widens_by_so_many_pixels_and_shrinking_takes_it_back() -> None:
    square = np.zeros((2, 40, 40), np.float32)
    square[:, 15:25, 15:25] = 1
    grown = grow_mask(square, 3)
    assert grown[1, 20].sum() == 16
    assert np.array_equal(grow_mask(grow_mask(square[0], 3), -3), square[0])
    assert grow_mask(square, -5).sum() == 0
    assert np.array_equal(grow_mask(square, 0), square)


def test_feathering_softens_the_edge_and_keeps_the_amount() -> None:
    square = np.zeros((60, 60), np.float32)
    square[20:40, 20:40] = 1
    soft = feather_mask(square, 4)
    assert soft.sum() == pytest.approx(400, rel=0.01)
    assert 0 < soft[30, 17] < soft[30, 20] < soft[30, 23] <= 1
    assert np.array_equal(feather_mask(square, 0), square)
