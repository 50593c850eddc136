"""The gesture of dragging a number: press, move, let go; Escape takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from app.inspector.fields.number import NumberField

__all__ = ["COARSE", "FINE", "NumberDrag"]

COARSE, FINE = 10.0, 0.1
_FROM_PIXELS = 3


class NumberDrag:
    """One from press to release. under_way: the mouse went far enough to mean it; until then it is a click."""

    def __init__(self, field: NumberField, place: QPointF) -> None:
        self._field = field
        self._pressed_x = self._last_x = place.x()
        self.under_way = False
        first = field.binding.first()
        number = float(first) if isinstance(first, int | float) else 0.0
        self._place = field.track.share(number) if field.track.is_bounded else number
        self._before = dict(field.binding.values())
        field.end()

    def move(self, place: QPointF, keys: Qt.KeyboardModifier) -> None:
        """Shift: a tenth of the way and of the notch.  Ctrl: notches of ten."""
        if not self.under_way and abs(place.x() - self._pressed_x) < _FROM_PIXELS:
            return
        self.under_way = True
        pixels, self._last_x = place.x() - self._last_x, place.x()
        field, track = self._field, self._field.track
        fine = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        coarse = bool(keys & Qt.KeyboardModifier.ControlModifier)
        speed = FINE if fine else 1.0
        notch = track.step * (COARSE if coarse else FINE if fine and field.parameter.kind == "number" else 1.0)
        if track.is_bounded:
            self._place = min(max(self._place + speed * pixels / max(1, field.width()), 0.0), 1.0)
            value = track.value_at(self._place)
        else:
            speed *= COARSE if coarse else 1.0
            self._place += speed * pixels * track.step / field.look.scale
            value = self._place
        field.write(track.snapped(value, notch))

    def finish(self) -> None:
        """The whole drag is one undo step."""
        self._field.end()

    def cancel(self) -> None:
        """Back to what it was."""
        if self._field.binding.values() != self._before:
            self._field.binding.desk.document.undo()
