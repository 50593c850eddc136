"""Tidy up: the nodes in columns along the wires, frames around what they held, the whole where it was."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from app.canvas.layout_boxes import PADDING, TITLE, Box, Name, Rect, belongs, frames_of, tree
from app.canvas.layout_layers import Arrow, Spacing, layered
from app.canvas.layout_sizes import SizeOf
from nodes.graph import Frame, Graph, Wire
from nodes.graph.edits import ChangeFrame, Edit, MoveNodes, Several

__all__ = ["GRID", "PortHeight", "tidy"]

GRID = 20.0
Point = tuple[float, float]
PortHeight = Callable[[Wire], Point]
"""How far below the tops of its two nodes a wire begins and ends."""

_BETWEEN = 60.0


def tidy(
    graph: Graph,
    size_of: SizeOf,
    where: str = "",
    *,
    nodes: Collection[str] | None = None,
    notes: Collection[str] = (),
    heights: PortHeight | None = None,
    title: str = "Tidy up",
) -> Edit | None:
    """The edit that lays out these nodes and notes (all of both when None); None when everything stands well.

    Notes close to a node or frame that is laid out go with it.
    A frame all of whose nodes are laid out moves and resizes with them. Nodes in such a frame stay together, unless
    wires lead out of it and back in.
    """
    chosen = [node for node in graph.nodes.values() if nodes is None or node.id in nodes]
    if not chosen:
        return None
    rects: dict[Name, Rect] = {("node", node.id): (*node.position, *size_of(node)) for node in chosen}
    frames = frames_of(graph, rects, size_of)
    hosts = [*rects.values(), *frames.values()]
    for note in graph.notes.values():
        rect: Rect = (*note.position, *note.size)
        if nodes is None or note.id in notes or belongs(rect, hosts):
            rects["note", note.id] = rect
    arrows = _arrows(graph, heights or _middles(rects))
    roots, loose = tree(rects, frames, arrows)
    places = _laid_out(roots, arrows)
    final = _recentred(places, rects)
    return _edit(graph, final, rects, loose, where, title)


def _arrows(graph: Graph, heights: PortHeight) -> list[Arrow]:
    return [
        Arrow(("node", wire.source), ("node", wire.target), *heights(wire))
        for wire in graph.wires.values()
        if wire.source in graph.nodes and wire.target in graph.nodes
    ]


def _middles(rects: dict[Name, Rect]) -> PortHeight:
    def heights(wire: Wire) -> Point:
        ends = (rects.get(("node", wire.source)), rects.get(("node", wire.target)))
        return (ends[0][3] / 2 if ends[0] else 0.0, ends[1][3] / 2 if ends[1] else 0.0)

    return heights


def _laid_out(roots: list[Box], arrows: list[Arrow]) -> dict[Name, Rect]:
    """Every box's new rectangle. Frames are laid out from the inside to the outside."""
    sizes, rooms = _fill(roots, arrows)
    placed = _arranged(roots, rooms, arrows)
    final: dict[Name, Rect] = {}
    stack = [(box, (0.0, 0.0), placed) for box in roots]
    while stack:
        box, corner, places = stack.pop()
        left, top = places[box.name]
        room = (corner[0] + left, corner[1] + top)
        here = (room[0], room[1] + box.lift)
        final[box.name] = (*here, *sizes[box.name])
        final |= box.notes_at(room, sizes[box.name])
        stack += [(inner, (here[0] + PADDING, here[1] + TITLE), box.places) for inner in box.inside]
    return final


def _fill(boxes: list[Box], arrows: list[Arrow]) -> tuple[dict[Name, Point], dict[Name, Point]]:
    """(sizes of all boxes, what each takes with its notes); frames have the size of what they hold, laid out."""
    sizes: dict[Name, Point] = {}
    rooms: dict[Name, Point] = {}
    for box in boxes:
        sizes[box.name] = (box.rect[2], box.rect[3])
        if box.inside:
            inner, taken = _fill(box.inside, arrows)
            sizes, rooms = sizes | inner, rooms | taken
            box.places = _arranged(box.inside, rooms, arrows)
            right = max(box.places[inner.name][0] + rooms[inner.name][0] for inner in box.inside)
            low = max(box.places[inner.name][1] + rooms[inner.name][1] for inner in box.inside)
            sizes[box.name] = (_up(right + 2 * PADDING), _up(low + TITLE + PADDING))
        rooms[box.name] = box.room(sizes[box.name])
    return sizes, rooms


def _arranged(boxes: list[Box], sizes: dict[Name, Point], arrows: list[Arrow]) -> dict[Name, Point]:
    """Corners of boxes that stand beside each other, from (0, 0) on: parts without a wire between them in shelves."""
    holder = {inner: (box.name, height) for box in boxes for inner, height in box.heights()}
    joins: list[Arrow] = []
    for arrow in arrows:
        begin, end = holder.get(arrow.source), holder.get(arrow.target)  # type: ignore[call-overload]
        if begin is not None and end is not None and begin[0] != end[0]:
            joins.append(Arrow(begin[0], end[0], arrow.out + begin[1], arrow.into + end[1]))
    was = {box.name: (box.rect[0], box.rect[1]) for box in boxes}
    parts: list[tuple[dict[Name, Point], Point]] = []
    for names in _parts(list(was), joins):
        within = {name: sizes[name] for name in names}
        own = [join for join in joins if join.source in within]
        corners = layered(within, own, was, Spacing())
        parts.append(_from_origin(corners, sizes))
    return _shelves(parts)


