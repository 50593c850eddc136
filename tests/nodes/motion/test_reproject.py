"""A picture seen from a moved camera."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.motion.camera import camera_move
from nodes.motion.flow_colours import flow_pictures
from nodes.motion.projection import project, unproject
from nodes.motion.reproject import filled_from_behind, reference_depths, reproject, reprojected_grid

LENS = np.array([1.0, 1.5, 0.5, 0.5])  # square pixels at 96x64
WIDTH, HEIGHT = 96, 64


def picture(seed: int = 0) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 255, (8, 12, 3), dtype=np.uint8)
    return np.kron(coarse, np.ones((8, 8, 1), np.uint8))


def moved(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> np.ndarray:
    pose = np.eye(4)
    pose[:3, 3] = (x, y, z)
    return pose


def test_a_camera_that_stays_sees_the_picture_as_it_is() -> None:
    view, there = reproject(picture(), np.ones((HEIGHT, WIDTH)), np.eye(4), LENS, LENS)
    seen = np.isfinite(there)
    assert seen.all()
    assert np.array_equal(view, picture())


def test_a_truck_by_whole_pixels_shifts_a_wall_exactly() -> None:
    view, there = reproject(picture(), np.ones((HEIGHT, WIDTH)), moved(x=-6 / WIDTH), LENS, LENS)
    seen = np.isfinite(there)
    assert np.array_equal(view[:, 6:], picture()[:, :-6])
    assert not seen[:, :6].any()
    assert seen[:, 6:].all()


def test_a_nearer_thing_moves_more_hides_what_is_behind_and_opens_a_hole() -> None:
    depth = np.full((HEIGHT, WIDTH), 4.0)
    depth[20:40, 40:56] = 1.0
    colours = np.full((HEIGHT, WIDTH, 3), 50, np.uint8)
    colours[20:40, 40:56] = 200
    view, there = reproject(colours, depth, moved(x=-12 / WIDTH), LENS, LENS)
    seen = np.isfinite(there)
    assert (view[21:39, 53:67] == 200).all()
    assert not seen[21:39, 44:51].any()
    assert (view[21:39, 69:90] == 50).all()


def test_what_comes_out_from_behind_is_painted_like_the_ground_not_like_the_thing() -> None:
    depth = np.full((HEIGHT, WIDTH), 4.0)
    depth[20:40, 40:56] = 1.0
    colours = np.full((HEIGHT, WIDTH, 3), 50, np.uint8)
    colours[20:40, 40:56] = 200
    view, there = reproject(colours, depth, moved(x=-12 / WIDTH), LENS, LENS)
    filled = filled_from_behind(view, there)
    assert (filled[21:39, 43:50] == 50).all()
    assert (filled[22:38, 54:67] == 200).all()


def test_a_view_without_anything_seen_stays_black() -> None:
    nothing = np.zeros((4, 6, 3), np.uint8)
    assert np.array_equal(filled_from_behind(nothing, np.full((4, 6), np.inf)), nothing)


def test_coming_nearer_leaves_no_cracks() -> None:
    view, there = reproject(picture(), np.ones((HEIGHT, WIDTH)), moved(z=0.6), LENS, LENS)
    seen = np.isfinite(there)
    assert seen[2:-2, 2:-2].all()
    assert len(np.unique(view.reshape(-1, 3), axis=0)) > 4


@pytest.mark.parametrize("move", ["pan left", "tilt up", "roll clockwise", "zoom in", "dolly in", "arc left"])
def test_colours_are_where_projection_says(move: str) -> None:
    poses, k = camera_move(move, 2, amount=0.2, fov_deg=53.13, aspect=1.5)
    ramp = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    ramp[..., 0] = np.arange(WIDTH) * 2
    ramp[..., 1] = np.arange(HEIGHT)[:, None] * 3
    depth = 1.0 + 0.3 * np.linspace(0, 1, HEIGHT)[:, None] * np.ones((1, WIDTH))
    view, there = reproject(ramp, depth, poses[1], k[0], k[1])
    seen = np.isfinite(there)
    rows, columns = np.array([[20, 30], [32, 48], [40, 70]]).T
    at = np.stack([(columns + 0.5) / WIDTH, (rows + 0.5) / HEIGHT], axis=-1)
    xy, _ = project(unproject(at, depth[rows, columns], np.eye(4), k[0]), poses[1], k[1])
    there = np.floor(xy * [WIDTH, HEIGHT]).astype(int)
    for row, column, (x, y) in zip(rows, columns, there, strict=True):
        assert seen[y, x]
        assert view[y, x, :2].astype(int) == pytest.approx(ramp[row, column, :2].astype(int), abs=4)


def test_reference_depth_has_its_middle_at_one_and_keeps_the_order() -> None:
    metres = np.random.default_rng(0).uniform(2, 30, (20, 20))
    scaled = reference_depths(metres, "metric")
    assert np.median(scaled) == pytest.approx(1)
    assert np.allclose(scaled / metres, scaled[0, 0] / metres[0, 0])
    inverse = reference_depths(1 / metres, "relative_inverse")
    assert np.median(inverse) == pytest.approx(1, rel=1e-6)
    assert (np.argsort(inverse.ravel()) == np.argsort(metres.ravel())).all()
    assert inverse.max() / inverse.min() == pytest.approx(10)
    assert (reference_depths(np.zeros((3, 3)), "relative_inverse") == 1).all()
    with pytest.raises(NodeError, match="0 metres"):
        reference_depths(np.zeros((3, 3)), "metric")


def test_a_grid_of_still_points_moves_by_parallax_and_hides_behind_nearer_things() -> None:
    depth = np.full((HEIGHT, WIDTH), 4.0)
    depth[:, 40:56] = 1.0
    poses = np.stack([moved(), moved(x=-0.25)])
    xy, visible, z = reprojected_grid(depth, poses, np.tile(LENS, (2, 1)), 24, 4)
    assert xy.shape == (96, 2, 2)
    shift = xy[:, 1, 0] - xy[:, 0, 0]
    near = z[:, 0] < 2
    assert np.allclose(shift[near], 0.25)
    assert np.allclose(shift[~near], 0.0625)
    assert visible[:, 0].all()
    # The near strip, 40..56 px, now covers 64..80 px; what stood at 58..74 px is behind it.
    behind = ~near & (xy[:, 0, 0] * WIDTH > 60) & (xy[:, 0, 0] * WIDTH < 72)
    assert behind.any()
    assert not visible[behind, 1].any()
    assert visible[~near & (xy[:, 0, 0] < 0.3), 1].all()


def test_flow_colours_measure_against_a_given_length() -> None:
    flow = np.zeros((1, 1, 1, 2), np.float32)
    flow[..., 0] = 5
    assert flow_pictures(flow, 10.0)[0, 0, 0].tolist() == [255, 128, 128]
