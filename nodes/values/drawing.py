"""The ground drawings stand on: palette, letterbox, anti-aliased strokes with float coordinates, and type.

Colours are those of the interface; everything is RGB uint8. cv2 is imported by the functions that need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import ValueRefused
from nodes.values.wording import printable

RGB = tuple[int, int, int]
Point = tuple[float, float]

GROUND: RGB = (0x17, 0x19, 0x1E)
PANEL: RGB = (0x1B, 0x1E, 0x23)
RAISED: RGB = (0x22, 0x26, 0x2D)
HAIRLINE: RGB = (0x2B, 0x30, 0x38)
TEXT: RGB = (0xE4, 0xE7, 0xEB)
DIM: RGB = (0x98, 0xA1, 0xAD)
FAINT: RGB = (0x66, 0x70, 0x80)
ACCENT: RGB = (0xF2, 0xA9, 0x3B)
# Lines that lie side by side: neighbours differ in hue and in lightness.
SERIES: tuple[RGB, ...] = (
    (0xFF, 0x8A, 0x65),
    (0x64, 0xB5, 0xF6),
    (0x81, 0xC7, 0x84),
    (0xF2, 0xD0, 0x6B),
    (0xD9, 0x8B, 0xE0),
    (0x4D, 0xD0, 0xC8),
    (0xF4, 0x8F, 0xB1),
    (0xB3, 0x9D, 0xDB),
)

MAX_DRAWING = 8192
OVERSAMPLING = 2
SUBPIXEL_BITS = 4


def rgb(colour: str) -> RGB:
    """(r, g, b) of "#RRGGBB"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(colour: RGB, other: RGB, share: float) -> RGB:
    """`colour` with `share` of `other` in it."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(colour, other, strict=True))
    return r, g, b


def blank(width: int, height: int, colour: RGB = GROUND) -> NDArray[np.uint8]:
    """[height, width, 3] of one colour. Raises ValueRefused for sizes below 1 or above MAX_DRAWING."""
    if not (1 <= width <= MAX_DRAWING and 1 <= height <= MAX_DRAWING):
        raise ValueRefused(f"Cannot draw {width}x{height}: each side must be 1..{MAX_DRAWING} px.")
    return np.full((height, width, 3), colour, dtype=np.uint8)


def fitted(inner_width: float, inner_height: float, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, width, height of the largest centred rectangle of the inner shape."""
    scale = min(width / inner_width, height / inner_height)
    w, h = max(1, min(width, round(inner_width * scale))), max(1, min(height, round(inner_height * scale)))
    return (width - w) // 2, (height - h) // 2, w, h


