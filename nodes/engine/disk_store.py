"""Dear results on disk: they outlive the program, a crash and kill -9, and several processes may share them.

    objects/ab/abcd.../        one finished entry: entry.json and a folder for each value
    scratch/<name>, .lock      what a process is writing; the lock falls when the process dies, then anyone sweeps it
    pins/abcd....json          entries held by a locked node

An entry is written in scratch and renamed into place whole, so a half-written one is never seen.  Reading needs no
lock.  entry.json lists every file with its size and checksum; an entry that does not match is dropped with a warning.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import threading
import time
import uuid
import zlib
from pathlib import Path
from typing import Any

from nodes.engine.entries import Entry, Hole, Many, Output
from nodes.engine.file_lock import FileLock
from nodes.values import Clip, Value, load_value, save_value

__all__ = ["DiskStore"]

log = logging.getLogger(__name__)
_FORMAT = 1
_BLOCK_BYTES = 1 << 20


class DiskStore:
    """Entries by key under `folder`, at most `cap_bytes` together; the longest unused go first. Thread safe."""

    def __init__(self, folder: Path, cap_bytes: int = 20 << 30) -> None:
        self.folder = folder
        self.cap_bytes = cap_bytes
        self._lock = threading.Lock()
        self._scratch: Path | None = None
        self._scratch_lock: FileLock | None = None
        self._unscanned_bytes = cap_bytes  # so that the first put measures what is there
        self._writes = 0
        for name in ("objects", "scratch", "pins"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.sweep()

    def close(self) -> None:
        """Give the scratch folder back. The entries stay."""
        with self._lock:
            if self._scratch is not None and self._scratch_lock is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)
                self._scratch_lock.release()
                self._scratch_lock.path.unlink(missing_ok=True)
                self._scratch = self._scratch_lock = None

    def path_of(self, key: bytes) -> Path:
        name = key.hex()
        return self.folder / "objects" / name[:2] / name

    def __contains__(self, key: bytes) -> bool:
        return (self.path_of(key) / "entry.json").exists()

    def find(self, key: bytes) -> Entry | None:
        """The entry, or None when there is none or it is damaged (which is logged, and the entry dropped)."""
        path = self.path_of(key)
        record = path / "entry.json"
        try:
            data = json.loads(record.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            return self._damaged(path, error)
        try:
            _verify(path, data)
            entry = _read(path, data)
        except Exception as error:  # noqa: BLE001  what a damaged file makes a reader raise cannot be listed
            return self._damaged(path, error) if record.exists() else None
        with contextlib.suppress(OSError):  # a read-only store still serves
            os.utime(record)
        return entry

    def place_of(self, key: bytes, output: str) -> Path | None:
        """The folder of one value of an entry, for `load_value`; None when it is not here, or is a list."""
        path = self.path_of(key)
        try:
            name = json.loads((path / "entry.json").read_bytes())["outputs"][output]["value"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return path / str(name)

    def put(self, key: bytes, entry: Entry) -> bool:
        """Keep an entry; False when it cannot be kept: holes in it, a full disk, larger than the cap."""
        if key in self or _has_holes(entry):
            return key in self
        work = None
        try:
            work = self._new_scratch()
            size = _write(work, entry)
            if size > self.cap_bytes:
                log.warning("A result of %d bytes is larger than the whole store (%d).", size, self.cap_bytes)
                return False
            target = self.path_of(key)
            target.parent.mkdir(exist_ok=True)
            try:
                work.rename(target)
            except OSError:
                if key not in self:  # otherwise another process was first with the same result
                    raise
        except OSError as error:
            log.warning("A result could not be kept in %s: %s", self.folder, error)
            return False
        finally:
            if work is not None and work.exists():
                shutil.rmtree(work, ignore_errors=True)
        self._unscanned_bytes += size
        if self._unscanned_bytes > self.cap_bytes // 20:
            self.shrink()
        return True

    def drop(self, key: bytes) -> None:
        self._remove(self.path_of(key))

    def pin(self, name: str, key: bytes) -> None:
        """Keep the entry of `key` for a locked node, whatever the cap says, until `unpin(name)`."""
        part = self.folder / "pins" / f"{name}.{uuid.uuid4().hex}.part"
        part.write_text(json.dumps({"key": key.hex()}), encoding="utf-8")
        part.replace(self.folder / "pins" / f"{name}.json")

    def pinned(self, name: str) -> bytes | None:
        try:
            data = json.loads((self.folder / "pins" / f"{name}.json").read_bytes())
            return bytes.fromhex(data["key"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def unpin(self, name: str) -> None:
        (self.folder / "pins" / f"{name}.json").unlink(missing_ok=True)

    def pins(self) -> set[str]:
        return {path.stem for path in (self.folder / "pins").glob("*.json")}

    def nbytes(self) -> int:
        return sum(size for _, size, _ in self._scan())

    def shrink(self) -> None:
        """Drop the longest unused entries until the cap holds with a tenth to spare; do nothing below the cap."""
        entries = sorted(self._scan())
        total = sum(size for _, size, _ in entries)
        self._unscanned_bytes = 0
        if total <= self.cap_bytes:
            return
        kept = self._pinned_names()
        for _, size, path in entries:
            if total <= self.cap_bytes * 9 // 10:
                return
            if path.name not in kept:
                self._remove(path)
                total -= size

    def _pinned_names(self) -> set[str]:
        """The folders of pinned entries, and of the elements of pinned lists."""
        kept = set()
        for name in self.pins():
            key = self.pinned(name)
            if key is not None:
                kept.add(key.hex())
                with contextlib.suppress(OSError, ValueError):
                    kept.update(json.loads((self.path_of(key) / "entry.json").read_bytes()).get("parts", ()))
        return kept

    def sweep(self) -> None:
        """Remove what processes that are no more left half-written."""
        with contextlib.suppress(OSError), FileLock(self.folder / "sweep.lock"):
            for path in (self.folder / "scratch").glob("*.lock"):
                lock = FileLock(path)
                if self._scratch_lock is not None and path == self._scratch_lock.path:
                    continue
                if lock.try_acquire():
                    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
                    lock.release()
                    path.unlink(missing_ok=True)

    def _scan(self) -> list[tuple[float, int, Path]]:
        """(last used, bytes, path) of every entry."""
        found = []
        for record in (self.folder / "objects").glob("*/*/entry.json"):
            with contextlib.suppress(OSError):
                used = record.stat().st_mtime
                size = sum(file.stat().st_size for file in record.parent.rglob("*") if file.is_file())
                found.append((used, size, record.parent))
        return found

    def _new_scratch(self) -> Path:
        with self._lock:
            if self._scratch is None:
                name = uuid.uuid4().hex
                with FileLock(self.folder / "sweep.lock"):
                    self._scratch = self.folder / "scratch" / name
                    self._scratch.mkdir()
                    self._scratch_lock = FileLock(self.folder / "scratch" / f"{name}.lock")
                    self._scratch_lock.try_acquire()
            self._writes += 1
            path = self._scratch / str(self._writes)
            path.mkdir()
            return path

    def _remove(self, path: Path) -> None:
        """Out of sight in one step, then deleted at leisure. Another process may have been first."""
        with contextlib.suppress(OSError):
            grave = self._new_scratch()
            path.rename(grave / "entry")
            shutil.rmtree(grave, ignore_errors=True)

    def _damaged(self, path: Path, error: Exception) -> Entry | None:
        log.warning("The stored result %s is damaged and is dropped: %s", path.name[:12], error)
        self._remove(path)
        return None


def _has_holes(entry: Entry) -> bool:
    if entry.parts is not None:
        return any(isinstance(part, Hole) for part in entry.parts)
    return any(
        type(output) is Hole or (type(output) is Many and any(type(item) is Hole for item in output.items))
        for output in entry.outputs.values()
    )


def _write(folder: Path, entry: Entry) -> int:
    """Fill an empty folder; returns the bytes written."""
    count = 0

    def store(value: Value) -> str:
        nonlocal count
        name = f"v{count}"
        count += 1
        (folder / name).mkdir()
        save_value(value, folder / name)
        return name

    data: dict[str, Any] = {"format": _FORMAT, "seconds": entry.seconds, "written": time.time()}
    if entry.parts is not None:
        data["parts"] = [part.hex() for part in entry.parts if isinstance(part, bytes)]
    outputs = data["outputs"] = {}
    for name, output in entry.outputs.items():
        if type(output) is Many:
            items = [store(item) for item in output.items if isinstance(item, Value)]
            outputs[name] = {"items": items, "ids": [identity.hex() for identity in output.ids]}
        elif isinstance(output, Value):
            outputs[name] = {"value": store(output)}
    files = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            files[file.relative_to(folder).as_posix()] = [file.stat().st_size, _checksum(file)]
    data["files"] = files
    text = json.dumps(data)
    (folder / "entry.json").write_text(text, encoding="utf-8")
    return len(text) + sum(size for size, _ in files.values())


def _read(folder: Path, data: dict[str, Any]) -> Entry:
    outputs: dict[str, Output] = {}
    for name, content in data["outputs"].items():
        if "items" in content:
            items = tuple(_held(load_value(folder / item)) for item in content["items"])
            outputs[name] = Many(items, tuple(bytes.fromhex(identity) for identity in content["ids"]))
        else:
            outputs[name] = _held(load_value(folder / content["value"]))
    parts = tuple(bytes.fromhex(part) for part in data["parts"]) if "parts" in data else None
    return Entry(outputs, float(data["seconds"]), parts)


def _held(value: Value) -> Value:
    """The value with its frames mapped now: a map outlives the entry's file, a name does not."""
    for part in (value, *value.parts().values()):
        if isinstance(part, Clip) and part.on_disk:
            part.frame(0)
    return value


def _verify(folder: Path, data: dict[str, Any]) -> None:
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']}")
    for name, (size, checksum) in data["files"].items():
        file = folder / name
        if file.stat().st_size != size:
            raise ValueError(f"{name} has {file.stat().st_size} bytes instead of {size}")
        if _checksum(file) != checksum:
            raise ValueError(f"{name} does not match its checksum")


def _checksum(file: Path) -> int:
    total = 0
    block = memoryview(bytearray(_BLOCK_BYTES))
    with file.open("rb", buffering=0) as stream:
        while count := stream.readinto(block):
            total = zlib.crc32(block[:count], total)
    return total
