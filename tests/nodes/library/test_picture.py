"""Resize, trim, join, compare: pictures and clips as they are cut and laid out."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.graph import PlainRun
from nodes.library.compare import contact_sheet, difference, side_by_side
from nodes.library.media_in import load_clip
from nodes.library.media_out import save_clip
from nodes.library.picture import (
    frame_of_clip,
    join_clips,
    resize_clip,
    resize_image,
    solid_colour,
    still_to_clip,
    trim_clip,
)
from nodes.values import Audio, Clip, Image


def grey_clip(count: int = 10, width: int = 32, height: int = 24, fps: int = 10) -> Clip:
    levels = np.arange(count, dtype=np.uint8)[:, None, None, None] * 10
    sound = np.arange(count * 100, dtype=np.float32)[:, None] / 10_000
    return Clip(np.broadcast_to(levels, (count, height, width, 3)).copy(), Fraction(fps), Audio(sound, fps * 100))


def levels(clip: Clip) -> list[int]:
    return [round(int(frame[0, 0, 0]) / 10) for frame in clip.iter_frames()]


@pytest.fixture
def run(tmp_path: Path) -> PlainRun:
    return PlainRun(tmp_path)


@pytest.mark.parametrize(
    ("width", "height", "multiple", "expected"),
    [(48, 0, 1, (48, 36)), (0, 12, 1, (16, 12)), (0, 0, 1, (32, 24)), (50, 50, 16, (48, 48)), (20, 20, 1, (20, 20))],
)
def test_sizes_follow_the_aspect_and_the_multiple(
    width: int, height: int, multiple: int, expected: tuple[int, int], run: PlainRun
) -> None:
    image = resize_image(Image(np.zeros((24, 32, 3), np.uint8)), width, height, multiple=multiple)
    clip = resize_clip(run, grey_clip(), width, height, multiple=multiple)
    assert (image.width, image.height) == (clip.width, clip.height) == expected


def test_fill_crops_fit_pads_and_stretch_distorts() -> None:
    pixels = np.zeros((20, 40, 3), np.uint8)
    pixels[:, 10:30] = 200
    square = {how: resize_image(Image(pixels), 20, 20, how).pixels for how in ("fill (crop)", "fit (pad)", "stretch")}
    assert (square["fill (crop)"] == 200).all()
    assert (square["fit (pad)"][:4] == 0).all()
    assert (square["fit (pad)"][8:12, 8:12] == 200).all()
    assert (square["stretch"][:, 7:13] == 200).all()
    assert (square["stretch"][:, :3] == 0).all()


def test_alpha_and_float_pictures_are_resized_within_their_range() -> None:
    rng = np.random.default_rng(0)
    image = Image(rng.random((20, 30, 3)).astype(np.float32), rng.random((20, 30)).astype(np.float32))
    found = resize_image(image, 90, 60)
    assert found.alpha is not None
    assert found.alpha.shape == (60, 90)
    assert 0 <= found.pixels.min() <= found.pixels.max() <= 1


def test_a_clip_on_disk_stays_there_when_resized(run: PlainRun) -> None:
    save_clip(run, [grey_clip()], "a.mkv", codec="FFV1")
    clip = resize_clip(run, load_clip(run, "a.mkv"), 16, 12)
    assert clip.on_disk
    assert levels(clip) == list(range(10))
    assert pickle.loads(pickle.dumps(clip)).content_hash() == clip.content_hash()  # noqa: S301
    other = resize_clip(run, load_clip(run, "a.mkv"), 18, 12)
    assert other.content_hash() != clip.content_hash()


def test_trim_takes_the_part_and_its_sound() -> None:
    part = trim_clip(grey_clip(), 2, 3)
    assert levels(part) == [2, 3, 4]
    assert part.audio is not None
    assert len(part.audio.samples) == 300
    assert part.audio.samples[0, 0] == pytest.approx(0.02)
    assert levels(trim_clip(grey_clip(), -2)) == [8, 9]
    assert levels(trim_clip(grey_clip(), 1, 0, 4)) == [1, 5, 9]
    assert levels(trim_clip(grey_clip(), 0, 3, backwards=True)) == [2, 1, 0]
    assert trim_clip(grey_clip(), 0, 3, backwards=True).audio is None


@pytest.mark.parametrize(("start", "frames"), [(10, 0), (-11, 0), (8, 3)])
def test_a_part_outside_the_clip_is_refused_with_the_limits(start: int, frames: int) -> None:
    with pytest.raises(NodeError, match="Trim Clip") as caught:
        trim_clip(grey_clip(), start, frames)
    assert caught.value.remedy


def test_clips_are_joined_at_the_first_ones_size(run: PlainRun) -> None:
    joined = join_clips(run, [grey_clip(3), grey_clip(2, 64, 48, 12)])
    assert (joined.frame_count, joined.width, joined.fps) == (5, 32, 10)
    assert levels(joined) == [0, 1, 2, 0, 1]
    assert any("different rates" in text for text in run.warnings)
    with pytest.raises(NodeError, match="empty"):
        join_clips(run, [])


def test_one_frame_is_taken_from_either_end() -> None:
    assert frame_of_clip(grey_clip(), 3).pixels[0, 0, 0] == 30
    assert frame_of_clip(grey_clip(), -1).pixels[0, 0, 0] == 90
    with pytest.raises(NodeError, match="clip of 10"):
        frame_of_clip(grey_clip(), 10)


def test_stills_and_plain_colours() -> None:
    plain = solid_colour(16, 8, "#F80")
    assert plain.pixels[0, 0].tolist() == [255, 136, 0]
    held = still_to_clip(plain, 5, 12.0)
    assert (held.frame_count, held.fps, held.width, held.height) == (5, 12, 16, 8)
    with pytest.raises(NodeError, match="not a colour"):
        solid_colour(8, 8, "reddish")


def test_a_contact_sheet_shows_first_and_last() -> None:
    sheet = contact_sheet(grey_clip(), 4, 2, 32, labels=False)
    assert (sheet.width, sheet.height) == (2 * 36 + 4, 2 * 28 + 4)
    assert sheet.pixels[10, 10, 0] == 0
    assert sheet.pixels[-10, -10, 0] == 90
    labelled = contact_sheet(grey_clip(2), 12, 0, 64)
    assert labelled.height > 48
    assert labelled.pixels.max() > 150  # the words


def test_side_by_side_fits_sizes_lengths_and_rates(run: PlainRun) -> None:
    a, b = grey_clip(10), grey_clip(4, 64, 48)
    both = side_by_side(run, a, b, gap=4)
    assert (both.width, both.height, both.frame_count) == (32 + 4 + 32, 24, 10)
    assert [int(both.frame(n)[5, 50, 0]) for n in (0, 3, 9)] == [0, 30, 30]
    assert both.audio is a.audio
    again = side_by_side(run, a, b, lengths="repeat", gap=0)
    assert int(again.frame(5)[5, 40, 0]) == 10
    assert side_by_side(run, a, b, lengths="shortest").frame_count == 4
    double = side_by_side(run, grey_clip(10, fps=10), grey_clip(20, fps=20))
    assert (double.frame_count, int(double.frame(3)[5, 40, 0])) == (10, 60)
    down = side_by_side(run, a, b, direction="down", labels="one, two")
    assert (down.width, down.height) == (32, 2 * (24 + 18) + 4)
    with pytest.raises(NodeError, match="3 labels"):
        side_by_side(run, a, b, labels="1,2,3")


def test_the_difference_of_a_clip_with_itself_is_black(run: PlainRun) -> None:
    assert difference(run, grey_clip(), grey_clip()).as_uint8().max() == 0
    brighter = Clip(grey_clip().as_uint8() + 5, 10)
    assert difference(run, grey_clip(), brighter, 4.0).as_uint8().mean() == pytest.approx(20, abs=1)
    with pytest.raises(NodeError, match="64 x 24"):
        difference(run, grey_clip(), grey_clip(width=64))
