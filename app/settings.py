"""What a person has set: a JSON file with a schema version, read once, written atomically at each change."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from nodes.errors import KinographError

__all__ = ["DEFAULTS", "MIGRATIONS", "SCHEMA", "Settings", "SettingsError", "migrated"]

log = logging.getLogger(__name__)
SCHEMA = 1
DEFAULTS: Mapping[str, Any] = {
    "look.theme": "dark",
    "look.scale": 1.0,
    "canvas.snap": True,
    "canvas.minimap": True,
    "canvas.thumbnails": True,
    "search.recent": [],
    "viewer.loop": True,
    "strokes.find_outlines": True,
    "viewer.hard_pixels": False,
    "viewer.follow_runs": True,
    "projects.recent": [],
    "projects.folder": "",
    "projects.autosave_minutes": 5,
    "runs.live": False,
    "runs.memory_gb": 4.0,
    "runs.store_gb": 20.0,
    "runs.notify": True,
    "export.embed_graph": True,
    "export.private": False,
    "window.workspaces": {},
    "keys": {},
    "language": "",
}
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From schema version n to n + 1; each has a test."""


class SettingsError(KinographError):
    """The settings cannot be kept. The session goes on with them in memory."""

    code = "settings"


class Settings(QObject):
    """get and set by name. Unknown names are kept, so that an older program does not lose a newer one's.

    file: None keeps everything in memory.  changed(name).  problem: why the file could not be read or written, or "".
    """

    changed = Signal(str)

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self.problem = ""
        self._values: dict[str, Any] = self._read() if file is not None else {}

    def get(self, name: str) -> Any:
        """The value, or its default. Raises KeyError for a name that has neither."""
        value = self._values.get(name)
        if value is None or (name in DEFAULTS and not _alike(value, DEFAULTS[name])):
            return DEFAULTS[name]
        return value

    def set(self, name: str, value: Any) -> None:
        """Keep a JSON value. Raises SettingsError when the file cannot be written; the value holds all the same."""
        if self._values.get(name, DEFAULTS.get(name)) == value:
            return
        self._values[name] = value
        self.changed.emit(name)
        self._write()

    def reset(self, name: str) -> None:
        """Back to the default."""
        if self._values.pop(name, None) is not None:
            self.changed.emit(name)
            self._write()

    def _read(self) -> dict[str, Any]:
        assert self._file is not None
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            return migrated(data)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            self.problem = f"The settings in {self._file} cannot be read ({error}); the defaults are used."
            log.warning(self.problem)
            self._keep_aside()
            return {}

    def _keep_aside(self) -> None:
        assert self._file is not None
        try:
            self._file.replace(self._file.with_suffix(".unreadable.json"))
        except OSError as error:
            log.warning("%s cannot be kept aside: %s", self._file, error)

    def _write(self) -> None:
        if self._file is None:
            return
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"schema": SCHEMA, "values": self._values}, indent=1), encoding="utf-8")
            part.replace(self._file)
        except OSError as error:
            self.problem = f"The settings cannot be written to {self._file}: {error.strerror or error}."
            raise SettingsError(self.problem, remedy="Make room there, or allow writing.") from error


def migrated(data: Any) -> dict[str, Any]:
    """The values of a settings file of this or an older schema. Raises ValueError for anything else."""
    if not isinstance(data, dict) or not isinstance(data.get("values"), dict) or type(data.get("schema")) is not int:
        raise ValueError("it holds no settings")
    values: dict[str, Any] = data["values"]
    for version in range(data["schema"], SCHEMA):
        values = MIGRATIONS[version](values)
    return values


def _alike(value: Any, default: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return type(value) is type(default)
    if isinstance(default, int | float):
        return isinstance(value, int | float)
    return isinstance(value, type(default))
