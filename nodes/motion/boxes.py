"""Boxes that follow tracks or key frames: left, top, right, bottom in the normalised raster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError
from nodes.motion.easing import ease

__all__ = ["boxes_along", "boxes_from_keys"]


def boxes_along(xy: ArrayLike, width: float, height: float, scale: ArrayLike | None = None) -> NDArray[np.float32]:
    """Boxes of one size centred on tracks: float32 [N, T, 4].

    xy: [N, T, 2].  width, height: the box's sides as shares of the picture.  scale: [N, T] factors on both sides.
    """
    centres = np.asarray(xy, dtype=np.float64)
    if width <= 0 or height <= 0:
        raise NodeError(f"The box is {width} by {height}.", remedy="Give sides above 0.")
    half = np.array([width / 2.0, height / 2.0])
    factors = np.ones(centres.shape[:2]) if scale is None else np.asarray(scale, dtype=np.float64)
    reach = factors[..., None] * half
    return np.concatenate((centres - reach, centres + reach), axis=-1).astype(np.float32)


def boxes_from_keys(
    key_frames: Sequence[int], key_boxes: ArrayLike, frames: int, easing: str = "linear"
) -> NDArray[np.float32]:
    """One box per frame from key frames: float32 [frames, 4]; before the first and after the last key it rests.

    key_frames: rising frame numbers [K].  key_boxes: [K, 4] left, top, right, bottom.  easing: between two keys.
    Errors: NodeError for no keys, repeated or falling frames, a box turned inside out.
    """
    boxes = np.asarray(key_boxes, dtype=np.float64)
    numbers = np.asarray(key_frames, dtype=np.float64)
    if numbers.size == 0 or boxes.shape != (numbers.size, 4):
        raise NodeError(
            f"{numbers.size} key frames and boxes of the shape {list(boxes.shape)} do not fit.",
            remedy="Give a frame and four numbers (left, top, right, bottom) for each key.",
        )
    if (np.diff(numbers) <= 0).any():
        raise NodeError(f"The key frames {list(key_frames)} do not rise.", remedy="Give each frame once, in order.")
    turned = np.flatnonzero((boxes[:, 2] <= boxes[:, 0]) | (boxes[:, 3] <= boxes[:, 1]))
    if turned.size:
        row = int(turned[0])
        raise NodeError(
            f"The box at frame {key_frames[row]} is {boxes[row].tolist()}: its right or bottom is not beyond its "
            "left or top.",
            remedy="Give left, top, right, bottom.",
        )
    index = np.clip(np.arange(frames, dtype=np.float64), numbers[0], numbers[-1])
    segment = np.clip(np.searchsorted(numbers, index, side="right") - 1, 0, max(len(numbers) - 2, 0))
    if len(numbers) == 1:
        return np.repeat(boxes, frames, axis=0).astype(np.float32)
    share = ease(easing, (index - numbers[segment]) / (numbers[segment + 1] - numbers[segment]))[:, None]
    return (boxes[segment] * (1.0 - share) + boxes[segment + 1] * share).astype(np.float32)
