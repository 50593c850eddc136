"""A beside B: which way they are compared, and how the frames of one are found in the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.viewer.footage import Footage

__all__ = ["MODES", "Comparison", "DifferenceFootage", "frame_beside"]

MODES = ("off", "wipe", "difference", "side", "blink")


@dataclass(frozen=True, slots=True)
class Comparison:
    """x, y: where the wipe line stands, as a share of the picture.  angle: its turn in degrees, 0 is upright.
    gain: of the difference.
    """

    mode: str = "off"
    x: float = 0.5
    y: float = 0.5
    angle: float = 0.0
    gain: float = 4.0


def frame_beside(frame: int, one: Footage, other: Footage) -> int:
    """The frame of `other` at the same time as a frame of `one`; the last when it is shorter."""
    if one.fps is not None and other.fps is not None and one.fps != other.fps:
        frame = int(frame / one.fps * other.fps)
    return other.clamped(frame)


class DifferenceFootage(Footage):
    """How far B is from A, channel by channel, times a gain. B is scaled to A's size."""

    def __init__(self, one: Footage, other: Footage, gain: float) -> None:
        super().__init__(one.value)
        self.one, self.other, self.gain = one, other, gain
        self.width, self.height, self.frame_count, self.fps = one.width, one.height, one.frame_count, one.fps

    def _beside(self, frame: int) -> NDArray[np.uint8]:
        from nodes.values.drawing import resized

        return resized(self.other.rgb(frame_beside(frame, self.one, self.other)), self.width, self.height)

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        import cv2

        apart = cv2.absdiff(np.ascontiguousarray(self.one.rgb(frame)), np.ascontiguousarray(self._beside(frame)))
        amplified: NDArray[np.uint8] = cv2.convertScaleAbs(apart, alpha=self.gain)
        return amplified

    def told(self, frame: int, x: int, y: int) -> str:
        apart = self.one.rgb(frame)[y, x].astype(int) - self._beside(frame)[y, x].astype(int)
        return "A−B  " + " ".join(f"{part:+4d}" for part in apart)
