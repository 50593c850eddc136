"""The one error of setting up."""

from __future__ import annotations


class SetupFailed(Exception):
    """The environment could not be made. message: what went wrong; remedy: what to do next."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".rstrip())
        self.message = message
        self.remedy = remedy
