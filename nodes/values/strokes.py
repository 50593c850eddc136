"""Strokes: paths drawn by hand over a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Record, Value
from nodes.values.checks import FieldChecks
from nodes.values.wording import counted


@dataclass(frozen=True, eq=False)
class Stroke(Record):
    """One drawn path, in the normalised raster.

    points: float64 [K,2]; times_s: float64 [K], when each was drawn, not decreasing, or None; region: float64 [M,2],
    polygon (M >= 3) around what is dragged, or None; radius: of the dragged disc, fraction of the picture's width;
    strength: 0..10, 1 is plain; layer: larger is nearer; start, end: first and last frame (None: the clip's last);
    scale_end, rotation_end_deg: size factor and turn (clockwise) reached at the end; pinned: one point, stays put.
    """

    points: NDArray[np.float64]
    times_s: NDArray[np.float64] | None = None
    region: NDArray[np.float64] | None = None
    name: str = ""
    radius: float = 0.05
    strength: float = 1.0
    layer: int = 0
    start: int = 0
    end: int | None = None
    scale_end: float = 1.0
    rotation_end_deg: float = 0.0
    pinned: bool = False

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        self._keep(points=checks.points("points", self.points, np.float64, "K 2"))
        if self.times_s is not None:
            times = checks.array("times_s", self.times_s, np.float64, "K", low=0)
            if (np.diff(times) < 0).any():
                where = int((np.diff(times) < 0).argmax()) + 1
                raise checks.refuse(f"times_s[{where}]", f"{times[where]} is before {times[where - 1]}", "Sort them.")
            self._keep(times_s=times)
        if self.region is not None:
            self._keep(region=checked_region(checks, "region", self.region))
        self._keep(
            name=checks.text("name", self.name),
            radius=checks.number("radius", self.radius, low=0, high=2),
            strength=checks.number("strength", self.strength, low=0, high=10),
            layer=checks.integer("layer", self.layer, low=-1_000_000, high=1_000_000),
            start=checks.integer("start", self.start, low=0, high=2**31 - 1),
            end=None if self.end is None else checks.integer("end", self.end, low=0, high=2**31 - 1),
            scale_end=checks.number("scale_end", self.scale_end, low=0.001, high=1000),
            rotation_end_deg=checks.number("rotation_end_deg", self.rotation_end_deg, low=-36_000, high=36_000),
            pinned=checks.flag("pinned", self.pinned),
        )
        if self.end is not None and self.end < self.start:
            raise checks.refuse("end", f"frame {self.end} is before start, frame {self.start}", "Swap them.")
        if self.pinned and len(self.points) != 1:
            raise checks.refuse("points", f"a pin has one point, not {len(self.points)}", "Keep the first point.")


@dataclass(frozen=True, eq=False, repr=False)
class Strokes(Value):
    """Drawn paths, in drawing order; may be empty, as a new editor is."""

    strokes: tuple[Stroke, ...] = ()

    type_name: ClassVar[str] = "Strokes"
    colour: ClassVar[str] = "#FF8A65"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        self._keep(strokes=FieldChecks(self).items("strokes", self.strokes, Stroke))

    def to_json(self) -> list[dict[str, Any]]:
        """Plain JSON, one object a stroke, only what differs from the defaults; the parameter of the strokes node."""
        return [_stroke_to_json(stroke) for stroke in self.strokes]

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The inverse of to_json. Raises ValueRefused naming the stroke and the field."""
        checks = FieldChecks(cls.__name__)
        items = checks.items("strokes", data, Mapping)
        return cls(tuple(_stroke_from_json(checks, index, item) for index, item in enumerate(items)))

    def summary(self) -> str:
        pins = sum(stroke.pinned for stroke in self.strokes)
        drawn = len(self.strokes) - pins
        if not self.strokes:
            return "Strokes: none drawn yet"
        return f"Strokes: {counted(drawn, 'stroke')}" + (f", {counted(pins, 'pin')}" if pins else "")

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_tracks import draw_strokes

        return draw_strokes(self, width, height)


def checked_region(checks: FieldChecks, field: str, region: object) -> NDArray[np.float64]:
    """A polygon [M,2] of three corners or more."""
    polygon = checks.points(field, region, np.float64, "M 2")
    checks.sizes.pop("M")  # regions of one value need not have equally many corners
    if len(polygon) < 3:
        raise checks.refuse(field, f"a polygon needs 3 corners, it has {len(polygon)}", "Draw a closed outline.")
    return polygon


def _stroke_to_json(stroke: Stroke) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields(stroke):
        value = getattr(stroke, field.name)
        if isinstance(value, np.ndarray):
            data[field.name] = value.tolist()
        elif value != field.default:
            data[field.name] = value
    return data


def _stroke_from_json(checks: FieldChecks, index: int, data: Mapping[str, Any]) -> Stroke:
    where = f"strokes[{index}]"
    known = {field.name for field in fields(Stroke)}
    unknown = sorted(str(name) for name in data if name not in known)
    if unknown:
        raise checks.refuse(where, f"unknown field {unknown[0]!r}", f"Known: {', '.join(sorted(known))}.")
    if "points" not in data:
        raise checks.refuse(where, "it has no points")
    within = FieldChecks(f"{checks.owner}.{where}")
    arrays = {
        name: within.array(name, _floats(within, name, data[name]), np.float64, shape)
        for name, shape in (("points", "K 2"), ("times_s", "K"), ("region", "M 2"))
        if data.get(name) is not None
    }
    return Stroke(**{**data, **arrays})


def _floats(checks: FieldChecks, field: str, value: object) -> object:
    """JSON lists of numbers as an array; text among them is refused by name."""
    if not isinstance(value, (list, tuple)):
        return value
    try:
        return np.array(value, dtype=np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise checks.refuse(field, f"rows of numbers are needed ({error})") from error
