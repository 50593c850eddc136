"""What a finished node leaves behind: its outputs, one value or many each, with holes where something was blocked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nodes.errors import KinographError
from nodes.values import Value, ValueList

__all__ = ["Entry", "Hole", "Many", "Output", "shown"]


@dataclass(frozen=True, slots=True)
class Hole:
    """No value here. `by`: path of the node that is the cause; `failed`: it failed, rather than chose to block.

    error, detail: what it failed with, and the traceback.
    """

    reason: str
    by: str = ""
    failed: bool = False
    error: KinographError | None = field(default=None, compare=False, repr=False)
    detail: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Many:
    """What travels on a list wire inside the engine: items, and for each the identity that goes into keys."""

    items: tuple[Value | Hole, ...]
    ids: tuple[bytes, ...]


Output: TypeAlias = Value | Many | Hole


class Entry:
    """The outputs of a node by name, and the seconds they took.

    parts: set instead of outputs for a node that ran once per list element; the keys of the elements' own entries.
    """

    __slots__ = ("outputs", "parts", "seconds")

    def __init__(
        self, outputs: Mapping[str, Output], seconds: float = 0.0, parts: tuple[bytes | Hole, ...] | None = None
    ) -> None:
        self.outputs = outputs
        self.seconds = seconds
        self.parts = parts

    def values(self) -> list[Value]:
        found: list[Value] = []
        for output in self.outputs.values():
            if type(output) is Many:
                found.extend(item for item in output.items if not isinstance(item, Hole))
            elif type(output) is not Hole:
                found.append(output)  # type: ignore[arg-type]
        return found

    def has_failed_holes(self) -> bool:
        for output in self.outputs.values():
            if type(output) is Many:
                if any(type(item) is Hole and item.failed for item in output.items):
                    return True
            elif type(output) is Hole and output.failed:
                return True
        return False


def shown(output: Output) -> Value | ValueList | None:
    """The output as a person gets it: a list without its holes, None for a hole."""
    if type(output) is Many:
        return ValueList(tuple(item for item in output.items if not isinstance(item, Hole)))
    return None if type(output) is Hole else output  # type: ignore[return-value]
