"""A switch that asks a run to stop; it may be thrown from any thread."""

from __future__ import annotations

import threading

from nodes.errors import Cancelled

__all__ = ["CancelToken"]


class CancelToken:
    """Asked often inside a run, thrown once from outside. Throwing it twice changes nothing."""

    __slots__ = ("_asked",)

    def __init__(self) -> None:
        self._asked = threading.Event()

    def cancel(self) -> None:
        self._asked.set()

    def cancelled(self) -> bool:
        return self._asked.is_set()

    def check(self) -> None:
        """Errors: Cancelled, when the run was asked to stop."""
        if self._asked.is_set():
            raise Cancelled("The run was cancelled.")

    def wait(self, seconds: float) -> bool:
        """Sleep up to `seconds`; True as soon as the token is thrown."""
        return self._asked.wait(seconds)
