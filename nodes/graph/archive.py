"""The project file as a zip: read with every member checked, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nodes.errors import ProjectError
from nodes.graph.names import plain_name
from nodes.graph.strictjson import MAX_NESTING, NotJson, deeper_than, parse

__all__ = ["Archive", "Limits", "open_archive", "remove_leftovers", "write_archive", "write_whole"]

DOCUMENT = "project.json"
MEDIA_FOLDER = "media/"


@dataclass(frozen=True)
class Limits:
    """What a project file may hold. total_bytes: of everything unpacked. ratio: unpacked to packed, from 1 MiB on."""

    members: int = 4000
    directory_bytes: int = 2**21
    document_bytes: int = 2**26
    total_bytes: int = 2**31
    ratio: int = 250


@dataclass(frozen=True)
class Archive:
    """path: the file.  document: its project.json.  media: names of the media members, each with its size in bytes.

    others: members of no known use, kept when the project is saved again.
    """

    path: Path
    document: dict[str, Any]
    media: dict[str, int]
    others: tuple[str, ...]

    def copy_out(self, name: str, to: IO[bytes]) -> None:
        """Write the medium `name` to an open file. Raises ProjectError naming the member when it is damaged."""
        self.copy_member(MEDIA_FOLDER + name, to)

    def copy_member(self, member: str, to: IO[bytes]) -> None:
        try:
            with zipfile.ZipFile(self.path) as packed, packed.open(member) as source:
                shutil.copyfileobj(source, to, 2**20)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError) as error:
            raise _bad(self.path, f"{member} is damaged ({error})") from error


def open_archive(path: Path, limits: Limits | None = None) -> Archive:
    """Check the whole zip and read its document. Raises ProjectError naming the file and the member."""
    bounds = limits or Limits()
    try:
        with path.open("rb") as file:
            _check_directory(path, file, bounds)
            with zipfile.ZipFile(file) as packed:
                members = packed.infolist()
                _check_members(path, members, bounds)
                if DOCUMENT not in packed.NameToInfo:
                    raise _bad(path, f"there is no {DOCUMENT} in it")
                size = packed.getinfo(DOCUMENT).file_size
                if size > bounds.document_bytes:
                    raise _bad(path, f"{DOCUMENT} has {size} bytes; {bounds.document_bytes} are allowed")
                text = packed.read(DOCUMENT)
    except FileNotFoundError:
        raise ProjectError(f"There is no project {path}.", path=path, remedy="Look for it elsewhere.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, struct.error) as error:
        raise _bad(path, f"it is no whole zip ({error})") from error
    except OSError as error:
        raise ProjectError(
            f"{path} cannot be read: {error.strerror}.", path=path, remedy="Check the file."
        ) from error
    try:
        document = parse(text)
    except NotJson as error:
        raise _bad(path, f"{DOCUMENT} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise _bad(path, f"{DOCUMENT} is no object")
    sizes = {member.filename: member.file_size for member in members if not member.is_dir()}
    del sizes[DOCUMENT]
    media = {name: size for name, size in sizes.items() if _is_medium(name)}
    others = tuple(name for name in sizes if name not in media)
    media = {name.removeprefix(MEDIA_FOLDER): size for name, size in media.items()}
    return Archive(path, document, media, others)


def write_archive(
    path: Path, document: Mapping[str, Any], media: Mapping[str, Path], others: Archive | None = None
) -> None:
    """Write the project file; the same content gives the same bytes. Raises ProjectError; the old file then stays.

    media: what lies at each path goes in under its name.  others: an archive whose unknown members are carried over.
    """
    text = _document_text(path, document)
    _check_amount(path, len(text), media)
    honest = len(text) < 200 * len(zlib.compress(text, 6))  # else opening would take it for a bomb

    def fill(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            packed.writestr(_member(DOCUMENT, zipfile.ZIP_DEFLATED if honest else zipfile.ZIP_STORED), text)
            for name in sorted(media):
                entry = _member(MEDIA_FOLDER + name, zipfile.ZIP_STORED)
                entry.file_size = media[name].stat().st_size
                with packed.open(entry, "w") as member, media[name].open("rb") as source:
                    shutil.copyfileobj(source, member, 2**20)
            for name in others.others if others is not None else ():
                assert others is not None
                with packed.open(_member(name, zipfile.ZIP_STORED), "w") as member:
                    others.copy_member(name, member)

    write_whole(path, fill)


def write_whole(path: Path, fill: Any) -> None:
    """Let `fill(file)` write a temporary file beside `path`, force it to the disk, then put it in `path`'s place.

    Raises ProjectError naming the reason; the temporary file is removed and `path` is as it was.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.saving")
    try:
        try:
            handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            with os.fdopen(handle, "w+b") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(OSError):
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            temporary.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ProjectError(
            f"{path} cannot be saved: {error.strerror or error}. What was there before is unchanged.",
            path=path,
            remedy="Free some space or save to another folder.",
        ) from error
    _force_folder(target.parent)


