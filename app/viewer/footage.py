"""Values as pictures over time: what the viewer plays, one kind of value at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from nodes.values import Clip, Image, Value
from nodes.values.pictures import to_uint8

__all__ = ["ClipFootage", "DrawnFootage", "Footage", "HeldFootage", "ImageFootage", "as_image"]


def as_image(pixels: NDArray[np.uint8], alpha: NDArray[np.float32] | None = None) -> QImage:
    """[H,W,3] as an image of its own, in the format that is painted fastest; with alpha [H,W] one to see through.

    Raises ValueError for pixels of another shape or type.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise ValueError(f"pixels of shape {pixels.shape} and type {pixels.dtype} are not [H, W, 3] of bytes")
    height, width = pixels.shape[:2]
    if alpha is not None:
        mixed = np.empty((height, width, 4), np.uint8)
        mixed[..., :3], mixed[..., 3] = pixels, (alpha * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        seen = QImage(mixed.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        return seen.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


class Footage(ABC):
    """width, height: in pixels.  fps: None for what does not play.

    Reading a frame raises KinographError or OSError when it is not there any more.
    """

    width: int
    height: int
    frame_count: int = 1
    fps: Fraction | None = None
    hard: bool = False  # each pixel is a thing of its own: never smoothed

    def __init__(self, value: Value) -> None:
        self.value = value

    @abstractmethod
    def rgb(self, frame: int) -> NDArray[np.uint8]:
        """[H,W,3]; frames beyond the end are the last."""

    @abstractmethod
    def told(self, frame: int, x: int, y: int) -> str:
        """What stands at a pixel, in its unit."""

    def image(self, frame: int) -> QImage:
        """One frame, its own copy."""
        return as_image(self.rgb(frame))

    def scale(self) -> tuple[float, float, str] | None:
        """Lowest and highest value of false colours and their unit; None where colours are real."""
        return None

    def clamped(self, frame: int) -> int:
        return min(max(frame, 0), self.frame_count - 1)


class ClipFootage(Footage):
    """Frames as they are, read one by one."""

    def __init__(self, clip: Clip) -> None:
        super().__init__(clip)
        self._clip = clip
        self.frame_count, self.height, self.width, _ = clip.shape
        self.fps = clip.fps

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        return to_uint8(self._clip.frame(self.clamped(frame)))

    def told(self, frame: int, x: int, y: int) -> str:
        return colour_told(self._clip.frame(self.clamped(frame))[y, x])


class ImageFootage(Footage):
    """One picture, perhaps one to see through."""

    def __init__(self, picture: Image) -> None:
        super().__init__(picture)
        self._picture = picture
        self.width, self.height = picture.width, picture.height

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        return self._picture.as_uint8()

    def image(self, frame: int) -> QImage:
        return as_image(self._picture.as_uint8(), self._picture.alpha)

    def told(self, frame: int, x: int, y: int) -> str:
        alpha = self._picture.alpha
        seen = f"  A {alpha[y, x]:.3f}" if alpha is not None else ""
        return colour_told(self._picture.pixels[y, x]) + seen


class DrawnFootage(Footage):
    """A value in its own drawing."""

    def __init__(self, value: Value, width: int, height: int, frame_count: int) -> None:
        super().__init__(value)
        self.width, self.height, self.frame_count = width, height, max(1, frame_count)
        self.fps = getattr(value, "fps", None)

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        return self.value.draw(self.width, self.height, self.clamped(frame))

    def told(self, frame: int, x: int, y: int) -> str:
        return ""


def colour_told(pixel: NDArray[Any]) -> str:
    """A pixel as bytes and as shares."""
    shown = to_uint8(pixel)
    real = pixel.astype(np.float64) / 255 if pixel.dtype == np.uint8 else pixel.astype(np.float64)
    return "  ".join((" ".join(f"{part:3d}" for part in shown), " ".join(f"{part:.3f}" for part in real)))


class HeldFootage(Footage):
    """A picture (or a clip) held for as many frames as something laid over it has."""

    def __init__(self, footage: Footage, frame_count: int, fps: Fraction | None) -> None:
        super().__init__(footage.value)
        self.held = footage
        self.width, self.height, self.hard = footage.width, footage.height, footage.hard
        self.frame_count = max(frame_count, footage.frame_count)
        self.fps = footage.fps or fps

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        return self.held.rgb(frame)

    def image(self, frame: int) -> QImage:
        return self.held.image(frame)

    def told(self, frame: int, x: int, y: int) -> str:
        return self.held.told(frame, x, y)

    def scale(self) -> tuple[float, float, str] | None:
        return self.held.scale()
