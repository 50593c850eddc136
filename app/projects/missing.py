"""What an open project names and cannot find: media that are gone, nodes of types that are not known."""

from __future__ import annotations

from dataclasses import dataclass

from app.edits import Document
from nodes.graph.project import MissingMedium

__all__ = ["MissingNode", "missing_media", "missing_nodes", "users_of"]

_CODES = ("node.unknown", "node.too-new", "node.too-old")


@dataclass(frozen=True)
class MissingNode:
    """path: "outer/inner".  reason: in words, from the last check of the graph."""

    path: str
    type_id: str
    reason: str


def missing_media(document: Document) -> list[MissingMedium]:
    """Every file the graph names that is not there; folders of weights among them."""
    return document.project.missing_media(document.registry)


def missing_nodes(document: Document) -> list[MissingNode]:
    """Nodes that stand in the graph as placeholders, kept as they were saved."""
    found = []
    for path, problems in document.problems().items():
        node = document.node(path)
        reasons = [problem.message for problem in problems if problem.code in _CODES]
        if node is not None and reasons:
            found.append(MissingNode(path, node.type_id, reasons[0]))
    return found


def users_of(medium: MissingMedium) -> list[str]:
    """Paths of the nodes that name it."""
    return list(dict.fromkeys(place.rpartition(".")[0] for place in medium.used_by))
