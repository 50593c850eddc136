"""Image: one picture. Also the checks and conversions every picture shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks

FLOAT_LIMIT = 64.0  # six stops above white; beyond it a float picture is surely 0..255 by mistake


def checked_pictures(checks: FieldChecks, field: str, value: object, shape: str) -> NDArray[Any]:
    """uint8, or float32 (sRGB, nominally 0..1, highlights up to FLOAT_LIMIT kept). float16 is widened.

    float64, other integers and bool are refused: what they mean (0..1, 0..255, 0..65535) is not for us to guess.
    """
    dtype = getattr(value, "dtype", None)
    if dtype is None:
        raise checks.refuse(field, f"an array [{shape}] is needed, not {type(value).__name__}", "Pass a numpy array.")
    if dtype == np.uint8:
        return checks.array(field, value, np.uint8, shape)
    if dtype not in (np.dtype(np.float32), np.dtype(np.float16)):
        raise checks.refuse(
            field, f"dtype {dtype} is neither uint8 nor float32", "Convert it to uint8 0..255 or float32 0..1."
        )
    remedy = "Float pictures are 0..1: divide by 255."
    return checks.array(field, value, np.float32, shape, low=-FLOAT_LIMIT, high=FLOAT_LIMIT, remedy=remedy)


def to_uint8(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """0..255 from uint8 (unchanged) or float 0..1 (clipped, rounded to nearest)."""
    if pixels.dtype == np.uint8:
        return pixels
    scaled = np.clip(pixels, 0.0, 1.0) * np.float32(255.0)
    scaled += np.float32(0.5)
    rounded: NDArray[np.uint8] = scaled.astype(np.uint8)
    return rounded


def to_float(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """0..1 from uint8, or float as it is."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.float32) / np.float32(255.0)
    return pixels.astype(np.float32, copy=False)


@dataclass(frozen=True, eq=False, repr=False)
class Image(Value):
    """A picture, sRGB. pixels: uint8 or float32 [H,W,3]; alpha: float32 [H,W] in 0..1, or None when opaque."""

    pixels: NDArray[Any]
    alpha: NDArray[np.float32] | None = None

    type_name: ClassVar[str] = "Image"
    colour: ClassVar[str] = "#64B5F6"
    family: ClassVar[Family] = "picture"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        self._keep(pixels=checked_pictures(checks, "pixels", self.pixels, "H W 3"))
        if self.alpha is not None:
            self._keep(alpha=checks.share("alpha", self.alpha, "H W"))

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def as_uint8(self) -> NDArray[np.uint8]:
        """[H,W,3] 0..255."""
        return to_uint8(self.pixels)

    def as_float(self) -> NDArray[np.float32]:
        """[H,W,3] 0..1."""
        return to_float(self.pixels)

    def summary(self) -> str:
        kind = "" if self.pixels.dtype == np.uint8 else " float"
        return f"Image {self.width}x{self.height}{kind}" + (" with alpha" if self.alpha is not None else "")

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing import letterboxed, over_checkers

        pixels = self.as_uint8() if self.alpha is None else over_checkers(self.as_uint8(), self.alpha)
        return letterboxed(pixels, width, height)
