"""Hashes of large files that stay where they are, made piece by piece so that the window never waits."""

from __future__ import annotations

import hashlib
from collections import deque
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, QTimer

from app.desk import Desk
from nodes.graph.project import Project

__all__ = ["FileDigests"]

_PIECE = 2 * 2**20


class FileDigests(QObject):
    """With its hash kept in the project, a file that was moved is recognised later."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[tuple[Project, str, Path]] = deque()
        self._open: IO[bytes] | None = None
        self._sum = hashlib.sha256()
        self._tick = QTimer(self, interval=0)
        self._tick.timeout.connect(self.on_tick)
        desk.document.opened.connect(self.stop)

    def take(self, name: str, path: Path) -> None:
        """Hash this file, which parameters of the open project call `name`, and let the project know."""
        self._waiting.append((self._desk.document.project, name, path))
        self._tick.start()

    def stop(self) -> None:
        """Another project is open: what was waiting concerns no one any more."""
        self._tick.stop()
        self._waiting.clear()
        self._close()

    def on_tick(self) -> None:
        project, name, path = self._waiting[0]
        try:
            if self._open is None:
                self._open, self._sum = path.open("rb"), hashlib.sha256()
            piece = self._open.read(_PIECE)
        except OSError as error:
            text = self.tr("{0} cannot be read to its end ({1}); it will not be recognised when it is moved.")
            self._desk.say(text.format(path.name, error.strerror or error), "warn", key=f"drop {path.name}")
            self._next()
            return
        if piece:
            self._sum.update(piece)
            return
        project.know_file(name, self._sum.hexdigest(), self._open.tell())
        self._next()

    def _next(self) -> None:
        self._close()
        self._waiting.popleft()
        if not self._waiting:
            self._tick.stop()

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
