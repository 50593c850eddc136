"""Rotations: matrices from angles, quaternions and the shortest way between two.

Axes are OpenCV's: x right, y down, z forward. Angles in degrees.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["from_angles", "from_quaternion", "slerp", "to_angles", "to_quaternion"]

Matrix = NDArray[np.float64]


def from_angles(pan_deg: ArrayLike, tilt_deg: ArrayLike = 0.0, roll_deg: ArrayLike = 0.0) -> Matrix:
    """Camera-to-world rotations [..., 3, 3]: roll first, then tilt, then pan (Ry Rx Rz).

    pan_deg: positive looks to the right.  tilt_deg: positive looks up.  roll_deg: positive turns the camera clockwise
    as the person behind it sees it, so the picture turns anticlockwise.
    """
    pan, tilt, roll = np.broadcast_arrays(*(np.deg2rad(np.asarray(a, float)) for a in (pan_deg, tilt_deg, roll_deg)))
    zero, one = np.zeros_like(pan), np.ones_like(pan)
    about_y = _matrix([[np.cos(pan), zero, np.sin(pan)], [zero, one, zero], [-np.sin(pan), zero, np.cos(pan)]])
    about_x = _matrix([[one, zero, zero], [zero, np.cos(tilt), -np.sin(tilt)], [zero, np.sin(tilt), np.cos(tilt)]])
    about_z = _matrix([[np.cos(roll), -np.sin(roll), zero], [np.sin(roll), np.cos(roll), zero], [zero, zero, one]])
    return np.asarray(about_y @ about_x @ about_z)


def to_angles(rotation: ArrayLike) -> NDArray[np.float64]:
    """Pan, tilt and roll in degrees [..., 3] of rotations [..., 3, 3]; the inverse of from_angles for |tilt| < 90."""
    matrix = np.asarray(rotation, dtype=np.float64)
    tilt = np.arcsin(np.clip(-matrix[..., 1, 2], -1.0, 1.0))
    pan = np.arctan2(matrix[..., 0, 2], matrix[..., 2, 2])
    roll = np.arctan2(matrix[..., 1, 0], matrix[..., 1, 1])
    return np.asarray(np.rad2deg(np.stack([pan, tilt, roll], axis=-1)))


def to_quaternion(rotation: ArrayLike) -> NDArray[np.float64]:
    """Unit quaternions (w, x, y, z; w >= 0) of rotations [..., 3, 3]: [..., 4]."""
    m = np.asarray(rotation, dtype=np.float64)
    xx, yy, zz = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    # The symmetric matrix whose main eigenvector is the quaternion (Bar-Itzhack 2000): no case distinctions.
    k = np.empty((*m.shape[:-2], 4, 4))
    k[..., 0, 0] = xx + yy + zz
    k[..., 1, 1], k[..., 2, 2], k[..., 3, 3] = xx - yy - zz, yy - xx - zz, zz - xx - yy
    k[..., 0, 1] = k[..., 1, 0] = m[..., 2, 1] - m[..., 1, 2]
    k[..., 0, 2] = k[..., 2, 0] = m[..., 0, 2] - m[..., 2, 0]
    k[..., 0, 3] = k[..., 3, 0] = m[..., 1, 0] - m[..., 0, 1]
    k[..., 1, 2] = k[..., 2, 1] = m[..., 0, 1] + m[..., 1, 0]
    k[..., 1, 3] = k[..., 3, 1] = m[..., 0, 2] + m[..., 2, 0]
    k[..., 2, 3] = k[..., 3, 2] = m[..., 1, 2] + m[..., 2, 1]
    quaternion = np.linalg.eigh(k)[1][..., -1]
    return np.asarray(np.where(quaternion[..., :1] < 0, -quaternion, quaternion))


def from_quaternion(quaternion: ArrayLike) -> Matrix:
    """Rotations [..., 3, 3] of quaternions (w, x, y, z) [..., 4]; they are normalised first."""
    q = np.asarray(quaternion, dtype=np.float64)
    w, x, y, z = np.moveaxis(q / np.linalg.norm(q, axis=-1, keepdims=True), -1, 0)
    return _matrix(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def slerp(first: ArrayLike, second: ArrayLike, share: ArrayLike) -> NDArray[np.float64]:
    """Quaternions on the shortest arc between two, at even angular speed: [..., 4]; share [...] 0 to 1."""
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    s = np.asarray(share, dtype=np.float64)[..., None]
    cosine = (a * b).sum(axis=-1, keepdims=True)
    b = np.where(cosine < 0, -b, b)
    angle = np.arccos(np.clip(np.abs(cosine), 0.0, 1.0))
    sine = np.where(angle < 1e-6, 1.0, np.sin(angle))
    near = angle < 1e-6
    mixed = (
        np.where(near, 1.0 - s, np.sin((1.0 - s) * angle) / sine) * a
        + np.where(near, s, np.sin(s * angle) / sine) * b
    )
    return np.asarray(mixed / np.linalg.norm(mixed, axis=-1, keepdims=True))


def _matrix(rows: list[list[NDArray[np.float64]]]) -> Matrix:
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
