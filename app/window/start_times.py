"""When each part of the start was done, written to the file that KINOGRAPH_START_TIMES names, for the benchmark."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

__all__ = ["StartTimes"]


class StartTimes(QObject):
    """In seconds of the system's monotonic clock, which another process can compare. Off without the file."""

    def __init__(self) -> None:
        super().__init__()
        self._file = os.environ.get("KINOGRAPH_START_TIMES", "")
        self._marks: dict[str, float] = {}
        self._work: dict[str, float] = {}
        self.mark("imports")

    def mark(self, name: str) -> None:
        """Only the first time counts."""
        if self._file and name not in self._marks:
            self._marks[name] = time.monotonic()
            self._work[name] = time.process_time()

    def watch(self, window: QWidget) -> None:
        """Mark the first painting and the first key that was taken in."""
        app = QApplication.instance()
        if self._file and app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and "first paint" not in self._marks:
            QTimer.singleShot(0, self.on_painted)
        elif event.type() in (QEvent.Type.KeyPress, QEvent.Type.Shortcut) and "first key" not in self._marks:
            QTimer.singleShot(0, self.on_key)
        return False

    def on_painted(self) -> None:
        self.mark("first paint")
        self._write()

    def on_key(self) -> None:
        self.mark("first key")
        self._write()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def _write(self) -> None:
        data = {
            "marks": self._marks,
            "work": self._work,
            "torch": "torch" in sys.modules,
            "modules": len(sys.modules),
        }
        part = Path(self._file).with_suffix(".part")
        part.write_text(json.dumps(data), encoding="utf-8")
        part.replace(self._file)