def remove_leftovers(path: Path) -> None:
    """Delete temporary files of saves of `path` that were killed. Only for the holder of its lock."""
    with contextlib.suppress(OSError):
        for left in path.resolve().parent.glob(f".{path.name}.????????.saving"):
            left.unlink(missing_ok=True)


def _force_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system knows that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _member(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    return entry


def _document_text(path: Path, document: Mapping[str, Any]) -> bytes:
    """Refuses what `open_archive` would refuse."""
    try:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
        if deeper_than(document, MAX_NESTING):
            raise ValueError(f"it is nested more than {MAX_NESTING} deep")
    except (TypeError, ValueError, RecursionError) as error:
        raise ProjectError(
            f"{path} cannot be saved: something in it is no plain data ({error}).",
            path=path,
            remedy="Undo and try again.",
        ) from error
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character, such as a lone surrogate
        return json.dumps(document, indent=1).encode()


def _check_amount(path: Path, document_bytes: int, media: Mapping[str, Path]) -> None:
    limits = Limits()
    total = document_bytes + sum(file.stat().st_size for file in media.values())
    if document_bytes > limits.document_bytes or total > limits.total_bytes or len(media) > limits.members - 100:
        raise ProjectError(
            f"{path} cannot be saved: {len(media)} media and {total} bytes are more than a project file may hold.",
            path=path,
            remedy="Link large media instead of taking them into the project.",
        )


def _check_directory(path: Path, file: IO[bytes], limits: Limits) -> None:
    """Look at the size of the member list before zipfile reads all of it into memory."""
    file.seek(0, os.SEEK_END)
    length = file.tell()
    file.seek(max(0, length - 65_557 - 20))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22:
        raise _bad(path, "it is no zip, or its end is missing")
    count, size = struct.unpack("<10xHL", tail[at : at + 16])
    if count > limits.members or size > limits.directory_bytes or tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        raise _bad(path, f"it has too many members (at most {limits.members} are allowed)")
    file.seek(0)


def _check_members(path: Path, members: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    seen: set[str] = set()
    total = 0
    for count, member in enumerate(members, 1):
        name = member.orig_filename
        if count > limits.members:
            raise _bad(path, f"it has more than {limits.members} members")
        _check_name(path, name)
        if name.casefold() in seen:
            raise _bad(path, f"the member {name!r} is there twice")
        seen.add(name.casefold())
        mode = member.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _bad(path, f"the member {name!r} is a link or a device")
        if member.flag_bits & 1:
            raise _bad(path, f"the member {name!r} is encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _bad(path, f"the member {name!r} is packed by method {member.compress_type}, which is not accepted")
        total += member.file_size
        if total > limits.total_bytes:
            raise _bad(path, f"unpacked it has more than {limits.total_bytes} bytes")
        if member.file_size > 2**20 and member.file_size > limits.ratio * max(1, member.compress_size):
            raise _bad(path, f"the member {name!r} unpacks to {member.file_size} bytes, which is no honest ratio")


def _check_name(path: Path, name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if len(parts) > 8 or not all(plain_name(part) for part in parts):
        raise _bad(path, f"the member name {name!r:.120} is not accepted")


def _is_medium(name: str) -> bool:
    return name.startswith(MEDIA_FOLDER) and plain_name(name.removeprefix(MEDIA_FOLDER))


def _bad(path: Path, what: str) -> ProjectError:
    return ProjectError(f"{path} cannot be opened: {what}.", path=path, remedy="Open a backup of it.")
