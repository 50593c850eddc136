"""What may be written inside `Annotated[...]` in a node's signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

__all__ = ["Choice", "Editor", "FileName", "IsJson", "Json", "Lazy", "Multiline", "Out", "Range", "Seed"]


@dataclass(frozen=True)
class Range:
    """Lowest and highest number accepted, both included. step: one notch of the wheel. unit: "px", "deg", "s"."""

    minimum: float
    maximum: float
    step: float | None = None
    unit: str = ""


@dataclass(frozen=True, init=False)
class Choice:
    """The texts to choose from, when they are not written as a Literal."""

    options: tuple[str, ...]

    def __init__(self, *options: str) -> None:
        object.__setattr__(self, "options", options)


@dataclass(frozen=True)
class Multiline:
    """A text edited in a box of several lines."""


@dataclass(frozen=True)
class FileName:
    """A file or folder name, resolved by `run.resolve` (or `run.output` when saving).

    kind: "any", "image", "clip", "audio", "folder", "model", or a pattern such as "*.json".
    """

    kind: str = "any"
    save: bool = False


@dataclass(frozen=True)
class Seed:
    """An integer 0 to 2**63-1 with a dice beside it."""


@dataclass(frozen=True)
class IsJson:
    """Marks `Json`."""


@dataclass(frozen=True)
class Editor:
    """The editor that changes this parameter: "strokes", "camera", "polygon", "curve", ..."""

    name: str


@dataclass(frozen=True)
class Lazy:
    """An input computed only when the node's `needs` function asks for it."""


@dataclass(frozen=True)
class Out:
    """Name and help of an output port."""

    name: str
    help: str = ""


Json = Annotated[Any, IsJson()]
"""Plain JSON data (None, bool, int, float, str, list, dict) as a parameter. Edited by an Editor, never wired."""
