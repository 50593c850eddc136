"""Change a number by dragging its value; a click turns a switch round or opens the editor of a choice or file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.node_item import NodeItem
from nodes.graph import Parameter
from nodes.graph.edits import SetParameter

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["ValueGesture", "dragged_value"]

_PIXELS_A_STEP = 4.0
_OPENED_BY_CLICK = ("choice", "file")


class ValueGesture(Gesture):
    """All selected nodes of the same type follow. Shift goes ten times as fast, Ctrl a tenth."""

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
        speed = 10.0 if pointer.shift else 0.1 if pointer.control else 1.0
        value = dragged_value(self._record, self._before, pixels * speed / self.desk.look.scale)
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


def dragged_value(record: Parameter, before: Any, pixels: float) -> Any:
    """The number so many pixels to the right of `before`, within its limits."""
    start = before if isinstance(before, int | float) and not isinstance(before, bool) else record.default or 0
    step = record.step or (1.0 if record.kind == "integer" else _fine_step(record))
    value = start + step * round(pixels / _PIXELS_A_STEP)
    if record.minimum is not None:
        value = max(value, record.minimum)
    if record.maximum is not None:
        value = min(value, record.maximum)
    return round(value) if record.kind == "integer" else round(float(value), 6)


def _fine_step(record: Parameter) -> float:
    if record.minimum is not None and record.maximum is not None:
        wide = record.maximum - record.minimum
        return 0.01 if wide <= 2 else 0.05 if wide <= 20 else wide / 400
    return 0.05
