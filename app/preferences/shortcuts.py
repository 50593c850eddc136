"""Shortcuts as data: found by key, given, taken away, written to a file and read from one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence

from app.commands_table import Command, Commands
from app.settings import Settings
from nodes.errors import KinographError

__all__ = ["ShortcutsFileBad", "add_key", "export_keys", "import_keys", "is_own", "key_text", "remove_key", "users"]

_FORMAT = "kinograph-shortcuts"


class ShortcutsFileBad(KinographError):
    """A file of shortcuts that cannot be used. Nothing was changed."""

    code = "shortcuts"


def key_text(key: str) -> str:
    """As it is written on this platform."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def is_own(commands: Commands, name: str) -> bool:
    """Whether a person changed the keys of this command."""
    return commands.keys(name) != commands[name].keys


def users(commands: Commands, key: str) -> list[Command]:
    """Every command that listens to the key, wherever."""
    wanted = QKeySequence(key)
    return [each for each in commands if any(QKeySequence(used) == wanted for used in commands.keys(each.id))]


def add_key(commands: Commands, name: str, key: str, *, take_from: Sequence[str] = ()) -> None:
    """Give a command one more key; take_from: commands that lose it. Raises SettingsError."""
    for other in take_from:
        remove_key(commands, other, key)
    keys = commands.keys(name)
    if not any(QKeySequence(used) == QKeySequence(key) for used in keys):
        commands.set_keys(name, (*keys, key))


def remove_key(commands: Commands, name: str, key: str) -> None:
    """Raises SettingsError."""
    gone = QKeySequence(key)
    commands.set_keys(name, tuple(used for used in commands.keys(name) if QKeySequence(used) != gone))


def export_keys(settings: Settings, path: Path) -> None:
    """Write what a person changed. Raises ShortcutsFileBad when the file cannot be written."""
    data = {"format": _FORMAT, "version": 1, "keys": settings.get("keys")}
    try:
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise ShortcutsFileBad(
            f"{path} cannot be written: {error.strerror or error}.", remedy="Choose another folder."
        ) from error


def import_keys(settings: Settings, commands: Commands, path: Path) -> list[str]:
    """Use the shortcuts of a file in place of those there are; names in it that no command has.

    Raises ShortcutsFileBad naming what is wrong; SettingsError when they cannot be kept.
    """
    keys = _read(path)
    settings.set("keys", keys)
    return sorted(name for name in keys if name not in commands)


def _read(path: Path) -> dict[str, list[str]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ShortcutsFileBad(
            f"{path} cannot be read: {error.strerror or error}.", remedy="Check the file."
        ) from error
    except ValueError as error:
        raise ShortcutsFileBad(f"{path} is no JSON: {error}.", remedy="Export the shortcuts again.") from error
    keys = data.get("keys") if isinstance(data, dict) and data.get("format") == _FORMAT else None
    if not isinstance(keys, dict):
        raise ShortcutsFileBad(f"{path} holds no shortcuts.", remedy="Choose a file exported from here.")
    return {str(name): _checked(path, name, found) for name, found in keys.items()}


def _checked(path: Path, name: Any, found: Any) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(key, str) and _is_key(key) for key in found):
        raise ShortcutsFileBad(
            f"{path}: {found!r:.60} are no keys for {name}.", remedy='Write them like ["Ctrl+K", "F5"].'
        )
    return found


def _is_key(key: str) -> bool:
    sequence = QKeySequence(key)
    return sequence.count() > 0 and "\ufffd" not in sequence.toString() and bool(sequence.toString())
