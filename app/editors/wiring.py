"""What hangs on a strokes node over the wires: the picture above it, and timing, control and report below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.editors.stroke_timing import Timing
from nodes.graph import Graph, Node

__all__ = ["CAMERAS", "STROKES", "Around", "around", "camera_nodes", "strokes_nodes"]

STROKES = "motion.strokes"
TRACKS = "motion.strokes_to_tracks"
DRAG = "control.drag_control"
REPORT = "report.path_error"
CAMERAS = ("camera.camera_path", "camera.camera_keys")
FARTHEST = 64
Value = Callable[[str, str], Any]


@dataclass(frozen=True, slots=True)
class Around:
    """Ids of the nodes around a strokes node, "" where there is none.

    picture: (node, output) that is drawn over.  tracks, control, report: found downstream.  size: of the control in
    pixels, where it is set.
    """

    picture: tuple[str, str] = ("", "")
    tracks: str = ""
    control: str = ""
    report: str = ""
    size: tuple[int, int] = (0, 0)
    timing: Timing = field(default_factory=Timing)


def strokes_nodes(graph: Graph) -> list[str]:
    """Every strokes node of a graph, in its order."""
    return [node.id for node in graph.nodes.values() if node.type_id == STROKES]


def camera_nodes(graph: Graph) -> list[str]:
    """Every node that makes a camera path from parameters."""
    return [node.id for node in graph.nodes.values() if node.type_id in CAMERAS]


def around(graph: Graph, node_id: str, value: Value) -> Around:
    """value: gives the present value of a node's parameter."""
    below = list(downstream(graph, node_id))
    tracks, control, report = (_first(below, kind) for kind in (TRACKS, DRAG, REPORT))
    picture = _source(graph, node_id, "image")
    if not picture[0] and control:
        picture = _source(graph, control, "image")
    size = (0, 0)
    if control:
        size = int(value(control, "width") or 0), int(value(control, "height") or 0)
        if 0 in size:
            size = _resized(graph, control, value)
    return Around(picture, tracks, control, report, size, _timing(graph, tracks, control, value))


def downstream(graph: Graph, node_id: str) -> Iterator[Node]:
    """Every node that a node leads to, nearest first."""
    return _reached(graph, node_id, [(wire.source, wire.target) for wire in graph.wires.values()])


def upstream(graph: Graph, node_id: str) -> Iterator[Node]:
    """Every node that leads to a node, nearest first."""
    return _reached(graph, node_id, [(wire.target, wire.source) for wire in graph.wires.values()])


def _reached(graph: Graph, node_id: str, steps: list[tuple[str, str]]) -> Iterator[Node]:
    """Over steps (from, to), row by row."""
    seen, row = {node_id}, [node_id]
    for _ in range(FARTHEST):
        row = list(dict.fromkeys(to for begin, to in steps if begin in row and to not in seen))
        seen.update(row)
        yield from (graph.nodes[name] for name in row if name in graph.nodes)
        if not row:
            return


def _first(nodes: list[Node], kind: str) -> str:
    return next((node.id for node in nodes if node.type_id == kind), "")


def _source(graph: Graph, node_id: str, name: str) -> tuple[str, str]:
    wire = graph.wires.get((node_id, name))
    return (wire.source, wire.output) if wire is not None else ("", "")


def _resized(graph: Graph, control: str, value: Value) -> tuple[int, int]:
    """The size that the node before the control gives the picture, where it says one."""
    source = _source(graph, control, "image")[0]
    node = graph.nodes.get(source)
    if node is None or node.type_id != "picture.resize_image":
        return 0, 0
    return int(value(source, "width") or 0), int(value(source, "height") or 0)


def _timing(graph: Graph, tracks: str, control: str, value: Value) -> Timing:
    rate = Fraction(value(control, "frames_per_second") or 8).limit_denominator(1001) if control else Fraction(8)
    if not tracks:
        return Timing(frames_per_second=rate)
    wire = graph.wires.get((tracks, "frames"))
    frames = _number(graph, wire.source, value) if wire is not None else None
    if frames is None:
        frames = value(tracks, "frames")
    whole = frames if isinstance(frames, int) and frames > 0 else 17
    return Timing(whole, str(value(tracks, "easing")), str(value(tracks, "shape")), rate)


def _number(graph: Graph, source: str, value: Value) -> int | None:
    """The number of a node that only holds one."""
    node = graph.nodes.get(source)
    if node is None or not node.type_id.startswith("number."):
        return None
    given = value(source, "value")
    return int(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
