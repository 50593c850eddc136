"""What the procedural world hands over: one rendered take with everything that is known about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One clip of the procedural world and its ground truth.

    colour: uint8 [T,H,W,3], sRGB. depth: float32 [T,H,W], metres along the optical axis; the sky is at `SKY_DEPTH_M`.
    masks: bool [N,T,H,W], one per object, disjoint. tracks: float32 [N,T,2], the projected object centres in
    normalised raster coordinates (x right, y down, 0..1). visible: bool [N,T]. distances_m: float32 [N,T], depth of
    each object's centre. moved: bool [N], which objects move by themselves.
    camera_to_world: float64 [T,4,4], OpenCV axes, the first frame is the identity.
    intrinsics: (fx / W, fy / H, cx / W, cy / H). poses: float32 [T,P,18,3] (x, y, confidence), COCO-18 order.
    caption: says what is there, never along which path it moves. caption_still: the same without camera words.
    """

    seed: int
    colour: NDArray[np.uint8]
    depth: NDArray[np.float32]
    masks: NDArray[np.bool_]
    tracks: NDArray[np.float32]
    visible: NDArray[np.bool_]
    distances_m: NDArray[np.float32]
    moved: NDArray[np.bool_]
    camera_to_world: NDArray[np.float64]
    intrinsics: tuple[float, float, float, float]
    poses: NDArray[np.float32]
    caption: str
    caption_still: str
    camera_move: str
