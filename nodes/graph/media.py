"""The media of a project: small ones it owns, large ones it knows by relative path and hash.

Owned media lie in a pool by content until and after they are saved into the project file, so a name resolves the same
way in the studio, in the engine process and for a project that was never saved.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from nodes.errors import MediaError, ProjectError
from nodes.graph.archive import Archive, open_archive
from nodes.graph.names import MEDIA, plain_name, resolve_name
from nodes.graph.state import media_pool, state_folder

__all__ = ["OWNED_BYTES", "MediaStore", "digest_of", "resolver", "sweep_media", "texts_in"]

OWNED_BYTES = 32 * 2**20
"""Files up to this size are taken into the project file unless asked otherwise."""


class MediaStore:
    """owned: facts by name, {"sha256": ..., "bytes": ...}; the bytes: in the pool, or in `archive` until wanted."""

    def __init__(self, pool: Path, owned: Mapping[str, Any], archive: Archive | None = None) -> None:
        self.pool = pool
        self.archive = archive
        self.owned: dict[str, dict[str, Any]] = {
            name: dict(facts)
            for name, facts in owned.items()
            if isinstance(facts, dict) and plain_name(name) and _is_digest(facts.get("sha256"))
        }
        for name, size in (archive.media if archive is not None else {}).items():
            self.owned.setdefault(name, {"bytes": size})

    def add(self, path: Path) -> str:
        """Take a copy of the file into the pool; its name in the project. The same content again gives the same name.

        Raises MediaError naming the file when it cannot be read.
        """
        try:
            digest, size = digest_of(path), path.stat().st_size
        except OSError as error:
            raise MediaError(f"{path} cannot be read: {error.strerror}.", remedy="Choose another file.") from error
        for name, facts in self.owned.items():
            if facts.get("sha256") == digest:
                return name
        name = self._free_name(path.name)
        self._pour(name, digest, lambda file: _copy(path, file))
        self.owned[name] = {"sha256": digest, "bytes": size}
        return name

    def has(self, name: str) -> bool:
        """True when the bytes of this medium are at hand."""
        facts = self.owned.get(name)
        if facts is None:
            return False
        known = facts.get("sha256")
        in_archive = self.archive is not None and name in self.archive.media
        return in_archive or (known is not None and self._place(name, known).exists())

    def path_of(self, name: str) -> Path:
        """A file with the medium's bytes. Raises MediaError when it is lost, ProjectError when it is damaged."""
        facts = self.owned.get(name)
        digest = facts.get("sha256") if facts is not None else None
        if digest is not None and self._place(name, digest).exists():
            with contextlib.suppress(OSError):
                os.utime(self._place(name, digest))  # in use: not to be swept
            return self._place(name, digest)
        if facts is None or self.archive is None or name not in self.archive.media:
            raise MediaError(f"The project's medium {name!r} is missing.", remedy="Choose the file again.")
        return self._unpack(name, digest, self.archive)

    def _unpack(self, name: str, digest: str | None, archive: Archive) -> Path:
        if digest is None:
            summed = _Summing()
            archive.copy_out(name, summed)  # type: ignore[arg-type]
            digest = self.owned[name]["sha256"] = summed.hash.hexdigest()
        self._pour(name, digest, lambda file: archive.copy_out(name, file))
        place = self._place(name, digest)
        if digest_of(place) != digest:
            place.unlink()
            raise ProjectError(
                f"{archive.path}: the medium {name!r} is not what was saved.",
                path=archive.path,
                remedy="Choose the file again or open a backup.",
            )
        return place

    def _pour(self, name: str, digest: str, fill: Callable[[IO[bytes]], None]) -> None:
        place = self._place(name, digest)
        if place.exists():
            return
        temporary = place.with_name(f".{uuid.uuid4().hex}.new")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("xb") as file:
                    fill(file)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(place)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise MediaError(f"{name} cannot be kept: {error.strerror}.", remedy="Free some space.") from error

    def _place(self, name: str, digest: str) -> Path:
        return self.pool / digest[:32] / name

    def _free_name(self, wanted: str) -> str:
        stem, dot, ending = wanted.rpartition(".")
        stem, ending = (stem, dot + ending) if dot else (wanted, "")
        clean = "".join(part if part not in '/\\:*?"<>|' and part.isprintable() else "_" for part in stem)
        clean = clean.strip(". ")[:120] or "medium"
        if not plain_name(clean + ending):
            clean, ending = f"_{clean}", ""
        name, number = clean + ending, 2
        while name.casefold() in {taken.casefold() for taken in self.owned}:
            name, number = f"{clean}_{number}{ending}", number + 1
        return name


def resolver(project_path: str, document: Mapping[str, Any] | None = None) -> Callable[[str], Path]:
    """What turns a parameter's file name into a path, without opening the project for editing.

    project_path: the .kino file, a folder, or "" (names are then relative to the current folder).  document: the
    project's document, which names owned media that are not saved yet.  What is returned raises MediaError.
    """
    path = Path(project_path) if project_path else None
    folder = path if path is None or path.is_dir() else path.parent
    stores: list[MediaStore] = []

    def store() -> MediaStore:
        if not stores:
            archive = open_archive(path) if path is not None and path.is_file() else None
            known: Mapping[str, Any] = archive.document if archive is not None else {}
            told = (document if document is not None else known).get("media")
            stores.append(MediaStore(media_pool(state_folder()), told if isinstance(told, dict) else {}, archive))
        return stores[0]

    def resolve(name: str) -> Path:
        if name.startswith(MEDIA) and not (path is not None and path.is_dir()):
            return store().path_of(name.removeprefix(MEDIA))
        return resolve_name(name, folder)

    return resolve


def sweep_media(state: Path, unused_days: float = 90.0) -> int:
    """Delete pooled media that no project used for so long; the bytes freed. Those a journal names are kept.

    What is in a saved project file is unpacked again when it is wanted.
    """
    named = b"".join(journal.read_bytes() for journal in (state / "journals").glob("*.journal"))
    oldest, freed = time.time() - unused_days * 86_400, 0
    for place in media_pool(state).glob("*/*"):
        with contextlib.suppress(OSError):
            facts = place.stat()
            if facts.st_mtime < oldest and place.parent.name.encode() not in named:
                place.unlink()
                freed += facts.st_size
                place.parent.rmdir()
    return freed


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def texts_in(data: Any) -> Iterator[str]:
    """Every text inside JSON data, keys left out."""
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


class _Summing:
    """A file to write to of which only the hash is kept."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)


def _copy(path: Path, to: IO[bytes]) -> None:
    import shutil

    with contextlib.closing(path.open("rb")) as source:
        shutil.copyfileobj(source, to, 2**20)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(digit in "0123456789abcdef" for digit in value)
