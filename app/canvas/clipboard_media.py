"""Media that travel with copied nodes: the bytes of small ones in the text, larger ones through the pool."""

from __future__ import annotations

import base64
import binascii
import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nodes.errors import KinographError
from nodes.graph import Graph, Node, Registry
from nodes.graph.media import texts_in
from nodes.graph.model import walk
from nodes.graph.names import BUNDLED, MEDIA, plain_name
from nodes.graph.project import Project

__all__ = ["MAX_CARRIED", "bring_media", "carried_media", "media_names", "missing_files"]

MAX_CARRIED = 4 * 2**20
"""Bytes of media that one copied text may hold before they are put into base 64."""


def media_names(graph: Graph) -> list[str]:
    """Every "media:NAME" in its parameters, subgraphs included."""
    found = (text for _, inner in walk(graph) for node in inner.nodes.values() for text in texts_in(node.parameters))
    return list(dict.fromkeys(text for text in found if text.startswith(MEDIA)))


def carried_media(project: Project, graph: Graph, limit: int = MAX_CARRIED) -> tuple[dict[str, Any], list[str]]:
    """(facts of the owned media that the graph names, with the bytes of small ones; names that travel as facts only).

    What the project itself lacks is left out.
    """
    carried: dict[str, Any] = {}
    left_out: list[str] = []
    used = 0
    for name in (text.removeprefix(MEDIA) for text in media_names(graph)):
        try:
            path = project.media.path_of(name)
            facts = dict(project.media.owned[name])
            size = path.stat().st_size
            if used + size <= limit:
                facts["data"] = base64.b64encode(path.read_bytes()).decode("ascii")
                used += size
            else:
                left_out.append(name)
        except (KinographError, OSError):
            left_out.append(name)
            continue
        carried[name] = facts
    return carried, left_out


def bring_media(
    project: Project, media: Mapping[str, Any], wanted: Iterable[str]
) -> tuple[dict[str, str], list[str]]:
    """Take the media into the project: (new "media:" names by old ones, names whose bytes are nowhere).

    Bytes that are not what the facts say count as missing. Names the project owns already stay.
    """
    renamed: dict[str, str] = {}
    missing: list[str] = []
    for text in wanted:
        name = text.removeprefix(MEDIA)
        facts = media.get(name, {})
        digest = facts.get("sha256") if isinstance(facts, dict) else None
        owned = _owned_as(project, name, digest)
        if owned is None:
            owned = _taken_in(project, name, digest, facts) if digest else None
        if owned is None:
            missing.append(name)
        elif owned != name:
            renamed[text] = MEDIA + owned
    return renamed, missing


def _owned_as(project: Project, name: str, digest: object) -> str | None:
    """The name of this medium in the project, when it is there."""
    if digest is None:
        return name if project.media.has(name) else None
    same = (other for other, facts in project.media.owned.items() if facts.get("sha256") == digest)
    return next((other for other in same if project.media.has(other)), None)


def _taken_in(project: Project, name: str, digest: object, facts: Mapping[str, Any]) -> str | None:
    if not isinstance(digest, str) or not plain_name(name):
        return None
    pooled = project.media.pool / digest[:32] / name
    if len(digest) == 64 and digest.isalnum() and pooled.is_file():
        return project.add_media(pooled, own=True).removeprefix(MEDIA)
    try:
        data = base64.b64decode(str(facts.get("data", "")), validate=True)
    except binascii.Error:
        return None
    if hashlib.sha256(data).hexdigest() != digest:
        return None
    with tempfile.TemporaryDirectory(prefix="kinograph-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return project.add_media(path, own=True).removeprefix(MEDIA)


def missing_files(project: Project, graph: Graph, registry: Registry) -> list[str]:
    """Files that its nodes are to load, other than owned media, that lead nowhere from this project."""
    missing: list[str] = []
    for _, inner in walk(graph):
        for node in inner.nodes.values():
            for text in _files_of(node, registry):
                try:
                    project.resolve(text)
                except KinographError:
                    missing.append(text)
    return list(dict.fromkeys(missing))


def _files_of(node: Node, registry: Registry) -> list[str]:
    kind = registry.get(node.type_id)
    records = kind.parameters if kind is not None else ()
    values = [node.parameters.get(record.name) for record in records if record.kind == "file" and not record.save]
    return [value for value in values if isinstance(value, str) and value and not value.startswith((MEDIA, BUNDLED))]
