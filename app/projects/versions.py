"""Earlier versions of projects, kept whole every few minutes: for going back further than Undo, after a bad save."""

from __future__ import annotations

import contextlib
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.desk import Desk
from nodes.errors import KinographError
from nodes.graph.archive import write_archive
from nodes.graph.state import journal_path, state_folder

__all__ = ["KEPT", "Version", "Versions", "versions_of"]

log = logging.getLogger(__name__)
KEPT = 10
_MINUTE_MS = 60_000


@dataclass(frozen=True)
class Version:
    """when: seconds since 1970."""

    file: Path
    when: float
    bytes: int


def versions_of(folder: Path) -> list[Version]:
    """The newest first."""
    found = []
    for file in folder.glob("*.kino"):
        with contextlib.suppress(OSError):
            facts = file.stat()
            found.append(Version(file, facts.st_mtime, facts.st_size))
    return sorted(found, key=lambda version: version.file.name, reverse=True)


class Versions(QObject):
    """Writes them. Owned media are named, not copied: their bytes are in the pool."""

    def __init__(self, desk: Desk, state: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._state = state
        self._last: object = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.on_time)
        desk.settings.changed.connect(self.on_setting)
        desk.document.opened.connect(self.on_opened)
        self.on_setting("projects.autosave_minutes")

    @property
    def folder(self) -> Path:
        """Where those of the open project lie."""
        project = self._desk.document.project
        state = state_folder(self._state)
        journal = journal_path(state, project.path) if project.path is not None else project.journal_file
        return state / "versions" / journal.stem

    def on_setting(self, name: str) -> None:
        if name == "projects.autosave_minutes":
            minutes = float(self._desk.settings.get(name))
            self._timer.stop()
            if minutes > 0:
                self._timer.start(round(minutes * _MINUTE_MS))

    def on_opened(self) -> None:
        self._last = None

    def on_time(self) -> None:
        """Keep a version when something was changed since the last one."""
        document = self._desk.document
        if not document.dirty or self._is_kept():
            return
        self.keep()

    def keep(self) -> Path | None:
        """Write one now; the oldest go. None, and a line in the log, when it could not be written."""
        file = self.folder / f"{time.strftime('%Y-%m-%d %H.%M.%S')}.kino"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_archive(file, self._desk.document.project.document(), {})
        except (KinographError, OSError) as error:
            log.warning("no earlier version is kept: %s", error)
            return None
        self._last = self._mark()
        for old in versions_of(self.folder)[KEPT:]:
            with contextlib.suppress(OSError):
                old.file.unlink()
        return file

    def _is_kept(self) -> bool:
        return self._last is not None and self._last == self._mark()

    def _mark(self) -> object:
        """The same again as long as nothing changed: entries of the graph are never changed in place."""
        graph = self._desk.document.graph
        return (tuple(map(id, graph.nodes.values())), tuple(map(id, graph.wires.values())), id(graph.view))
