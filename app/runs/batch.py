"""Batches: one graph over many seeds, or over a grid of two parameters; and the sheet that shows all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nodes.errors import KinographError
from nodes.graph import Graph, Interface, Parameter, Registry, interface
from nodes.graph.interface import value_of
from nodes.graph.model import walk

__all__ = ["Axis", "BatchError", "Cell", "Setting", "cells", "parse_values", "seeds", "settings_of", "spread"]

MOST_RUNS = 400


class BatchError(KinographError):
    """What was asked for is no batch."""

    code = "batch"


@dataclass(frozen=True)
class Setting:
    """A parameter of a node that a batch may vary."""

    path: str
    title: str
    record: Parameter
    value: Any

    @property
    def label(self) -> str:
        return f"{self.title} · {self.record.name.replace('_', ' ')}"


@dataclass(frozen=True)
class Axis:
    """A setting and the values it takes, one row or column each."""

    setting: Setting
    values: tuple[Any, ...]

    def label(self, index: int) -> str:
        value = self.values[index]
        text = f"{value:.6g}" if isinstance(value, float) else str(value)
        return f"{self.setting.record.name.replace('_', ' ')} = {text}"


@dataclass(frozen=True)
class Cell:
    """One run of a batch: where it stands on the sheet, and what it sets."""

    row: int
    column: int
    title: str
    overrides: dict[str, dict[str, Any]] = field(default_factory=dict)


def settings_of(graph: Graph, registry: Registry) -> list[Setting]:
    """Every number, choice, switch and text of every node that no wire feeds; seeds first."""
    found: list[Setting] = []
    for where, inner in walk(graph):
        for node in inner.nodes.values():
            ports: Interface | None = interface(node, registry) if node.graph is None else None
            kind = registry.get(node.type_id)
            title = node.title or (kind.title if kind is not None else node.id)
            path = f"{where}/{node.id}" if where else node.id
            records = ports.parameters if ports is not None else ()
            for record in records:
                wired = (node.id, record.name) in inner.wires
                if not wired and record.kind in ("number", "integer", "choice", "switch", "text"):
                    found.append(Setting(path, title, record, value_of(node, records, record.name)))
    return sorted(found, key=lambda setting: not setting.record.seed)


def parse_values(setting: Setting, text: str) -> tuple[Any, ...]:
    """ "1, 2, 3", or "0 to 1 in 5" for numbers. Raises BatchError naming the value that does not fit."""
    parts = text.split()
    if len(parts) == 5 and parts[1] == "to" and parts[3] == "in" and setting.record.kind in ("number", "integer"):
        return spread(setting, parts[0], parts[2], parts[4])
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words:
        raise BatchError("No values are given.", remedy='Write them with commas between, or as "0 to 1 in 5".')
    return tuple(_value(setting, word) for word in words)


def spread(setting: Setting, first: str, last: str, count: str) -> tuple[Any, ...]:
    """Evenly from first to last, both included."""
    try:
        begin, end, steps = float(first), float(last), int(count)
    except ValueError as error:
        raise BatchError(f"{first} to {last} in {count} are no numbers.", remedy='Write "0 to 1 in 5".') from error
    if not 2 <= steps <= MOST_RUNS:
        raise BatchError(f"{steps} steps cannot be run.", remedy=f"Take 2 to {MOST_RUNS}.")
    values = [begin + (end - begin) * index / (steps - 1) for index in range(steps)]
    if setting.record.kind == "integer":
        values = list(dict.fromkeys(round(value) for value in values))
    return tuple(_checked(setting, value) for value in values)


def seeds(setting: Setting, text: str) -> tuple[Any, ...]:
    """ "4" is the present seed and the three after it, "random 4" four others, "1, 5, 9" exactly these."""
    words = text.replace(",", " ").split()
    if len(words) == 2 and words[0] == "random" and words[1].isdigit():
        return tuple(random.sample(range(2**32), _count(words[1])))
    if len(words) == 1 and words[0].isdigit() and "," not in text:
        begin = int(setting.value or 0)
        return tuple(begin + index for index in range(_count(words[0])))
    return parse_values(setting, ",".join(words))


def cells(rows: Axis | None, columns: Axis | None) -> list[Cell]:
    """Row by row. Raises BatchError for none, for too many, or for the same parameter twice."""
    if rows is None and columns is None:
        raise BatchError("Nothing is varied.", remedy="Choose a parameter and its values.")
    if rows is not None and columns is not None and _place(rows) == _place(columns):
        raise BatchError(f"{rows.setting.label} is on both axes.", remedy="Choose another parameter for one of them.")
    down, across = (len(axis.values) if axis is not None else 1 for axis in (rows, columns))
    found = [_cell(rows, columns, row, column) for row in range(down) for column in range(across)]
    if len(found) > MOST_RUNS:
        raise BatchError(f"{len(found)} runs are too many at once.", remedy=f"Take at most {MOST_RUNS}.")
    return found


def _cell(rows: Axis | None, columns: Axis | None, row: int, column: int) -> Cell:
    overrides: dict[str, dict[str, Any]] = {}
    words = []
    for axis, index in ((rows, row), (columns, column)):
        if axis is not None:
            setting = axis.setting
            overrides.setdefault(setting.path, {})[setting.record.name] = axis.values[index]
            words.append(axis.label(index))
    return Cell(row, column, ", ".join(words), overrides)


def _place(axis: Axis) -> tuple[str, str]:
    return axis.setting.path, axis.setting.record.name


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MOST_RUNS:
        raise BatchError(f"{count} runs cannot be made.", remedy=f"Take 1 to {MOST_RUNS}.")
    return count


def _value(setting: Setting, word: str) -> Any:
    kind = setting.record.kind
    try:
        if kind == "integer":
            return _checked(setting, int(word))
        if kind == "number":
            return _checked(setting, float(word))
    except ValueError as error:
        raise BatchError(f"{word!r} is no number for {setting.label}.", remedy="Correct it.") from error
    if kind == "switch":
        if word not in ("on", "off"):
            raise BatchError(f"{word!r} is neither on nor off.", remedy="Write on, off.")
        return word == "on"
    if kind == "choice":
        return _choice(setting, word)
    return _checked(setting, word)


def _choice(setting: Setting, word: str) -> Any:
    for choice in setting.record.choices:
        if str(choice) == word:
            return choice
    known: Sequence[str] = [str(choice) for choice in setting.record.choices]
    raise BatchError(f"{word!r} is no choice of {setting.label}.", remedy=f"Take {', '.join(known)}.")


def _checked(setting: Setting, value: Any) -> Any:
    complaint = setting.record.complaint(value)
    if complaint:
        raise BatchError(f"{setting.label} cannot be {value}: {complaint}.", remedy="Correct it.")
    return value
