"""The projects opened last, kept in the settings, and a small picture of each in the cache."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from app.folders import cache_folder
from app.settings import Settings, SettingsError

__all__ = ["KEPT", "Recent", "forget_recent", "note_recent", "picture_path", "recent_projects"]

KEPT = 12
_NAME = "projects.recent"


@dataclass(frozen=True)
class Recent:
    """opened: seconds since 1970, 0 when not known."""

    path: Path
    opened: float = 0.0

    @property
    def is_there(self) -> bool:
        return self.path.is_file()


def recent_projects(settings: Settings) -> list[Recent]:
    """The newest first. Entries nobody can read are passed over."""
    found = []
    for entry in settings.get(_NAME):
        path, opened = (entry.get("path"), entry.get("opened")) if isinstance(entry, dict) else (entry, 0.0)
        if isinstance(path, str) and path:
            found.append(Recent(Path(path), float(opened) if isinstance(opened, int | float) else 0.0))
    return found


def note_recent(settings: Settings, path: Path) -> None:
    """Put a project at the top of the list."""
    path = Path(os.path.abspath(path))  # noqa: PTH100  a link keeps its own name
    others = [each for each in recent_projects(settings) if each.path != path]
    _keep(settings, [Recent(path, time.time()), *others][:KEPT])


def forget_recent(settings: Settings, path: Path) -> None:
    """Take a project off the list and delete its picture; the project itself is not touched."""
    _keep(settings, [each for each in recent_projects(settings) if each.path != path])
    with contextlib.suppress(OSError):
        picture_path(path).unlink(missing_ok=True)


def picture_path(path: Path) -> Path:
    """Where the small picture of a project lies."""
    digest = hashlib.sha256(os.fsencode(os.path.normcase(os.path.abspath(path)))).hexdigest()[:32]  # noqa: PTH100
    return cache_folder() / "projects" / f"{digest}.png"


def _keep(settings: Settings, entries: list[Recent]) -> None:
    with contextlib.suppress(SettingsError):  # the list holds for this session; the settings tell the problem
        settings.set(_NAME, [{"path": str(each.path), "opened": each.opened} for each in entries])
