"""ValueList: what travels on a list wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks


@dataclass(frozen=True, eq=False, repr=False)
class ValueList(Value):
    """Values in order; a node fed a list runs once for each. Lists do not nest."""

    items: tuple[Value, ...]

    type_name: ClassVar[str] = "ValueList"
    colour: ClassVar[str] = "#90A4AE"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        self._keep(items=checks.items("items", self.items, Value))
        for index, item in enumerate(self.items):
            if isinstance(item, ValueList):
                raise checks.refuse(f"items[{index}]", "a list inside a list", "Join the lists into one.")

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Value:
        return self.items[index]

    def summary(self) -> str:
        if not self.items:
            return "List: empty"
        names = sorted({item.type_name for item in self.items})
        return f"List of {len(self.items)} {names[0] if len(names) == 1 else 'values'}: {self.items[0].summary()}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_cards import grid_of

        return grid_of(self.items, width, height, frame)
