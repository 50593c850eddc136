"""Tracks and Boxes: where things are in every frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks
from nodes.values.strokes import checked_region
from nodes.values.wording import counted


@dataclass(frozen=True, eq=False, repr=False)
class Tracks(Value):
    """N points over T frames, normalised raster (0..1, x right, y down, corner origin); pixels only inside adapters.

    xy: float32 [N,T,2]; visible: bool [N,T]; radius: float32 [N], fraction of the picture's width; strength: float32
    [N], 0..10; layer: N names; depth: float32 [N,T], 0 and up, or None; start, end: int32 [N], first and last frame
    each track counts in, or None for all; scale: float32 [N,T], size factor against the first frame; rotation_deg:
    float32 [N,T], clockwise; region: () or N polygons float64 [M,2] (None where a track has none) around what moves
    in the first frame.
    """

    xy: NDArray[np.float32]
    visible: NDArray[np.bool_]
    radius: NDArray[np.float32]
    strength: NDArray[np.float32]
    layer: tuple[str, ...]
    depth: NDArray[np.float32] | None = None
    start: NDArray[np.int32] | None = None
    end: NDArray[np.int32] | None = None
    scale: NDArray[np.float32] | None = None
    rotation_deg: NDArray[np.float32] | None = None
    region: tuple[NDArray[np.float64] | None, ...] = ()

    type_name: ClassVar[str] = "Tracks"
    colour: ClassVar[str] = "#FF8A65"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        self._keep(
            xy=checks.points("xy", self.xy, np.float32, "N T 2"),
            visible=checks.array("visible", self.visible, np.bool_, "N T"),
            radius=checks.array("radius", self.radius, np.float32, "N", low=0, high=2),
            strength=checks.array("strength", self.strength, np.float32, "N", low=0, high=10),
            layer=checks.texts("layer", self.layer),
        )
        checks.size("layer", "N", len(self.layer))
        optional: tuple[tuple[str, Any, str, float | None, float | None], ...] = (
            ("depth", np.float32, "N T", 0, None),
            ("start", np.int32, "N", 0, None),
            ("end", np.int32, "N", 0, None),
            ("scale", np.float32, "N T", 0, 1e6),
            ("rotation_deg", np.float32, "N T", None, None),
        )
        for name, dtype, shape, low, high in optional:
            if getattr(self, name) is not None:
                self._keep(**{name: checks.array(name, getattr(self, name), dtype, shape, low=low, high=high)})
        self._check_spans(checks)
        self._keep(region=self._checked_regions(checks))

    def _check_spans(self, checks: FieldChecks) -> None:
        if self.start is not None and self.end is not None and (self.end < self.start).any():
            n = int((self.end < self.start).argmax())
            raise checks.refuse(
                f"end[{n}]", f"frame {self.end[n]} is before start, frame {self.start[n]}", "Swap them."
            )

    def _checked_regions(self, checks: FieldChecks) -> tuple[NDArray[np.float64] | None, ...]:
        regions = checks.items("region", self.region, (np.ndarray, type(None)))
        if regions:
            checks.size("region", "N", len(regions))
        return tuple(
            None if region is None else checked_region(checks, f"region[{n}]", region)
            for n, region in enumerate(regions)
        )

    @property
    def count(self) -> int:
        return int(self.xy.shape[0])

    @property
    def frame_count(self) -> int:
        return int(self.xy.shape[1])

    def summary(self) -> str:
        seen = float(self.visible.mean())
        told = f"Tracks: {counted(self.count, 'track')}, {counted(self.frame_count, 'frame')}"
        return told + ("" if seen == 1 else f", {seen:.0%} visible")

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_tracks import draw_tracks

        return draw_tracks(self, min(max(frame, 0), self.frame_count - 1), width, height)


@dataclass(frozen=True, eq=False, repr=False)
class Boxes(Value):
    """N boxes over T frames. ltrb: float32 [N,T,4] left, top, right, bottom, normalised raster; labels: N texts."""

    ltrb: NDArray[np.float32]
    labels: tuple[str, ...]

    type_name: ClassVar[str] = "Boxes"
    colour: ClassVar[str] = "#FF8A65"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        ltrb = checks.points("ltrb", self.ltrb, np.float32, "N T 4")
        self._keep(ltrb=ltrb, labels=checks.texts("labels", self.labels))
        checks.size("labels", "N", len(self.labels))
        turned = (ltrb[..., 2:] < ltrb[..., :2]).any(-1)
        if turned.any():
            n, t = (int(i) for i in np.unravel_index(int(turned.argmax()), turned.shape))
            box = tuple(round(float(edge), 4) for edge in ltrb[n, t])
            raise checks.refuse(f"ltrb[{n}, {t}]", f"{box} has its right before its left or its bottom above its top")

    @property
    def count(self) -> int:
        return int(self.ltrb.shape[0])

    @property
    def frame_count(self) -> int:
        return int(self.ltrb.shape[1])

    def summary(self) -> str:
        return f"Boxes: {counted(self.count, 'box', 'boxes')}, {counted(self.frame_count, 'frame')}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_tracks import draw_boxes

        return draw_boxes(self, min(max(frame, 0), self.frame_count - 1), width, height)
