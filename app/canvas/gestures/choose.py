"""Which gesture a press of the mouse begins.

left on a node         move it (with Ctrl: a copy of it; a click with Ctrl or Shift: into the selection or out of it)
left on an output      draw a wire (with Ctrl: take along all its wires)
left on an input       take the wire off it, or draw one
left on a value        change it
left on a wire         Alt: a dot to lead it round a corner
left on nothing        select by a box (with Alt or Space: move the view; with Ctrl and Alt: cut wires)
middle                 move the view
right with Ctrl        cut wires
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.canvas.connecting import WireEnd
from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.gestures.box import BoxGesture
from app.canvas.gestures.cut import CutGesture
from app.canvas.gestures.duplicate import DuplicateGesture
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.move import MoveGesture
from app.canvas.gestures.pan import PanGesture
from app.canvas.gestures.resize import ResizeGesture
from app.canvas.gestures.value import ValueGesture
from app.canvas.gestures.wire import WireGesture
from app.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from app.canvas.hits import Hit
    from app.canvas.view import CanvasView

__all__ = ["gesture_for"]


def gesture_for(view: CanvasView, pointer: Pointer, hit: Hit) -> Gesture | None:
    """None for a press that means nothing here."""
    if pointer.button == Qt.MouseButton.MiddleButton:
        return PanGesture(view, pointer)
    if pointer.button == Qt.MouseButton.RightButton:
        return CutGesture(view, pointer) if pointer.control else None
    if pointer.button != Qt.MouseButton.LeftButton:
        return None
    if view.space_held:
        return PanGesture(view, pointer)
    if pointer.control and pointer.alt:
        return CutGesture(view, pointer)
    item = hit.item
    if isinstance(item, NodeItem):
        return _on_node(view, pointer, hit, item)
    if isinstance(item, FrameItem | NoteItem):
        return _on_box(view, pointer, hit, item)
    if pointer.alt:
        return None if hit.wire is not None else PanGesture(view, pointer)
    return BoxGesture(view, pointer)


def _on_node(view: CanvasView, pointer: Pointer, hit: Hit, item: NodeItem) -> Gesture:
    if hit.port is not None:
        return _on_port(view, pointer, hit, item)
    if pointer.control:
        return DuplicateGesture(view, pointer, item)
    selection, name = view.desk.selection, item.node.id
    was_selected = name in selection.nodes
    if pointer.shift:
        selection.toggle(name)
    elif not was_selected:
        selection.select([name])
    elif selection.current != name:
        selection.select(selection.nodes, selection.frames, selection.notes, name)
    if hit.parameter:
        record = item.ports.parameter(hit.parameter) if item.ports is not None else None
        if record is not None and not record.multiline and record.kind not in ("text", "json"):
            return ValueGesture(view, pointer, item, record)
    alone = view.select_alone(name) if was_selected and not pointer.shift else None
    return MoveGesture(view, pointer, item, alone)


def _on_port(view: CanvasView, pointer: Pointer, hit: Hit, item: NodeItem) -> Gesture:
    port, name = hit.port, item.node.id
    assert port is not None
    graph = view.canvas.graph
    if not port.is_output:
        wire = graph.wires.get((name, port.name))
        if wire is not None:
            return WireGesture(view, pointer, [WireEnd(wire.source, wire.output, True)], [wire])
        return WireGesture(view, pointer, [WireEnd(name, port.name, False)], [])
    if pointer.control:
        wires = [wire for wire in graph.wires.values() if (wire.source, wire.output) == (name, port.name)]
        if wires:
            return WireGesture(view, pointer, [WireEnd(wire.target, wire.input, False) for wire in wires], wires)
    return WireGesture(view, pointer, [WireEnd(name, port.name, True)], [])


def _on_box(view: CanvasView, pointer: Pointer, hit: Hit, item: FrameItem | NoteItem) -> Gesture:
    selection = view.desk.selection
    if isinstance(item, FrameItem):
        table, name = "frames", item.frame.id
    else:
        table, name = "notes", item.note.id
    chosen: frozenset[str] = getattr(selection, table)
    if pointer.shift or pointer.control:
        both = {"frames": selection.frames, "notes": selection.notes, table: chosen ^ {name}}
        selection.select(selection.nodes, both["frames"], both["notes"])
    elif name not in chosen:
        selection.select((), **{table: [name]})
    if hit.grip:
        return ResizeGesture(view, pointer, item, hit.grip)
    return MoveGesture(view, pointer, item)
