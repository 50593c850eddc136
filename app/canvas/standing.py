"""Where the view stands over each graph: kept while the studio is open, and by name in the project when asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodes.graph import Graph
from nodes.graph.edits import SetView

__all__ = ["Standing", "named_views", "renamed_view", "with_view", "without_view"]

Standing = tuple[float, float, float]
"""x and y of the middle in the scene, and the zoom."""
_KEY = "named"


def named_views(graph: Graph) -> dict[str, Standing]:
    """The views of a graph that were given a name, in the order in which they were made; malformed ones left out."""
    named = graph.view.get(_KEY)
    found = {}
    for name, standing in (named if isinstance(named, Mapping) else {}).items():
        if isinstance(standing, list) and len(standing) == 3 and all(_is_number(part) for part in standing):
            found[str(name)] = (float(standing[0]), float(standing[1]), float(standing[2]))
    return found


def with_view(graph: Graph, name: str, standing: Standing, where: str) -> SetView:
    """The edit that keeps this view under a name."""
    return _kept(graph, {**_raw(graph), name: [round(part, 4) for part in standing]}, where)


def without_view(graph: Graph, name: str, where: str) -> SetView:
    return _kept(graph, {known: value for known, value in _raw(graph).items() if known != name}, where)


def renamed_view(graph: Graph, name: str, to: str, where: str) -> SetView:
    """The same view under another name, in its place in the order."""
    return _kept(graph, {to if known == name else known: value for known, value in _raw(graph).items()}, where)


def _raw(graph: Graph) -> dict[str, Any]:
    named = graph.view.get(_KEY)
    return dict(named) if isinstance(named, Mapping) else {}


def _kept(graph: Graph, named: dict[str, Any], where: str) -> SetView:
    return SetView({**graph.view, _KEY: named}, where)


def _is_number(part: object) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool) and abs(part) < 1e7
