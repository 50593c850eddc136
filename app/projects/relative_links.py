"""Links to media follow a project that is saved into another folder."""

from __future__ import annotations

import os
from pathlib import Path

from app.edits import Document
from nodes.errors import MediaError
from nodes.graph import Graph, Registry
from nodes.graph.edits import SetParameter, Several
from nodes.graph.model import walk
from nodes.graph.names import BUNDLED, MEDIA
from nodes.graph.project import Project

__all__ = ["keep_links"]


def keep_links(document: Document, target: Path) -> None:
    """Before a project moves to `target`: relative names of files that are there are written from its new folder."""
    project, folder = document.project, target.parent
    if folder.resolve() == project.folder:
        return
    fresh: dict[str, str] = {}
    edits = []
    for where, node, parameter, name in _linked(project.graph, document.registry):
        if name not in fresh:
            fresh[name] = _from_folder(project, name, folder)
        if fresh[name] != name:
            edits.append(SetParameter(node, parameter, fresh[name], where))
    if edits:
        document.end_step()
        document.apply(Several(tuple(edits), "Links follow the project"))
        project.files = {fresh.get(name, name): facts for name, facts in project.files.items()}


def _linked(graph: Graph, registry: Registry) -> list[tuple[str, str, str, str]]:
    """(where, node, parameter, name) of each file parameter that is read and holds a relative name."""
    found = []
    for where, inside in walk(graph):
        for node in inside.nodes.values():
            kind = registry.get(node.type_id)
            for parameter, value in node.parameters.items():
                record = kind.parameter_by_name.get(parameter) if kind is not None else None
                reads = record is not None and record.kind == "file" and not record.save
                if reads and isinstance(value, str) and _is_relative(value):
                    found.append((where, node.id, parameter, value))
    return found


def _is_relative(name: str) -> bool:
    return bool(name) and not name.startswith((MEDIA, BUNDLED)) and not Path(name).is_absolute()


def _from_folder(project: Project, name: str, folder: Path) -> str:
    try:
        there = project.resolve(name)
    except MediaError:
        return name
    try:
        return Path(os.path.relpath(there.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return str(there.resolve())
