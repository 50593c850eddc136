"""Old data made new: small functions from each version to the next, for the file format and for node types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nodes.errors import GraphError, KinographError, ProjectTooNew
from nodes.graph.model import Graph, Node
from nodes.graph.nodetype import NodeType
from nodes.graph.registry import Registry

__all__ = ["FORMAT", "FORMAT_MIGRATIONS", "migrate_document", "migrate_nodes", "migrated_node"]

FORMAT = 1
"""Version of project.json that this program writes."""

FORMAT_MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From format version -> function from a document of that version to one of the next. None so far."""


def migrate_document(
    document: dict[str, Any],
    path: object = "",
    *,
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] | None = None,
    newest: int = FORMAT,
) -> dict[str, Any]:
    """`document` in the newest format. Raises ProjectTooNew, or GraphError when no migration leads on."""
    steps = FORMAT_MIGRATIONS if migrations is None else migrations
    version = document.get("format")
    if type(version) is not int or version < 1:
        raise GraphError(
            f"The format version is {version!r}, not a whole number from 1 on.", remedy="Is it a project?"
        )
    if version > newest:
        raise ProjectTooNew(
            f"{path} has format version {version}; this Kinograph reads up to version {newest}.",
            path=path,
            remedy="Update Kinograph.",
        )
    for step in range(version, newest):
        if step not in steps:
            raise GraphError(f"Nothing leads from format version {step} to {step + 1}.", remedy="Report this file.")
        document = steps[step](document) | {"format": step + 1}
    return document


def migrated_node(node: Node, kind: NodeType) -> Node | None:
    """`node` with the parameters and version of the present `kind`; None when a step is missing or fails.

    A node that is newer than `kind`, too, gives None. The given node is not changed.
    """
    if node.version == kind.version:
        return node
    if node.version > kind.version:
        return None
    parameters = json.loads(json.dumps(node.parameters))
    for version in range(node.version, kind.version):
        step = kind.migrations.get(version)
        if step is None:
            return None
        try:
            parameters = step(parameters)
        except (KinographError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            return None
    return replace(node, parameters=parameters, version=kind.version)


def migrate_nodes(graph: Graph, registry: Registry) -> tuple[Graph, list[str]]:
    """(the graph with every node that can be brought to its present version, paths of the nodes that moved).

    Unknown and newer nodes, and those no migration leads on from, stay exactly as they are.
    """
    return _migrate(graph, registry, "")


def _migrate(graph: Graph, registry: Registry, prefix: str) -> tuple[Graph, list[str]]:
    moved: list[str] = []
    changed: dict[str, Node] = {}
    for node in graph.nodes.values():
        if node.graph is not None:
            inner, paths = _migrate(node.graph, registry, f"{prefix}{node.id}/")
            if paths:
                changed[node.id] = replace(node, graph=inner)
                moved += paths
            continue
        kind = registry.get(node.type_id)
        if kind is not None and node.version < kind.version:
            fresh = migrated_node(node, kind)
            if fresh is not None:
                changed[node.id] = fresh
                moved.append(prefix + node.id)
    if not changed:
        return graph, moved
    twin = graph.copy()
    twin.nodes.update(changed)
    return twin, moved
