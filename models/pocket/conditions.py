"""Control pictures drawn from a take's ground truth: depth, edges, pose skeletons, masks."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.pocket.world.take import Take

Pictures = NDArray[np.uint8]

GREY = 127

# OpenPose-18: the pairs of joints and the rainbow they are drawn in (CMU OpenPose, COCO model).
# fmt: off
LIMBS = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
    (0, 14), (14, 16), (0, 15), (15, 17),
)
RAINBOW = (
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0), (0, 255, 85),
    (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255), (170, 0, 255),
    (255, 0, 255), (255, 0, 170), (255, 0, 85),
)
# fmt: on


def depth_pictures(take: Take) -> Pictures:
    """[T,H,W,3], near is white: inverse depth stretched between its extremes over the clip."""
    inverse = 1.0 / take.depth
    low, high = float(inverse.min()), float(inverse.max())
    grey = (255 * (inverse - low) / max(high - low, 1e-6) + 0.5).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=-1)


def edge_pictures(take: Take, low: int = 80, high: int = 160) -> Pictures:
    """[T,H,W,3], Canny edges, white on black."""
    edges = np.stack([cv2.Canny(frame, low, high) for frame in take.colour])
    return np.repeat(edges[..., None], 3, axis=-1)


def pose_pictures(poses: NDArray[np.float32], height_px: int, width_px: int) -> Pictures:
    """Skeletons [T,P,18,3] (x, y normalised, confidence) -> coloured drawings [T,H,W,3] on black.

    Limbs are one pixel wide at this size, joints are dots, in the usual OpenPose colours.
    """
    frames = np.zeros((len(poses), height_px, width_px, 3), dtype=np.uint8)
    scale = np.array([width_px, height_px])
    for frame, people in zip(frames, poses, strict=True):
        for person in people:
            points = [tuple(int(v) for v in np.floor(xy)) for xy in person[:, :2] * scale]
            for (a, b), colour in zip(LIMBS, RAINBOW, strict=False):
                if min(person[a, 2], person[b, 2]) > 0.3:
                    cv2.line(frame, points[a], points[b], tuple(int(c * 0.7) for c in colour), 1)
            for point, colour, confidence in zip(points, RAINBOW, person[:, 2], strict=True):
                if confidence > 0.3:
                    frame[np.clip(point[1], 0, height_px - 1), np.clip(point[0], 0, width_px - 1)] = colour
    return frames


def random_region(rng: np.random.Generator, take: Take) -> NDArray[np.bool_]:
    """A region [T,H,W] to paint anew: a drifting box or the grown mask of one object."""
    frames, height, width = take.depth.shape
    if len(take.masks) and rng.random() < 0.5:
        mask = take.masks[rng.integers(len(take.masks))].astype(np.uint8)
        size = int(rng.integers(3, 10)) | 1
        kernel = np.ones((size, size), np.uint8)
        return np.stack([cv2.dilate(frame, kernel) for frame in mask]).astype(np.bool_)
    region = np.zeros((frames, height, width), dtype=np.bool_)
    h, w = (int(rng.uniform(0.25, 0.7) * side) for side in (height, width))
    y, x = rng.uniform(0, height - h, 2), rng.uniform(0, width - w, 2)
    for t, share in enumerate(np.linspace(0, 1, frames)):
        top, left = int(y[0] + share * (y[1] - y[0]) * 0.3), int(x[0] + share * (x[1] - x[0]) * 0.3)
        region[t, top : top + h, left : left + w] = True
    return region
