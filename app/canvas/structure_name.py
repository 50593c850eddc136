"""A line over the canvas to give something a name: Enter keeps it, Escape leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.desk import Desk
from app.look.widgets import label, paint_card

__all__ = ["NameCard"]


class NameCard(QFrame):
    """One question at a time; losing the focus keeps what was typed, as in a field."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kept: Callable[[str], object] | None = None
        self._label = label("", "dim", self)
        self.field = QLineEdit(self)
        self.field.installEventFilter(self)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addWidget(self.field, 1)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.hide()

    def ask(self, place: QPoint, what: str, name: str, kept: Callable[[str], object]) -> None:
        """kept: a method of a QObject that lives as long as this, called with the name when it was changed."""
        self._kept = kept
        self._label.setText(what)
        self.field.setAccessibleName(what)
        self.field.setText(name)
        self.field.setModified(False)
        self.field.selectAll()
        self.adjustSize()
        room = self.parentWidget().rect()
        x = min(max(place.x(), 8), max(8, room.width() - self.width() - 8))
        y = min(max(place.y(), 8), max(8, room.height() - self.height() - 8))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def finish(self, *, keep: bool) -> None:
        """Close and give the focus back; the name is kept when it was changed and is not empty."""
        kept, self._kept = self._kept, None
        if kept is None:
            return
        text, changed = self.field.text().strip(), self.field.isModified()
        if self.field.hasFocus():
            self.parentWidget().setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        if keep and text and changed:
            kept(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the canvas while a name is typed
            return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.finish(keep=True)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finish(keep=True)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.finish(keep=False)
                return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, self._desk.look)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._row.setContentsMargins(px(12), px(8), px(12), px(8))
        self._row.setSpacing(px(10))
        self.field.setMinimumWidth(px(200))
