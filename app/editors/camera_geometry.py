"""What the camera diagram draws: frustums, the subject, and a view from above or from the side. Pure, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["View", "fitted", "flat", "frustum", "shown_frames"]

Array = NDArray[np.float64]
MOST_FRUSTUMS = 7
SUBJECT = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class View:
    """From the world's plane to a widget: multiply by scale, then add offset."""

    scale: float
    offset: Array

    def __call__(self, points: Array) -> Array:
        return np.asarray(points * self.scale + self.offset)


def frustum(pose: Array, intrinsics: Array, reach: float) -> Array:
    """The eye and the four corners of the picture at a distance: [5, 3] in world."""
    fx, fy, cx, cy = intrinsics
    left, right, top, bottom = -cx / fx, (1 - cx) / fx, -cy / fy, (1 - cy) / fy
    local = np.array([(0, 0, 0), (left, top, 1), (right, top, 1), (right, bottom, 1), (left, bottom, 1)], dtype=float)
    local *= reach / max(1.0, float(np.abs(local[:, :2]).max()))
    return np.asarray(local @ pose[:3, :3].T + pose[:3, 3])


def flat(points: Array, side: bool) -> Array:
    """World points [..., 3] on paper [..., 2]: from above (forward is up), or from the right (forward is right)."""
    if side:
        return np.stack([points[..., 2], points[..., 1]], axis=-1)
    return np.stack([points[..., 0], -points[..., 2]], axis=-1)


def shown_frames(count: int) -> list[int]:
    """Which frames have a frustum, first and last among them."""
    return sorted({round(frame) for frame in np.linspace(0, count - 1, min(MOST_FRUSTUMS, count))})


def fitted(points: Array, left: float, top: float, width: float, height: float) -> View:
    """All points [K, 2] within a box, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array([width, height]) * 0.84
    scale = float((room / np.maximum(high - low, 1e-6)).min())
    middle = np.array([left + width / 2, top + height / 2])
    return View(scale, middle - (low + high) / 2 * scale)
