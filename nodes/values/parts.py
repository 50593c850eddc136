"""The kinds of content a field of a value may have."""

from __future__ import annotations

from typing import Any

# None | bool | int | float | str | Fraction | NDArray | tuple[Part, ...] | Mapping[str, Part] | Record | FrameSource;
# spelled Any because mypy cannot pass a recursive union through dataclass constructors.
Part = Any
Parts = dict[str, Part]
