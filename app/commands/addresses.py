"""The nodes and parameters of a project as a person addresses them on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.commands.failure import CommandFailed, did_you_mean
from app.exit_codes import ExitCode
from nodes.graph import Graph, Node, NodeType, Parameter, Registry, interface
from nodes.graph.model import walk

__all__ = ["Place", "find_place", "places_of"]


@dataclass(frozen=True)
class Place:
    """A node somewhere in a graph.

    path: its ids from outside in, "outer/inner".  kind: None for a subgraph and for what is unknown here.
    parameters: its own, or those a subgraph shows.
    """

    path: str
    node: Node
    kind: NodeType | None
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter | None:
        wanted = name.replace("-", "_")
        return next((each for each in self.parameters if each.name in (name, wanted)), None)

    @property
    def title(self) -> str:
        return self.node.title or (self.kind.title if self.kind else self.node.type_id)

    def wired(self, graph: Graph, name: str) -> str:
        """The id of the node whose wire feeds input or parameter `name`; empty when none does."""
        inside = graph.graph_at(self.path.rpartition("/")[0])
        wire = inside.wires.get((self.node.id, name)) if inside is not None else None
        return wire.source if wire else ""

    def answers_to(self, name: str) -> bool:
        return name in (self.path, self.node.id) or slug(name) in (slug(self.path), slug(self.title))


def slug(name: str) -> str:
    """`Strokes to Tracks` becomes `strokes-to-tracks`."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def places_of(graph: Graph, registry: Registry) -> Iterator[Place]:
    """Every node of the graph and of the subgraphs in it, outside first."""
    for path, inside in walk(graph):
        for node in inside.nodes.values():
            shown = interface(node, registry)
            parameters = shown.parameters if shown else ()
            yield Place(f"{path}/{node.id}" if path else node.id, node, registry.get(node.type_id), parameters)


def find_place(name: str, graph: Graph, registry: Registry) -> Place:
    """The one node with this path, id or title. Raises CommandFailed (bad usage) when there is none or several."""
    places = list(places_of(graph, registry))
    exact = [place for place in places if place.path == name]
    found = exact or [place for place in places if place.answers_to(name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(place.path for place in found)
        raise CommandFailed(ExitCode.USAGE, f"'{name}' names {len(found)} nodes: {ids}.", "Use one of these ids.")
    known = [place.path for place in places] + [slug(place.title) for place in places]
    raise CommandFailed(ExitCode.USAGE, f"The project has no node '{name}'.", did_you_mean(name, known))
