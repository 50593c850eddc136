"""The crude animation: what stays, what moves, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.control.crude import crude_animation

HEIGHT, WIDTH = 40, 60


def picture() -> NDArray[np.uint8]:
    """A plain ground with a brighter, textured square at rows 10..17, columns 12..19."""
    image = np.full((HEIGHT, WIDTH, 3), (60, 80, 100), dtype=np.uint8)
    square = np.random.default_rng(0).integers(150, 255, (8, 8, 3))
    image[10:18, 12:20] = square
    return image


def square_mask() -> NDArray[np.bool_]:
    mask = np.zeros((1, HEIGHT, WIDTH), dtype=np.bool_)
    mask[0, 10:18, 12:20] = True
    return mask


def path(*offsets_px: tuple[float, float], start_px: tuple[float, float] = (16, 14)) -> NDArray[np.float64]:
    """[1,T,2]: a stroke from the square's centre through offsets in pixels."""
    points = np.array([start_px]) + np.array([(0.0, 0.0), *offsets_px])
    return (points / np.array([WIDTH, HEIGHT]))[None]


def test_a_stroke_that_stands_still_gives_the_picture() -> None:
    frames, mask = crude_animation(picture(), square_mask(), path((0, 0), (0, 0)))
    assert (frames == picture()).all()
    assert (mask == square_mask()).all()


def test_the_first_frame_is_untouched() -> None:
    frames, _ = crude_animation(picture(), square_mask(), path((9, 4)))
    assert (frames[0] == picture()).all()


def test_a_shift_by_whole_pixels_is_exact() -> None:
    frames, mask = crude_animation(picture(), square_mask(), path((11, 6)))
    assert (frames[1, 16:24, 23:31] == picture()[10:18, 12:20]).all()
    assert (mask[1] == np.roll(square_mask()[0], (6, 11), axis=(0, 1))).all()


def test_the_place_left_behind_is_filled_from_its_surroundings() -> None:
    frames, _ = crude_animation(picture(), square_mask(), path((20, 12)))
    hole = frames[1, 10:18, 12:20].reshape(-1, 3).astype(int)
    assert np.abs(hole - (60, 80, 100)).max() <= 2


def test_without_filling_the_object_also_stays() -> None:
    frames, _ = crude_animation(picture(), square_mask(), path((20, 12)), fill="none")
    assert (frames[1, 10:18, 12:20] == picture()[10:18, 12:20]).all()


def test_half_a_pixel_moves_the_centre_by_half_a_pixel() -> None:
    _, mask = crude_animation(picture(), square_mask(), path((10.5, 3.25)))
    rows, columns = np.indices(mask.shape[1:])
    moved = [(mask[1] * axis).sum() / mask[1].sum() for axis in (columns, rows)]
    still = [(mask[0] * axis).sum() / mask[0].sum() for axis in (columns, rows)]
    assert moved[0] - still[0] == pytest.approx(10.5, abs=0.03)
    assert moved[1] - still[1] == pytest.approx(3.25, abs=0.03)


def test_the_start_may_be_any_point_of_the_object() -> None:
    centre, _ = crude_animation(picture(), square_mask(), path((11, 6)))
    corner, _ = crude_animation(picture(), square_mask(), path((11, 6), start_px=(12, 10)))
    assert (centre == corner).all()


@pytest.mark.parametrize("scale", [0.75, 1.5, 2.0])
def test_scale_changes_the_area_by_its_square(scale: float) -> None:
    _, mask = crude_animation(picture(), square_mask(), path((14, 6)), scale=np.array([[1.0, scale]]))
    assert mask[1].sum() == pytest.approx(mask[0].sum() * scale**2, rel=0.05)


def test_a_quarter_turn_is_clockwise_on_the_screen() -> None:
    image, mask = picture(), square_mask()
    frames, _ = crude_animation(image, mask, path((20, 10)), rotation_deg=np.array([[0.0, 90.0]]))
    turned = np.rot90(image[10:18, 12:20], k=-1)
    assert np.abs(frames[1, 20:28, 32:40].astype(int) - turned).max() <= 1


def test_an_object_that_is_not_visible_is_not_drawn() -> None:
    frames, mask = crude_animation(picture(), square_mask(), path((20, 12)), visible=np.array([[True, False]]))
    assert mask[1].sum() == 0
    assert np.abs(frames[1].astype(int) - (60, 80, 100)).max() <= 2


def test_the_nearest_object_is_drawn_on_top() -> None:
    masks = np.concatenate([square_mask(), np.roll(square_mask(), 24, axis=2)])
    image = picture()
    image[10:18, 36:44] = (250, 0, 0)
    xy = np.concatenate([path((12, 10)), path((-12, 10), start_px=(40, 14))])
    last_on_top, _ = crude_animation(image, masks, xy)
    first_on_top, _ = crude_animation(image, masks, xy, depth_order=[1, 0])
    assert (last_on_top[1, 20:28, 24:32] == (250, 0, 0)).all()
    assert (first_on_top[1, 20:28, 24:32] == image[10:18, 12:20]).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="masks"):
        crude_animation(picture(), square_mask()[:, :-1], path((1, 1)))
    with pytest.raises(ValueError, match="strokes"):
        crude_animation(picture(), square_mask(), path((1, 1))[0])
    with pytest.raises(ValueError, match="uint8"):
        crude_animation(picture().astype(np.float32), square_mask(), path((1, 1)))  # type: ignore[arg-type]
