"""`--set node.parameter=value` and `--seed`: parameters changed for one run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.commands.addresses import Place, find_place, places_of
from app.commands.failure import CommandFailed, did_you_mean
from app.exit_codes import ExitCode
from nodes.graph import Graph, Parameter, Registry

__all__ = ["read_value", "with_seed", "with_settings"]

TRUE, FALSE = ("true", "on", "yes", "1"), ("false", "off", "no", "0")


def with_settings(graph: Graph, registry: Registry, settings: Sequence[str]) -> Graph:
    """The graph with each `NODE.PARAMETER=VALUE` done. Raises CommandFailed (bad usage) naming what does not fit."""
    for setting in settings:
        address, equals, text = setting.partition("=")
        name, dot, parameter_name = address.strip().rpartition(".")
        if not (equals and dot and name and parameter_name):
            raise CommandFailed(
                ExitCode.USAGE,
                f"--set '{setting}' is not NODE.PARAMETER=VALUE.",
                "For example: --set sample.steps=12",
            )
        place = find_place(name, graph, registry)
        parameter = _parameter(place, parameter_name)
        source = place.wired(graph, parameter.name)
        if source:
            raise CommandFailed(
                ExitCode.USAGE,
                f"--set '{setting}': {place.path}.{parameter.name} is fed by a wire from {source}, which goes first.",
                f"Set a parameter of {source} instead (see --list).",
            )
        graph = _changed(graph, place.path, parameter.name, read_value(text, parameter, place))
    return graph


def with_seed(graph: Graph, registry: Registry, seed: int) -> tuple[Graph, list[str]]:
    """The graph with every seed parameter that no wire feeds set to `seed`, and the names of those parameters."""
    names = []
    for place in list(places_of(graph, registry)):
        for parameter in place.parameters:
            if parameter.seed and not place.wired(graph, parameter.name):
                complaint = parameter.complaint(seed)
                if complaint:
                    raise CommandFailed(ExitCode.USAGE, f"--seed {seed}: {complaint}.")
                graph = _changed(graph, place.path, parameter.name, seed)
                names.append(f"{place.path}.{parameter.name}")
    if not names:
        raise CommandFailed(ExitCode.USAGE, f"--seed {seed}: nothing in this project has a seed.")
    return graph, names


def read_value(text: str, parameter: Parameter, place: Place) -> Any:
    """`text` as the parameter takes it. Raises CommandFailed (bad usage) saying what it takes."""
    try:
        value = _parsed(text, parameter)
    except ValueError:
        value = text
    complaint = parameter.complaint(value)
    if complaint:
        address = f"{place.path}.{parameter.name}"
        known = [str(choice) for choice in parameter.choices]
        near = did_you_mean(text, known) if known else f"It takes {told_range(parameter)}."
        raise CommandFailed(ExitCode.USAGE, f"--set {address}={text}: {complaint}.", near)
    return value


def told_range(parameter: Parameter) -> str:
    """What a parameter accepts, in words: `1 to 64`, `"as drawn" | "linear"`, `a text`."""
    unit = f" {parameter.unit}" if parameter.unit else ""
    match parameter.kind:
        case "integer" | "number":
            what = "a whole number" if parameter.kind == "integer" else "a number"
            low = "" if parameter.minimum is None else f" from {parameter.minimum:.10g}"
            high = "" if parameter.maximum is None else f" to {parameter.maximum:.10g}"
            return f"{what}{low}{high}{unit}"
        case "switch":
            return "true or false"
        case "choice":
            return " | ".join(str(choice) for choice in parameter.choices)
        case "file":
            return f"a file ({parameter.file_kind or 'any'})"
        case "json":
            return f"JSON ({parameter.editor})" if parameter.editor else "JSON"
        case _:
            return "a text"


def _parsed(text: str, parameter: Parameter) -> Any:
    if parameter.optional and text.strip().casefold() in ("none", "null", ""):
        return None
    match parameter.kind:
        case "integer":
            return int(text, 0)
        case "number":
            return float(text)
        case "switch":
            word = text.strip().casefold()
            return True if word in TRUE else False if word in FALSE else text
        case "choice":
            return next((each for each in parameter.choices if str(each).casefold() == text.strip().casefold()), text)
        case "json":
            return _parsed_json(text, parameter)
        case "file":
            # Someone typing a name means the folder they are in; the project would look beside itself.
            return str(Path(text).absolute()) if text and not parameter.save and Path(text).exists() else text
        case _:
            return text


def _parsed_json(text: str, parameter: Parameter) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise CommandFailed(
            ExitCode.USAGE,
            f"--set: {parameter.name} takes JSON, and this is none: {error}.",
            "Quote it for the shell.",
        ) from error


def _parameter(place: Place, name: str) -> Parameter:
    if place.kind is None and place.node.graph is None:
        raise CommandFailed(
            ExitCode.USAGE, f"{place.path} is of type '{place.node.type_id}', which this version does not know."
        )
    parameter = place.parameter(name)
    if parameter is None:
        raise CommandFailed(
            ExitCode.USAGE,
            f"{place.path} ({place.title}) has no parameter '{name}'.",
            did_you_mean(name, [each.name for each in place.parameters]),
        )
    return parameter


def _changed(graph: Graph, path: str, name: str, value: Any) -> Graph:
    """A copy of the graph in which the node at `path` has another value; everything else is shared."""
    first, _, rest = path.partition("/")
    node = graph.nodes[first]
    if rest and node.graph is not None:
        node = replace(node, graph=_changed(node.graph, rest, name, value))
    else:
        node = replace(node, parameters={**node.parameters, name: value})
    twin = graph.copy()
    twin.nodes[first] = node
    return twin
