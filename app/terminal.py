"""Lines on a terminal: some stay, one moves. Standard library only."""

from __future__ import annotations

import shutil
from typing import TextIO

__all__ = ["MovingLine", "bar", "seconds_told"]


class MovingLine:
    """A stream on which kept lines scroll by while one last line is rewritten in place, where there is a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._open = False
        self.can_move = stream.isatty()

    def keep(self, text: str) -> None:
        """One line that stays."""
        self.clear()
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def replace(self, text: str) -> None:
        """The moving line; cut to the width of the terminal. Only where `can_move`."""
        width = shutil.get_terminal_size().columns - 1
        self._stream.write("\r\x1b[2K" + text[:width])
        self._stream.flush()
        self._open = True

    def clear(self) -> None:
        if self._open:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._open = False


def bar(fraction: float, cells: int = 24) -> str:
    """A bar of `cells` characters, filled to fraction 0..1."""
    filled = round(cells * min(max(fraction, 0.0), 1.0))
    return "█" * filled + "░" * (cells - filled)


def seconds_told(seconds: float) -> str:
    """`0.42 s`, `8.1 s`, `75 s`, `4 min 05 s`."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"
