"""The measures against cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from models.errors import RequestRefused
from models.measure import camera_error, path_error

PATH = np.stack([np.linspace(10, 50, 17), np.linspace(20, 30, 17)], axis=1)


def test_a_path_shifted_by_three_and_four_pixels_is_five_off() -> None:
    error = path_error(PATH, np.add(PATH, [3, 4]))
    assert (error.mean, error.median, error.final) == (5.0, 5.0, 5.0)
    assert error.per_frame.tolist() == [5.0] * 17


def test_a_path_that_never_moved_is_off_by_how_far_it_should_have() -> None:
    error = path_error(PATH, np.repeat(PATH[:1], 17, axis=0))
    assert error.final == pytest.approx(np.hypot(40, 10))
    assert error.mean == pytest.approx(np.hypot(40, 10) / 2)


def test_many_tracks_are_averaged_and_hidden_points_left_out() -> None:
    measured = np.stack([np.add(PATH, [3, 4]), PATH])
    visible = np.ones((2, 17), dtype=bool)
    assert path_error(np.stack([PATH, PATH]), measured).mean == 2.5
    visible[1] = False
    assert path_error(np.stack([PATH, PATH]), measured, visible).mean == 5.0


@pytest.mark.parametrize(
    ("a", "b"),
    [(PATH, PATH[:5]), (PATH[:, :1], PATH[:, :1]), (PATH[:0], PATH[:0]), (PATH, np.full_like(PATH, np.nan))],
)
def test_paths_that_cannot_be_compared_are_refused(a: np.ndarray, b: np.ndarray) -> None:
    with pytest.raises(RequestRefused):
        path_error(a, b)
    with pytest.raises(RequestRefused, match="visible"):
        path_error(PATH, PATH, np.zeros(17, dtype=bool))


def turning(yaw_deg: float, frames: int = 9, step: float = 0.1) -> np.ndarray:
    """A camera that walks forward and turns by yaw_deg in all from its second frame on."""
    path = np.tile(np.eye(4), (frames, 1, 1))
    for t in range(1, frames):
        c, s = np.cos(np.radians(yaw_deg)), np.sin(np.radians(yaw_deg))
        path[t, :3, :3] = [[c, 0, s], [0, 1, 0], [-s, 0, c]]
        path[t, :3, 3] = [0, 0, step * t]
    return path


def test_a_constant_extra_yaw_of_ten_degrees_is_ten_degrees() -> None:
    error = camera_error(turning(0), turning(10))
    assert error.rotation_deg == pytest.approx(10)
    assert error.translation == pytest.approx(0)


def test_the_scale_and_the_place_of_a_camera_path_do_not_count() -> None:
    moved = turning(3)
    moved[:, :3, 3] *= 7
    pose = np.array([[0, -1, 0, 4], [1, 0, 0, 5], [0, 0, 1, 6], [0, 0, 0, 1.0]])
    error = camera_error(turning(3), pose @ moved)
    assert error.rotation_deg == pytest.approx(0, abs=1e-4)
    assert error.translation == pytest.approx(0, abs=1e-9)


def test_camera_paths_of_other_shapes_are_refused() -> None:
    with pytest.raises(RequestRefused):
        camera_error(turning(0), turning(0, frames=5))
