"""What a dropped file is, by its first bytes; its name decides only where the bytes leave it open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication

from nodes.errors import KinographError, MediaError, ProjectError
from nodes.graph.archive import open_archive
from nodes.graph.embed import KEY, MAX_EMBEDDED_BYTES, read_embedded

__all__ = ["Dropped", "Kind", "kind_of", "look_at"]

Kind = Literal["image", "clip", "audio", "project", "folder"]

_SOUND_SUFFIXES = frozenset(
    [".m4a", ".m4b", ".mka", ".oga", ".ogg", ".opus", ".mp3", ".wav", ".flac", ".aac", ".aiff"]
)
_CLIP_SUFFIXES = frozenset([".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".ogv"])
_PICTURE_SUFFIXES = frozenset([".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp"])
_HEAD = 64
_ENDS = MAX_EMBEDDED_BYTES + 2**20


@dataclass(frozen=True)
class Dropped:
    """carries: a clip or picture with the graph that made it.  note: why its graph cannot be used, "" when it can."""

    path: Path
    kind: Kind
    carries: bool = False
    note: str = ""


def look_at(path: Path) -> Dropped:
    """What the file or folder is. Raises MediaError or ProjectError naming it when it is nothing that can be used."""
    kind = kind_of(path)
    if kind == "project":
        open_archive(path)  # raises for a zip that is none of ours
        return Dropped(path, kind)
    if kind not in ("image", "clip") or path.is_dir():
        return Dropped(path, kind)
    try:
        return Dropped(path, kind, carries=_names_it(path) and read_embedded(path) is not None)
    except (MediaError, ProjectError) as error:
        return Dropped(path, kind, note=error.message)


def kind_of(path: Path) -> Kind:
    """Raises MediaError when the file is missing, empty, or nothing known."""
    tr = QCoreApplication.translate
    if path.is_dir():
        return "folder"
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        text = tr("Drop", "{0} cannot be read: {1}.").format(path, error.strerror or error)
        raise MediaError(text, remedy=tr("Drop", "Is its drive there?")) from error
    if not head:
        raise MediaError(tr("Drop", "{0} is empty.").format(path), remedy=tr("Drop", "Copy or export it again."))
    kind = _by_bytes(head, path.suffix.lower())
    if kind is None:
        raise _unknown(path)
    return kind


def _names_it(path: Path) -> bool:
    """Whether its beginning or end names the entry that holds a graph. Most files do not, and are not opened."""
    names = (KEY.encode(), KEY.upper().encode())
    try:
        with path.open("rb") as file:
            begin = file.read(_ENDS)
            file.seek(max(file.seek(0, os.SEEK_END) - _ENDS, len(begin)))
            parts = (begin, file.read(_ENDS))
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.") from error
    return any(name in part for part in parts for name in names)


def _unknown(path: Path) -> KinographError:
    tr, suffix = QCoreApplication.translate, path.suffix.lower()
    claims = {
        **dict.fromkeys(_PICTURE_SUFFIXES, tr("Drop", "a picture")),
        **dict.fromkeys(_CLIP_SUFFIXES, tr("Drop", "a clip")),
        **dict.fromkeys(_SOUND_SUFFIXES, tr("Drop", "a sound")),
        ".kino": tr("Drop", "a Kinograph project"),
    }
    if suffix in claims:
        text = tr("Drop", "{0} is called like {1}, but its content is something else.").format(path, claims[suffix])
    else:
        text = tr("Drop", "{0} is nothing the canvas can use.").format(path)
    return MediaError(
        text, remedy=tr("Drop", "Drop a picture, a clip, a sound, a folder of pictures or a .kino file.")
    )


def _by_bytes(head: bytes, suffix: str) -> Kind | None:
    sounds = suffix in _SOUND_SUFFIXES
    if head.startswith(b"PK\3\4"):
        return "project"
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")):
        return "image"
    if head.startswith((b"GIF87a", b"GIF89a", b"FLV\1")):
        return "clip"
    if head.startswith(b"RIFF"):
        if head[8:12] == b"WEBP":
            return "clip" if b"ANIM" in head else "image"
        return {b"AVI ": "clip", b"WAVE": "audio"}.get(head[8:12])  # type: ignore[return-value]
    if head.startswith(b"\x1a\x45\xdf\xa3") or head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"):
        return "audio" if sounds or head[8:12] in (b"M4A ", b"M4B ") else "clip"
    if head.startswith(b"OggS"):
        return "clip" if suffix == ".ogv" else "audio"
    if head.startswith((b"fLaC", b"ID3", b"FORM")) or (sounds and head[0] == 0xFF and head[1:2] >= b"\xe0"):
        return "audio"
    if head.startswith(b"\0\0\1\xba") or (head[0] == 0x47 and suffix in (".ts", ".mts")):
        return "clip"
    return None
