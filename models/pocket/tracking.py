"""Find an object in a generated clip by its colours alone, without knowing where it was told to go."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_OBJECT_SHADES = 6
_BACKGROUND_SHADES = 20
_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class ColourModel:
    """Typical colours of an object and of everything else in the first frame, CIE Lab [K,3]."""

    own: Floats
    other: Floats
    reach: float


def learn_colours(image: NDArray[np.uint8], mask: NDArray[np.bool_]) -> ColourModel:
    """From the first frame [H,W,3] and the object's mask [H,W] in it."""
    lab = _lab(image)
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
    inner = inner if inner.sum() >= 6 else mask
    outside = ~cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
    own = _shades(lab[inner], _OBJECT_SHADES)
    distances = _nearest(lab[inner], own)
    return ColourModel(own, _shades(lab[outside], _BACKGROUND_SHADES), float(np.quantile(distances, 0.95)) + 18.0)


def segment(image: NDArray[np.uint8], model: ColourModel) -> NDArray[np.bool_]:
    """The largest connected patch [H,W] that is nearer to the object's colours than to any others; may be empty."""
    lab = _lab(image).reshape(-1, 3)
    own, other = _nearest(lab, model.own), _nearest(lab, model.other)
    mask = ((own * _MARGIN < other) & (own < model.reach)).reshape(image.shape[:2]).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return np.zeros(image.shape[:2], dtype=np.bool_)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    return np.asarray(labels == largest)


def track(frames: NDArray[np.uint8], model: ColourModel) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Centroids [T,2] in pixels (x, y) and masks [T,H,W]. Where the object is lost it keeps its last position."""
    masks = np.stack([segment(frame, model) for frame in frames])
    centroids = np.empty((len(frames), 2))
    last = np.array([frames.shape[2] / 2, frames.shape[1] / 2])
    for t, mask in enumerate(masks):
        last = centroid(mask) if mask.any() else last
        centroids[t] = last
    return centroids, masks


def centroid(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Centre (x, y) in pixels, corner origin."""
    rows, columns = np.nonzero(mask)
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5])


def intersection_over_union(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    union = float((a | b).sum())
    return float((a & b).sum()) / union if union else 1.0


def _lab(image: NDArray[np.uint8]) -> Floats:
    """CIE Lab with lightness halved, so that shading counts less than hue."""
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return np.asarray(lab * np.array([0.5, 1, 1], dtype=np.float32), dtype=np.float32)


def _shades(colours: Floats, count: int) -> Floats:
    """Up to `count` cluster centres; deterministic."""
    count = min(count, len(colours))
    rng = np.random.default_rng(0)
    centres = colours[rng.choice(len(colours), count, replace=False)].copy()
    for _ in range(12):
        nearest = ((colours[:, None] - centres[None]) ** 2).sum(axis=-1).argmin(axis=1)
        for index in range(count):
            if (nearest == index).any():
                centres[index] = colours[nearest == index].mean(axis=0)
    return centres


def _nearest(colours: Floats, centres: Floats) -> Floats:
    """Distance of each colour [M,3] to the nearest centre [K,3] -> [M]."""
    return np.asarray(np.sqrt(((colours[:, None] - centres[None]) ** 2).sum(axis=-1)).min(axis=1), dtype=np.float32)
