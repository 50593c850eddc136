"""What may be private taken out of a document before it leaves the house: typed texts and absolute paths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nodes.graph.registry import Registry

__all__ = ["is_absolute_path", "redact"]

_TYPED = re.compile(r"prompt|negative|text|caption|description|comment|note|title|name", re.IGNORECASE)
_ABSOLUTE = re.compile(r"^(?:file:|/|~|\\\\|[A-Za-z]:[\\/])")


def is_absolute_path(text: str) -> bool:
    """True for a path that says something about the computer: /home/..., C:\\..., \\\\server\\..., ~/..., file:..."""
    return bool(_ABSOLUTE.match(text.strip()))


def redact(document: Mapping[str, Any], registry: Registry | None = None) -> dict[str, Any]:
    """A copy of a graph or project document with typed texts and absolute paths blanked; its shape stays.

    With a registry, the texts blanked are the values of text parameters. Of node types it does not know, and without
    one, every text of a parameter with a telling name (prompt, caption, ...) or of several words is blanked. Notes,
    titles of nodes and frames, and the places of linked media are blanked, too.
    """
    copy: dict[str, Any] = _without_paths(document)
    graph = copy.get("graph") if "nodes" not in copy and isinstance(copy.get("graph"), dict) else copy
    stack = [graph]
    while stack:
        here = stack.pop()
        if not isinstance(here, dict):
            continue
        for node in _objects(here.get("nodes")):
            _blank_node(node, registry)
            stack.append(node.get("graph"))
        for part in (*_objects(here.get("frames")), *_objects(here.get("notes"))):
            for key in ("title", "text"):
                if key in part:
                    part[key] = ""
    copy.pop("files", None)
    return copy


def _blank_node(node: dict[str, Any], registry: Registry | None) -> None:
    if "title" in node:
        node["title"] = ""
    kind = registry.get(str(node.get("type"))) if registry is not None else None
    parameters = node.get("parameters")
    if not isinstance(parameters, dict):
        return
    for name, value in parameters.items():
        record = kind.parameter_by_name.get(name) if kind is not None else None
        if record is None:
            parameters[name] = _blank_guessed(name, value)
        elif record.kind == "text" and isinstance(value, str):
            parameters[name] = ""
        elif record.kind == "json":
            parameters[name] = _blank_guessed("", value)


def _blank_guessed(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return "" if _TYPED.search(name) or len(value.split()) > 3 or "\n" in value else value
    if isinstance(value, list):
        return [_blank_guessed(name, item) for item in value]
    if isinstance(value, dict):
        return {key: _blank_guessed(key, item) for key, item in value.items()}
    return value


def _without_paths(data: Any) -> Any:
    if isinstance(data, str):
        return "" if is_absolute_path(data) else data
    if isinstance(data, Mapping):
        return {key: _without_paths(value) for key, value in data.items() if not is_absolute_path(key)}
    if isinstance(data, list | tuple):
        return [_without_paths(item) for item in data]
    return data


def _objects(table: Any) -> list[dict[str, Any]]:
    return [item for item in table.values() if isinstance(item, dict)] if isinstance(table, dict) else []
