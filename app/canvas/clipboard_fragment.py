"""A part of a graph taken out, and put into another place or project under free ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from nodes.graph import Graph, Node, new_id
from nodes.graph.edits import AddNodes

__all__ = ["Rect", "bounds", "insertion", "part_of", "with_texts"]

Rect = tuple[float, float, float, float]
"""Left, top, width, height."""

_NODE_SIZE = (200.0, 120.0)


def part_of(graph: Graph, nodes: Collection[str], frames: Collection[str] = (), notes: Collection[str] = ()) -> Graph:
    """These nodes with the wires among them, these frames and notes, in the order they have in `graph`."""
    chosen = set(nodes)
    return Graph(
        [node for node in graph.nodes.values() if node.id in chosen],
        [wire for wire in graph.wires.values() if wire.source in chosen and wire.target in chosen],
        [frame for frame in graph.frames.values() if frame.id in frames],
        [note for note in graph.notes.values() if note.id in notes],
    )


def bounds(part: Graph, size_of: Callable[[Node], tuple[float, float]] | None = None) -> Rect:
    """The rectangle around everything in it; nodes have a usual size unless told."""
    rects: list[Rect] = [
        (*node.position, *(size_of(node) if size_of else _NODE_SIZE)) for node in part.nodes.values()
    ]
    rects += [(*item.position, *item.size) for table in (part.frames, part.notes) for item in table.values()]
    if not rects:
        return (0.0, 0.0, 0.0, 0.0)
    left, top = min(rect[0] for rect in rects), min(rect[1] for rect in rects)
    right, bottom = max(rect[0] + rect[2] for rect in rects), max(rect[1] + rect[3] for rect in rects)
    return (left, top, right - left, bottom - top)


def insertion(
    graph: Graph, part: Graph, shift: tuple[float, float], where: str = "", *, from_outside: bool = False
) -> AddNodes:
    """The edit that adds `part` to `graph`, moved by `shift`, with ids that are free there.

    from_outside: wires that begin at nodes of `graph` itself keep that end.
    """
    nodes = _fresh(graph.nodes, part.nodes)
    frames, notes = _fresh(graph.frames, part.frames), _fresh(graph.notes, part.notes)
    wires = [
        replace(wire, source=nodes.get(wire.source, wire.source), target=nodes[wire.target])
        for wire in part.wires.values()
        if wire.target in nodes and (wire.source in nodes or from_outside)
    ]
    return AddNodes(
        tuple(_moved(node, nodes[node.id], shift) for node in part.nodes.values()),
        tuple(wires),
        tuple(_moved(frame, frames[frame.id], shift) for frame in part.frames.values()),
        tuple(_moved(note, notes[note.id], shift) for note in part.notes.values()),
        where,
    )


def with_texts(part: Graph, names: dict[str, str]) -> Graph:
    """The part with texts in parameters replaced as told, subgraphs included: media under their new names."""
    if not names:
        return part
    twin = part.copy()
    for node in part.nodes.values():
        inner = with_texts(node.graph, names) if node.graph is not None else None
        twin.nodes[node.id] = replace(node, parameters=_replaced(node.parameters, names), graph=inner)
    return twin


def _fresh(taken: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    used = set(taken)
    names: dict[str, str] = {}
    for name in wanted:
        stem, _, number = name.rpartition("_")
        names[name] = new_id(used, stem if stem and number.isdigit() and name in used else name)
        used.add(names[name])
    return names


def _moved(item: Any, name: str, shift: tuple[float, float]) -> Any:
    x, y = item.position
    return replace(item, id=name, position=(x + shift[0], y + shift[1]))


def _replaced(data: Any, names: dict[str, str]) -> Any:
    match data:
        case str():
            return names.get(data, data)
        case list():
            return [_replaced(item, names) for item in data]
        case dict():
            return {key: _replaced(item, names) for key, item in data.items()}
    return data
