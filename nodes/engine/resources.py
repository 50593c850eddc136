"""What is costly to load and outlives a run, such as a pipeline: a few, the least recently used dropped."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Resources"]

T = TypeVar("T")


class Resources:
    """At most `kept` things by name. Making one drops the oldest first, so that two need never fit side by side."""

    def __init__(self, kept: int = 2) -> None:
        self.kept = max(1, kept)
        self._things: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, name: str, make: Callable[[], T]) -> T:
        """The thing of that name, made when it is not there. What `make` raises is passed on."""
        with self._lock:
            if name in self._things:
                self._things.move_to_end(name)
            else:
                while len(self._things) >= self.kept:
                    self._things.popitem(last=False)
                self._things[name] = make()
            thing: T = self._things[name]
            return thing

    def clear(self) -> None:
        with self._lock:
            self._things.clear()
