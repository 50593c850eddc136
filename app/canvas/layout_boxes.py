"""Nodes, notes and frames as boxes in boxes, with each note beside what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.canvas.layout_layers import Arrow
from app.canvas.layout_sizes import SizeOf
from nodes.graph import Graph

__all__ = ["PADDING", "TITLE", "Box", "Name", "Rect", "belongs", "frames_of", "tree"]

Name = tuple[str, str]
"""("node" | "note" | "frame", id)."""
Rect = tuple[float, float, float, float]

PADDING, TITLE = 20.0, 40.0
"""Between a frame and what it holds: at its sides, and below its top."""
_NOTE_GAP, _NOTE_REACH = 20.0, 60.0


@dataclass
class Box:
    """A node, a note, or a frame with what it holds. above, below: notes that go where it goes."""

    name: Name
    rect: Rect
    inside: list[Box] = field(default_factory=list)
    places: dict[Name, tuple[float, float]] = field(default_factory=dict)
    above: list[Box] = field(default_factory=list)
    below: list[Box] = field(default_factory=list)

    @property
    def lift(self) -> float:
        """The room that the notes above it take."""
        return sum(note.rect[3] + _NOTE_GAP for note in self.above)

    def heights(self) -> Iterable[tuple[Name, float]]:
        """All it holds and itself, and how far below the top of its room each stands."""
        yield self.name, self.lift
        for box in self.inside:
            for name, height in box.heights():
                yield name, height + self.lift + TITLE + self.places[box.name][1]

    def room(self, size: tuple[float, float]) -> tuple[float, float]:
        """What it takes with its notes when it has this size."""
        width = max([size[0], *(self._aside(note) + note.rect[2] for note in (*self.above, *self.below))])
        return width, self.lift + size[1] + sum(_NOTE_GAP + note.rect[3] for note in self.below)

    def notes_at(self, corner: tuple[float, float], size: tuple[float, float]) -> dict[Name, Rect]:
        """Its notes when its room begins at this corner."""
        placed: dict[Name, Rect] = {}
        top = corner[1]
        for note in self.above:
            placed[note.name] = (corner[0] + self._aside(note), top, note.rect[2], note.rect[3])
            top += note.rect[3] + _NOTE_GAP
        top += size[1]
        for note in self.below:
            placed[note.name] = (corner[0] + self._aside(note), top + _NOTE_GAP, note.rect[2], note.rect[3])
            top += note.rect[3] + _NOTE_GAP
        return placed

    def _aside(self, note: Box) -> float:
        return min(max(note.rect[0] - self.rect[0], 0.0), max(self.rect[2] - note.rect[2], 0.0))


def frames_of(graph: Graph, rects: dict[Name, Rect], size_of: SizeOf) -> dict[str, Rect]:
    """Frames that hold some of these and nothing else."""
    others = [(*node.position, *size_of(node)) for node in graph.nodes.values() if ("node", node.id) not in rects]
    frames = {frame.id: (*frame.position, *frame.size) for frame in graph.frames.values()}
    return {
        name: rect
        for name, rect in frames.items()
        if any(_holds(rect, item) for item in rects.values()) and not any(_holds(rect, item) for item in others)
    }


def belongs(note: Rect, hosts: Iterable[Rect]) -> bool:
    """Whether a note is in one of these or close above or below it."""
    return any(_holds(rect, note) or _gap(note, rect) <= _NOTE_REACH for rect in hosts)


def _gap(note: Rect, host: Rect) -> float:
    """How far a note is above or below; endless when it shares less than half of its width."""
    shared = min(note[0] + note[2], host[0] + host[2]) - max(note[0], host[0])
    if shared < note[2] / 2:
        return float("inf")
    return max(host[1] - (note[1] + note[3]), note[1] - (host[1] + host[3]))


def _holds(outer: Rect, inner: Rect) -> bool:
    """Whether the middle of one is inside the other."""
    x, y = inner[0] + inner[2] / 2, inner[1] + inner[3] / 2
    return outer[0] <= x <= outer[0] + outer[2] and outer[1] <= y <= outer[1] + outer[3]


def tree(
    rects: dict[Name, Rect], frames: dict[str, Rect], arrows: list[Arrow]
) -> tuple[list[Box], dict[str, list[Name]]]:
    """(the outermost boxes, what is held by frames that cannot be kept as one box).

    Small frames stand in the larger ones that hold them. A frame is opened when going along the wires one would leave
    it and come back.
    """
    holders = sorted(frames, key=lambda name: frames[name][2] * frames[name][3])
    boxes: dict[Name, Box] = {name: Box(name, rect) for name, rect in rects.items()}
    parent: dict[Name, str] = {}
    for name, rect in rects.items():
        parent[name] = next((frame for frame in holders if _holds(frames[frame], rect)), "")
    for place, frame in enumerate(holders):
        larger = (other for other in holders[place + 1 :] if _holds(frames[other], frames[frame]))
        boxes["frame", frame] = Box(("frame", frame), frames[frame])
        parent["frame", frame] = next(larger, "")
    loose: dict[str, list[Name]] = {}
    for frame in holders:
        inside = [name for name in boxes if _is_within(name, frame, parent)]
        if _comes_back({name for name in inside if name[0] == "node"}, arrows):
            loose[frame] = inside
            for name, holder in parent.items():
                if holder == frame:
                    parent[name] = parent["frame", frame]
            del boxes["frame", frame], parent["frame", frame]
    for name, box in boxes.items():
        if parent[name]:
            boxes["frame", parent[name]].inside.append(box)
    roots = [box for name, box in boxes.items() if not parent[name]]
    for holder in boxes.values():
        holder.inside = _with_notes_beside(holder.inside)
    return _with_notes_beside(roots), loose


def _with_notes_beside(boxes: list[Box]) -> list[Box]:
    """The boxes without the notes that stand close above or below another one: those go with it now."""
    left: list[Box] = []
    for box in boxes:
        host = _host(box, boxes) if box.name[0] == "note" else None
        if host is None:
            left.append(box)
        else:
            (host.above if box.rect[1] < host.rect[1] else host.below).append(box)
    for box in left:
        box.above.sort(key=lambda note: note.rect[1])
        box.below.sort(key=lambda note: note.rect[1])
    return left


def _host(note: Box, boxes: list[Box]) -> Box | None:
    """What a note is about: the nearest box above or below it that shares at least half of its width."""
    found = [(_gap(note.rect, box.rect), place) for place, box in enumerate(boxes) if box.name[0] != "note"]
    gap, place = min(found, default=(float("inf"), 0))
    return boxes[place] if gap <= _NOTE_REACH else None


def _is_within(name: Name, frame: str, parent: dict[Name, str]) -> bool:
    holder = parent.get(name, "")
    while holder and holder != frame:
        holder = parent.get(("frame", holder), "")
    return holder == frame


def _comes_back(inside: set[Name], arrows: list[Arrow]) -> bool:
    """Whether a way along the wires leaves these nodes and enters them again."""
    after: dict[Name, list[Name]] = {}
    for arrow in arrows:
        after.setdefault(arrow.source, []).append(arrow.target)
    stack = [target for name in inside for target in after.get(name, ()) if target not in inside]
    seen = set(stack)
    while stack:
        for target in after.get(stack.pop(), ()):
            if target in inside:
                return True
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return False
