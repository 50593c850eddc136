"""Optical flow in the colours of the Middlebury benchmark (Baker et al., IJCV 2011): hue is direction."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.values.drawing import letterboxed

if TYPE_CHECKING:
    from nodes.values.flow import Flow

# Steps of the wheel from each hue to the next, finer where the eye tells more hues apart.
_WHEEL_STEPS = {"RY": 15, "YG": 6, "GC": 4, "CB": 11, "BM": 13, "MR": 6}
_WHEEL_HUES = {"R": (1, 0, 0), "Y": (1, 1, 0), "G": (0, 1, 0), "C": (0, 1, 1), "B": (0, 0, 1), "M": (1, 0, 1)}


@lru_cache(maxsize=1)
def colour_wheel() -> NDArray[np.float32]:
    """[55,3] in 0..1, red first, through yellow, green, cyan, blue and magenta."""
    arcs = [
        np.linspace(_WHEEL_HUES[name[0]], _WHEEL_HUES[name[1]], steps, endpoint=False, dtype=np.float32)
        for name, steps in _WHEEL_STEPS.items()
    ]
    wheel = np.concatenate(arcs)
    wheel.setflags(write=False)
    return wheel


def flow_to_rgb(flow: NDArray[Any], largest_px: float | None = None) -> NDArray[np.uint8]:
    """[...,H,W,2] in pixels -> [...,H,W,3]: white where still, full colour at `largest_px` (None: the longest).

    Beyond `largest_px` colours are darkened by a quarter, as the benchmark does.
    """
    x, y = np.asarray(flow[..., 0], np.float32), np.asarray(flow[..., 1], np.float32)
    length = np.hypot(x, y)
    if largest_px is None:
        largest_px = float(length.max())
    radius = length / max(largest_px, 1e-6)
    wheel = colour_wheel()
    turn = (np.arctan2(-y, -x) / np.float32(np.pi) + 1) / 2 * (len(wheel) - 1)
    first = turn.astype(np.int32)
    share = (turn - first)[..., None]
    hue = wheel[first] * (1 - share) + wheel[(first + 1) % len(wheel)] * share
    inside = (radius <= 1)[..., None]
    colour = np.where(inside, 1 - radius[..., None] * (1 - hue), hue * 0.75)
    picture: NDArray[np.uint8] = np.floor(colour * 255).astype(np.uint8)
    return picture


def draw_flow(flow: Flow, step: int, width: int, height: int) -> NDArray[np.uint8]:
    """Forward flow of one step over the range of the whole clip; pixels that are not valid are darkened."""
    largest = float(np.sqrt(np.square(flow.forward).sum(-1).max()))
    picture = flow_to_rgb(flow.forward[step], largest)
    if flow.valid is not None:
        picture = np.where(flow.valid[step][..., None], picture, (picture * 0.35).astype(np.uint8))
    return letterboxed(np.ascontiguousarray(picture), width, height)
