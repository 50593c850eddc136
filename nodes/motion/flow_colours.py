"""Movement as colours: hue is the direction, saturation the distance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["flow_pictures"]


def flow_pictures(flow: NDArray[np.float32], longest_px: float | None = None) -> NDArray[np.uint8]:
    """Pictures [T, H, W, 3] of movement [T, H, W, 2] in pixels: still is white, to the right is red.

    longest_px: the distance of full colour; None takes the longest there is.
    """
    import cv2

    moves = np.asarray(flow, dtype=np.float32)
    lengths = np.sqrt((moves**2).sum(axis=-1))
    longest = float(lengths.max()) if longest_px is None else longest_px
    pictures = np.empty((*moves.shape[:3], 3), dtype=np.uint8)
    for picture, move, length in zip(pictures, moves, lengths, strict=True):
        hue = np.rad2deg(np.arctan2(move[..., 1], move[..., 0])) % 360.0
        saturation = np.clip(length / max(longest, 1e-6), 0.0, 1.0)
        hsv = np.stack([hue.astype(np.float32), saturation, np.ones_like(saturation)], axis=-1)
        picture[...] = (cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 255.0 + 0.5).astype(np.uint8)
    return pictures
