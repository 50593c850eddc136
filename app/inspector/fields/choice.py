"""The field of one out of several: short ones side by side, long ones as a list that drops down."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.inspector.binding import Binding
from app.inspector.fields.choice_list import ChoiceList
from app.inspector.fields.field import Field, keeps_key
from app.inspector.painting import draw_ground, draw_sign, draw_text

__all__ = ["ChoiceField"]

_MOST_SEGMENTS = 4
_MINE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class ChoiceField(Field):
    """Up and down go through the choices, a letter or Enter opens the list."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self._list: ChoiceList | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def choices(self) -> tuple[Any, ...]:
        return self.parameter.choices

    @property
    def current(self) -> int:
        """Which one, -1 when the nodes differ or the value is none of them."""
        value = self.value()
        return next((i for i, choice in enumerate(self.choices) if choice == value), -1)

    def refresh(self) -> None:
        self.refuse("")
        self.setAccessibleDescription(self._word())
        self.update()

    def begin(self) -> None:
        super().begin()
        if not self.segments():
            self.open_list()

    def pick(self, index: int) -> None:
        """Choose one, as one step."""
        self.end()
        self.write(self.choices[index])
        self.end()
        self.finished.emit()

    # -- looks

    def segments(self) -> list[QRectF]:
        """Where each choice lies when all have room beside each other; else nothing."""
        if not 2 <= len(self.choices) <= _MOST_SEGMENTS:
            return []
        px, metrics = self.look.px, QFontMetricsF(self.look.font("mono"))
        widths = [metrics.horizontalAdvance(str(choice)) + px(14) for choice in self.choices]
        spare = (self.width() - 2 - sum(widths)) / len(widths)
        if spare < 0:
            return []
        found, left = [], 1.0
        for width in widths:
            found.append(QRectF(left, 1.0, width + spare, self.height() - 2.0))
            left += width + spare
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_ground(painter, self.look, self, wrong=self.wrong, hover=self.hover)
        parts = self.segments()
        if parts:
            self._paint_segments(painter, parts)
        else:
            self._paint_line(painter)

    def _paint_segments(self, painter: QPainter, parts: list[QRectF]) -> None:
        look, current = self.look, self.current
        for index, rect in enumerate(parts):
            if index == current:
                painter.setPen(QPen(look.colour("accent", 0.55), 1.0))
                painter.setBrush(look.colour("accent", 0.17))
                painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), look.px(4), look.px(4))
            painter.setFont(look.font("mono"))
            painter.setPen(look.colour("text" if index == current else "dim"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(self.choices[index]))

    def _paint_line(self, painter: QPainter) -> None:
        px = self.look.px
        rect = QRectF(self.rect()).adjusted(px(10), 0, -px(24), 0)
        known = self.current >= 0
        draw_text(painter, self.look, rect, self._word(), token="text" if known else "dim")
        sign = QRectF(self.width() - px(22), (self.height() - px(16)) / 2, px(16), px(16))
        draw_sign(painter, "down", sign, self.look.colour("dim"))

    def _word(self) -> str:
        return self.mixed_text if self.is_mixed() else str(self.value())

    # -- the list

    def open_list(self, searched: str = "") -> None:
        """Drop the list down."""
        if self._list is not None:
            return
        self._list = ChoiceList(self.look, tuple(map(str, self.choices)), self.current, self)
        self._list.picked.connect(self.pick)
        self._list.closed.connect(self.on_list_closed)
        self._list.open_below(self)
        if searched and self._list.search.isVisible():
            self._list.search.setText(searched)
            self._list.on_searched(searched)

    def on_list_closed(self) -> None:
        self._list = None
        self.finished.emit()

    # -- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        parts = self.segments()
        if not parts:
            self.open_list()
            return
        for index, rect in enumerate(parts):
            if rect.contains(event.position()):
                self.pick(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        self._go(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Left:
                self._go(-1)
            case Qt.Key.Key_Down | Qt.Key.Key_Right:
                self._go(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space | Qt.Key.Key_F4:
                self.open_list()
            case _ if self._is_letter(event):
                self.open_list(event.text())
            case _:
                super().keyPressEvent(event)

    def _go(self, step: int) -> None:
        index = max(0, min(self.current + step, len(self.choices) - 1))
        if index != self.current:
            self.write(self.choices[index])

    def _is_letter(self, event: QKeyEvent) -> bool:
        commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        return bool(event.text()) and event.text().isalpha() and not event.modifiers() & commands

    def event(self, event: QEvent) -> bool:
        """Letters, Space and arrows belong to the field while it has the focus."""
        if keeps_key(event, *_MINE):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_letter(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.end()
        return super().event(event)
