"""`render --list`: what a project makes and what can be set in it, as tables or JSON."""

from __future__ import annotations

import json
from typing import Any

from app.commands.addresses import Place, places_of
from app.commands.overrides import told_range
from nodes.graph import Graph, Registry
from nodes.graph.interface import value_of

__all__ = ["listing", "listing_text"]

LONGEST_VALUE = 48


def listing(graph: Graph, registry: Registry) -> dict[str, Any]:
    """Outputs and parameters as plain JSON."""
    places = list(places_of(graph, registry))
    outputs = [
        {"node": place.path, "title": place.title, "type": place.node.type_id, "muted": place.node.muted}
        for place in places
        if place.kind is not None and place.kind.effect
    ]
    parameters = [_described(place, parameter, graph) for place in places for parameter in place.parameters]
    return {"schema": 1, "outputs": outputs, "parameters": parameters}


def listing_text(found: dict[str, Any]) -> str:
    """The listing as two aligned tables."""
    outputs = [[each["node"], each["title"], "muted" if each["muted"] else ""] for each in found["outputs"]]
    parameters = [
        [
            f"{each['node']}.{each['parameter']}",
            each["kind"],
            f"<- {each['wired']}" if each["wired"] else _shortened(each["value"]),
            each["range"],
        ]
        for each in found["parameters"]
    ]
    return "\n".join(
        [
            "Outputs",
            *_table(["node", "title", ""], outputs),
            "",
            "Parameters (set one with --set NODE.PARAMETER=VALUE)",
            *_table(["parameter", "type", "value", "range"], parameters),
        ]
    )


def _described(place: Place, parameter: Any, graph: Graph) -> dict[str, Any]:
    return {
        "node": place.path,
        "title": place.title,
        "parameter": parameter.name,
        "kind": parameter.kind,
        "value": value_of(place.node, place.parameters, parameter.name),
        "default": parameter.default,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "unit": parameter.unit,
        "choices": list(parameter.choices),
        "range": told_range(parameter),
        "seed": parameter.seed,
        "wired": place.wired(graph, parameter.name),
        "help": parameter.help,
    }


def _shortened(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return ["  (none)"]
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [header, *rows]]
    return [f"  {line}".rstrip() for line in lines]
