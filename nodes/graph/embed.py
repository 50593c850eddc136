"""The graph inside an exported clip or picture: written into PNG files here, into videos when they are muxed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from nodes.errors import GraphError, MediaError, ProjectError
from nodes.graph.archive import write_whole
from nodes.graph.migrations import FORMAT, migrate_document
from nodes.graph.model import Graph
from nodes.graph.png import SIGNATURE, BadPng, copy_with_text, read_text
from nodes.graph.redact import redact
from nodes.graph.registry import Registry
from nodes.graph.strictjson import NotJson, parse

__all__ = ["KEY", "embed_graph", "export_document", "read_embedded"]

KEY = "kinograph"
"""Name of the metadata entry. Containers may change its case."""

MAX_EMBEDDED_BYTES = 8 * 2**20
"""Below what every container carries (Matroska readers skip texts from 16 MiB on)."""


def export_document(document: Mapping[str, Any], *, private: bool = False, registry: Registry | None = None) -> str:
    """The JSON text to embed, on one line. private: without typed texts and absolute paths (see `redact`).

    document: of a project or of a graph alone.
    """
    whole = dict(document) if "format" in document else {"format": FORMAT, "graph": dict(document)}
    if private:
        whole = redact(whole, registry)
    return json.dumps(whole, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def embed_graph(path: Path, document: Mapping[str, Any] | str) -> None:
    """Write the document into the PNG at `path`, in place and atomically; the picture stays bit for bit.

    Raises MediaError when it is no whole PNG or the document is larger than could be read back.
    """
    text = document if isinstance(document, str) else export_document(document)
    if len(text) > MAX_EMBEDDED_BYTES:
        raise MediaError(
            f"The graph is too large to go into {path}.", remedy="Export without it, or save the project."
        )

    def fill(to: IO[bytes]) -> None:
        with path.open("rb") as source:
            copy_with_text(source, to, KEY, text)

    try:
        write_whole(path, fill)
    except BadPng as error:
        raise MediaError(f"{path} takes no graph: {error}.", remedy="Save it as PNG again.") from error


def read_embedded(path: Path) -> dict[str, Any] | None:
    """The project document that a PNG, MP4, MOV, MKV or WebM carries; None when it carries none or is something else.

    Runs nothing and touches no other file. Raises MediaError when the file cannot be read, ProjectError when what it
    carries is too large or no graph, ProjectTooNew when a newer Kinograph wrote it.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
            file.seek(0)
            if head.startswith(SIGNATURE):
                text = _from_png(path, file)
            else:
                text = _from_video(path, file, head)
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or error}.", remedy="Check the file.") from error
    if text is None:
        return None
    if len(text) > MAX_EMBEDDED_BYTES:
        raise _refused(path, f"it has {len(text)} characters; {MAX_EMBEDDED_BYTES} are allowed")
    try:
        document = parse(text)
        if not isinstance(document, dict) or "format" not in document:
            raise _refused(path, "it is no project document")
        document = migrate_document(document, path)
        Graph.from_document(document)
    except (NotJson, GraphError) as error:
        raise _refused(path, str(error)) from error
    return document


def _from_png(path: Path, file: IO[bytes]) -> str | None:
    try:
        return read_text(file, KEY, MAX_EMBEDDED_BYTES)
    except BadPng as error:
        raise _refused(path, str(error)) from error


def _from_video(path: Path, file: IO[bytes], head: bytes) -> str | None:
    """Only the containers Kinograph writes are opened, by name: a playlist in disguise is not followed."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        form = "matroska"
    elif head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"):
        form = "mov"
    else:
        return None
    import av

    try:
        with av.open(file, format=form, metadata_errors="replace") as container:
            entries: dict[str, str] = dict(container.metadata)
    except av.FFmpegError as error:
        raise MediaError(f"{path} cannot be read: {error}.", remedy="It may be cut short.") from error
    return next((text for key, text in entries.items() if key.casefold() == KEY), None)


def _refused(path: Path, what: str) -> ProjectError:
    return ProjectError(f"The graph in {path} cannot be read: {what}.", path=path, remedy="Open the project itself.")
