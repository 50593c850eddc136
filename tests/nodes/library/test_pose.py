"""Pose nodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nodes.errors import MediaError, NodeError
from nodes.graph import PlainRun, node_type_of
from nodes.library.pose import convert_poses, estimate_poses, load_poses, move_poses, save_poses, walking_person
from nodes.values import Boxes, Clip, Image, Person, Poses


def test_a_walk_is_saved_and_loaded_again(tmp_path: Path) -> None:
    run = PlainRun(tmp_path)
    walk = walking_person(5, width=640, height=360)
    for name in ("walk.json", "walk"):
        save_poses(run, walk, name)
        back = load_poses(run, name)
        assert (back.width, back.height, back.schema) == (640, 360, "coco18")
        for mine, theirs in zip(walk.frames, back.frames, strict=True):
            assert np.abs(mine[0].keypoints - theirs[0].keypoints).max() < 2e-6


def test_the_key_of_loaded_poses_changes_with_the_files(tmp_path: Path) -> None:
    run = PlainRun(tmp_path)
    fingerprint = node_type_of(load_poses).fingerprint
    keys = []
    for frames in (2, 3):
        save_poses(run, walking_person(frames), "walk")
        keys.append(fingerprint(file="walk", width=0, height=0, resolve=run.resolve))
    assert keys[0] != keys[1]


def test_poses_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="absent"):
        load_poses(PlainRun(tmp_path), "absent.json")


@pytest.mark.parametrize(("view", "sign"), [("where it goes", 1), ("away", 1), ("towards the camera", -1)])
def test_the_right_shoulder_is_on_the_side_the_view_says(view: str, sign: int) -> None:
    person = walking_person(1, from_x=0.5, to_x=0.5, view=view).frames[0][0].keypoints
    across = float(person[2, 0] - person[5, 0])
    if view == "where it goes":
        assert abs(across) < 1e-6
    else:
        assert across * sign > 0


def test_poses_change_their_order_and_keep_their_canvas() -> None:
    walk = walking_person(3, width=640, height=360)
    body25 = convert_poses(walk, "body25")
    assert (body25.schema, body25.width) == ("body25", 640)
    back = convert_poses(body25, "coco18")
    assert all(np.array_equal(a[0].keypoints, b[0].keypoints) for a, b in zip(walk.frames, back.frames, strict=True))


def test_people_are_moved_and_scaled_on_their_feet() -> None:
    walk = walking_person(9)
    moved = move_poses(walk, 0.1, -0.05, 0.5)
    before = np.concatenate([people[0].keypoints for people in walk.frames])
    after = np.concatenate([people[0].keypoints for people in moved.frames])
    assert after[:, 1].max() == pytest.approx(before[:, 1].max() - 0.05, abs=1e-5)
    assert np.ptp(after[:, 0]) == pytest.approx(np.ptp(before[:, 0]) / 2, abs=1e-5)
    assert (after[:, 2] == before[:, 2]).all()


def test_one_person_can_be_moved_alone_and_missing_points_stay_missing() -> None:
    points = walking_person(1).frames[0][0].keypoints.copy()
    points[4] = 0
    pair = Poses(((Person(points), Person(points)),))
    moved = move_poses(pair, shift_x=0.2, person=1).frames[0]
    assert np.array_equal(moved[0].keypoints, points)
    assert np.allclose(moved[1].keypoints[0, 0], points[0, 0] + 0.2)
    assert (moved[1].keypoints[4] == 0).all()


def test_nobody_to_move_is_said() -> None:
    with pytest.raises(NodeError, match="nobody"):
        move_poses(Poses(((),)))
    with pytest.raises(NodeError, match="no person 3"):
        move_poses(walking_person(2), person=3)


def test_estimating_poses_needs_a_folder_and_as_many_boxes_as_frames(tmp_path: Path) -> None:
    picture = Image(np.zeros((32, 32, 3), np.uint8))
    with pytest.raises(NodeError, match="folder of weights"):
        estimate_poses(PlainRun(tmp_path), picture)
    boxes = Boxes(np.tile(np.array([0, 0, 1, 1], np.float32), (1, 3, 1)), ("a",))
    with pytest.raises(NodeError, match="3 frames, the pictures 2"):
        estimate_poses(PlainRun(tmp_path), Clip(np.zeros((2, 32, 32, 3), np.uint8)), boxes, str(tmp_path))