def resized(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Area averages when shrinking, cubic when growing, hard pixels when growing eight times or more."""
    import cv2

    if pixels.shape[:2] == (height, width):
        return pixels
    growth = min(width / pixels.shape[1], height / pixels.shape[0])
    how = cv2.INTER_AREA if growth < 1 else cv2.INTER_NEAREST if growth >= 8 else cv2.INTER_CUBIC
    result: NDArray[np.uint8] = cv2.resize(pixels, (width, height), interpolation=how)
    return result


def letterboxed(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """`pixels` [h,w,3] as large as fits, centred on the ground colour."""
    canvas = blank(width, height)
    left, top, w, h = fitted(pixels.shape[1], pixels.shape[0], width, height)
    canvas[top : top + h, left : left + w] = resized(pixels, w, h)
    return canvas


def over_checkers(pixels: NDArray[np.uint8], alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A picture with alpha [H,W] over a quiet checkerboard."""
    height, width = alpha.shape
    cell = max(4, min(height, width) // 24)
    dark = (np.arange(height)[:, None] // cell + np.arange(width)[None] // cell) % 2 == 0
    board = np.where(dark[..., None], np.array(RAISED, np.float32), np.array(HAIRLINE, np.float32) * 1.25)
    mixed_pixels = pixels * alpha[..., None] + board * (1 - alpha[..., None])
    return (mixed_pixels + 0.5).astype(np.uint8)


class Pen:
    """Draws anti-aliased shapes over a picture, in its pixels as floats; finish() gives the picture.

    Works at OVERSAMPLING times the size, so thin lines and small dots stay round.
    """

    def __init__(self, canvas: NDArray[np.uint8]) -> None:
        import cv2

        self.height, self.width = canvas.shape[:2]
        size = (self.width * OVERSAMPLING, self.height * OVERSAMPLING)
        self.canvas: NDArray[np.uint8] = cv2.resize(canvas, size, interpolation=cv2.INTER_NEAREST)

    def finish(self) -> NDArray[np.uint8]:
        import cv2

        result: NDArray[np.uint8] = cv2.resize(self.canvas, (self.width, self.height), interpolation=cv2.INTER_AREA)
        return result

    def line(
        self, points: Sequence[Point] | NDArray[Any], colour: RGB, thickness: float = 1.5, closed: bool = False
    ) -> None:
        import cv2

        width = max(1, round(thickness * OVERSAMPLING))
        cv2.polylines(self.canvas, [_fixed(points)], closed, colour, width, cv2.LINE_AA, SUBPIXEL_BITS)

    def fill(self, points: Sequence[Point] | NDArray[Any], colour: RGB, opacity: float = 1.0) -> None:
        import cv2

        layer = self.canvas if opacity >= 1 else self.canvas.copy()
        cv2.fillPoly(layer, [_fixed(points)], colour, cv2.LINE_AA, SUBPIXEL_BITS)
        if opacity < 1:
            cv2.addWeighted(layer, opacity, self.canvas, 1 - opacity, 0, dst=self.canvas)

    def dot(self, at: Point, radius: float, colour: RGB, rim: RGB | None = None) -> None:
        import cv2

        if rim is not None:
            self._disc(cv2, at, radius + 1.25, rim, -1)
        self._disc(cv2, at, radius, colour, -1)

    def ring(self, at: Point, radius: float, colour: RGB, thickness: float = 1.5) -> None:
        import cv2

        self._disc(cv2, at, radius, colour, max(1, round(thickness * OVERSAMPLING)))

    def _disc(self, cv2: Any, at: Point, radius: float, colour: RGB, thickness: int) -> None:
        scale = 1 << SUBPIXEL_BITS
        centre = _fixed([at])[0]
        size = max(1, round(radius * OVERSAMPLING * scale))
        cv2.circle(self.canvas, (int(centre[0]), int(centre[1])), size, colour, thickness, cv2.LINE_AA, SUBPIXEL_BITS)

    def arrow(self, start: Point, end: Point, colour: RGB, size: float) -> None:
        """A filled head at `end`, pointing away from `start`."""
        direction = np.subtract(end, start)
        length = float(np.hypot(*direction))
        if length < 1e-6:
            return
        along = direction / length * size
        across = np.array([-along[1], along[0]]) * 0.55
        tip = np.asarray(end, dtype=np.float64)
        self.fill(
            [tuple(tip + along * 0.35), tuple(tip - along * 0.65 + across), tuple(tip - along * 0.65 - across)],
            colour,
        )


def _fixed(points: Sequence[Point] | NDArray[Any]) -> NDArray[np.int32]:
    """Points in fixed point for cv2 at the oversampled size; what lies far outside is pulled near."""
    scaled = np.clip(np.asarray(points, dtype=np.float64), -16_000, 16_000) * OVERSAMPLING * (1 << SUBPIXEL_BITS)
    return np.round(scaled - 0.5 * (1 << SUBPIXEL_BITS)).astype(np.int32)


def write(
    canvas: NDArray[np.uint8],
    text: str,
    at: Point,
    size: int,
    colour: RGB = TEXT,
    weight: int = 400,
    align: str = "left",
) -> None:
    """Writes one line of text, baseline at `at`; size in px; align: left, right or centre of `at`."""
    import cv2

    text = printable(text)
    if not text or size < 4:
        return
    x = at[0] - (0.0 if align == "left" else text_width(text, size, weight) / (2 if align == "centre" else 1))
    wrap = (-(2**20), 2**20)
    cv2.putText(canvas, text, (round(x), round(at[1])), colour, cv2.FontFace("sans"), size, weight, 0, wrap)


def text_width(text: str, size: int, weight: int = 400) -> int:
    """Width in px of one line."""
    import cv2

    wrap = (-(2**20), 2**20)
    box = cv2.getTextSize((0, 0), printable(text), (0, 0), cv2.FontFace("sans"), size, weight, 0, wrap)
    return int(box[2])


def shortened(text: str, size: int, width: float, weight: int = 400) -> str:
    """`text` cut to `width` px with an ellipsis."""
    text = printable(text[:400])
    if text_width(text, size, weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if text_width(text[:middle].rstrip() + "…", size, weight) <= width else (low, middle - 1)
        )
    return text[:low].rstrip() + "…" if low else ""


def type_size(height: int, share: float = 0.075, least: int = 9, most: int = 28) -> int:
    """A size of type that suits a drawing of this height."""
    return int(min(most, max(least, round(height * share))))
