"""What `render` is given: a .kino file, or a clip or picture that carries its graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.commands.failure import CommandFailed
from app.exit_codes import ExitCode
from nodes.errors import KinographError
from nodes.graph import Graph, Registry, migrate_nodes
from nodes.graph.embed import read_embedded
from nodes.graph.project import Project

__all__ = ["OpenedProject", "open_project"]

CARRIERS = (".mp4", ".mov", ".mkv", ".webm", ".png")


@dataclass(frozen=True)
class OpenedProject:
    """graph: with its nodes brought up to date.  document: the rest of the project with it, as plain JSON."""

    path: Path
    graph: Graph
    document: dict[str, Any]


def open_project(path: Path, registry: Registry) -> OpenedProject:
    """Reads the file without locking or changing it. Raises CommandFailed (bad project) naming file and fault."""
    if not path.exists():
        raise CommandFailed(ExitCode.PROJECT, f"{path}: no such file.", "Check the name, or the folder you are in.")
    if path.is_dir():
        raise CommandFailed(ExitCode.PROJECT, f"{path} is a folder.", "Name the .kino file in it.")
    try:
        if path.suffix.lower() in CARRIERS:
            document = read_embedded(path)
            if document is None:
                raise CommandFailed(
                    ExitCode.PROJECT, f"{path} carries no graph.", "Only clips exported with their project do."
                )
        else:
            with Project.open(path, read_only=True) as project:
                document = project.document()
        graph, _ = migrate_nodes(Graph.from_document(document["graph"]), registry)
    except KinographError as error:
        raise CommandFailed(ExitCode.PROJECT, error.message, error.remedy) from error
    return OpenedProject(path.absolute(), graph, document)
