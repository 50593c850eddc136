"""Mask nodes."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.library.masks import (
    combine_masks,
    feather_mask,
    grow_mask,
    invert_mask,
    mask_along_tracks,
    mask_from_colour,
    mask_from_polygon,
    mask_from_strokes,
)
from nodes.library.strokes import strokes_to_tracks, track_from_numbers
from nodes.values import Clip, Image, Mask, Stroke, Strokes

SQUARE = [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]


def picture(width: int = 64, height: int = 48) -> np.ndarray:
    """Grey, with a red square of 10x10 and a smaller red one."""
    pixels = np.full((height, width, 3), 128, np.uint8)
    pixels[10:20, 20:30] = (208, 32, 32)
    pixels[40:43, 50:53] = (208, 32, 32)
    return pixels


def test_a_polygon_takes_the_size_of_the_image() -> None:
    mask = mask_from_polygon(Image(picture()), polygon=SQUARE)
    assert mask.values.shape == (1, 48, 64)
    assert mask.values.sum() == pytest.approx(32 * 24)


def test_a_polygon_can_be_inverted_and_feathered() -> None:
    inside = mask_from_polygon(polygon=SQUARE, width=64, height=48)
    outside = mask_from_polygon(polygon=SQUARE, width=64, height=48, invert=True)
    assert np.allclose(inside.values + outside.values, 1)
    soft = mask_from_polygon(polygon=SQUARE, width=64, height=48, feather=4)
    assert ((soft.values > 0.1) & (soft.values < 0.9)).sum() > 100


@pytest.mark.parametrize("polygon", [[], [[0, 0], [1, 1]], [["a", "b"]] * 3, [[0, 0], [1, 1], [1]], [[0, 0, 0]] * 3])
def test_bad_polygons_are_named(polygon: list) -> None:
    with pytest.raises(NodeError, match="polygon"):
        mask_from_polygon(polygon=polygon, width=10, height=10)


def test_a_mask_without_a_size_says_what_to_do() -> None:
    with pytest.raises(NodeError, match="size") as caught:
        mask_from_polygon(polygon=SQUARE)
    assert "width" in caught.value.remedy


def test_a_colour_is_found_in_each_frame() -> None:
    frames = np.stack([picture(), np.roll(picture(), 5, axis=1)])
    mask = mask_from_colour(Clip(frames), "#d02020", tolerance=10)
    assert mask.values.shape == (2, 48, 64)
    assert mask.values.sum(axis=(1, 2)).tolist() == pytest.approx([109, 109])
    assert mask.values[1, 15, 27] == 1


def test_the_largest_patch_can_be_taken_alone() -> None:
    mask = mask_from_colour(Image(picture()), "#d02020", largest_only=True)
    assert mask.values.sum() == pytest.approx(100)


def test_tolerance_is_measured_in_lab() -> None:
    pixels = np.zeros((1, 3, 3), np.uint8)
    pixels[0] = [(208, 32, 32), (200, 40, 40), (32, 32, 208)]
    near = mask_from_colour(Image(pixels), "#d02020", tolerance=10, softness=0).values[0, 0]
    assert near.tolist() == [1, 1, 0]
    assert mask_from_colour(Image(pixels), "#d02020", tolerance=200).values.min() == 1


def test_short_colours_and_float_pictures_are_read() -> None:
    mask = mask_from_colour(Image(np.ones((4, 4, 3), np.float32)), "fff")
    assert mask.values.min() == 1


@pytest.mark.parametrize("colour", ["red", "#12345", "", "#gggggg"])
def test_colours_that_cannot_be_read_are_named(colour: str) -> None:
    with pytest.raises(NodeError, match="rrggbb"):
        mask_from_colour(Image(picture()), colour)


def test_a_colour_that_is_not_there_is_named() -> None:
    with pytest.raises(NodeError, match="#00ff00"):
        mask_from_colour(Image(picture()), "#00ff00")


def test_strokes_give_their_regions_and_discs() -> None:
    drawn = Strokes(
        (
            Stroke(np.array([[0.5, 0.5], [0.9, 0.5]]), region=np.array(SQUARE)),
            Stroke(np.array([[0.9, 0.1]]), radius=0.05, pinned=True),
        )
    )
    mask = mask_from_strokes(drawn, width=200, height=100)
    assert mask.values.sum() == pytest.approx(5000 + np.pi * 100, rel=0.01)
    with pytest.raises(NodeError, match="No stroke"):
        mask_from_strokes(Strokes(), width=10, height=10)


def test_a_mask_along_tracks_follows_scales_and_turns() -> None:
    stroke = Stroke(
        np.array([[0.25, 0.5], [0.75, 0.5]]),
        region=np.array([[0.15, 0.45], [0.35, 0.45], [0.35, 0.55], [0.15, 0.55]]),
        scale_end=2.0,
        rotation_end_deg=90.0,
    )
    mask = mask_along_tracks(strokes_to_tracks(Strokes((stroke,)), 5), width=200, height=100)
    first, last = mask.values[0], mask.values[-1]
    assert first.sum() == pytest.approx(40 * 10, rel=0.01)
    assert last.sum() == pytest.approx(20 * 80, rel=0.01)
    rows, columns = np.nonzero(last > 0.5)
    assert (columns.min(), columns.max() + 1) == (140, 160)
    assert (rows.min(), rows.max() + 1) == (10, 90)


def test_a_disc_follows_its_track() -> None:
    mask = mask_along_tracks(track_from_numbers(0.2, 0.5, 0.8, 0.5, frames=3, radius=0.05), width=200, height=100)
    centres = [np.nonzero(frame > 0.5)[1].mean() + 0.5 for frame in mask.values]
    assert centres == pytest.approx([40, 100, 160])


def test_masks_are_inverted_grown_and_feathered_frame_by_frame() -> None:
    mask = mask_from_colour(Clip(np.stack([picture()] * 2)), "#d02020", largest_only=True)
    assert np.allclose(invert_mask(mask).values, 1 - mask.values)
    assert (grow_mask(mask, 3).values[1].max(axis=0) > 0).sum() == 16
    assert feather_mask(mask, 3).values.sum() == pytest.approx(mask.values.sum(), rel=0.02)


def test_masks_combine_as_sets() -> None:
    left, right = np.zeros((1, 2, 4), np.float32), np.zeros((3, 2, 4), np.float32)
    left[..., :3], right[..., 2:] = 1, 1
    first, second = Mask(left), Mask(right)
    assert combine_masks(first, second, "either").values[2, 0].tolist() == [1, 1, 1, 1]
    assert combine_masks(first, second, "both").values[2, 0].tolist() == [0, 0, 1, 0]
    assert combine_masks(first, second, "first only").values[2, 0].tolist() == [1, 1, 0, 0]
    assert combine_masks(first, second).frame_count == 3


@pytest.mark.parametrize(("shape", "said"), [((1, 2, 5), "5x2"), ((2, 2, 4), "2 frames|3 and 2")])
def test_masks_that_do_not_fit_are_refused(shape: tuple, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        combine_masks(Mask(np.zeros((3, 2, 4), np.float32)), Mask(np.zeros(shape, np.float32)))
