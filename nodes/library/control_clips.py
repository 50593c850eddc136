"""What every control shares: frames brought to one size and count, and a first frame that is kept.

The convention is VACE's: where the mask is 0 the clip's pixels are kept as they are; where it is 1 they are
generated, with the clip's pixels as the signal, and grey (127) says nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Range
from nodes.values import Clip, Control, Image, Mask

GREY = 127
Pictures = NDArray[np.uint8]
Size = Annotated[int, Range(0, 8192, 8, "px")]
FrameCount = Annotated[int, Range(0, 4097)]
Rate = Annotated[float, Range(0.1, 1000.0, 1.0, "fps")]
Strength = Annotated[float, Range(0.0, 2.0, 0.05)]


def make_control(
    kind: str,
    pictures: Pictures,
    first_frame: Image | None = None,
    *,
    mask: NDArray[np.float32] | None = None,
    strength: float = 1.0,
    fps: Fraction = Fraction(16),
) -> Control:
    """A control of pictures [T, H, W, 3].

    first_frame: is scaled to the pictures and kept as frame 0.  mask: [T, H, W]; everything when None.
    """
    frames, height, width = pictures.shape[:3]
    values = np.ones((frames, height, width), dtype=np.float32) if mask is None else mask.astype(np.float32)
    if first_frame is not None:
        pictures, values = pictures.copy(), values.copy()
        pictures[0] = scaled(first_frame.as_uint8(), width, height)
        values[0] = 0.0
    return Control(kind, Clip(pictures, fps), Mask(values), strength)


def scaled(pixels: Pictures, width: int, height: int) -> Pictures:
    """A picture [H, W, 3] stretched to a size, so that positions as shares of it stay where they are."""
    from nodes.library.picture import fit_pixels

    return np.asarray(fit_pixels(pixels, width, height, "stretch"), dtype=np.uint8)


def scaled_mask(values: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """Masks [T, H, W] at another size, in 0..1."""
    import cv2

    if values.shape[1:] == (height, width):
        return values
    smaller = width * height < values.shape[1] * values.shape[2]
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    resized = [cv2.resize(frame, (width, height), interpolation=how) for frame in values]
    fitted: NDArray[np.float32] = np.clip(np.stack(resized), 0.0, 1.0).astype(np.float32)
    return fitted


def as_pictures(clip: Clip, width: int, height: int, frames: int) -> Pictures:
    """The clip's frames [T, height, width, 3], cut or (a single one) repeated; 0 keeps what the clip has."""
    count = to_count(clip.frame_count, frames, "clip")
    wide, high = width or clip.width, height or clip.height
    pictures = np.empty((count, high, wide, 3), dtype=np.uint8)
    stored = clip.read(0, min(count, clip.frame_count))
    for index, frame in enumerate(stored):
        pictures[index] = scaled(frame if frame.dtype == np.uint8 else Image(frame).as_uint8(), wide, high)
    pictures[len(stored) :] = pictures[len(stored) - 1]
    return pictures


def to_count(there: int, wanted: int, name: str) -> int:
    """How many frames to give: what is there when 0 are wanted. One frame may stand for any number.

    Errors: NodeError when more are wanted than there are.
    """
    if wanted > there > 1:
        raise NodeError(
            f"{wanted} frames are wanted, but the {name} has {there}.",
            remedy="Ask for fewer, or make it longer.",
        )
    return wanted or there


def per_frame(values: NDArray[Any], frames: int, name: str) -> NDArray[Any]:
    """Values [T, ...] for so many frames: cut, or the single one repeated.  NodeError when there are too few."""
    to_count(len(values), frames, name)
    if len(values) == 1:
        return np.repeat(values, frames, axis=0)
    return values[:frames]


def rate_of(frames_per_second: float) -> Fraction:
    """A frame rate as a fraction: 29.97 is 2997/100."""
    return Fraction(frames_per_second).limit_denominator(1001)
