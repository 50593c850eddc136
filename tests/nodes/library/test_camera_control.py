"""Cameras and boxes as controls."""

from __future__ import annotations

import numpy as np
import pytest

from models.pocket.world import WorldOptions, render_take
from nodes.errors import NodeError
from nodes.graph import PlainRun
from nodes.library.boxes import box_keys
from nodes.library.camera import camera_path
from nodes.library.camera_control import camera_control, tracks_from_boxes, tracks_from_camera
from nodes.library.control import drag_control
from nodes.values import Boxes, CameraPath, Depth, Image


def picture(width: int = 96, height: int = 64) -> Image:
    return Image(np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8))


def test_a_camera_without_depth_moves_the_picture_as_a_wall() -> None:
    run = PlainRun()
    control = camera_control(run, picture(), camera_path("truck left", 5, aspect=1.5), width=48, height=32)
    assert (control.kind, control.clip.shape) == ("camera", (5, 32, 48, 3))
    assert control.mask.values[0].max() == 0
    assert control.mask.values[1:].min() == 1
    assert run.steps[-1][:2] == (5, 5)


@pytest.mark.parametrize("seed", [1000000003, 1000000011, 1000000020])
def test_the_view_equals_what_a_rendered_world_shows_from_there(seed: int) -> None:
    take = render_take(seed, WorldOptions(kind="camera"))
    camera = CameraPath(take.camera_to_world, np.tile(take.intrinsics, (17, 1)), unit="metres")
    control = camera_control(PlainRun(), Image(take.colour[0]), camera, Depth(take.depth[:1], "metric"))
    moved = ~take.masks[take.moved].any(axis=0)[6] if take.moved.any() else np.ones(take.depth.shape[1:], bool)
    error = np.abs(control.clip.frame(6).astype(float) - take.colour[6]).mean(axis=-1)[moved]
    still = np.abs(take.colour[0].astype(float) - take.colour[6]).mean(axis=-1)[moved]
    assert error.mean() < 0.6 * still.mean()
    assert np.median(error) < 8


def test_a_path_in_metres_needs_depth_in_metres() -> None:
    camera = CameraPath(np.tile(np.eye(4), (3, 1, 1)), np.tile([1.0, 1.0, 0.5, 0.5], (3, 1)), unit="metres")
    relative = Depth(np.ones((1, 64, 96), np.float32), "relative_inverse")
    for depth in (None, relative):
        with pytest.raises(NodeError, match="metres"):
            camera_control(PlainRun(), picture(), camera, depth)


def test_points_that_stand_still_become_tracks() -> None:
    depth = Depth(np.linspace(1, 3, 64, dtype=np.float32)[None, :, None] * np.ones((1, 1, 96), np.float32), "metric")
    tracks = tracks_from_camera(camera_path("truck right", 9, amount=0.2, aspect=1.5), depth, 6, 4)
    assert (tracks.count, tracks.frame_count) == (24, 9)
    shift = tracks.xy[:, -1, 0] - tracks.xy[:, 0, 0]
    assert (shift < 0).all()
    assert shift[0] < shift[-1]  # the upper rows are nearer and move more


def test_boxes_take_what_they_hold_along_and_scale_it() -> None:
    pixels = np.full((64, 96, 3), 100, np.uint8)
    pixels[20:30, 10:30] = (200, 40, 40)
    boxes = box_keys([{"frame": 0, "box": [10 / 96, 20 / 64, 30 / 96, 30 / 64]},
                      {"frame": 8, "box": [40 / 96, 20 / 64, 80 / 96, 40 / 64]}], 9)  # fmt: skip
    tracks = tracks_from_boxes(boxes)
    assert tracks.scale[0, -1] == pytest.approx(2)
    last = drag_control(PlainRun(), Image(pixels), tracks).clip.frame(8).astype(int)
    red = np.abs(last - (200, 40, 40)).max(axis=-1) < 30
    rows, columns = np.nonzero(red)
    assert (columns.min(), columns.max() + 1) == pytest.approx((40, 80), abs=1)
    assert (rows.min(), rows.max() + 1) == pytest.approx((20, 40), abs=1)


def test_a_box_without_area_is_named() -> None:
    with pytest.raises(NodeError, match="Box cat has no area"):
        tracks_from_boxes(Boxes(np.full((1, 3, 4), 0.5, np.float32), ("cat",)))
