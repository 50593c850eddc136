"""Cameras, pixels and rays.

Axes are OpenCV's (x right, y down, z forward); a pose is camera-to-world [4, 4]; intrinsics are fx/W, fy/H, cx, cy;
picture positions are normalised (0..1, corner origin).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError

__all__ = [
    "field_of_view_deg",
    "intrinsics_from_fov",
    "inverse_pose",
    "plucker_rays",
    "project",
    "relative_to_first",
    "unproject",
]

Array = NDArray[np.float64]


def intrinsics_from_fov(horizontal_deg: ArrayLike, aspect: float) -> Array:
    """fx/W, fy/H, cx, cy [..., 4] of square pixels and a centred axis.

    horizontal_deg: horizontal field of view.  aspect: width / height of the picture.
    """
    fov = np.asarray(horizontal_deg, dtype=np.float64)
    if ((fov <= 0) | (fov >= 180)).any() or not np.isfinite(fov).all():
        raise NodeError(
            f"The field of view is {float(fov.flat[0])} degrees.", remedy="Give more than 0 and less than 180."
        )
    fx = 0.5 / np.tan(np.deg2rad(fov) / 2.0)
    half = np.full_like(fx, 0.5)
    return np.stack([fx, fx * aspect, half, half], axis=-1)


def field_of_view_deg(focal_normalised: ArrayLike) -> Array:
    """Field of view in degrees of fx/W (horizontal) or fy/H (vertical)."""
    return np.asarray(np.rad2deg(2.0 * np.arctan(0.5 / np.asarray(focal_normalised, dtype=np.float64))))


def inverse_pose(pose: ArrayLike) -> Array:
    """World-to-camera of rigid camera-to-world poses [..., 4, 4], and the other way round."""
    given = np.asarray(pose, dtype=np.float64)
    turned = np.swapaxes(given[..., :3, :3], -1, -2)
    result = np.zeros_like(given)
    result[..., :3, :3] = turned
    result[..., :3, 3] = -(turned @ given[..., :3, 3:])[..., 0]
    result[..., 3, 3] = 1.0
    return result


def relative_to_first(camera_to_world: ArrayLike) -> Array:
    """The path [T, 4, 4] seen from its first camera, which becomes the identity exactly."""
    path = np.asarray(camera_to_world, dtype=np.float64)
    relative = np.asarray(inverse_pose(path[0]) @ path)
    relative[0] = np.eye(4)
    return relative


def project(points: ArrayLike, camera_to_world: ArrayLike, intrinsics: ArrayLike) -> tuple[Array, Array]:
    """Where world points appear: normalised xy [..., 2] and depth along the axis [...].

    points: [..., 3].  camera_to_world: [4, 4] or broadcastable.  intrinsics: [4] or broadcastable.
    Points at depth 0 or behind the camera give positions that mean nothing; look at the depth.
    """
    seen = _carried(np.asarray(points, dtype=np.float64), inverse_pose(camera_to_world))
    k = np.asarray(intrinsics, dtype=np.float64)
    depth = seen[..., 2]
    divisor = np.where(np.abs(depth) < 1e-12, 1e-12, depth)
    return np.stack(
        [k[..., 0] * seen[..., 0] / divisor + k[..., 2], k[..., 1] * seen[..., 1] / divisor + k[..., 3]], axis=-1
    ), depth


def unproject(xy: ArrayLike, depth: ArrayLike, camera_to_world: ArrayLike, intrinsics: ArrayLike) -> Array:
    """World points [..., 3] of picture positions [..., 2] at a depth along the axis [...]; the inverse of project."""
    position, z = np.asarray(xy, dtype=np.float64), np.asarray(depth, dtype=np.float64)
    k = np.asarray(intrinsics, dtype=np.float64)
    ray = np.stack(
        [(position[..., 0] - k[..., 2]) / k[..., 0] * z, (position[..., 1] - k[..., 3]) / k[..., 1] * z, z], axis=-1
    )
    return _carried(ray, np.asarray(camera_to_world, dtype=np.float64))


def plucker_rays(
    camera_to_world: ArrayLike,
    intrinsics: ArrayLike,
    width: int,
    height: int,
    *,
    order: Literal["moment, direction", "direction, moment"] = "moment, direction",
    pixel: Literal["centre", "corner"] = "centre",
) -> Array:
    """Pluecker coordinates of every pixel's ray: [T, height, width, 6].

    camera_to_world: [T, 4, 4].  intrinsics: [T, 4].  order: "moment, direction" is o x d, d (CameraCtrl, Wan-Fun);
    "direction, moment" is d, o x d (Uni3C, SANA-WM).  pixel: "centre" shoots through (u + 0.5, v + 0.5), "corner"
    through (u, v) (SANA-WM).  Directions have length 1.
    """
    pose, k = np.asarray(camera_to_world, dtype=np.float64), np.asarray(intrinsics, dtype=np.float64)
    offset = 0.5 if pixel == "centre" else 0.0
    x, y = np.meshgrid((np.arange(width) + offset) / width, (np.arange(height) + offset) / height)
    ray = np.empty((len(pose), height, width, 3))
    ray[..., 0] = (x - k[:, 2, None, None]) / k[:, 0, None, None]
    ray[..., 1] = (y - k[:, 3, None, None]) / k[:, 1, None, None]
    ray[..., 2] = 1.0
    direction = np.einsum("tij,thwj->thwi", pose[:, :3, :3], ray)
    direction /= np.linalg.norm(direction, axis=-1, keepdims=True)
    moment = np.cross(np.broadcast_to(pose[:, None, None, :3, 3], direction.shape), direction)
    parts = (moment, direction) if order == "moment, direction" else (direction, moment)
    return np.concatenate(parts, axis=-1)


def _carried(points: Array, pose: Array) -> Array:
    """Points [..., 3] through a pose [4, 4], or through poses [..., 4, 4] that broadcast with them."""
    if pose.ndim == 2:
        return np.asarray(points @ pose[:3, :3].T + pose[:3, 3])
    return np.asarray((pose[..., :3, :3] @ points[..., None])[..., 0] + pose[..., :3, 3])
