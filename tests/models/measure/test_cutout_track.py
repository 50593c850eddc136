"""Following a cut-out through clips whose motion is known."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from models.errors import RequestRefused
from models.measure import path_error, track_cutout

FINE = 8  # samples a pixel the clips are drawn with, so that motion is known below a pixel


def clip_of_a_disc(
    seed: int, size: tuple[int, int] = (64, 96), frames: int = 9, radius: int = 8, *, flat: bool = False,
    path: np.ndarray | None = None, zoom: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """(frames uint8 [T,H,W,3], centres [T,2] px): a disc over a textured background on a curved path."""
    rng = np.random.default_rng(seed)
    height, width = size
    ground = cv2.resize(rng.integers(0, 256, (12, 18, 3)).astype(np.uint8), (width * FINE, height * FINE),
                        interpolation=cv2.INTER_CUBIC)  # fmt: skip
    texture = rng.integers(0, 256, (1 if flat else 5, 1 if flat else 5, 3)).astype(np.uint8)
    if path is None:
        ends = rng.uniform([radius] * 2, [width - radius, height - radius], (2, 2))
        path = np.linspace(ends[0], ends[1], frames) + np.stack(
            [np.zeros(frames), 3 * np.sin(np.arange(frames) / 2)], axis=1
        )
        path = np.clip(path, radius, [width - radius, height - radius])
    pictures, centres = [], []
    for number, wanted in enumerate(path):
        grown = radius * (1 + (zoom - 1) * number / max(1, len(path) - 1))
        side = int(2 * grown * FINE) // 2 * 2
        corner = np.round(wanted * FINE).astype(int) - side // 2
        thing = cv2.resize(texture, (side, side), interpolation=cv2.INTER_CUBIC)
        shape = np.zeros((side, side), np.uint8)
        cv2.circle(shape, (side // 2, side // 2), side // 2 - 4, 1, -1)
        canvas = cv2.copyMakeBorder(ground, side, side, side, side, cv2.BORDER_REPLICATE)
        x, y = corner + side
        canvas[y : y + side, x : x + side][shape > 0] = thing[shape > 0]
        picture = canvas[side : side + height * FINE, side : side + width * FINE]
        pictures.append(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))
        centres.append((corner + side // 2) / FINE)
    return np.stack(pictures), np.stack(centres)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("flat", [False, True])
def test_a_small_disc_is_followed_within_half_a_pixel(seed: int, flat: bool) -> None:
    clip, centres = clip_of_a_disc(seed, flat=flat)
    found = track_cutout(clip, start=tuple(centres[0]), radius=7.5)
    assert path_error(centres, found.positions).mean < 0.5
    assert found.confidence.min() > 0.8
    assert found.positions.shape == (9, 2)


def test_a_mask_says_what_to_follow_and_any_point_of_it_may_be_asked_for() -> None:
    clip, centres = clip_of_a_disc(3)
    y, x = np.mgrid[:64, :96] + 0.5
    mask = ((x - centres[0, 0]) ** 2 + (y - centres[0, 1]) ** 2 < 7.5**2).astype(np.float32)
    found = track_cutout(clip, start=(centres[0, 0] + 4, centres[0, 1] - 3), mask=mask)
    assert path_error(np.add(centres, [4, -3]), found.positions).mean < 0.5


def test_a_large_thing_in_a_large_clip_is_followed_within_half_a_pixel() -> None:
    clip, centres = clip_of_a_disc(5, size=(240, 320), frames=5, radius=40)
    assert path_error(centres, track_cutout(clip, start=tuple(centres[0]), radius=38).positions).mean < 0.5


def test_a_jump_across_the_picture_is_found() -> None:
    path = np.array([[12, 12], [80, 50], [14, 50], [80, 12]], dtype=float)
    clip, centres = clip_of_a_disc(6, path=path)
    assert path_error(centres, track_cutout(clip, start=tuple(centres[0]), radius=7.5).positions).mean < 0.5


def test_a_thing_that_grows_is_followed() -> None:
    clip, centres = clip_of_a_disc(7, frames=9, radius=8, zoom=1.5)
    assert path_error(centres, track_cutout(clip, start=tuple(centres[0]), radius=7.5).positions).mean < 1.0


def test_a_thing_half_out_of_the_picture_is_still_found() -> None:
    path = np.linspace([30, 32], [1, 32], 8)
    clip, centres = clip_of_a_disc(8, path=path)
    assert path_error(centres, track_cutout(clip, start=tuple(centres[0]), radius=7.5).positions).mean < 1.0


def test_what_stays_is_measured_as_staying() -> None:
    clip, centres = clip_of_a_disc(9, path=np.tile([40.0, 30.0], (5, 1)))
    assert np.abs(track_cutout(clip, start=tuple(centres[0]), radius=7.5).positions - centres[0]).max() < 0.1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"start": (200.0, 3.0)}, "outside"),
        ({"radius": None}, "mask or a radius"),
        ({"radius": None, "mask": np.zeros((64, 96))}, "fewer than 4"),
        ({"radius": None, "mask": np.ones((3, 3))}, "The mask is"),
        ({"clip": np.zeros((3, 64, 96, 3), np.float32)}, "float32"),
        ({"clip": np.zeros((0, 64, 96, 3), np.uint8)}, "uint8"),
    ],
)
def test_what_cannot_be_followed_is_refused(changes: dict[str, Any], says: str) -> None:
    arguments: dict[str, Any] = {"clip": np.zeros((3, 64, 96, 3), np.uint8), "start": (30.0, 30.0), "radius": 5.0}
    arguments |= changes
    with pytest.raises(RequestRefused, match=says):
        track_cutout(arguments.pop("clip"), **arguments)
