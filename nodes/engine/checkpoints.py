"""Unfinished work on disk by key: a denoise that was cut off goes on from where it was."""

from __future__ import annotations

import contextlib
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from nodes.engine.file_lock import FileLock

__all__ = ["Checkpoints"]

_DAY_S = 86_400.0


class Checkpoints:
    """One folder per key with numbered checkpoints; the highest number is the last complete one.

    Writing fills a folder whose name ends in `.part` and renames it, so a checkpoint is there whole or not at all.
    """

    def __init__(self, folder: Path, *, keep_days: float = 30.0) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._sweep(keep_days)

    def write(self, key: bytes, fill: Callable[[Path], None]) -> None:
        """Replace the checkpoint of `key` by what `fill` writes into an empty folder."""
        home = self.folder / key.hex()
        home.mkdir(exist_ok=True)
        part = home / f"{uuid.uuid4().hex}.part"
        part.mkdir()
        try:
            fill(part)
            with FileLock(self.folder / "lock"):
                older = _numbered(home)
                part.rename(home / str(older[-1] + 1 if older else 1))
                for number in older:
                    shutil.rmtree(home / str(number), ignore_errors=True)
        finally:
            if part.exists():
                shutil.rmtree(part, ignore_errors=True)

    def last(self, key: bytes) -> Path | None:
        home = self.folder / key.hex()
        numbers = _numbered(home)
        return home / str(numbers[-1]) if numbers else None

    def remove(self, key: bytes) -> None:
        shutil.rmtree(self.folder / key.hex(), ignore_errors=True)

    def _sweep(self, keep_days: float) -> None:
        oldest = time.time() - keep_days * _DAY_S
        for home in self.folder.iterdir():
            with contextlib.suppress(OSError):
                if home.is_dir() and home.stat().st_mtime < oldest:
                    shutil.rmtree(home, ignore_errors=True)


def _numbered(home: Path) -> list[int]:
    try:
        return sorted(int(path.name) for path in home.iterdir() if path.name.isdecimal())
    except FileNotFoundError:
        return []
