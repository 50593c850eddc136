"""Values as pictures: sizes, pixels, units, false colours, frames from disk, and a cache that keeps to its budget."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.viewer.colouring import Colouring, shares
from app.viewer.comparison import DifferenceFootage, frame_beside
from app.viewer.footage import ClipFootage, ImageFootage, as_image
from app.viewer.frame_cache import FrameCache
from app.viewer.measured import footage_of
from nodes.errors import KinographError
from nodes.values import Clip, Control, Depth, Flow, Image, Latents, Mask, Text, Tracks, mapped_clip
from tests.studio.viewer.conftest import numbered_clip


def test_a_frame_keeps_its_colours() -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[1, 2] = (255, 128, 3)
    image = as_image(pixels)
    assert (image.width(), image.height()) == (6, 4)
    assert image.pixelColor(2, 1).getRgb()[:3] == (255, 128, 3)


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 4), (0, 6, 3)])
def test_pixels_of_the_wrong_shape_are_refused_by_name(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="not \\[H, W, 3\\]"):
        as_image(np.zeros(shape, np.uint8))


def test_frames_beyond_the_end_are_the_last() -> None:
    footage = ClipFootage(numbered_clip(3))
    assert footage.rgb(9)[0, 0, 0] == footage.rgb(2)[0, 0, 0] == 50


def test_a_pixel_is_told_as_bytes_and_shares() -> None:
    footage = ImageFootage(Image(np.full((2, 2, 3), 51, np.uint8), np.full((2, 2), 0.5, np.float32)))
    assert footage.told(0, 1, 1) == " 51  51  51  0.200 0.200 0.200  A 0.500"


def test_a_clip_on_disk_is_read_frame_by_frame(tmp_path: Path) -> None:
    file = tmp_path / "frames.npy"
    np.save(file, numbered_clip(5).as_array())
    footage = ClipFootage(mapped_clip(file, Fraction(8)))
    assert footage.image(3).pixelColor(0, 0).red() == 70


def test_a_clip_whose_file_vanished_raises_what_can_be_told(tmp_path: Path) -> None:
    file = tmp_path / "frames.npy"
    np.save(file, numbered_clip(5).as_array())
    footage = ClipFootage(mapped_clip(file, Fraction(8)))
    file.unlink()
    with pytest.raises(KinographError, match=r"frames\.npy"):
        footage.image(0)


def test_depth_is_bright_where_it_is_near_and_told_in_metres() -> None:
    values = np.array([[[1.0, 2.0, 8.0]]], np.float32)
    footage = footage_of(Depth(values, "metric"))
    assert footage is not None
    near, middle, far = footage.rgb(0)[0].astype(int).sum(axis=1)
    assert near > middle > far
    assert footage.told(0, 1, 0) == "2 m"
    assert footage.scale() == (1.0, 8.0, " m")


def test_a_range_that_is_given_is_kept_to() -> None:
    values = np.linspace(0, 10, 12, dtype=np.float32).reshape(1, 3, 4)
    footage = footage_of(Depth(values, "relative_inverse"), Colouring("grey", 4.0, 6.0))
    assert footage is not None
    grey = footage.rgb(0)[..., 0]
    assert grey[0, 0] == 0
    assert grey[2, 3] == 255
    assert footage.scale() == (4.0, 6.0, "")


def test_masks_and_flow_tell_their_values() -> None:
    mask = footage_of(Mask(np.full((1, 2, 2), 0.25, np.float32)))
    flow = footage_of(Flow(np.full((1, 2, 2, 2), (3, -4), np.float32)))
    assert mask is not None
    assert flow is not None
    assert mask.told(0, 0, 0) == "0.25"
    assert "5.00 px" in flow.told(0, 0, 0)
    assert flow.rgb(0).shape == (2, 2, 3)


def test_numbers_that_are_none_are_dark_instead_of_an_error() -> None:
    assert shares(np.array([np.nan, np.inf, 0.5]), 0, 1).tolist() == [0, 1, 0.5]
    assert shares(np.array([3.0]), 3, 3).tolist() == [0.5]


def test_latents_play_like_their_clip() -> None:
    array = np.random.default_rng(0).normal(size=(4, 3, 2, 2)).astype(np.float32)
    footage = footage_of(Latents(array, "wan", frame_map=(0, 1, 5), frames=9, fps=Fraction(8)))
    assert footage is not None
    assert footage.frame_count == 9
    assert np.array_equal(footage.rgb(2), footage.rgb(4))
    assert not np.array_equal(footage.rgb(4), footage.rgb(5))


def test_a_control_is_dark_where_its_mask_keeps() -> None:
    mask = np.ones((1, 16, 32), np.float32)
    mask[:, :, :16] = 0
    footage = footage_of(Control("depth", numbered_clip(2, start=100), Mask(mask)))
    assert footage is not None
    assert footage.rgb(0)[0, 0, 0] == 45
    assert footage.rgb(0)[0, 31, 0] == 100


def test_points_are_drawn_and_a_text_is_no_picture() -> None:
    tracks = Tracks(
        np.full((1, 3, 2), 0.5, np.float32),
        np.ones((1, 3), bool),
        np.zeros(1, np.float32),
        np.ones(1, np.float32),
        ("",),
    )
    footage = footage_of(tracks)
    assert footage is not None
    assert footage.frame_count == 3
    assert footage_of(Text("no picture")) is None


def test_the_cache_makes_a_frame_once_and_keeps_to_its_budget() -> None:
    footage = ClipFootage(numbered_clip(8, 32, 16))
    cache = FrameCache(3 * 32 * 16 * 4)
    first = cache.image(footage, 0)
    assert cache.image(footage, 0) is first
    for frame in range(8):
        cache.image(footage, frame)
    assert cache.frames_of(footage) == [5, 6, 7]
    assert cache.nbytes <= 3 * 32 * 16 * 4
    cache.keep_only(None)
    assert cache.nbytes == 0


def test_a_difference_is_amplified_and_fitted_to_a() -> None:
    one, other = ClipFootage(numbered_clip(2, 32, 16, start=10)), ClipFootage(numbered_clip(2, 64, 32, start=13))
    apart = DifferenceFootage(one, other, 4.0)
    assert apart.rgb(0).shape == (16, 32, 3)
    assert apart.rgb(0)[0, 0].tolist() == [12, 12, 12]
    assert apart.told(0, 0, 0) == "A−B    -3   -3   -3"


def test_frames_of_b_are_found_by_time() -> None:
    slow, fast = ClipFootage(numbered_clip(8)), ClipFootage(Clip(numbered_clip(24, step=1).as_array(), Fraction(24)))
    assert frame_beside(2, slow, fast) == 6
    assert frame_beside(20, fast, slow) == 6
    assert frame_beside(7, slow, ClipFootage(numbered_clip(3))) == 2
