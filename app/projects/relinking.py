"""Other files in the place of those that are missing: one step to undo, and a search for all of them at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.edits import Document
from nodes.graph.edits import SetParameter, Several
from nodes.graph.media import texts_in
from nodes.graph.model import walk
from nodes.graph.names import BUNDLED, MEDIA
from nodes.graph.project import MissingMedium, Project

__all__ = ["FolderSearch", "relink", "remove_users"]

_CHUNK = 4 << 20


def relink(document: Document, files: Mapping[str, Path]) -> int:
    """Use each file in the place of the name, wherever the graph has it, as one step; how many parameters changed.

    Raises MediaError when a file cannot be read, GraphError when an edit cannot be.
    """
    fresh = {name: _named(document.project, path) for name, path in files.items()}
    edits = [
        SetParameter(node.id, parameter, _replaced(value, fresh), where)
        for where, graph in walk(document.graph)
        for node in graph.nodes.values()
        for parameter, value in node.parameters.items()
        if any(text in fresh for text in texts_in(value))
    ]
    if edits:
        document.end_step()
        label = f"Relink {next(iter(fresh))}" if len(fresh) == 1 else f"Relink {len(fresh)} media"
        document.apply(Several(tuple(edits), label))
        document.end_step()
    return len(edits)


def remove_users(document: Document, paths: Sequence[str], label: str) -> None:
    """Take these nodes out of the graph, as one step. Raises GraphError."""
    from nodes.graph.edits import RemoveNodes

    by_graph: dict[str, list[str]] = {}
    for path in paths:
        where, _, name = path.rpartition("/")
        by_graph.setdefault(where, []).append(name)
    document.end_step()
    document.apply(Several(tuple(RemoveNodes(tuple(names), where) for where, names in by_graph.items()), label))
    document.end_step()


class FolderSearch:
    """Looks for missing media below a folder, by name, and by content where it is known; in small steps.

    found: file by name of the medium.  looked_at: how many files so far.  Call `step` until it gives False.
    """

    def __init__(self, project: Project, missing: Sequence[MissingMedium], folder: Path) -> None:
        self.found: dict[str, Path] = {}
        self.looked_at = 0
        self._wanted = {medium.name: _facts(project, medium.name) for medium in missing}
        self._files = _files_below(folder)
        self._hashing: Iterator[str] | None = None
        self._candidate: tuple[Path, list[str]] | None = None

    def step(self) -> bool:
        """Do a little; False when everything is found or there is nothing left to look at."""
        if self._hashing is not None:
            self._go_on_hashing()
            return True
        open_names = [name for name in self._wanted if name not in self.found]
        path = next(self._files, None) if open_names else None
        if path is None:
            return False
        self.looked_at += 1
        self._look_at(path, open_names)
        return True

    def _look_at(self, path: Path, names: list[str]) -> None:
        try:
            size = path.stat().st_size
        except OSError:
            return
        alike = [
            name for name in names if self._wanted[name].get("bytes") == size and self._wanted[name].get("sha256")
        ]
        for name in names:
            same_name = path.name.casefold() == _last_part(name).casefold()
            if same_name and not self._wanted[name].get("sha256"):
                self.found[name] = path
        if alike:
            self._candidate = (path, alike)
            self._hashing = _digest_in_steps(path)

    def _go_on_hashing(self) -> None:
        assert self._hashing is not None
        assert self._candidate is not None
        digest = next(self._hashing, None)
        if digest == "":
            return
        path, names = self._candidate
        for name in names:
            if digest is not None and self._wanted[name].get("sha256") == digest:
                self.found[name] = path
        self._hashing = self._candidate = None


def _named(project: Project, path: Path) -> str:
    return str(path) if path.is_dir() else project.add_media(path)


def _replaced(data: Any, fresh: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        return fresh.get(data, data)
    if isinstance(data, list):
        return [_replaced(item, fresh) for item in data]
    if isinstance(data, dict):
        return {key: _replaced(item, fresh) for key, item in data.items()}
    return data


def _facts(project: Project, name: str) -> dict[str, Any]:
    """sha256 and bytes of a medium, as far as they were noted when it was taken in."""
    table = project.media.owned if name.startswith(MEDIA) else project.files
    found = table.get(name.removeprefix(MEDIA))
    return dict(found) if isinstance(found, dict) else {}


def _last_part(name: str) -> str:
    plain = name.removeprefix(MEDIA).removeprefix(BUNDLED)
    return plain.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _files_below(folder: Path) -> Iterator[Path]:
    """Files and folders; links to folders are not followed."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in folders)
        yield from (Path(root, name) for name in sorted(names))


def _digest_in_steps(path: Path) -> Iterator[str]:
    """ "" after each part, then the digest; nothing more when the file cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(_CHUNK):
                digest.update(part)
                yield ""
    except OSError:
        return
    yield digest.hexdigest()
