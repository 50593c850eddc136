"""Dense optical flow between neighbouring frames, without any weights."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import RequestRefused
from models.preprocess.frames import checked_clip

SMALLEST_SIDE_PX = 16


@dataclass(frozen=True, eq=False)
class FlowField:
    """forward, backward: float32 [T-1,H,W,2] in pixels, x then y; valid: bool [T-1,H,W].

    forward[t] moves a pixel of frame t to frame t+1, backward[t] one of frame t+1 to frame t. valid[t]: going there
    and back ends within tolerance of where it began, so the pixel is not hidden and the flow can be trusted.
    """

    forward: NDArray[np.float32]
    backward: NDArray[np.float32]
    valid: NDArray[np.bool_]


def optical_flow(clip: NDArray[np.uint8], *, tolerance_px: float = 1.0) -> FlowField:
    """Flow of a clip uint8 [T,H,W,3] of two frames or more, by Dense Inverse Search (Kroeger et al. 2016, OpenCV).

    tolerance_px: largest forward-backward difference of a valid pixel, beside 1 % of its motion.
    """
    frames, _ = checked_clip(clip)
    if len(frames) < 2:
        raise RequestRefused("Optical flow needs at least two frames.", remedy="Give a clip.")
    height, width = frames.shape[1:3]
    grey = [_padded(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)) for frame in frames]
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    if min(grey[0].shape) < 64:
        search.setFinestScale(0)
    pairs = list(pairwise(grey))
    forward = np.stack([search.calc(a, b, None)[:height, :width] for a, b in pairs]).astype(np.float32)
    backward = np.stack([search.calc(b, a, None)[:height, :width] for a, b in pairs]).astype(np.float32)
    valid = np.stack([_agrees(f, b, tolerance_px) for f, b in zip(forward, backward, strict=True)])
    return FlowField(forward, backward, valid)


def _padded(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """DIS needs room for its 8-pixel patches."""
    below, right = (max(0, SMALLEST_SIDE_PX - side) for side in grey.shape)
    return np.asarray(cv2.copyMakeBorder(grey, 0, below, 0, right, cv2.BORDER_REPLICATE), dtype=np.uint8)


def _agrees(forward: NDArray[np.float32], backward: NDArray[np.float32], tolerance_px: float) -> NDArray[np.bool_]:
    height, width = forward.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    there_x, there_y = x + forward[..., 0], y + forward[..., 1]
    back = cv2.remap(backward, there_x, there_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = (there_x >= 0) & (there_x <= width - 1) & (there_y >= 0) & (there_y <= height - 1)
    gap = np.linalg.norm(forward + back, axis=-1)
    return np.asarray(inside & (gap <= tolerance_px + 0.01 * np.linalg.norm(forward, axis=-1)), dtype=np.bool_)
