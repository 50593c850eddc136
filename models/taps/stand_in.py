"""An object that takes another's place: same class name, same attributes, some methods answered differently.

The stand-in is an instance of a subclass made on the spot, and it *shares* the original's `__dict__`. So isinstance
checks, configuration look-ups, device moves and attribute writes all reach the original, and nothing of the original
is changed: putting it back in its place undoes the tap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def stand_in(original: Any, methods: Mapping[str, Callable[..., Any]]) -> Any:
    """A stand-in for `original` that answers `methods` (name -> function taking self) in its own way."""
    kind: Any = type(original)
    members: dict[str, Any] = {
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__doc__": kind.__doc__,
    }
    subclass: Any = type(kind)(kind.__name__, (kind,), {**members, **methods})
    substitute = object.__new__(subclass)
    object.__setattr__(substitute, "__dict__", original.__dict__)
    return substitute
