"""Opens what `render` is given: a project file, or a clip or picture that carries its graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.commands.failure import CommandFailed
from app.exit_codes import ExitCode
from nodes.errors import KinographError
from nodes.graph import Graph, Registry, migrate_nodes
from nodes.graph.embed import read_embedded
from nodes.graph.project import Project

__all__ = ["Opened", "open_project"]


@dataclass(frozen=True)
class Opened:
    """graph: with its nodes brought up to date.  location: what relative names start from; rest: of the document."""

    graph: Graph
    location: str
    rest: Mapping[str, Any] = field(default_factory=dict)

    def document(self, graph: Graph) -> dict[str, Any]:
        """The project's document with `graph` in place of its own."""
        return {**self.rest, "graph": graph.to_document()}


def open_project(path: Path, registry: Registry) -> Opened:
    """Reads the project without locking it: it may be open elsewhere. Raises CommandFailed (bad project)."""
    if not path.exists():
        raise CommandFailed(ExitCode.PROJECT, f"There is no project {path}.", "Check the name.")
    try:
        document, location = _read(path)
        graph, _ = migrate_nodes(Graph.from_document(document["graph"]), registry)
    except KinographError as error:
        raise CommandFailed(ExitCode.PROJECT, error.message, error.remedy) from error
    return Opened(graph, location, {key: value for key, value in document.items() if key != "graph"})


def _read(path: Path) -> tuple[dict[str, Any], str]:
    if path.suffix.lower() != ".kino" and path.is_file():
        document = read_embedded(path)
        if document is not None:
            return document, str(path.resolve().parent)
    with Project.open(path, read_only=True) as project:
        return project.document(), str(path.resolve())
