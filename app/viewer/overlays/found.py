"""Which values of the nodes before one could be laid over its picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from app.edits import Document

__all__ = ["LAID_OVER", "PICTURES", "Found", "found_upstream", "outputs_of"]

LAID_OVER = ("Tracks", "Strokes", "Poses", "Boxes", "Mask", "Depth", "CameraPath")
PICTURES = ("Image", "Clip")


@dataclass(frozen=True, slots=True)
class Found:
    """One output of a node. distance: how many wires away; 0 is the node itself."""

    path: str
    output: str
    type_name: str
    title: str
    distance: int


def found_upstream(document: Document, path: str, types: tuple[str, ...] = LAID_OVER) -> list[Found]:
    """Outputs of these types of a node and of everything before it, inside and outside subgraphs, nearest first."""
    found: list[Found] = []
    seen = {path}
    waiting = deque([(path, 0)])
    while waiting:
        here, distance = waiting.popleft()
        found.extend(outputs_of(document, here, types, distance))
        for source in _sources(document, here):
            if source not in seen:
                seen.add(source)
                waiting.append((source, distance + 1))
    return found


def outputs_of(document: Document, path: str, types: tuple[str, ...], distance: int = 0) -> Iterator[Found]:
    """The outputs of one node that carry one of these types."""
    where, _, name = path.rpartition("/")
    node, ports = document.node(path), document.interface(where, name)
    if node is None or ports is None:
        return
    kind = document.registry.get(node.type_id)
    title = node.title or (kind.title if kind is not None else node.type_id)
    named = [port for port in ports.outputs if hasattr(port.type, "type_name")]  # a reroute's is any value
    several = sum(port.type.type_name in types for port in named) > 1
    for port in named:
        if port.type.type_name in types and not port.many:
            told = f"{title} · {port.name.replace('_', ' ')}" if several else title
            yield Found(path, port.name, port.type.type_name, told, distance)


def _sources(document: Document, path: str) -> Iterator[str]:
    """Paths of the nodes wired to a node; for one at the edge of a subgraph those outside that feed it."""
    where, _, name = path.rpartition("/")
    graph = document.graph_at(where)
    if graph is None:
        return
    for wire in graph.wires.values():
        if wire.target == name:
            source = f"{where}/{wire.source}" if where else wire.source
            yield source
            yield from _inside(document, source, wire.output)
    if where:
        outside, _, holder = where.rpartition("/")
        around = document.graph_at(outside)
        for outer, inner in graph.exposed.inputs.items():
            feed = around.wires.get((holder, outer)) if around is not None else None
            if feed is not None and any(end.node == name for end in inner):
                yield f"{outside}/{feed.source}" if outside else feed.source


def _inside(document: Document, path: str, output: str) -> Iterator[str]:
    """The node in a subgraph that makes this output of it."""
    node = document.node(path)
    inner = node.graph.exposed.outputs.get(output) if node is not None and node.graph is not None else None
    if inner is not None:
        yield f"{path}/{inner.node}"
        yield from _inside(document, f"{path}/{inner.node}", inner.port)
