"""Drawings: conventions others rely on (OpenPose colours, flow wheel, near = white), and that type fits its card."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import ValueRefused
from nodes.values import CameraPath, Clip, Depth, Flow, Image, Mask, Person, Poses, Report, Table, Text, Tracks
from nodes.values.drawing import GROUND, shortened, text_width
from nodes.values.drawing_cards import wrapped
from nodes.values.drawing_flow import colour_wheel, flow_to_rgb
from nodes.values.drawing_layers import depth_to_grey
from nodes.values.drawing_poses import COCO18_COLOURS, COCO18_LIMBS, coco18_of, draw_skeleton


def test_pictures_are_letterboxed_on_the_ground_colour() -> None:
    tall = Image(np.full((90, 30, 3), 200, np.uint8)).draw(320, 180)
    assert tuple(tall[90, 10]) == GROUND
    assert tuple(tall[90, 160]) == (200, 200, 200)
    wide = Image(np.full((30, 300, 3), 200, np.uint8)).draw(320, 180)
    assert tuple(wide[5, 160]) == GROUND
    assert tuple(wide[90, 5]) == (200, 200, 200)


def test_a_clip_draws_the_frame_asked_for() -> None:
    clip = Clip(np.stack([np.full((4, 4, 3), 10 * t, np.uint8) for t in range(5)]))
    assert [int(clip.draw(frame=t)[90, 160, 0]) for t in (-1, 0, 3, 4, 99)] == [0, 0, 30, 40, 40]


def test_metric_depth_is_white_where_it_is_near() -> None:
    grey = depth_to_grey(Depth(np.array([[[1.0, 2.0, 4.0, 0.0]]], np.float32), "metric", near=1, far=4))
    assert grey[0, 0, 0] == 255
    assert grey[0, 0, 2] == 0
    assert grey[0, 0, 3] == 0, "0 m is unknown, and drawn as far"
    assert grey[0, 0, 1] == round(255 * (1 / 2 - 1 / 4) / (1 - 1 / 4))


def test_relative_depth_is_white_where_it_is_near() -> None:
    grey = depth_to_grey(Depth(np.array([[[0.0, 5.0, 10.0]]], np.float32), "relative_inverse"))
    assert grey.tolist() == [[[0, 128, 255]]]


def test_depth_has_one_range_for_the_whole_clip() -> None:
    depth = Depth(np.array([[[1.0, 2.0]], [[2.0, 3.0]]], np.float32), "relative_inverse")
    grey = depth_to_grey(depth)
    assert grey[0, 0, 1] == grey[1, 0, 0]
    assert np.array_equal(depth_to_grey(depth, 1), grey[1])


@pytest.mark.parametrize("kind", ["metric", "relative_inverse"])
@pytest.mark.parametrize("value", [0.0, 1e-30, 3.0, 1e30])
def test_flat_depth_is_drawn_without_complaint(kind: str, value: float) -> None:
    assert Depth(np.full((1, 4, 4), value, np.float32), kind).draw(64, 48).shape == (48, 64, 3)


def test_skeletons_have_the_colours_pose_controls_are_trained_with() -> None:
    assert COCO18_COLOURS[:4] == ((255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0))
    assert COCO18_COLOURS[-1] == (255, 0, 85)
    assert len(COCO18_LIMBS) == 17
    points = np.zeros((18, 3), np.float32)
    points[2], points[3] = (100, 256, 1), (400, 256, 1)
    picture = draw_skeleton(np.zeros((512, 512, 3), np.uint8), points)
    assert tuple(picture[256, 100]) == COCO18_COLOURS[2]
    assert tuple(picture[256, 250]) == tuple(int(part * 0.6) for part in COCO18_COLOURS[2])
    assert not picture[:240].any()


def test_joints_below_the_threshold_are_left_out() -> None:
    points = np.full((18, 3), 50, np.float32)
    points[:, 2] = 0.1
    assert not draw_skeleton(np.zeros((100, 100, 3), np.uint8), points).any()


def test_schemas_agree_about_the_body() -> None:
    random = np.random.default_rng(0).random((133, 3)).astype(np.float32)
    body = coco18_of(random, "wholebody133")
    assert np.array_equal(body, coco18_of(random[:17], "coco17"))
    assert np.array_equal(body[2], random[6]), "right shoulder"
    assert np.array_equal(body[14], random[2]), "right eye"
    assert np.allclose(body[1, :2], (random[5, :2] + random[6, :2]) / 2)
    assert body[1, 2] == min(random[5, 2], random[6, 2])
    twenty_five = np.arange(75, dtype=np.float32).reshape(25, 3)
    assert np.array_equal(coco18_of(twenty_five, "body25")[8], twenty_five[9]), (
        "right hip, after the middle of the hips"
    )


def test_nobody_is_said_to_be_there() -> None:
    assert len(np.unique(Poses(((),)).draw(320, 180))) > 10
    assert Poses(((Person(np.ones((18, 3), np.float32)),),)).draw(320, 180).shape == (180, 320, 3)


def test_flow_is_white_where_nothing_moves_and_red_to_the_right() -> None:
    flow = np.array([[[0, 0], [10, 0], [-10, 0], [0, 10], [0, -10]]], np.float32)
    white, right, left, down, up = (tuple(int(part) for part in colour) for colour in flow_to_rgb(flow)[0])
    assert white == (255, 255, 255)
    assert right[0] == 255
    assert max(right[1:]) < 30
    assert left[0] == 0
    assert left[2] > 200
    assert down[0] > 200
    assert down[1] > 200, "down is yellow"
    assert up[2] > 200
    assert up[1] < up[2], "up is violet"


def test_flow_beyond_the_range_is_darkened() -> None:
    flow = np.array([[[10, 0], [20, 0]]], np.float32)
    inside, beyond = flow_to_rgb(flow, largest_px=10)[0]
    assert beyond.max() == 191
    assert inside.max() == 255
    assert len(colour_wheel()) == 55


def test_still_flow_is_drawn_without_complaint() -> None:
    assert (Flow(np.zeros((1, 9, 16, 2), np.float32)).draw(160, 90) == 255).all()


def test_masks_are_bright_where_they_are_on() -> None:
    mask = np.zeros((1, 90, 160), np.float32)
    mask[:, :, 80:] = 1
    picture = Mask(mask).draw(160, 90)
    assert picture[45, 120].min() > 200
    assert picture[45, 40].max() < 40


def test_tracks_far_outside_the_picture_are_drawn_without_complaint() -> None:
    xy = np.full((2, 3, 2), 8.9, np.float32)
    one = np.ones(2, np.float32)
    assert Tracks(xy, np.ones((2, 3), bool), one, one, ("", "")).draw(64, 36).shape == (36, 64, 3)


def test_a_camera_that_stays_put_is_drawn() -> None:
    still = CameraPath(np.tile(np.eye(4), (5, 1, 1)), np.tile([1.0, 1.8, 0.5, 0.5], (5, 1)))
    assert len(np.unique(still.draw(160, 90).reshape(-1, 3), axis=0)) > 10


def test_type_is_cut_to_its_width() -> None:
    text = "a very long line of type that will not fit in the width there is"
    cut = shortened(text, 14, 120)
    assert cut.endswith("…")
    assert text_width(cut, 14) <= 120
    assert shortened("short", 14, 120) == "short"
    for line in wrapped(text + " " + "x" * 300, 14, 120, 20):
        assert text_width(line, 14) <= 120


@pytest.mark.parametrize("text", ["", "\n\n", "a" * 5000, "\x00\x07\u202e", "漢字 🎞️", "word " * 4000])
def test_any_text_fits_its_card(text: str) -> None:
    assert Text(text).draw(200, 100).shape == (100, 200, 3)


def test_a_table_wider_than_its_card_is_drawn() -> None:
    columns = tuple(f"column {i}" for i in range(12))
    table = Table("t", columns, tuple(tuple("cell" if j % 2 else j * 1e9 for j in range(12)) for _ in range(40)))
    assert Report("r", (table,)).draw(320, 180).shape == (180, 320, 3)


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0), (-1, 5), (10**6, 10)])
def test_absurd_sizes_are_refused(width: int, height: int) -> None:
    with pytest.raises(ValueRefused, match="Cannot draw"):
        Mask(np.zeros((1, 2, 2), np.float32)).draw(width, height)
