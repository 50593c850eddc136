"""Results laid out on disk for another process to look at: it reads a clip by mapping its frames.

<key>-<output>/     one value as `save_value` writes it; renamed into place whole, the longest unused go first
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from pathlib import Path

from nodes.errors import EngineError
from nodes.values import Value, ValueList, save_value

__all__ = ["Views"]


class Views:
    """Values by key and output under `folder`, at most `cap_bytes` together apart from the newest."""

    def __init__(self, folder: Path, cap_bytes: int = 4 << 30) -> None:
        self.folder = folder
        self.cap_bytes = cap_bytes

    def place(self, key: bytes, output: str, value: Value | ValueList) -> Path:
        """The folder that holds this value; written when it is not there yet.

        Errors: EngineError when it cannot be written.
        """
        place = self.folder / f"{key.hex()}-{output}"
        try:
            if not (place / "value.json").exists():
                self._write(value, place)
                self._shrink(place)
            os.utime(place)
        except OSError as error:
            raise EngineError(
                f"The result cannot be laid out in {self.folder}: {error.strerror or error}.",
                remedy="Make room there, or allow writing.",
            ) from error
        return place

    def _write(self, value: Value | ValueList, place: Path) -> None:
        part = self.folder / f".{uuid.uuid4().hex}.part"
        part.mkdir(parents=True)
        try:
            save_value(value, part)
            with contextlib.suppress(FileExistsError, OSError):  # another process was first with the same value
                part.rename(place)
            if not (place / "value.json").exists():
                raise OSError(f"{place} could not be made")
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _shrink(self, newest: Path) -> None:
        found = []
        for place in self.folder.iterdir():
            with contextlib.suppress(OSError):
                size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
                found.append((place.stat().st_mtime, size, place))
        total = sum(size for _, size, _ in found)
        for _, size, place in sorted(found):
            if total <= self.cap_bytes:
                return
            if place != newest:
                shutil.rmtree(place, ignore_errors=True)
                total -= size
