"""What the picture does along its strokes, at once: cut-outs moved over a filled background, at preview size.

The same rule as Drag Control's rough animation, made for speed: each cut-out is warped within its own rectangle, and
the background is filled once, coarse to fine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.editors.stroke_edits import Points, Stroke, points_of, region_of
from nodes.motion.regions import disc_mask, polygon_mask

__all__ = ["CutOut", "Warp", "cut_out", "filled"]

Pixels = NDArray[np.uint8]
RIM_PX = 2


@dataclass(frozen=True, slots=True)
class CutOut:
    """What one stroke takes along.

    colour: [h, w, 3] times alpha, 0..255.  alpha: [h, w, 1] in 0..1.  corner: x, y in the picture.  grown: [H, W].
    """

    colour: NDArray[np.float32]
    alpha: NDArray[np.float32]
    corner: tuple[int, int]
    grown: NDArray[np.bool_]


def cut_out(picture: Pixels, stroke: Stroke) -> CutOut | None:
    """The cut-out of a stroke from the picture [H, W, 3]; None when it covers no pixel."""
    import cv2

    height, width = picture.shape[:2]
    region = region_of(stroke)
    if region is not None:
        mask = polygon_mask(region, width, height)
    else:
        mask = disc_mask(points_of(stroke)[0], float(stroke.get("radius", 0.05)), width, height)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    alpha = mask[top:bottom, left:right, None]
    colour = picture[top:bottom, left:right].astype(np.float32) * alpha
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * RIM_PX + 1, 2 * RIM_PX + 1))
    grown = np.asarray(cv2.dilate((mask > 0.01).astype(np.uint8), kernel), dtype=np.bool_)
    return CutOut(colour, alpha, (int(left), int(top)), grown)


def filled(picture: Pixels, hole: NDArray[np.bool_]) -> Pixels:
    """The picture [H, W, 3] with a hole [H, W] painted from around it, from coarse to fine."""
    import cv2

    if not hole.any() or hole.all():
        return picture
    weight = (~hole).astype(np.float32)
    levels = [(picture.astype(np.float32) * weight[..., None], weight)]
    while min(levels[-1][1].shape) > 2 and (levels[-1][1] <= 0).any():
        colour, known = levels[-1]
        size = (max(1, (known.shape[1] + 1) // 2), max(1, (known.shape[0] + 1) // 2))
        colour, known = (cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (colour, known))
        levels.append((colour, known))
    colour, known = levels[-1]
    painted = colour / np.maximum(known, 1e-6)[..., None]
    for colour, known in reversed(levels[:-1]):
        above = cv2.resize(painted, (known.shape[1], known.shape[0]), interpolation=cv2.INTER_LINEAR)
        share = np.minimum(known, 1.0)[..., None]
        painted = np.where(share > 0, colour / np.maximum(share, 1e-6) * share + above * (1 - share), above)
    result = picture.copy()
    result[hole] = np.clip(painted[hole] + 0.5, 0, 255).astype(np.uint8)
    return result


class Warp:
    """The animation of a picture along strokes, a frame at a time.

    picture: uint8 [H, W, 3].  strokes: JSON.  cuts: what each takes along, None for nothing. Strokes of higher layers
    are drawn over lower ones.
    """

    def __init__(self, picture: Pixels, strokes: Sequence[Stroke], cuts: Sequence[CutOut | None]) -> None:
        self._picture = picture
        self._strokes = strokes
        self._cuts = cuts
        self._order = sorted(range(len(strokes)), key=lambda index: int(strokes[index].get("layer", 0)))
        self._moving = [
            index for index, cut in enumerate(cuts) if cut is not None and not strokes[index].get("pinned")
        ]
        self._hole = np.zeros(picture.shape[:2], dtype=np.bool_)
        for index in self._moving:
            cut = cuts[index]
            assert cut is not None
            self._hole |= cut.grown
        self._ground = filled(picture, self._hole)

    def use(self, strokes: Sequence[Stroke]) -> None:
        """The same strokes, with other sizes and turns at their ends."""
        self._strokes = strokes

    def frame(self, number: int, paths: Sequence[Points], shares: Sequence[NDArray[np.float64]]) -> Pixels:
        """One frame. shares: of each stroke's length that lies behind it, [T]: size and turn grow with it."""
        if number == 0 or not self._moving:
            return self._picture
        canvas = self._ground.copy()
        for index in self._order:
            cut = self._cuts[index]
            if cut is not None:
                share = float(shares[index][number])
                self._put(canvas, cut, self._strokes[index], paths[index][0], paths[index][number], share)
        return canvas

    def _put(self, canvas: Pixels, cut: CutOut, stroke: Stroke, start: Points, now: Points, share: float) -> None:
        import cv2

        height, width = canvas.shape[:2]
        size = np.array([width, height], dtype=np.float64)
        scale = float(stroke.get("scale_end", 1.0)) ** share
        angle = np.deg2rad(float(stroke.get("rotation_end_deg", 0.0)) * share)
        turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        anchor, target = start * size - 0.5 - cut.corner, now * size - 0.5
        offset = target - turn @ anchor
        high, wide = cut.alpha.shape[:2]
        corners = np.array([[-1, -1], [wide, -1], [wide, high], [-1, high]]) @ turn.T + offset
        left, top = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
        right, bottom = np.minimum(np.ceil(corners.max(axis=0)) + 1, size).astype(int)
        if right <= left or bottom <= top:
            return
        matrix = np.column_stack([turn, offset - [left, top]])
        area = (int(right - left), int(bottom - top))
        colour = _warped(cv2, cut.colour, matrix, area)
        alpha = _warped(cv2, cut.alpha, matrix, area)[..., None]
        window = canvas[top:bottom, left:right]
        window[:] = np.clip(window * (1 - alpha) + colour + 0.5, 0, 255).astype(np.uint8)


def _warped(cv2: Any, pixels: NDArray[np.float32], matrix: NDArray[np.float64], size: tuple[int, int]) -> Any:
    return cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
