"""False colours for values that are no colours: depth, masks, flow, latents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAPS", "Colouring", "false_colours", "shares"]

MAPS = ("own", "grey", "inferno", "viridis", "turbo")
"""own: the colours in which a type is drawn everywhere else."""


@dataclass(frozen=True, slots=True)
class Colouring:
    """map: one of MAPS.  low, high: the values at both ends of it; None takes them from the values."""

    map: str = "own"
    low: float | None = None
    high: float | None = None


@lru_cache(maxsize=8)
def table(name: str) -> NDArray[np.uint8]:
    """[256,3] RGB, from dark to bright."""
    ramp = np.arange(256, dtype=np.uint8)
    if name == "grey":
        colours = np.repeat(ramp[:, None], 3, axis=1)
    else:
        import cv2

        which = {"inferno": cv2.COLORMAP_INFERNO, "viridis": cv2.COLORMAP_VIRIDIS, "turbo": cv2.COLORMAP_TURBO}
        colours = cv2.applyColorMap(ramp[:, None], which[name])[:, 0, ::-1].copy()
    colours.setflags(write=False)
    return colours


def false_colours(share: NDArray[np.float32], name: str) -> NDArray[np.uint8]:
    """[H,W] in 0..1 as [H,W,3]. Raises KeyError for an unknown map."""
    steps = (share * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    coloured: NDArray[np.uint8] = table(name).take(steps, axis=0)
    return coloured


def shares(values: NDArray[Any], low: float, high: float) -> NDArray[np.float32]:
    """Where values lie between low (0) and high (1), clipped; 0.5 when both are one; what is no number is 0."""
    if high == low:
        return np.full(values.shape, 0.5, np.float32)
    share = (values.astype(np.float32, copy=False) - np.float32(low)) * np.float32(1 / (high - low))
    np.nan_to_num(share, copy=False, nan=0.0, posinf=1.0, neginf=0.0)
    clipped: NDArray[np.float32] = np.clip(share, 0, 1, out=share)
    return clipped
