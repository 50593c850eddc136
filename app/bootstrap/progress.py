"""Shows setting up on the terminal: one moving line there, now and then a plain line anywhere else."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

BAR_CELLS = 24
PLAIN_EVERY_S = 10.0


class SetupProgress:
    """Writes to standard error, so that standard output stays free for what a command prints."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._moving = self._stream.isatty()
        self._began = time.monotonic()
        self._shown_at = float("-inf")
        self._phase = ""
        self._line_open = False

    def elapsed_s(self) -> float:
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        """One line that stays."""
        self._close_line()
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def show(self, phase: str, fraction: float, what: str) -> None:
        """How far it is: phase ("Downloading"), fraction 0..1 of the whole, what is being worked on."""
        now = time.monotonic()
        if self._moving:
            if now - self._shown_at < 0.1 and phase == self._phase:
                return
            self._write_moving(phase, fraction, what)
        else:
            if now - self._shown_at < PLAIN_EVERY_S and phase == self._phase:
                return
            self._stream.write(f"  {phase} {fraction:4.0%}  {self.elapsed_s():3.0f} s  {what}\n")
            self._stream.flush()
        self._shown_at, self._phase = now, phase

    def close(self) -> None:
        self._close_line()

    def _write_moving(self, phase: str, fraction: float, what: str) -> None:
        filled = round(BAR_CELLS * fraction)
        bar = "█" * filled + "░" * (BAR_CELLS - filled)
        text = f"  {phase:<11} {bar} {fraction:4.0%} {self.elapsed_s():4.0f} s  {what}"
        width = shutil.get_terminal_size().columns - 1
        self._stream.write("\r\x1b[2K" + text[:width])
        self._stream.flush()
        self._line_open = True

    def _close_line(self) -> None:
        if self._line_open:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._line_open = False
