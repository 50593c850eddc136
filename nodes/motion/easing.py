"""How a movement spreads over its time: easing curves from 0 to 1."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError

__all__ = ["EASINGS", "Easing", "ease"]

Easing = Literal["linear", "ease in", "ease out", "ease in out", "sine", "cubic", "exponential", "hold"]
EASINGS: Final[tuple[str, ...]] = get_args(Easing)


def ease(easing: str, progress: ArrayLike) -> NDArray[np.float64]:
    """The eased progress, of the same shape; 0 stays 0 and 1 stays 1, and it never goes back.

    easing: "linear"; "ease in", "ease out" (quadratic); "ease in out" (smoothstep); "sine" (half a cosine);
    "cubic" (in and out, steeper); "exponential" (the arc of ReCamMaster, 1 - e^-3u, quick first); "hold" (0 until the
    very end).  progress: shares of the time; values outside 0..1 are taken as the nearer end.
    Errors: NodeError for an easing that does not exist.
    """
    u = np.clip(np.asarray(progress, dtype=np.float64), 0.0, 1.0)
    if easing == "linear":
        return u
    if easing == "ease in":
        return u * u
    if easing == "ease out":
        return u * (2.0 - u)
    if easing == "ease in out":
        return u * u * (3.0 - 2.0 * u)
    if easing == "sine":
        return np.where(u >= 1.0, 1.0, 0.5 - 0.5 * np.cos(np.pi * u))
    if easing == "cubic":
        return np.where(u < 0.5, 4.0 * u**3, 1.0 - 4.0 * (1.0 - u) ** 3)
    if easing == "exponential":
        return np.where(u >= 1.0, 1.0, -np.expm1(-3.0 * u) / -np.expm1(-3.0))
    if easing == "hold":
        return np.where(u >= 1.0, 1.0, 0.0)
    raise NodeError(f"There is no easing '{easing}'.", remedy=f"Take one of: {', '.join(EASINGS)}.")
