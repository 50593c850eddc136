"""Mask and Depth: one number a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks
from nodes.values.wording import counted

DepthKind = Literal["metric", "relative_inverse"]


@dataclass(frozen=True, eq=False, repr=False)
class Mask(Value):
    """values: float32 [T,H,W] in 0..1; 1 = controlled, to be generated. T = 1 holds for every frame."""

    values: NDArray[np.float32]

    type_name: ClassVar[str] = "Mask"
    colour: ClassVar[str] = "#81C784"
    family: ClassVar[Family] = "picture"

    def __post_init__(self) -> None:
        remedy = "Masks are 0..1: divide 8-bit masks by 255."
        self._keep(values=FieldChecks(self).share("values", self.values, "T H W", remedy))

    @property
    def frame_count(self) -> int:
        return int(self.values.shape[0])

    @property
    def height(self) -> int:
        return int(self.values.shape[1])

    @property
    def width(self) -> int:
        return int(self.values.shape[2])

    def summary(self) -> str:
        on = float(self.values.mean())
        return f"Mask {self.width}x{self.height}, {counted(self.frame_count, 'frame')}, {on:.0%} on"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_layers import draw_mask

        return draw_mask(self.values[_clamped(frame, self.frame_count)], self.colour, width, height)


@dataclass(frozen=True, eq=False, repr=False)
class Depth(Value):
    """values: float32 [T,H,W]. kind "metric": metres along the optical axis, 0 and up; "relative_inverse": larger is
    nearer, without unit, as monocular networks give it.

    near, far: the values (in the unit of `values`) of the nearest and farthest thing, for drawing and for 8 and 16
    bit files; None takes them from the values. Metric: near <= far; relative inverse: near >= far.
    """

    values: NDArray[np.float32]
    kind: DepthKind
    near: float | None = None
    far: float | None = None

    type_name: ClassVar[str] = "Depth"
    colour: ClassVar[str] = "#4DD0C8"
    family: ClassVar[Family] = "picture"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        checks.choice("kind", self.kind, ("metric", "relative_inverse"))
        low = 0.0 if self.kind == "metric" else None
        self._keep(values=checks.array("values", self.values, np.float32, "T H W", low=low))
        near = None if self.near is None else checks.number("near", self.near, low=low)
        far = None if self.far is None else checks.number("far", self.far, low=low)
        if near is not None and far is not None and (near > far if self.kind == "metric" else near < far):
            order = "near <= far in metres" if self.kind == "metric" else "near >= far, larger is nearer"
            raise checks.refuse("near", f"{near} with far {far}: {self.kind} depth has {order}", "Swap them.")
        self._keep(near=near, far=far)

    @property
    def frame_count(self) -> int:
        return int(self.values.shape[0])

    @property
    def height(self) -> int:
        return int(self.values.shape[1])

    @property
    def width(self) -> int:
        return int(self.values.shape[2])

    def range(self) -> tuple[float, float]:
        """(near, far) in the unit of `values`, over the whole clip where they are not given."""
        low, high = float(self.values.min()), float(self.values.max())
        near, far = (low, high) if self.kind == "metric" else (high, low)
        return (near if self.near is None else self.near, far if self.far is None else self.far)

    def summary(self) -> str:
        near, far = self.range()
        unit = f"{near:.3g} to {far:.3g} m" if self.kind == "metric" else f"relative, near {near:.3g}, far {far:.3g}"
        return f"Depth {self.width}x{self.height}, {counted(self.frame_count, 'frame')}, {unit}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_layers import draw_depth

        return draw_depth(self, _clamped(frame, self.frame_count), width, height)


def _clamped(frame: int, count: int) -> int:
    return min(max(frame, 0), count - 1)
