"""The world's camera: where it stands, how it moves, and projection. OpenCV axes: x right, y down, z forward."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lens:
    """Pinhole intrinsics in pixels of the final picture; the principal point is the centre."""

    width_px: int
    height_px: int
    focal_px: float

    def normalised(self) -> tuple[float, float, float, float]:
        return self.focal_px / self.width_px, self.focal_px / self.height_px, 0.5, 0.5

    def project(self, camera_points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Camera-space points [...,3] -> normalised raster [...,2] (corner origin)."""
        xy = camera_points[..., :2] / np.maximum(camera_points[..., 2:], 1e-6) * self.focal_px
        return np.stack([xy[..., 0] / self.width_px + 0.5, xy[..., 1] / self.height_px + 0.5], axis=-1)

    def unproject(self, raster: NDArray[np.float64], depth_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Normalised raster [...,2] and depth along the axis [...] -> camera-space points [...,3]."""
        x = (raster[..., 0] - 0.5) * self.width_px / self.focal_px * depth_m
        y = (raster[..., 1] - 0.5) * self.height_px / self.focal_px * depth_m
        return np.stack([x, y, np.broadcast_to(depth_m, x.shape)], axis=-1)


def rotation(axis: str, angle_rad: float) -> Matrix:
    """Right-handed rotation about "x", "y" or "z"."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    rows = {
        "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
        "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }
    return np.asarray(rows[axis], dtype=np.float64)


def pose(rotation_matrix: Matrix, position: NDArray[np.float64]) -> Matrix:
    """Camera-to-world [4,4]."""
    matrix = np.eye(4)
    matrix[:3, :3] = rotation_matrix
    matrix[:3, 3] = position
    return matrix


def move(name: str, start: Matrix, frames: int, amount: float, pivot_m: float) -> Matrix:
    """Camera-to-world [T,4,4] for a named move; amount 0..1 scales it, pivot_m is the orbit's distance."""
    progress = np.linspace(0.0, 1.0, frames)
    return np.stack([start @ _local_move(name, amount * p, pivot_m) for p in progress])


def _local_move(name: str, amount: float, pivot_m: float) -> Matrix:
    """The move in the first camera's own axes at one moment."""
    kind, _, direction = name.partition(" ")
    sign = -1.0 if direction in ("left", "up", "out") else 1.0
    still = np.eye(3)
    if kind == "pan":
        return pose(rotation("y", sign * np.deg2rad(30) * amount), np.zeros(3))
    if kind == "tilt":
        return pose(rotation("x", -sign * np.deg2rad(18) * amount), np.zeros(3))
    if kind == "roll":
        return pose(rotation("z", sign * np.deg2rad(25) * amount), np.zeros(3))
    if kind == "dolly":
        return pose(still, np.array([0.0, 0.0, sign * 0.4 * pivot_m * amount]))
    if kind == "truck":
        return pose(still, np.array([sign * 0.35 * pivot_m * amount, 0.0, 0.0]))
    if kind == "pedestal":
        return pose(still, np.array([0.0, sign * 0.14 * pivot_m * amount, 0.0]))
    if kind == "orbit":
        turn = rotation("y", sign * np.deg2rad(30) * amount)
        pivot = np.array([0.0, 0.0, pivot_m])
        return pose(turn, pivot - turn @ pivot)
    return np.eye(4)
