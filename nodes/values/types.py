"""The types that travel on wires, and the records inside them, by name."""

from __future__ import annotations

from nodes.values.audio import Audio
from nodes.values.base import Record, Value
from nodes.values.camera import CameraPath
from nodes.values.clips import Clip
from nodes.values.flow import Flow
from nodes.values.handles import Conditioning, Control, Lora, Model
from nodes.values.latents import Latents
from nodes.values.layers import Depth, Mask
from nodes.values.lists import ValueList
from nodes.values.pictures import Image
from nodes.values.poses import Person, Poses
from nodes.values.report import Report, Series, Table
from nodes.values.scalars import Number, Text
from nodes.values.strokes import Stroke, Strokes
from nodes.values.tracks import Boxes, Tracks

_TYPES: tuple[type[Value], ...] = (
    Text,
    Number,
    Image,
    Clip,
    Audio,
    Mask,
    Depth,
    Poses,
    Strokes,
    Tracks,
    Boxes,
    CameraPath,
    Flow,
    Latents,
    Conditioning,
    Model,
    Lora,
    Control,
    Report,
    ValueList,
)
_RECORDS: tuple[type[Record], ...] = (Person, Stroke, Table, Series)


def value_types() -> tuple[type[Value], ...]:
    """Every type of value, in the order menus show them; ValueList, which carries the others, is the last."""
    return _TYPES


def value_type(name: object) -> type[Value] | None:
    """The type of this type_name, or None."""
    return next((kind for kind in _TYPES if kind.type_name == name), None)


def record_type(name: object) -> type[Record] | None:
    """The record class of this name, or None."""
    return next((kind for kind in _RECORDS if kind.__name__ == name), None)
