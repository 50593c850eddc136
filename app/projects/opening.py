"""Any file as a project: a .kino, a clip or picture that carries its graph, a template."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodes.errors import ProjectError
from nodes.graph import Node, Registry
from nodes.graph.edits import AddNodes, SetParameter
from nodes.graph.embed import read_embedded
from nodes.graph.model import walk
from nodes.graph.names import BUNDLED, MEDIA
from nodes.graph.project import Project

__all__ = [
    "CARRIERS",
    "SUFFIX",
    "CarriesNoGraph",
    "Opened",
    "anchor_files",
    "begun_with",
    "copy_of",
    "is_project_file",
    "read_project",
]

SUFFIX = ".kino"
CARRIERS = (".mp4", ".mov", ".mkv", ".webm", ".png")


class CarriesNoGraph(ProjectError):
    """A clip or picture in which there is no project; it can be what a new one begins with."""

    code = "project.no-graph"


@dataclass(frozen=True)
class Opened:
    """project: closed by whoever gets it.  name: what an unsaved copy is called.  moved: nodes brought up to date."""

    project: Project
    name: str = ""
    moved: tuple[str, ...] = ()


def is_project_file(path: Path) -> bool:
    """Whether the bytes are those of a .kino (a zip), whatever the name says. Raises ProjectError."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\3\4"
    except FileNotFoundError:
        raise ProjectError(f"There is no file {path}.", path=path, remedy="It may have been moved.") from None
    except IsADirectoryError:
        raise ProjectError(f"{path} is a folder.", path=path, remedy="Choose the .kino file in it.") from None
    except OSError as error:
        raise ProjectError(
            f"{path} cannot be read: {error.strerror or error}.", path=path, remedy="Is its drive there?"
        ) from error


def read_project(
    path: Path, registry: Registry, *, read_only: bool = False, recover: bool = False, state: Path | None = None
) -> Opened:
    """The project in a file, its nodes brought up to date. Raises ProjectError or MediaError in words."""
    if is_project_file(path):
        project = Project.open(path, read_only=read_only, recover=recover, state=state)
        return Opened(project, path.stem, _migrated(project, registry))
    if path.suffix.lower() not in CARRIERS:
        raise ProjectError(
            f"{path} is no Kinograph project.",
            path=path,
            remedy="Open a .kino file, or a clip or PNG that was exported with its graph.",
        )
    return copy_of(path, registry, state=state)


def copy_of(path: Path, registry: Registry, *, state: Path | None = None) -> Opened:
    """What a file holds as a project that has no file yet: of a template, a carrier, a file that is locked."""
    document = _document_in(path, state)
    project = Project.from_document(document, state=state)
    _take_media(project, path, state)
    anchor_files(project, path.parent, registry)
    moved = _migrated(project, registry)
    project.dirty = False  # nothing of it would be lost: the file is still there
    return Opened(project, path.stem, moved)


def begun_with(path: Path, registry: Registry, *, state: Path | None = None) -> Opened:
    """A new project whose first node loads a clip or picture. Raises MediaError when it is not there."""
    type_id = "media.load_image" if path.suffix.lower() == ".png" else "media.load_clip"
    project = Project.new(state=state)
    name = project.add_media(path)
    node = Node("source", type_id, registry[type_id].version, {"file": name})
    project.apply(AddNodes((node,)))
    return Opened(project, path.stem)


def anchor_files(project: Project, folder: Path, registry: Registry) -> None:
    """Write relative names that begin at `folder` out in full, where the files are there: the copy is elsewhere."""
    for where, graph in walk(project.graph):
        for node in list(graph.nodes.values()):
            kind = registry.get(node.type_id)
            for name, value in node.parameters.items():
                record = kind.parameter_by_name.get(name) if kind is not None else None
                if record is None or record.kind != "file" or record.save or not _is_relative(value):
                    continue
                there = Path(os.path.normpath(folder / value))
                if there.exists():
                    SetParameter(node.id, name, str(there), where).apply(project.graph)


def _document_in(path: Path, state: Path | None) -> dict[str, Any]:
    if is_project_file(path):
        with Project.open(path, read_only=True, state=state) as project:
            return project.document()
    document = read_embedded(path)
    if document is None:
        raise CarriesNoGraph(
            f"{path} carries no graph.", path=path, remedy="Only clips and pictures exported with their graph do."
        )
    return document


def _take_media(project: Project, path: Path, state: Path | None) -> None:
    """The bytes of owned media go into the pool, where the copy finds them."""
    if is_project_file(path) and project.media.owned:
        with Project.open(path, read_only=True, state=state) as source:
            for name in source.media.owned:
                if source.media.has(name):
                    source.media.path_of(name)
            project.media.owned.update(source.media.owned)


def _migrated(project: Project, registry: Registry) -> tuple[str, ...]:
    dirty = project.dirty
    moved = project.migrate(registry)
    if project.read_only:
        project.dirty = dirty
    return tuple(moved)


def _is_relative(value: object) -> bool:
    return (
        isinstance(value, str)
        and bool(value)
        and not value.startswith((MEDIA, BUNDLED))
        and not Path(value).is_absolute()
    )
