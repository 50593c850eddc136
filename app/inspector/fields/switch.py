"""The field of a yes or no: a switch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.inspector.binding import Binding
from app.inspector.fields.field import Field, keeps_key
from app.inspector.painting import draw_text

__all__ = ["SwitchField", "draw_switch"]


def draw_switch(painter: QPainter, field: Field, rect: QRectF, on: bool | None) -> None:
    """A switch within `rect`; None is neither on nor off."""
    look = field.look
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = "fail" if field.wrong else "accent" if on or field.hasFocus() else "faint"
    painter.setPen(look.colour(edge))
    painter.setBrush(look.colour("accent", 0.85) if on else look.colour("input"))
    half = rect.height() / 2
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), half, half)
    middle = rect.center().x() if on is None else rect.right() - half if on else rect.left() + half
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("ink" if on else "dim"))
    painter.drawEllipse(QPointF(middle, rect.center().y()), half - look.px(3.5), half - look.px(3.5))


class SwitchField(Field):
    """A click or Space turns it over; several nodes that do not agree all become on first."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def refresh(self) -> None:
        self.setAccessibleDescription(self._word())
        self.update()

    def _state(self) -> bool | None:
        return None if self.is_mixed() else bool(self.value())

    def _word(self) -> str:
        state = self._state()
        return self.mixed_text if state is None else self.tr("on") if state else self.tr("off")

    def turn(self) -> None:
        """Turn it over, as one step."""
        self.end()
        self.write(self._state() is not True)
        self.end()
        self.finished.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = QPainter(self), self.look.px
        high = min(px(16), self.height())
        rect = QRectF(px(1), (self.height() - high) / 2, high * 1.8, high)
        draw_switch(painter, self, rect, self._state())
        words = QRectF(self.rect()).adjusted(rect.right() + px(8), 0, 0, 0)
        draw_text(painter, self.look, words, self._word(), role="text", token="text" if self._state() else "dim")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.turn()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.turn()
            case Qt.Key.Key_Right | Qt.Key.Key_Left:
                wanted = event.key() == Qt.Key.Key_Right
                if self._state() is not wanted:
                    self.turn()
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Space turns it instead of playing the clip."""
        if keeps_key(event, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return True
        return super().event(event)
