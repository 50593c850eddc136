"""What every preprocessor takes: a clip or a picture of 8-bit RGB."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestRefused


def checked_clip(clip: NDArray[Any]) -> tuple[NDArray[np.uint8], bool]:
    """(frames [T,H,W,3], whether a single picture came in); RequestRefused for anything else."""
    if clip.dtype != np.uint8 or clip.ndim not in (3, 4) or clip.shape[-1] != 3 or 0 in clip.shape:
        raise RequestRefused(
            f"Pictures should be uint8 [T,H,W,3] or [H,W,3], this is {clip.dtype} {list(clip.shape)}."
        )
    return (clip[None], True) if clip.ndim == 3 else (clip, False)
