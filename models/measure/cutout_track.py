"""Where a thing is in every frame of a clip, found by its looks in the first frame alone.

Masked template matching. The thing is cut out of frame 0; in every later frame the cut-out, at a few sizes, is laid
on every place of the whole frame, and the place where its pixels differ least is the answer, refined below a pixel by
a parabola through the smallest differences. Nothing here knows where the thing was told to go: a weak preference for
places near the last one only decides between equals.

The difference at a place is the mean square over the pixels of the cut-out that lie inside the frame, so a thing that
leaves the frame half is still found. All places at once are three correlations: sum m(T-I)^2 = mT*T - 2 mT*I + m*I*I.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import RequestRefused

Floats = NDArray[np.float32]

TEMPLATE_PX = (24.0, 48.0)
SCALE_STEP = 1.08
LEAST_INSIDE = 0.35
FAR_PENALTY = 0.004
SCALE_PENALTY = 0.01
LARGEST_SCALE = 2.0


class CutoutTrack(NamedTuple):
    """positions [T,2]: x, y in pixels of the clip, pixel corners being whole numbers; confidence [T]: 0..1."""

    positions: NDArray[np.float64]
    confidence: NDArray[np.float64]


@dataclass(frozen=True)
class _Template:
    """pixels [h,w,3] centred on zero, weight [h,w] 0..1, anchor: the tracked point within it, in pixels."""

    pixels: Floats
    weight: Floats
    anchor: tuple[float, float]

    def scaled(self, factor: float) -> _Template:
        if abs(factor - 1.0) < 1e-6:
            return self
        height, width = self.weight.shape
        size = (max(3, round(width * factor)), max(3, round(height * factor)))
        kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        return _Template(
            np.asarray(cv2.resize(self.pixels, size, interpolation=kind), dtype=np.float32),
            np.clip(np.asarray(cv2.resize(self.weight, size, interpolation=kind), dtype=np.float32), 0, 1),
            (self.anchor[0] * size[0] / width, self.anchor[1] * size[1] / height),
        )


def track_cutout(
    clip: NDArray[np.uint8],
    *,
    start: tuple[float, float],
    mask: NDArray[Any] | None = None,
    radius: float | None = None,
) -> CutoutTrack:
    """Follow what is at `start` in frame 0 through a clip uint8 [T,H,W,3].

    start: x, y in pixels of the point whose path is wanted.  mask: [H,W], non-zero on the thing; or radius: of a disc
    around `start`, in pixels.  Raises RequestRefused for an empty mask, a start outside the frame or another kind of
    clip.
    """
    weight = _weight(clip, start, mask, radius)
    rows, columns = np.nonzero(weight > 0.5)
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    longest = max(box[2] - box[0], box[3] - box[1])
    zoom = float(np.clip(longest, *TEMPLATE_PX)) / longest
    # Tiny things gain nothing beyond four samples a pixel.
    zoom = min(zoom, 4.0)
    frames = [_prepared(frame, zoom) for frame in clip]
    template = _template(frames[0], weight, box, start, zoom)
    positions, confidence = [np.array(start, dtype=np.float64)], [1.0]
    scale = 1.0
    for frame in frames[1:]:
        place, scale, sure = _find(frame, template, positions[-1] * zoom, scale)
        positions.append(place / zoom)
        confidence.append(sure)
    return CutoutTrack(np.stack(positions), np.array(confidence))


def _weight(
    clip: NDArray[np.uint8], start: tuple[float, float], mask: NDArray[Any] | None, radius: float | None
) -> Floats:
    if clip.dtype != np.uint8 or clip.ndim != 4 or clip.shape[-1] != 3 or 0 in clip.shape:
        raise RequestRefused(f"The clip should be uint8 [T,H,W,3], it is {clip.dtype} {list(clip.shape)}.")
    height, width = clip.shape[1:3]
    if not (0 <= start[0] <= width and 0 <= start[1] <= height):
        raise RequestRefused(f"The start point {start} lies outside the {width}x{height} frame.")
    if (mask is None) == (radius is None):
        raise RequestRefused("Give either a mask or a radius.")
    if mask is None:
        assert radius is not None
        y, x = np.mgrid[:height, :width] + 0.5
        weight = ((x - start[0]) ** 2 + (y - start[1]) ** 2 <= max(radius, 1.0) ** 2).astype(np.float32)
    elif mask.shape != (height, width):
        raise RequestRefused(f"The mask is {list(mask.shape)}, the frames are {[height, width]}.")
    else:
        weight = (mask > 0.5 if mask.dtype.kind == "f" else mask != 0).astype(np.float32)
    if weight.sum() < 4:
        raise RequestRefused(
            "The mask covers fewer than 4 pixels of the first frame.", remedy="Draw a larger region."
        )
    return np.asarray(weight, dtype=np.float32)


def _prepared(frame: NDArray[np.uint8], zoom: float) -> Floats:
    small = frame.astype(np.float32) / 255.0 - 0.5
    if zoom == 1.0:
        return small
    size = (max(1, round(frame.shape[1] * zoom)), max(1, round(frame.shape[0] * zoom)))
    kind = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(small, size, interpolation=kind), dtype=np.float32)


def _template(
    frame: Floats, weight: Floats, box: tuple[int, int, int, int], start: tuple[float, float], zoom: float
) -> _Template:
    height, width = frame.shape[:2]
    large = np.asarray(
        cv2.resize(weight, (width, height), interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)
    )
    left, top = int(box[0] * zoom), int(box[1] * zoom)
    right, bottom = min(width, int(np.ceil(box[2] * zoom))), min(height, int(np.ceil(box[3] * zoom)))
    return _Template(
        frame[top:bottom, left:right].copy(),
        large[top:bottom, left:right].astype(np.float32),
        (start[0] * zoom - left, start[1] * zoom - top),
    )


def _find(
    frame: Floats, template: _Template, last: NDArray[np.float64], last_scale: float
) -> tuple[NDArray[np.float64], float, float]:
    """(place of the anchor in the zoomed frame, scale of the template, confidence)."""
    best: tuple[float, NDArray[np.float64], float, float] | None = None
    for step in (0, -1, 1, -2, 2):
        scale = float(np.clip(last_scale * SCALE_STEP**step, 1 / LARGEST_SCALE, LARGEST_SCALE))
        sized = template.scaled(scale)
        cost, margin = _costs(frame, sized)
        y, x = np.mgrid[: cost.shape[0], : cost.shape[1]]
        anchor = np.array(sized.anchor) - margin
        away = ((x + anchor[0] - last[0]) ** 2 + (y + anchor[1] - last[1]) ** 2) / (frame.shape[0] * frame.shape[1])
        wanted = cost + FAR_PENALTY * away + SCALE_PENALTY * abs(np.log(scale / last_scale))
        row, column = np.unravel_index(int(np.argmin(wanted)), cost.shape)
        value = float(wanted[row, column])
        if best is None or value < best[0]:
            below = _below_pixel(cost, int(row), int(column))
            typical = float(np.median(cost[np.isfinite(cost)]))
            sure = 1.0 - float(cost[row, column]) / max(typical, 1e-6)
            best = (value, np.array([column + below[0], row + below[1]]) + anchor, scale, float(np.clip(sure, 0, 1)))
    assert best is not None
    return best[1], best[2], best[3]


def _costs(frame: Floats, template: _Template) -> tuple[Floats, NDArray[np.float64]]:
    """Mean square difference [H',W'] for every place of the template's corner, and how far outside the first lies."""
    height, width = template.weight.shape
    margin = (height // 2, width // 2)
    inside = cv2.copyMakeBorder(np.ones(frame.shape[:2], np.float32), *_twice(margin), cv2.BORDER_CONSTANT, value=0)
    padded = cv2.copyMakeBorder(frame, *_twice(margin), cv2.BORDER_CONSTANT, value=(0, 0, 0))
    squares = (padded**2).sum(axis=2)
    weight = template.weight
    weighted = template.pixels * weight[..., None]
    own = (template.pixels * weighted).sum(axis=2)

    def correlate(image: Floats, kernel: Floats) -> Floats:
        return np.asarray(cv2.matchTemplate(image, kernel, cv2.TM_CCORR), dtype=np.float32)

    covered = correlate(np.asarray(inside, np.float32), weight)
    total = correlate(np.asarray(inside, np.float32), own) + correlate(np.asarray(squares, np.float32), weight)
    total -= 2 * correlate(np.asarray(padded, np.float32), np.ascontiguousarray(weighted))
    share = covered / weight.sum()
    cost = np.where(share >= LEAST_INSIDE, np.maximum(total, 0) / np.maximum(covered * 3, 1e-6), np.inf)
    return cost.astype(np.float32), np.array([margin[1], margin[0]], dtype=np.float64)


def _twice(margin: tuple[int, int]) -> tuple[int, int, int, int]:
    return margin[0], margin[0], margin[1], margin[1]


def _below_pixel(cost: Floats, row: int, column: int) -> tuple[float, float]:
    """Offset x, y of the minimum of a parabola through the neighbours."""

    def vertex(before: float, here: float, after: float) -> float:
        bend = before - 2 * here + after
        if not np.isfinite(bend) or bend <= 1e-12:
            return 0.0
        return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))

    rows, columns = cost.shape
    here = float(cost[row, column])
    x = vertex(float(cost[row, column - 1]), here, float(cost[row, column + 1])) if 0 < column < columns - 1 else 0.0
    y = vertex(float(cost[row - 1, column]), here, float(cost[row + 1, column])) if 0 < row < rows - 1 else 0.0
    return x, y
