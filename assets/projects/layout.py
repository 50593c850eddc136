"""Lays an example out to be read: sections from left to right, each a frame around columns of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nodes.graph import Graph, Node, NodeType, Registry, Wire
from nodes.graph.model import Frame, Note
from nodes.values import Clip, Depth, Image, Mask

__all__ = ["Column", "Section", "laid_out", "node_height"]

GRID = 20
NODE_WIDTH, HEADER, ROW, PICTURE = 200, 28, 24, 132
PITCH = 280
FRAME_TITLE, FRAME_EDGE, FRAME_GAP, ROW_GAP = 60, 20, 40, 40
LEFT, TOP = 0, 0
NOTE_LINE, NOTE_COLUMN = 20, 7.2

Column = Sequence[str]


@dataclass(frozen=True)
class Section:
    """A frame. columns: ids of nodes, from above.  note: what to know or to try, written under the frame."""

    name: str
    title: str
    colour: str
    columns: Sequence[Column]
    note: str = ""


@dataclass
class _Board:
    nodes: dict[str, Node] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def laid_out(
    nodes: Mapping[str, Node], wires: Sequence[Wire], sections: Sequence[Section], registry: Registry, about: str
) -> Graph:
    """The graph with every node in its place. about: the note that opens the example, under the first frame."""
    board, left = _Board(), LEFT
    for place, section in enumerate(sections):
        width = 2 * FRAME_EDGE + (len(section.columns) - 1) * PITCH + NODE_WIDTH
        bottom = _place_columns(board, section, left, nodes, registry)
        height = bottom + FRAME_EDGE - TOP
        board.frames.append(Frame(section.name, section.title, (left, TOP), (width, height), section.colour))
        text = about if place == 0 else section.note
        if text:
            board.notes.append(_note("about" if place == 0 else section.name, text, left, TOP + height + GRID, width))
        left += width + FRAME_GAP
    ordered = {name: board.nodes[name] for name in nodes}
    return Graph(ordered, wires, board.frames, board.notes)


def node_height(node: Node, kind: NodeType) -> int:
    """How much room a node is given: header, a row for each port and parameter, and its picture."""
    rows = len(kind.inputs) + len(kind.outputs) + len(kind.parameters)
    shows = any(not port.many and issubclass(port.type, Clip | Image | Mask | Depth) for port in kind.outputs)
    return _up(HEADER + rows * ROW + (PICTURE if shows else 0) + 12)


def _place_columns(
    board: _Board,
    section: Section,
    left: int,
    nodes: Mapping[str, Node],
    registry: Registry,
) -> int:
    lowest = TOP + FRAME_TITLE
    for number, column in enumerate(section.columns):
        top = TOP + FRAME_TITLE
        for name in column:
            node = nodes[name]
            board.nodes[name] = replace(node, position=(float(left + FRAME_EDGE + number * PITCH), float(top)))
            top += node_height(node, registry[node.type_id]) + ROW_GAP
        lowest = max(lowest, top - ROW_GAP)
    return lowest


def _note(name: str, text: str, left: int, top: int, width: int) -> Note:
    per_line = max(16, int((width - 24) / NOTE_COLUMN))
    lines = sum(1 + len(paragraph) // per_line for paragraph in text.split("\n"))
    return Note(name, text, (float(left), float(top)), (float(width), float(_up(lines * NOTE_LINE + 40))))


def _up(length: float) -> int:
    return int(-(-length // GRID) * GRID)
