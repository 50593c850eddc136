"""Camera moves by name: directions, sizes, key frames."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.motion.camera import PRESETS, camera_move
from nodes.motion.camera_keys import camera_from_keys, parse_camera_keys
from nodes.motion.projection import field_of_view_deg, project
from nodes.motion.rotation import from_angles

SUBJECT = np.array([0.0, 0.0, 1.0])
FAR = np.array([0.0, 0.0, 1000.0])


def seen(preset: str, point: np.ndarray, frames: int = 17, **settings: object) -> np.ndarray:
    """Where a point appears over a move: [T, 2]."""
    poses, intrinsics = camera_move(preset, frames, **settings)
    return np.stack([project(point, pose, k)[0] for pose, k in zip(poses, intrinsics, strict=True)])


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("frames", [1, 17, 81])
def test_every_move_is_rigid_and_starts_at_the_identity(preset: str, frames: int) -> None:
    poses, intrinsics = camera_move(preset, frames, seed=3)
    assert poses.shape == (frames, 4, 4)
    assert intrinsics.shape == (frames, 4)
    assert np.allclose(poses[0], np.eye(4), atol=1e-15)
    turns = poses[:, :3, :3]
    assert np.allclose(turns @ turns.swapaxes(1, 2), np.eye(3), atol=1e-12)
    assert np.allclose(np.linalg.det(turns), 1.0)
    assert (poses[:, 3] == [0, 0, 0, 1]).all()


@pytest.mark.parametrize(
    ("preset", "axis", "sign"),
    [
        ("truck left", 0, +1),  # the camera goes left, what it sees goes right
        ("truck right", 0, -1),
        ("pan left", 0, +1),
        ("pan right", 0, -1),
        ("pedestal up", 1, +1),  # y points down: what is seen sinks
        ("pedestal down", 1, -1),
        ("tilt up", 1, +1),
        ("tilt down", 1, -1),
    ],
)
def test_the_picture_moves_against_the_camera(preset: str, axis: int, sign: int) -> None:
    path = seen(preset, SUBJECT, amount=0.5)
    assert (sign * np.diff(path[:, axis]) > 0).all()
    assert np.allclose(path[:, 1 - axis], 0.5)


def test_a_turn_moves_the_horizon_and_a_travel_does_not() -> None:
    assert abs(seen("truck left", FAR)[-1, 0] - 0.5) < 1e-3
    assert seen("pan left", FAR)[-1, 0] - 0.5 > 0.3


@pytest.mark.parametrize(("preset", "grows"), [("dolly in", True), ("dolly out", False), ("zoom in", True),
                                               ("zoom out", False)])  # fmt: skip
def test_going_nearer_makes_things_larger(preset: str, grows: bool) -> None:
    path = seen(preset, np.add(SUBJECT, [0.1, 0.1, 0]))
    assert (np.diff(np.linalg.norm(path - 0.5, axis=1)) > 0).all() == grows


def test_dolly_in_half_way_and_zoom_by_one_both_double_the_subject() -> None:
    for preset in ("dolly in", "zoom in"):
        path = seen(preset, np.add(SUBJECT, [0.1, 0, 0]))
        assert path[-1, 0] - 0.5 == pytest.approx(2 * (path[0, 0] - 0.5))


@pytest.mark.parametrize("preset", ["dolly zoom in", "dolly zoom out"])
def test_a_dolly_zoom_keeps_the_subject_and_changes_the_background(preset: str) -> None:
    subject, background = seen(preset, np.add(SUBJECT, [0.1, 0.05, 0])), seen(preset, np.array([1.0, 0.5, 10.0]))
    assert np.allclose(subject, subject[0])
    shrinks = (np.diff(background[:, 0] - 0.5) < 0).all()
    assert shrinks == (preset == "dolly zoom in")


def test_rolling_clockwise_turns_the_picture_anticlockwise() -> None:
    path = seen("roll clockwise", np.add(SUBJECT, [0.1, 0, 0]), aspect=1.0)
    assert path[0, 1] == pytest.approx(0.5)
    assert path[-1, 1] < 0.5  # what was right of the centre went up
    assert np.allclose(seen("roll clockwise", SUBJECT), 0.5)


@pytest.mark.parametrize("preset", ["orbit right", "arc left"])
def test_an_orbit_keeps_the_subject_in_the_middle_at_the_same_distance(preset: str) -> None:
    poses, _ = camera_move(preset, 33)
    assert np.allclose(seen(preset, SUBJECT, 33), 0.5)
    assert np.allclose(np.linalg.norm(poses[:, :3, 3] - SUBJECT, axis=1), 1.0)
    assert (poses[2, 0, 3] > 0) == (preset == "orbit right")


def test_a_full_orbit_comes_home() -> None:
    poses, _ = camera_move("orbit left", 33)
    assert np.allclose(poses[-1], np.eye(4), atol=1e-12)


def test_a_crane_rises_and_looks_down_at_the_subject() -> None:
    poses, _ = camera_move("crane up", 17)
    assert poses[-1, 1, 3] == pytest.approx(-0.5)
    assert np.allclose(seen("crane up", SUBJECT), 0.5)


def test_static_stands_still_and_nothing_is_no_move() -> None:
    assert np.array_equal(camera_move("static", 5)[0], np.tile(np.eye(4), (5, 1, 1)))
    assert np.allclose(camera_move("orbit left", 5, amount=0)[0], np.eye(4))


def test_a_negative_amount_goes_the_other_way() -> None:
    assert np.allclose(camera_move("truck left", 9, amount=-1)[0], camera_move("truck right", 9)[0])


def test_easing_changes_the_way_not_the_end() -> None:
    even, eased = camera_move("pan right", 17)[0], camera_move("pan right", 17, easing="ease in")[0]
    assert np.allclose(even[-1], eased[-1])
    assert eased[8, 0, 2] < even[8, 0, 2]


def test_handheld_is_small_and_repeats_by_its_seed() -> None:
    poses, _ = camera_move("handheld", 81, seed=5)
    assert np.array_equal(poses, camera_move("handheld", 81, seed=5)[0])
    assert not np.allclose(poses, camera_move("handheld", 81, seed=6)[0])
    assert np.allclose(poses[:30], camera_move("handheld", 30, seed=5)[0])
    assert 0 < np.abs(poses[:, :3, 3]).max() < 0.1
    assert np.rad2deg(np.arccos(np.clip(poses[:, 2, 2], -1, 1))).max() < 6
    assert np.allclose(camera_move("handheld", 9, amount=0)[0], np.eye(4))


def test_the_field_of_view_and_square_pixels_are_kept() -> None:
    _, k = camera_move("static", 1, fov_deg=86.0, aspect=16 / 9)
    assert field_of_view_deg(k[0, 0]) == pytest.approx(86.0)
    assert k[0, 0] == pytest.approx(0.5361843)  # control facts: hfov about 86 for fx 0.532
    assert k[0, 1] / k[0, 0] == pytest.approx(16 / 9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"preset": "swoop"}, "swoop"),
        ({"preset": "pan left", "frames": 0}, "0 frames"),
        ({"preset": "dolly in", "amount": 2.0}, "through the subject"),
        ({"preset": "static", "fov_deg": 180.0}, "180"),
        ({"preset": "static", "easing": "wobbly"}, "wobbly"),
    ],
)
def test_bad_moves_are_named(arguments: dict, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        camera_move(**{"frames": 5} | arguments)


KEYS = [
    {"frame": 0},
    {"frame": 8, "translation": [0.2, 0, 0.1], "rotation": [20, 5, 0]},
    {"frame": 16, "translation": [0.0, -0.1, 0.4], "rotation": [40, 0, 10], "fov": 40},
]


@pytest.mark.parametrize("path", ["smooth", "straight"])
@pytest.mark.parametrize("easing", ["linear", "ease in out"])
def test_the_camera_is_at_each_key_on_its_frame(path: str, easing: str) -> None:
    poses, k = camera_from_keys(parse_camera_keys(KEYS), 20, path=path, easing=easing)
    for key in KEYS:
        assert np.allclose(poses[key["frame"], :3, 3], key.get("translation", [0, 0, 0]), atol=1e-12)
        wanted = from_angles(*np.array(key.get("rotation", [0, 0, 0]), float))
        assert np.allclose(poses[key["frame"], :3, :3], wanted, atol=1e-9)
    assert np.array_equal(poses[16], poses[19])
    assert field_of_view_deg(k[0, 0]) == pytest.approx(60)
    assert field_of_view_deg(k[16, 0]) == pytest.approx(40)


def test_turns_run_at_even_speed_between_keys() -> None:
    poses, _ = camera_from_keys(parse_camera_keys([{"frame": 0}, {"frame": 10, "rotation": [90, 0, 0]}]), 11)
    assert np.allclose(np.rad2deg(np.arctan2(poses[:, 0, 2], poses[:, 2, 2])), np.arange(11) * 9.0, atol=1e-6)


def test_a_straight_path_is_straight_and_a_smooth_one_rounds_its_corners() -> None:
    keys = parse_camera_keys([{"frame": 0}, {"frame": 10, "translation": [1, 0, 0]},
                              {"frame": 20, "translation": [1, 1, 0]}])  # fmt: skip
    straight, smooth = (camera_from_keys(keys, 21, path=path)[0][:, :3, 3] for path in ("straight", "smooth"))
    assert np.allclose(straight[5], [0.5, 0, 0])
    turn = [np.diff(way[9:12], axis=0) for way in (straight, smooth)]
    cosine = [step[0] @ step[1] / np.linalg.norm(step[0]) / np.linalg.norm(step[1]) for step in turn]
    assert cosine[0] == pytest.approx(0.0, abs=1e-9)
    assert cosine[1] > 0.9


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([], "no camera key frames"),
        ("0 1", "no camera key frames"),
        ([{"translation": [0, 0, 0]}], "key 0 has no frame"),
        ([{"frame": 0}, {"frame": 0}], "frame 0"),
        ([{"frame": -1}], "-1"),
        ([{"frame": 1.5}], "1.5"),
        ([{"frame": 0, "translation": [1, 2]}], "translation"),
        ([{"frame": 0, "rotation": [1, 2, float("nan")]}], "rotation"),
        ([{"frame": 0, "fov": 200}], "200"),
        ([{"frame": 0, "speed": 2}], "speed"),
    ],
)
def test_bad_key_frames_are_named(keys: object, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        parse_camera_keys(keys)
