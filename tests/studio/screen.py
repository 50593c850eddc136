"""A virtual screen of its own, and a person who uses real mouse and key events on it."""

from __future__ import annotations

import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication, QWidget

__all__ = ["Person", "screen"]


@contextmanager
def screen(width: int = 1920, height: int = 1080) -> Iterator[str]:
    """The name of an X server that ends with the block."""
    out, into = os.pipe()
    size = f"{width}x{height}x24"
    command = ["Xvfb", "-displayfd", str(into), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(into,), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(into)
    try:
        with os.fdopen(out) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Person:
    """Uses the windows of this process from outside, through xdotool, and waits as a person does: by looking.

    Every event goes through the X server, to the window that is really there.
    """

    def __init__(self, patience_s: float = 60.0) -> None:
        self.patience_s = patience_s

    def focus(self, window: QWidget) -> None:
        """Without a window manager nothing else gives a window the keyboard."""
        self._do("windowfocus", "--sync", str(int(window.winId())))
        self.until(lambda: QApplication.activeWindow() is not None, "the window has the keyboard")

    def click(self, widget: QWidget, at: QPoint | QPointF | None = None, *, button: int = 1, times: int = 1) -> None:
        """In the middle of a widget, or at a place in it."""
        place = self._global(widget, at)
        self._do("mousemove", str(place.x()), str(place.y()))
        self._do("click", "--repeat", str(times), "--delay", "60", str(button))

    def drag(self, widget: QWidget, path: Sequence[QPoint | QPointF], *, keys: str = "") -> None:
        """Press at the first place, go along the others, let go at the last. keys: held meanwhile, as "shift"."""
        places = [self._global(widget, place) for place in path]
        self._do("mousemove", str(places[0].x()), str(places[0].y()))
        if keys:
            self._do("keydown", keys)
        self._do("mousedown", "1")
        for start, end in itertools.pairwise(places):
            for step in range(1, 7):
                between = start + (end - start) * (step / 6)
                self._do("mousemove", str(round(between.x())), str(round(between.y())))
        self._do("mouseup", "1")
        if keys:
            self._do("keyup", keys)

    def press(self, *keys: str) -> None:
        """Such as "ctrl+s"."""
        self._do("key", "--delay", "30", *keys)

    def write(self, text: str) -> None:
        self._do("type", "--delay", "25", text)

    def until(self, seen: Callable[[], object], what: str, patience_s: float | None = None) -> None:
        """Go on when it is seen. Raises TimeoutError with what was waited for."""
        deadline = time.monotonic() + (patience_s or self.patience_s)
        while not seen():
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited in vain until {what}")
            QApplication.processEvents()
            time.sleep(0.005)

    def look(self, seconds: float = 0.15) -> None:
        """Let the window do what it does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            QApplication.processEvents()
            time.sleep(0.005)

    def _global(self, widget: QWidget, at: QPoint | QPointF | None) -> QPoint:
        place = widget.rect().center() if at is None else at
        return widget.mapToGlobal(place.toPoint() if isinstance(place, QPointF) else place)

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True, stdin=subprocess.DEVNULL, capture_output=True)
        self.look(0.04)
