"""Regions of the picture: anti-aliased polygons and discs, and growing, shrinking and feathering of masks.

Polygons are in the normalised raster (0..1, corner origin, y down); masks are float32 [H, W] in 0..1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError

__all__ = ["disc_mask", "feather_mask", "grow_mask", "polygon_area", "polygon_mask"]

Mask2D = NDArray[np.float32]
LINES_PER_PIXEL = 8


def polygon_mask(polygon: ArrayLike, width: int, height: int) -> Mask2D:
    """Share of each pixel that lies inside the polygon (even-odd rule): float32 [height, width].

    polygon: [M, 2] normalised, M >= 3; parts outside the picture are cut off.  Coverage is exact along x and taken
    on eight lines a pixel along y.
    Errors: NodeError for fewer than three points, points that are no numbers, or a size below one pixel.
    """
    _check_size(width, height)
    x, y = (_checked_polygon(polygon) * [width, height]).T
    x_next, y_next = np.roll(x, -1), np.roll(y, -1)
    lines = (np.arange(height * LINES_PER_PIXEL) + 0.5) / LINES_PER_PIXEL
    crosses = (y[None, :] <= lines[:, None]) != (y_next[None, :] <= lines[:, None])
    line, edge = np.nonzero(crosses)
    share = (lines[line] - y[edge]) / (y_next[edge] - y[edge])
    at = np.clip(x[edge] + share * (x_next[edge] - x[edge]), 0.0, width)
    order = np.lexsort((at, line))
    line, at = line[order], at[order]
    # A line is inside between its 1st and 2nd crossing, its 3rd and 4th...: what lies left of the even ones counts
    # plus, what lies left of the odd ones minus. Each line has an even number of crossings, so parity runs through.
    sign = np.where(np.arange(len(at)) % 2 == 1, 1.0, -1.0)
    column = np.minimum(at.astype(np.intp), width - 1)
    row = line // LINES_PER_PIXEL
    partial = np.zeros((height, width))
    np.add.at(partial, (row, column), sign * (at - column))
    full = np.zeros((height, width + 1))
    np.add.at(full, (row, column), sign)
    left_of = np.cumsum(full[:, ::-1], axis=1)[:, ::-1]
    inside = (partial + left_of[:, 1:]) / LINES_PER_PIXEL
    covered: Mask2D = np.clip(inside, 0.0, 1.0).astype(np.float32)
    return covered


def disc_mask(centre: ArrayLike, radius: float, width: int, height: int) -> Mask2D:
    """A disc with a soft edge one pixel wide: float32 [height, width].

    centre: [2] normalised.  radius: as a share of the picture's width, so that the disc is round in pixels.
    """
    _check_size(width, height)
    x, y = np.asarray(centre, dtype=np.float64)
    columns = np.arange(width) + 0.5 - x * width
    rows = np.arange(height) + 0.5 - y * height
    distance = np.sqrt(columns[None, :] ** 2 + rows[:, None] ** 2)
    disc: Mask2D = np.clip(radius * width - distance + 0.5, 0.0, 1.0).astype(np.float32)
    return disc


def polygon_area(polygon: ArrayLike) -> float:
    """Area of a polygon [M, 2] that does not cross itself, in its unit squared (shoelace)."""
    x, y = _checked_polygon(polygon).T
    return float(0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def grow_mask(mask: Mask2D, pixels: int) -> Mask2D:
    """The mask grown by a disc of so many pixels; negative shrinks it.  Works on [H, W] and on [T, H, W]."""
    import cv2

    if pixels == 0:
        return np.array(mask, dtype=np.float32)
    side = 2 * abs(pixels) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    change = cv2.dilate if pixels > 0 else cv2.erode
    return _each_frame(mask, lambda frame: change(frame, disc, borderType=cv2.BORDER_REPLICATE))


def feather_mask(mask: Mask2D, pixels: float) -> Mask2D:
    """The mask blurred so that its edge spreads over about so many pixels each way."""
    import cv2

    if pixels <= 0:
        return np.array(mask, dtype=np.float32)
    sigma = pixels / 2.0
    return _each_frame(
        mask, lambda frame: cv2.GaussianBlur(frame, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE).clip(0.0, 1.0)
    )


def _each_frame(mask: Mask2D, change: Callable[[Mask2D], Mask2D]) -> Mask2D:
    frames = np.asarray(mask, dtype=np.float32)
    if frames.ndim == 2:
        return np.asarray(change(np.ascontiguousarray(frames)), dtype=np.float32)
    return np.stack([_each_frame(frame, change) for frame in frames])


def _checked_polygon(polygon: ArrayLike) -> NDArray[np.float64]:
    corners = np.asarray(polygon, dtype=np.float64)
    if corners.ndim != 2 or corners.shape[-1] != 2 or len(corners) < 3:
        count = len(corners) if corners.ndim == 2 else 0
        raise NodeError(
            f"The polygon has {count} {'point' if count == 1 else 'points'}.", remedy="A region needs at least three."
        )
    if not np.isfinite(corners).all():
        raise NodeError("A corner of the polygon is not a number.", remedy="Redraw the region.")
    return corners


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise NodeError(f"A mask of {width}x{height} pixels was asked for.", remedy="Give at least 1x1.")
