"""What travels on wires: frozen, validated, hashed, saved without pickle, and drawn. numpy only."""

from __future__ import annotations

from nodes.values.audio import Audio
from nodes.values.base import Value
from nodes.values.camera import CameraPath
from nodes.values.clips import Clip, mapped_clip
from nodes.values.flow import Flow
from nodes.values.frames import FrameSource, RawFrames
from nodes.values.handles import Conditioning, Control, Lora, Model
from nodes.values.latents import Latents
from nodes.values.layers import Depth, Mask
from nodes.values.lists import ValueList
from nodes.values.pictures import Image
from nodes.values.poses import KEYPOINT_COUNTS, Person, Poses
from nodes.values.report import Report, Series, Table
from nodes.values.scalars import Number, Text
from nodes.values.storing import load_value, save_value
from nodes.values.strokes import Stroke, Strokes
from nodes.values.tracks import Boxes, Tracks
from nodes.values.types import value_type, value_types

__all__ = [
    "KEYPOINT_COUNTS",
    "Audio",
    "Boxes",
    "CameraPath",
    "Clip",
    "Conditioning",
    "Control",
    "Depth",
    "Flow",
    "FrameSource",
    "Image",
    "Latents",
    "Lora",
    "Mask",
    "Model",
    "Number",
    "Person",
    "Poses",
    "RawFrames",
    "Report",
    "Series",
    "Stroke",
    "Strokes",
    "Table",
    "Text",
    "Tracks",
    "Value",
    "ValueList",
    "load_value",
    "mapped_clip",
    "save_value",
    "value_type",
    "value_types",
]
