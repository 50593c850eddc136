"""What was changed since the last save, appended line by line, so that it survives a crash.

The first line holds the whole document as it was; each further line one change. A line is `checksum space JSON`. It
is given to the system at once, so it survives the end of the process, and forced to the disk in batches, so a power
cut costs little. A torn last line is left out.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodes.errors import ProjectError
from nodes.graph.strictjson import NotJson, parse

__all__ = ["Journal", "JournalContent", "read_journal"]

FLUSH_LINES = 64
FLUSH_SECONDS = 1.0


@dataclass(frozen=True)
class JournalContent:
    """document: where it began.  changes: one JSON object each.  torn: a line at the end could not be read.

    path: of the project file, "" when it was never saved.
    """

    document: dict[str, Any]
    changes: list[dict[str, Any]]
    torn: bool
    path: str


class Journal:
    """Writes one journal file. Nothing is written before the first change."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._handle: int | None = None
        self._waiting = 0
        self._flushed = 0.0

    @property
    def started(self) -> bool:
        return self._handle is not None

    def start(self, document: dict[str, Any], project: Path | None) -> None:
        """Begin anew from `document`. Raises ProjectError naming the file when it cannot be written."""
        self.close()
        with self._guard():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.file.with_name(f"{self.file.name}.{os.getpid()}.new")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
            try:
                _write_line(handle, {"journal": 1, "path": str(project or ""), "document": document})
                os.fsync(handle)
            finally:
                os.close(handle)
            fresh.replace(self.file)
            self._handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
        self._flushed = time.monotonic()

    def append(self, change: dict[str, Any]) -> None:
        """Write one change. Raises ProjectError when the disk is full; the change itself is not lost by that."""
        if self._handle is None:
            raise ProjectError(f"The journal {self.file} is not started.", path=self.file)
        with self._guard():
            _write_line(self._handle, change)
            self._waiting += 1
            if self._waiting >= FLUSH_LINES or time.monotonic() - self._flushed >= FLUSH_SECONDS:
                self.flush()

    def flush(self) -> None:
        """Force what was written to the disk."""
        if self._handle is not None and self._waiting:
            os.fsync(self._handle)
            self._waiting = 0
            self._flushed = time.monotonic()

    def close(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self.flush()
            os.close(self._handle)
            self._handle = None

    def discard(self) -> None:
        """Close and delete: everything in it is saved."""
        self.close()
        with contextlib.suppress(OSError):
            self.file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _guard(self) -> Any:
        try:
            yield
        except OSError as error:
            raise ProjectError(
                f"The journal {self.file} cannot be written: {error.strerror}.",
                path=self.file,
                remedy="Free some space and save the project.",
            ) from error


def read_journal(file: Path) -> JournalContent | None:
    """What the journal holds; None when there is none or its first line is not whole."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return None
    head = _read_line(lines[0])
    if head is None or not isinstance(head.get("document"), dict):
        return None
    changes: list[dict[str, Any]] = []
    torn = False
    for line in lines[1:]:
        if not line:
            continue
        change = _read_line(line)
        if change is None:
            torn = True
            break
        changes.append(change)
    return JournalContent(head["document"], changes, torn, str(head.get("path", "")))


def _write_line(handle: int, data: dict[str, Any]) -> None:
    body = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode()
    view = memoryview(b"%08x %s\n" % (zlib.crc32(body), body))
    while view:
        view = view[os.write(handle, view) :]


def _read_line(line: bytes) -> dict[str, Any] | None:
    checksum, _, body = line.partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(body):
            return None
        data = parse(body)
    except (ValueError, NotJson):
        return None
    return data if isinstance(data, dict) else None
