"""Rays, poses and rotations against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.motion.projection import (
    intrinsics_from_fov,
    inverse_pose,
    plucker_rays,
    project,
    relative_to_first,
    unproject,
)
from nodes.motion.rotation import from_angles, from_quaternion, slerp, to_angles, to_quaternion

UNIT = np.array([[1.0, 1.0, 0.5, 0.5]])
degrees = st.floats(-179, 179)


def pose(pan: float = 0, tilt: float = 0, roll: float = 0, at: tuple = (0, 0, 0)) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3] = from_angles(pan, tilt, roll)
    matrix[:3, 3] = at
    return matrix


def test_an_identity_camera_looks_along_z_without_moment() -> None:
    rays = plucker_rays(np.eye(4)[None], UNIT, 5, 5)
    assert rays.shape == (1, 5, 5, 6)
    assert np.allclose(rays[0, 2, 2, 3:], [0, 0, 1])
    assert np.allclose(rays[..., :3], 0)
    assert np.allclose(np.linalg.norm(rays[..., 3:], axis=-1), 1)


def test_a_camera_moved_right_has_the_moment_worked_out_by_hand() -> None:
    rays = plucker_rays(pose(at=(1, 0, 0))[None], UNIT, 5, 5)
    assert np.allclose(rays[0, 2, 2, :3], [0, -1, 0])


def test_the_other_order_is_the_same_halves_exchanged() -> None:
    path = np.stack([pose(10, 5, 3, (1, 2, 3)), pose(-20)])
    k = np.repeat(UNIT, 2, axis=0)
    first = plucker_rays(path, k, 6, 4)
    second = plucker_rays(path, k, 6, 4, order="direction, moment")
    assert np.array_equal(first[..., :3], second[..., 3:])
    assert np.array_equal(first[..., 3:], second[..., :3])


def test_rays_at_corners_start_at_the_picture_corner() -> None:
    ray = plucker_rays(np.eye(4)[None], UNIT, 4, 4, pixel="corner")[0, 0, 0, 3:]
    assert np.allclose(ray / ray[2], [-0.5, -0.5, 1])


def test_moments_are_perpendicular_to_directions_and_measure_the_distance() -> None:
    rays = plucker_rays(pose(30, 20, 10, (1, 2, 3))[None], UNIT, 8, 8)
    moment, direction = rays[..., :3], rays[..., 3:]
    assert np.allclose((moment * direction).sum(axis=-1), 0, atol=1e-12)
    assert (np.linalg.norm(moment, axis=-1) <= np.linalg.norm([1, 2, 3]) + 1e-12).all()


def test_motionctrl_pan_left_is_a_camera_that_trucks_left() -> None:
    to_camera = np.eye(4)
    to_camera[:3, 3] = [1, 0, 0]
    to_world = inverse_pose(to_camera)
    assert np.allclose(to_world[:3, 3], [-1, 0, 0])
    before, _ = project([0.2, 0, 3], np.eye(4), UNIT[0])
    after, _ = project([0.2, 0, 3], to_world, UNIT[0])
    assert after[0] > before[0] > 0.5
    to_camera[:3, 3] = [0, 0, -2]
    assert np.allclose(inverse_pose(to_camera)[:3, 3], [0, 0, 2])


@given(degrees, degrees, degrees, st.floats(-3, 3), st.floats(-3, 3), st.floats(0.1, 9))
@settings(max_examples=60, deadline=None)
def test_project_undoes_unproject(pan: float, tilt: float, roll: float, x: float, y: float, z: float) -> None:
    camera, k = pose(pan, tilt, roll, (x, y, 1)), intrinsics_from_fov(70, 1.5)
    xy, depth = project(unproject([x, y], z, camera, k), camera, k)
    assert np.allclose(xy, [x, y], atol=1e-9)
    assert depth == pytest.approx(z)


@given(degrees, st.floats(-89, 89), degrees)
@settings(max_examples=60, deadline=None)
def test_angles_and_quaternions_go_there_and_back(pan: float, tilt: float, roll: float) -> None:
    matrix = from_angles(pan, tilt, roll)
    assert np.allclose(from_quaternion(to_quaternion(matrix)), matrix, atol=1e-9)
    assert np.allclose(from_angles(*to_angles(matrix)), matrix, atol=1e-9)


def test_a_half_turn_has_a_quaternion_too() -> None:
    for axis in ((180, 0, 0), (0, 180, 0), (0, 0, 180)):
        matrix = from_angles(*map(float, axis))
        assert np.allclose(from_quaternion(to_quaternion(matrix)), matrix, atol=1e-9)


def test_slerp_takes_the_short_way_at_even_speed() -> None:
    start, stop = to_quaternion(from_angles([170.0, -170.0]))
    way = from_quaternion(slerp(start, stop, np.linspace(0, 1, 5)))
    assert np.allclose(to_angles(way)[:, 0] % 360, [170, 175, 180, 185, 190])
    assert np.allclose(slerp(start, start, 0.3), start)


def test_paths_relative_to_their_first_camera_start_at_the_identity() -> None:
    path = np.stack([pose(10, 5, 3, (1, 2, 3)), pose(30, 0, 0, (1, 2, 4))])
    relative = relative_to_first(path)
    assert np.array_equal(relative[0], np.eye(4))
    assert np.allclose(path[0] @ relative[1], path[1])
    assert np.allclose(inverse_pose(path) @ path, np.eye(4), atol=1e-12)
