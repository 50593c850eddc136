"""Text and Number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks
from nodes.values.wording import one_line

INTEGER_LOW, INTEGER_HIGH = -(2**63), 2**64 - 1  # signed counts and unsigned seeds


@dataclass(frozen=True, eq=False, repr=False)
class Text(Value):
    """A text of at most MAX_TEXT characters."""

    text: str

    type_name: ClassVar[str] = "Text"
    colour: ClassVar[str] = "#F2D06B"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        FieldChecks(self).text("text", self.text)

    def summary(self) -> str:
        return f"Text: {one_line(self.text) or 'empty'}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_cards import text_card

        return text_card(self.text, self.colour, width, height)


@dataclass(frozen=True, eq=False, repr=False)
class Number(Value):
    """A whole number (64 bits), a finite float, or True / False. The kind is kept: 1, 1.0 and True are different."""

    value: int | float | bool

    type_name: ClassVar[str] = "Number"
    colour: ClassVar[str] = "#90A4AE"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        if isinstance(self.value, (bool, np.bool_)):
            self._keep(value=bool(self.value))
        elif isinstance(self.value, (int, np.integer)):
            self._keep(value=checks.integer("value", self.value, low=INTEGER_LOW, high=INTEGER_HIGH))
        else:
            self._keep(value=checks.number("value", self.value))

    def summary(self) -> str:
        return f"Number {self.text()}"

    def text(self) -> str:
        """The number as a person writes it."""
        return f"{self.value:.6g}" if isinstance(self.value, float) else str(self.value)

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_cards import number_card

        return number_card(self.text(), self.colour, width, height)
