"""Lays an example out to be read: sections from left to right, each a frame around columns of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nodes.graph import Graph, Node, NodeType, Registry, Wire
from nodes.graph.model import Frame, Note

__all__ = ["Column", "Section", "laid_out", "node_size"]

GRID = 20
WIDTH, TEXT_WIDTH, HEADER, ROW, LINE, INSET = 200, 240, 28, 24, 17, 10
MOST_PARAMETERS, MOST_LINES, LETTERS_A_LINE = 5, 4, 30
COLUMN_GAP = 60
FRAME_TITLE, FRAME_EDGE, FRAME_GAP, ROW_GAP = 40, 20, 40, 40
LEFT, TOP = 0, 0
NOTE_LINE, NOTE_COLUMN = 18, 6.4

PICTURED = (
    "Image",
    "Clip",
    "Mask",
    "Depth",
    "Poses",
    "Flow",
    "Strokes",
    "Tracks",
    "Boxes",
    "Latents",
    "CameraPath",
    "Report",
)

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
    sizes = {name: node_size(node, registry[node.type_id], _wired(name, wires)) for name, node in nodes.items()}
    for place, section in enumerate(sections):
        right, bottom = _place_columns(board, section, left, nodes, sizes)
        width, height = right + FRAME_EDGE - left, bottom + FRAME_EDGE - TOP
        board.frames.append(Frame(section.name, section.title, (left, TOP), (width, height), section.colour))
        text = about if place == 0 else section.note
        if text:
            board.notes.append(_note("about" if place == 0 else section.name, text, left, TOP + height + GRID, width))
        left += width + FRAME_GAP
    ordered = {name: board.nodes[name] for name in nodes}
    return Graph(ordered, wires, board.frames, board.notes)


def node_size(node: Node, kind: NodeType, wired: set[str]) -> tuple[int, int]:
    """How much room a node is given: header, ports, the parameters that are shown, and its picture."""
    free = [record for record in kind.parameters if record.name not in wired and record.kind != "json"]
    shown = free[:MOST_PARAMETERS] if not any(record.multiline for record in free) else free
    texts = [str(node.parameters.get(record.name, "")) for record in shown if record.multiline]
    plain = len(shown) - len(texts) + len(wired & kind.parameter_by_name.keys()) + (len(shown) < len(free))
    width = TEXT_WIDTH if texts else WIDTH
    height = HEADER + ROW * (len(kind.inputs) + plain + len(kind.outputs)) + 12
    height += sum(6 + LINE * min(1 + len(text) // LETTERS_A_LINE, MOST_LINES) for text in texts)
    if any(not port.any and port.type.type_name in PICTURED for port in kind.outputs):
        height += (width - 2 * INSET) * 9 // 16 + INSET
    return width, _up(height)


def _wired(name: str, wires: Sequence[Wire]) -> set[str]:
    return {wire.input for wire in wires if wire.target == name}


def _place_columns(
    board: _Board,
    section: Section,
    left: int,
    nodes: Mapping[str, Node],
    sizes: Mapping[str, tuple[int, int]],
) -> tuple[int, int]:
    """Right and bottom end of the nodes."""
    x, lowest = left + FRAME_EDGE, TOP + FRAME_TITLE
    for column in section.columns:
        y = TOP + FRAME_TITLE
        for name in column:
            board.nodes[name] = replace(nodes[name], position=(float(x), float(y)))
            y += sizes[name][1] + ROW_GAP
        lowest = max(lowest, y - ROW_GAP)
        x += max(sizes[name][0] for name in column) + COLUMN_GAP
    return x - COLUMN_GAP, lowest


def _note(name: str, text: str, left: int, top: int, width: int) -> Note:
    per_line = max(16, int((width - 24) / NOTE_COLUMN))
    lines = sum(1 + len(paragraph) // per_line if paragraph else 0.5 for paragraph in text.split("\n"))
    return Note(name, text, (float(left), float(top)), (float(width), float(_up(lines * NOTE_LINE + 24))))


def _up(length: float) -> int:
    return int(-(-length // GRID) * GRID)
