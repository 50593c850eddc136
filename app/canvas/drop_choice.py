"""A small question on the canvas that stops nothing: what to do with what was dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.canvas.tools_keys import OwnKeys
from app.desk import Desk
from app.look.widgets import button, label, paint_card

__all__ = ["ChoiceCard"]


class ChoiceCard(QFrame):
    """chosen(key): one of the offered keys, or "" when it was put away with Escape or the cross."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keys = OwnKeys(self)
        self._keys.watch(self)
        self._text = label("", "text", self)
        self._text.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._text)
        self._column.addLayout(self._buttons)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.hide()

    def ask(self, place: QPoint, text: str, choices: Sequence[tuple[str, str]]) -> None:
        """choices: (key, title); the first is the usual one and has the focus."""
        self._clear()
        self._text.setText(text)
        wanted = self._text.fontMetrics().horizontalAdvance(text) + 4
        self._text.setFixedWidth(min(max(wanted, self._desk.look.px(240)), self._desk.look.px(440)))
        self.setAccessibleName(text)
        for number, (key, title) in enumerate(choices):
            made = button(title, self.on_pressed, "now" if number == 0 else "", tip=title)
            made.setProperty("key", key)
            self._buttons.addWidget(made)
            made.show()
            self._keys.watch(made)
        self._buttons.addStretch(1)
        self.adjustSize()
        room = self.parentWidget().rect()
        x = min(max(place.x(), 8), max(8, room.width() - self.width() - 8))
        y = min(max(place.y(), 8), max(8, room.height() - self.height() - 8))
        self.move(x, y)
        self.show()
        self.raise_()
        self._first().setFocus(Qt.FocusReason.PopupFocusReason)

    def on_pressed(self) -> None:
        sender = self.sender()
        self._answer(str(sender.property("key")) if sender is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self._answer("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QPushButton):
            focus.click()
        elif event.key() in keys:
            self.focusNextPrevChild(keys[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, self._desk.look)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._column.setContentsMargins(px(12), px(10), px(12), px(12))
        self._column.setSpacing(px(10))
        self._buttons.setSpacing(px(8))

    def _answer(self, key: str) -> None:
        self.hide()
        self.parentWidget().setFocus(Qt.FocusReason.PopupFocusReason)
        self.chosen.emit(key)

    def _first(self) -> QPushButton:
        found = self._buttons.itemAt(0).widget()
        assert isinstance(found, QPushButton)
        return found

    def _clear(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
