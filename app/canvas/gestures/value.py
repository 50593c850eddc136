"""Change a number by dragging its value; a click turns a switch round or opens the editor of a choice or file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.node_item import NodeItem
from app.inspector.track import Track
from nodes.graph import Parameter
from nodes.graph.edits import SetParameter

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["ValueGesture", "dragged_value"]

_PIXELS_A_STEP = 4.0
_OPENED_BY_CLICK = ("choice", "file")


class ValueGesture(Gesture):
    """Shift goes a tenth as fast, Ctrl ten times; as in the inspector."""

    cursor = Qt.CursorShape.SizeHorCursor
    THRESHOLD = 3.0

    def __init__(self, view: CanvasView, begin: Pointer, item: NodeItem, record: Parameter) -> None:
        super().__init__(view, begin)
        self._item = item
        self._record = record
        self._before = self.desk.document.value(self.where, item.node.id, record.name)
        self._changed = False

    def on_moved_first(self, pointer: Pointer) -> None:
        self.desk.document.end_step()

    def move(self, pointer: Pointer) -> None:
        if self._record.kind not in ("integer", "number"):
            return
        pixels = pointer.view.x() - self.begin.view.x()
        speed = 0.1 if pointer.shift else 10.0 if pointer.control else 1.0
        value = dragged_value(
            self._record, self._before, round(pixels / self.desk.look.scale / _PIXELS_A_STEP) * speed
        )
        if value != self.desk.document.value(self.where, self._item.node.id, self._record.name):
            edit = SetParameter(self._item.node.id, self._record.name, value, self.where)
            self._changed = self.desk.document.perform(edit) or self._changed

    def finish(self, pointer: Pointer) -> None:
        self.desk.document.end_step()
        if self.moved:
            return
        if self._record.kind == "switch":
            edit = SetParameter(self._item.node.id, self._record.name, not self._before, self.where)
            self.perform([edit], edit.title)
        elif self._record.kind in _OPENED_BY_CLICK:
            self.view.edit_parameter(self._item.node.id, self._record.name)

    def cancel(self) -> None:
        self.desk.document.end_step()
        if self._changed:
            self.desk.document.undo()


def dragged_value(record: Parameter, before: Any, notches: float) -> Any:
    """The number so many notches from `before`, within its limits; whole numbers stay exact however large."""
    start = before if isinstance(before, int | float) and not isinstance(before, bool) else record.default or 0
    step = Track(record).step
    value = int(start) + round(step * notches) if record.kind == "integer" else start + step * notches
    if record.minimum is not None:
        value = max(value, record.minimum)
    if record.maximum is not None:
        value = min(value, record.maximum)
    return int(value) if record.kind == "integer" else float(f"{value:.9g}")
