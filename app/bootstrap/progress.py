"""Shows setting up on the terminal: one moving line there, now and then a plain line anywhere else."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from app.terminal import MovingLine, bar

PLAIN_EVERY_S = 10.0


class SetupProgress:
    """Writes to standard error, so that standard output stays free for what a command prints."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._line = MovingLine(stream or sys.stderr)
        self._began = time.monotonic()
        self._shown_at = float("-inf")
        self._phase = ""

    def elapsed_s(self) -> float:
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        """One line that stays."""
        self._line.keep(text)

    def show(self, phase: str, fraction: float, what: str) -> None:
        """How far it is: phase ("Downloading"), fraction 0..1 of the whole, what is being worked on."""
        now = time.monotonic()
        every_s = 0.1 if self._line.can_move else PLAIN_EVERY_S
        if now - self._shown_at < every_s and phase == self._phase:
            return
        if self._line.can_move:
            self._line.replace(f"  {phase:<11} {bar(fraction)} {fraction:4.0%} {self.elapsed_s():4.0f} s  {what}")
        else:
            self._line.keep(f"  {phase} {fraction:4.0%}  {self.elapsed_s():3.0f} s  {what}".rstrip())
        self._shown_at, self._phase = now, phase

    def close(self) -> None:
        self._line.clear()
