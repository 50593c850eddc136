"""What the search offers: every node type and every example graph, and which of them fit best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.canvas.search.fitting import Fit, Pulled, fit
from app.canvas.search.scorer import Hit, Searched, score
from app.look.palette import DARK
from nodes.graph import NodeType, Registry

if TYPE_CHECKING:
    from app.projects.templates import Template

__all__ = ["TEMPLATES", "Catalogue", "Entry", "Found"]

TEMPLATES = "templates"
"""Category id of example graphs."""

_RECENT_BONUS = 60.0
_CONVERTED_COST, _LOOSE_COST = 90.0, 50.0


@dataclass(frozen=True)
class Entry:
    """id: the node type's, or "template:NAME".  inputs, outputs: names of the types of its ports, for the dots."""

    id: str
    title: str
    category: str
    summary: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    searched: Searched
    kind: NodeType | None = None
    template: Path | None = None


@dataclass(frozen=True)
class Found:
    """An entry that fits what was typed. fit: the port that takes the pulled wire."""

    entry: Entry
    hit: Hit
    fit: Fit | None = None


class Catalogue:
    """Made once for a registry; what is asked of it takes no file and no Qt event."""

    def __init__(self, registry: Registry, templates: Iterable[Template] = ()) -> None:
        self._registry = registry
        self.entries: list[Entry] = sorted(map(_of_node, registry), key=_order)
        self.entries += [_of_template(template) for template in templates]
        self.by_id = {entry.id: entry for entry in self.entries}
        self.categories = list(dict.fromkeys(entry.category for entry in self.entries))
        self._fits: dict[tuple[object, ...], list[tuple[Entry, Fit | None]]] = {}

    def fitting(self, pulled: Pulled | None) -> list[tuple[Entry, Fit | None]]:
        """The entries that can take the pulled wire, with the port; all of them when none was pulled."""
        if pulled is None:
            return [(entry, None) for entry in self.entries]
        key = (pulled.from_output, pulled.types)
        if key not in self._fits:
            tried = [(entry, fit(pulled, entry.kind, self._registry)) for entry in self.entries if entry.kind]
            self._fits[key] = [(entry, port) for entry, port in tried if port is not None]
        return self._fits[key]

    def find(
        self, typed: str, pulled: Pulled | None = None, recent: Sequence[str] = (), category: str = ""
    ) -> list[Found]:
        """Entries that fit, the best first; recent ones and those that need no converter stand before their like."""
        latest = {name: _RECENT_BONUS * (1 - place / len(recent)) for place, name in enumerate(recent)}
        found: list[tuple[float, Found]] = []
        for entry, port in self.fitting(pulled):
            if category and entry.category != category:
                continue
            hit = score(typed, entry.searched)
            if hit is not None:
                points = hit.points + latest.get(entry.id, 0.0)
                if port is not None:
                    points -= _CONVERTED_COST * port.converted + _LOOSE_COST * port.loose
                found.append((points, Found(entry, hit, port)))
        if not typed.strip() and category:
            return [item for _, item in found]
        return [item for _, item in sorted(found, key=_rank)]

    def recent(self, names: Sequence[str], pulled: Pulled | None = None) -> list[Found]:
        """Those of the recent entries that still exist and fit."""
        fits = {entry.id: (entry, port) for entry, port in self.fitting(pulled)}
        return [Found(fits[name][0], Hit(0.0), fits[name][1]) for name in names if name in fits]

    def counts(self, pulled: Pulled | None = None) -> list[tuple[str, int]]:
        """(category, how many of its entries fit), those with none left out."""
        counted = dict.fromkeys(self.categories, 0)
        for entry, _ in self.fitting(pulled):
            counted[entry.category] += 1
        return [(name, number) for name, number in counted.items() if number]


def _of_node(kind: NodeType) -> Entry:
    searched = Searched.of(kind.title, kind.search, kind.category, kind.type_id)
    inputs = tuple(dict.fromkeys(_name(port.types, any_type=port.any) for port in kind.inputs))
    outputs = tuple(dict.fromkeys(_name((port.type,), any_type=port.any) for port in kind.outputs))
    return Entry(kind.type_id, kind.title, kind.category, kind.summary, inputs, outputs, searched, kind)


def _of_template(template: Template) -> Entry:
    name, title = template.path.stem, template.title
    searched = Searched.of(title, ("template", "example"), TEMPLATES, name)
    return Entry(f"template:{name}", title, TEMPLATES, template.sentence, (), (), searched, template=template.path)


def _name(types: tuple[type, ...], *, any_type: bool) -> str:
    return "" if any_type else str(getattr(types[0], "type_name", ""))


def _order(entry: Entry) -> tuple[int, str, str]:
    """Categories as an artist works, from loading to notes; those of packs after them."""
    known = list(DARK.kinds)
    place = known.index(entry.category) if entry.category in known else len(known)
    return (place, entry.category, entry.title)


def _rank(item: tuple[float, Found]) -> tuple[float, str]:
    return (-item[0], item[1].entry.title)
