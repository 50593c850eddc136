"""Conditioning, Model, Lora and Control: handles by content (paths, fingerprints, settings), never live tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks
from nodes.values.clips import Clip
from nodes.values.layers import Mask
from nodes.values.parts import Part
from nodes.values.wording import counted, one_line

MAX_FACTS_DEPTH = 16


@dataclass(frozen=True, eq=False, repr=False)
class Conditioning(Value):
    """What to show and what to avoid. model_family: "" fits every model."""

    prompt: str
    negative: str = ""
    model_family: str = ""

    type_name: ClassVar[str] = "Conditioning"
    colour: ClassVar[str] = "#FFA931"
    family: ClassVar[Family] = "handle"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        for name in ("prompt", "negative", "model_family"):
            checks.text(name, getattr(self, name))

    def summary(self) -> str:
        return f"Conditioning: {one_line(self.prompt) or 'empty prompt'}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_cards import text_card

        text = self.prompt + (f"\n\nAvoid: {self.negative}" if self.negative else "")
        return text_card(text, self.colour, width, height)


@dataclass(frozen=True, eq=False, repr=False)
class Lora(Value):
    """A low-rank adapter. path: its file; fingerprint: of its content; weight: -10..10, 1 is as trained."""

    path: str
    fingerprint: str
    weight: float = 1.0

    type_name: ClassVar[str] = "Lora"
    colour: ClassVar[str] = "#B39DDB"
    family: ClassVar[Family] = "handle"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        checks.text("path", self.path, empty=False)
        checks.text("fingerprint", self.fingerprint, empty=False)
        self._keep(weight=checks.number("weight", self.weight, low=-10, high=10))

    def summary(self) -> str:
        return f"LoRA {one_line(_last(self.path))}, weight {self.weight:g}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_cards import fact_card

        return fact_card(_last(self.path), (("weight", f"{self.weight:g}"),), self.colour, width, height)


@dataclass(frozen=True, eq=False, repr=False)
class Model(Value):
    """A folder of weights. fingerprint: of their content; precision: "auto", "float32", ...; loras: in order of use.

    label: for people; controls: which kinds it takes; facts: what was read from its configuration, plain JSON.
    """

    folder: str
    model_family: str
    fingerprint: str
    precision: str = "auto"
    loras: tuple[Lora, ...] = ()
    label: str = ""
    controls: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    type_name: ClassVar[str] = "Model"
    colour: ClassVar[str] = "#B39DDB"
    family: ClassVar[Family] = "handle"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        for name in ("folder", "model_family", "fingerprint", "precision"):
            checks.text(name, getattr(self, name), empty=False)
        checks.text("label", self.label)
        self._keep(
            loras=checks.items("loras", self.loras, Lora),
            controls=checks.texts("controls", self.controls),
            facts=_frozen_json(checks, "facts", self.facts, 0),
        )
        if not isinstance(self.facts, Mapping):
            raise checks.refuse("facts", f"a JSON object is needed, not {type(self.facts).__name__}")

    def summary(self) -> str:
        loras = f", {len(self.loras)} LoRA" if self.loras else ""
        name = one_line(self.label or _last(self.folder))
        return f"Model {name} ({one_line(self.model_family)}, {one_line(self.precision)}){loras}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_cards import fact_card

        facts = [("family", self.model_family), ("precision", self.precision)]
        facts += [("controls", ", ".join(self.controls))] if self.controls else []
        facts += [("LoRA", f"{_last(lora.path)} {lora.weight:g}") for lora in self.loras]
        return fact_card(self.label or _last(self.folder), tuple(facts), self.colour, width, height)


@dataclass(frozen=True, eq=False, repr=False)
class Control(Value):
    """A clip that steers generation. kind: "strokes", "depth", "pose", "edges", "inpaint", "flow", "image", ...

    mask: 1 = generate, reactive; as large as the clip, with as many frames or one. strength: 0..10, 1 is plain.
    """

    kind: str
    clip: Clip
    mask: Mask
    strength: float = 1.0

    type_name: ClassVar[str] = "Control"
    colour: ClassVar[str] = "#FFA931"
    family: ClassVar[Family] = "handle"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        checks.text("kind", self.kind, empty=False)
        checks.instance("clip", self.clip, Clip)
        checks.instance("mask", self.mask, Mask)
        self._keep(strength=checks.number("strength", self.strength, low=0, high=10))
        for name in ("height", "width"):
            checks.size("clip", name, getattr(self.clip, name))
            checks.size("mask", name, getattr(self.mask, name))
        if self.mask.frame_count not in (1, self.clip.frame_count):
            found = f"it has {self.mask.frame_count} frames, the clip has {self.clip.frame_count}"
            raise checks.refuse("mask", found, "Give one frame or as many as the clip.")

    def summary(self) -> str:
        clip = self.clip
        frames = counted(clip.frame_count, "frame")
        return f"Control {one_line(self.kind)}, {clip.width}x{clip.height}, {frames}, strength {self.strength:g}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_layers import draw_control

        return draw_control(self, min(max(frame, 0), self.clip.frame_count - 1), width, height)


def plain_json(part: Part) -> Any:
    """Facts of a model as plain dicts and lists."""
    if isinstance(part, Mapping):
        return {name: plain_json(item) for name, item in part.items()}
    return [plain_json(item) for item in part] if isinstance(part, tuple) else part


def _frozen_json(checks: FieldChecks, where: str, part: object, depth: int) -> Part:
    """JSON with dicts as read-only mappings and lists as tuples; refuses what JSON cannot hold."""
    if depth > MAX_FACTS_DEPTH:
        raise checks.refuse(where, f"nested deeper than {MAX_FACTS_DEPTH}")
    if part is None or isinstance(part, bool):
        return part
    if isinstance(part, int):
        return checks.integer(where, part)
    if isinstance(part, float):
        return checks.number(where, part)
    if isinstance(part, str):
        return checks.text(where, part)
    if isinstance(part, Mapping):
        items = {
            checks.text(where, name): _frozen_json(checks, f"{where}.{name}", part[name], depth + 1) for name in part
        }
        return MappingProxyType(items)
    if isinstance(part, (list, tuple)):
        return tuple(_frozen_json(checks, f"{where}[{i}]", item, depth + 1) for i, item in enumerate(part))
    raise checks.refuse(where, f"{type(part).__name__} is not JSON")


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