def _parts(names: list[Name], joins: list[Arrow]) -> list[list[Name]]:
    """What hangs together, in the order of `names`."""
    near: dict[Name, list[Name]] = {name: [] for name in names}
    for join in joins:
        near[join.source].append(join.target)  # type: ignore[index, arg-type]
        near[join.target].append(join.source)  # type: ignore[index, arg-type]
    found: list[list[Name]] = []
    seen: set[Name] = set()
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        part = [name]
        for here in part:  # grows while it is walked
            fresh = [other for other in dict.fromkeys(near[here]) if other not in seen]
            seen.update(fresh)
            part += fresh
        found.append(part)
    return found


def _from_origin(corners: dict[Name, Point], sizes: dict[Name, Point]) -> tuple[dict[Name, Point], Point]:
    """The corners moved to begin at (0, 0), on the grid, and the size of it all."""
    left, top = min(x for x, _ in corners.values()), min(y for _, y in corners.values())
    moved = {name: (_up(x - left), round((y - top) / GRID) * GRID) for name, (x, y) in corners.items()}
    right = max(moved[name][0] + sizes[name][0] for name in moved)
    low = max(moved[name][1] + sizes[name][1] for name in moved)
    return moved, (right, low)


def _shelves(
    parts: list[tuple[dict[Name, Point], Point]],
) -> dict[Name, Point]:
    """Parts in rows, the largest first, in rows about as wide as all of it is high."""
    area = sum((size[0] + _BETWEEN) * (size[1] + _BETWEEN) for _, size in parts)
    width = max(max((size[0] for _, size in parts), default=0.0), (area * 1.8) ** 0.5)
    placed: dict[Name, Point] = {}
    left = top = low = 0.0
    for corners, size in sorted(parts, key=lambda part: -part[1][1] * (len(part[0]) > 1)):
        if left and left + size[0] > width:
            left, top = 0.0, _up(low + _BETWEEN)
        for name, (x, y) in corners.items():
            placed[name] = (left + x, top + y)
        low = max(low, top + size[1])
        left = _up(left + size[0] + _BETWEEN)
    return placed


def _recentred(places: dict[Name, Rect], rects: dict[Name, Rect]) -> dict[Name, Rect]:
    """Moved so that the middle of the nodes is where it was."""
    before = _middle([rect for name, rect in rects.items() if name[0] == "node"])
    after = _middle([rect for name, rect in places.items() if name[0] == "node"])
    x = round((before[0] - after[0]) / GRID) * GRID
    y = round((before[1] - after[1]) / GRID) * GRID
    return {name: (rect[0] + x, rect[1] + y, rect[2], rect[3]) for name, rect in places.items()}


def _middle(rects: list[Rect]) -> Point:
    left, top = min(rect[0] for rect in rects), min(rect[1] for rect in rects)
    right, low = max(rect[0] + rect[2] for rect in rects), max(rect[1] + rect[3] for rect in rects)
    return ((left + right) / 2, (top + low) / 2)


def _up(length: float) -> float:
    """To the next line of the grid."""
    return -(-length // GRID) * GRID


def _edit(
    graph: Graph,
    final: dict[Name, Rect],
    rects: dict[Name, Rect],
    loose: dict[str, list[Name]],
    where: str,
    title: str,
) -> Edit | None:
    corners = {name: (rect[0], rect[1]) for name, rect in final.items() if name in rects}
    moved = {name: corner for name, corner in corners.items() if corner != (rects[name][0], rects[name][1])}
    frames = {name[1]: rect for name, rect in final.items() if name[0] == "frame"}
    for frame, inside in loose.items():
        around = [final[name] for name in inside if name in final]
        frames[frame] = _around(around)
    edits: list[Edit] = []
    if moved:
        nodes = {name[1]: corner for name, corner in moved.items() if name[0] == "node"}
        notes = {name[1]: corner for name, corner in moved.items() if name[0] == "note"}
        edits.append(MoveNodes(nodes=nodes, notes=notes, where=where))
    for name, rect in frames.items():
        changed = replace(graph.frames[name], position=rect[:2], size=rect[2:])
        if changed != graph.frames[name]:
            edits.append(ChangeFrame(changed, where))
    return Several(tuple(edits), title, where) if edits else None


def _around(rects: list[Rect]) -> Rect:
    left, top = min(rect[0] for rect in rects) - PADDING, min(rect[1] for rect in rects) - TITLE
    right = max(rect[0] + rect[2] for rect in rects) + PADDING
    low = max(rect[1] + rect[3] for rect in rects) + PADDING
    return (left, top, _up(right - left), _up(low - top))


def frame_around(rects: list[Rect], frame: Frame) -> Frame:
    """The frame with the place and size that holds these rectangles."""
    around = _around(rects)
    return replace(frame, position=around[:2], size=around[2:])
