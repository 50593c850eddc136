"""Keypoint orders, the skeleton drawing, and the walking person."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.motion.skeletons import KEYPOINTS, LIMBS, RAINBOW, convert_person, draw_people
from nodes.motion.walking import walk_cycle


def person(schema: str, seed: int = 0) -> np.ndarray:
    points = np.random.default_rng(seed).uniform(0.1, 0.9, (KEYPOINTS[schema], 3)).astype(np.float32)
    points[:, 2] = 0.5 + points[:, 2] / 2
    return points


def test_whole_body_through_openpose_keeps_the_seventeen_body_points() -> None:
    whole = person("wholebody133")
    back = convert_person(convert_person(whole, "wholebody133", "coco18"), "coco18", "wholebody133")
    assert np.array_equal(back[:17], whole[:17])
    assert (back[17:] == 0).all()


def test_body25_through_whole_body_keeps_body_and_feet() -> None:
    given = person("body25")
    back = convert_person(convert_person(given, "body25", "wholebody133"), "wholebody133", "body25")
    kept = [0, *range(2, 8), *range(9, 25)]  # neck and mid hip are means
    assert np.array_equal(back[kept], given[kept])


def test_openpose_order_is_the_published_one() -> None:
    coco = np.zeros((17, 3), np.float32)
    coco[:, 0], coco[:, 2] = np.arange(17), 1
    body = convert_person(coco, "coco17", "coco18")
    assert body[:, 0].tolist() == [0, 5.5, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3]


@pytest.mark.parametrize("hidden", [5, 6])
def test_the_neck_is_there_only_when_both_shoulders_are(hidden: int) -> None:
    coco = person("coco17")
    assert np.allclose(convert_person(coco, "coco17", "coco18")[1, :2], coco[5:7, :2].mean(axis=0))
    coco[hidden] = 0
    assert (convert_person(coco, "coco17", "coco18")[1] == 0).all()


def test_the_mid_hip_is_the_middle_of_the_hips() -> None:
    body = person("coco18")
    assert np.allclose(convert_person(body, "coco18", "body25")[8, :2], body[[8, 11], :2].mean(axis=0))


@pytest.mark.parametrize("schema", KEYPOINTS)
def test_the_same_order_is_the_same_person(schema: str) -> None:
    assert np.array_equal(convert_person(person(schema), schema, schema), person(schema))


def test_wrong_sizes_and_orders_are_named() -> None:
    with pytest.raises(NodeError, match="18 points"):
        convert_person(person("body25"), "coco18", "coco17")
    with pytest.raises(NodeError, match="smpl"):
        convert_person(person("coco18"), "coco18", "smpl")


def test_a_drawn_skeleton_shows_limbs_in_their_hues_on_black() -> None:
    body = walk_cycle(1, from_x=0.5, to_x=0.5, heading_deg=0.0, aspect=1.0)[0]
    picture = draw_people([body], "coco18", 512, 512)
    assert picture.shape == (512, 512, 3)
    assert 0.01 < (picture.max(axis=2) > 0).mean() < 0.2
    shoulder, elbow = body[2, :2] * 512, body[3, :2] * 512
    x, y = ((shoulder + elbow) / 2).astype(int)
    assert picture[y, x].tolist() == [int(part * 0.6) for part in RAINBOW[LIMBS.index((2, 3))]]
    x, y = np.floor(elbow).astype(int)
    assert picture[y, x].tolist() == list(RAINBOW[3])


def test_missing_points_draw_nothing() -> None:
    body = person("coco18")
    body[:, 2] = 0.2
    assert draw_people([body], "coco18", 64, 64).max() == 0
    assert draw_people([], "coco18", 64, 64).max() == 0


def test_hands_and_face_of_a_whole_body_are_drawn() -> None:
    whole = np.zeros((133, 3), np.float32)
    whole[91:112] = person("wholebody133")[91:112]
    whole[30] = [0.5, 0.5, 1]
    picture = draw_people([whole], "wholebody133", 256, 256)
    assert picture[128, 128].tolist() == [255, 255, 255]
    assert (picture[..., 2] == 255).any()


def test_points_far_outside_the_picture_do_no_harm() -> None:
    body = person("coco18")
    body[:, 0] += 50
    body[3, 0] = 0.5
    assert draw_people([body], "coco18", 32, 32).shape == (32, 32, 3)


def test_the_walker_steps_from_one_place_to_the_other_on_the_ground() -> None:
    people = walk_cycle(49, from_x=0.1, to_x=0.9, ground_y=0.9, size=0.6, steps=4, aspect=2.0)
    assert people.shape == (49, 18, 3)
    hips = people[:, [8, 11], 0].mean(axis=1)
    assert np.allclose(hips, np.linspace(0.1, 0.9, 49), atol=1e-6)
    assert np.allclose(people[:, [10, 13], 1].max(axis=1), 0.9, atol=1e-6)
    assert 0.5 < (0.9 - people[:, 0, 1]).mean() < 0.6
    ahead = people[:, 10, 0] - people[:, 13, 0]
    assert (np.diff(np.sign(ahead)) != 0).sum() == 4  # the feet pass each other once a step


@pytest.mark.parametrize(("to_x", "sign"), [(0.9, 1), (0.1, -1)])
def test_the_walker_looks_where_it_goes(to_x: float, sign: int) -> None:
    people = walk_cycle(9, from_x=0.5, to_x=to_x)
    assert (sign * (people[:, 0, 0] - people[:, 1, 0]) > 0).all()


def test_knees_bend_forward_only() -> None:
    people = walk_cycle(81, from_x=0.3, to_x=0.7, aspect=1.0)
    for hip, knee, ankle in ((8, 9, 10), (11, 12, 13)):
        straight = (people[:, hip, 0] + people[:, ankle, 0]) / 2
        assert (people[:, knee, 0] >= straight - 1e-6).all()


@pytest.mark.parametrize("bad", [{"frames": 0}, {"frames": 5, "size": 0.0}, {"frames": 5, "aspect": -1.0}])
def test_impossible_walks_are_refused(bad: dict) -> None:
    with pytest.raises(NodeError, match="walk"):
        walk_cycle(**bad)
