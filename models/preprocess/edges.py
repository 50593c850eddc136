"""Edges of pictures without any weights."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import RequestRefused
from models.preprocess.frames import checked_clip


def canny_edges(
    clip: NDArray[np.uint8], low: float = 100.0, high: float = 200.0, *, smoothing_px: float = 0.0
) -> NDArray[np.uint8]:
    """Canny edges of a clip uint8 [T,H,W,3] (or picture [H,W,3]): uint8 of the same leading axes [T,H,W], 0 or 255.

    low, high: gradient thresholds 0..255: an edge starts above high and goes on while above low.
    smoothing_px: standard deviation of a Gaussian blur before. Source: Canny 1986, OpenCV's implementation.
    """
    if not 0 <= low <= high <= 255:
        raise RequestRefused(f"Canny thresholds {low} and {high} must satisfy 0 <= low <= high <= 255.")
    frames, single = checked_clip(clip)
    edges = np.empty(frames.shape[:3], dtype=np.uint8)
    for edge, frame in zip(edges, frames, strict=True):
        smooth = cv2.GaussianBlur(frame, (0, 0), smoothing_px) if smoothing_px > 0 else frame
        edge[:] = cv2.Canny(smooth, low, high)
    return edges[0] if single else edges
