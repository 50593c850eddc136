"""The colours, as tokens. Dark is a cutting room; light is the same room in paper greys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DARK", "LIGHT", "Palette"]


@dataclass(frozen=True)
class Palette:
    """Colours as "#RRGGBB".

    window to input: grounds.  hairline, edge, grid: lines.  text, dim, faint: writing; dim keeps 4.5:1 on every
    ground, faint is for what need not be read.  accent means "now"; ink stands on it.  link: words to press.
    types: by name of value type.  kinds: by category of node.
    """

    is_dark: bool
    window: str
    canvas: str
    panel: str
    raised: str
    input: str
    hairline: str
    edge: str
    grid: str
    text: str
    dim: str
    faint: str
    accent: str
    ink: str
    link: str
    ok: str
    fail: str
    types: Mapping[str, str]
    kinds: Mapping[str, str]


_TYPES = {
    "Text": "#F2D06B",
    "Image": "#64B5F6",
    "Clip": "#64B5F6",
    "Mask": "#81C784",
    "Depth": "#4DD0C8",
    "Poses": "#F48FB1",
    "Tracks": "#FF8A65",
    "Strokes": "#FF8A65",
    "Boxes": "#FF8A65",
    "CameraPath": "#7C9CFF",
    "Flow": "#C7A17A",
    "Latents": "#D98BE0",
    "Model": "#B39DDB",
    "Lora": "#B39DDB",
    "Control": "#B39DDB",
    "Conditioning": "#FFA931",
    "Report": "#B0BEC5",
    "Number": "#90A4AE",
    "Audio": "#9CCC65",
    "ValueList": "#B0BEC5",
    "": "#B0BEC5",
}
_TYPES_ON_PAPER = {
    "Text": "#7A5F00",
    "Image": "#1763A6",
    "Clip": "#1763A6",
    "Mask": "#2E7031",
    "Depth": "#006F69",
    "Poses": "#B02A5F",
    "Tracks": "#B23B12",
    "Strokes": "#B23B12",
    "Boxes": "#B23B12",
    "CameraPath": "#3350C4",
    "Flow": "#7A5526",
    "Latents": "#93309D",
    "Model": "#6246A8",
    "Lora": "#6246A8",
    "Control": "#6246A8",
    "Conditioning": "#8F5600",
    "Report": "#4E5F68",
    "Number": "#4C616B",
    "Audio": "#4B6D16",
    "ValueList": "#4E5F68",
    "": "#4E5F68",
}


def _kinds(types: Mapping[str, str]) -> dict[str, str]:
    """Headers of nodes are tinted like what their category is about."""
    like = {
        "Media": "Clip",
        "Picture": "Clip",
        "Mask": "Mask",
        "Depth": "Depth",
        "Pose": "Poses",
        "Motion": "Tracks",
        "Camera": "CameraPath",
        "Control": "Control",
        "Model": "Latents",
        "Text": "Text",
        "Number": "Number",
        "Logic": "Number",
        "List": "Number",
        "Preprocess": "Depth",
        "Report": "Report",
        "Converters": "Report",
        "Graph": "Number",
        "Notes": "Text",
    }
    return {category: types[name] for category, name in like.items()}


DARK = Palette(
    is_dark=True,
    window="#15171B",
    canvas="#17191E",
    panel="#1B1E23",
    raised="#22262D",
    input="#14161A",
    hairline="#2B3038",
    edge="#0E1013",
    grid="#23272E",
    text="#E4E7EB",
    dim="#98A1AD",
    faint="#667080",
    accent="#F2A93B",
    ink="#1A1305",
    link="#F2A93B",
    ok="#5BA37A",
    fail="#E5534B",
    types=_TYPES,
    kinds=_kinds(_TYPES),
)
LIGHT = Palette(
    is_dark=False,
    window="#DFE1E4",
    canvas="#E9EAEC",
    panel="#F4F4F3",
    raised="#FFFFFF",
    input="#E9EAEA",
    hairline="#CDD1D6",
    edge="#BFC4CA",
    grid="#D5D8DC",
    text="#1C2026",
    dim="#505963",
    faint="#7C8691",
    accent="#D98A12",
    ink="#1A1305",
    link="#8A5200",
    ok="#2C6F49",
    fail="#B3261E",
    types=_TYPES_ON_PAPER,
    kinds=_kinds(_TYPES_ON_PAPER),
)
