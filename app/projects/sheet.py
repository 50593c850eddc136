"""The plain dialog of the studio: a title, a sentence, what it is about, and a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.look import Look
from app.look.widgets import label

__all__ = ["Sheet", "padded", "wrapped"]


def wrapped(text: str, role: str = "dim") -> QLabel:
    """A label of several lines whose text can be selected."""
    made = label(text, role)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def padded(look: Look, field: QAbstractSpinBox) -> QAbstractSpinBox:
    """A number field whose text keeps away from its edges, as in the other fields."""
    line = field.findChild(QLineEdit)
    if line is not None:
        line.setTextMargins(look.px(6), 0, look.px(6), 0)
    return field


class Sheet(QDialog):
    """body: where a dialog puts its own widgets. width: of the sketch, in its pixels."""

    def __init__(
        self, look: Look, title: str, text: str = "", parent: QWidget | None = None, width: int = 460
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._width = width
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.title = wrapped(title, "big")
        self.text = wrapped(text)
        self.text.setVisible(bool(text))
        self.body = QVBoxLayout()
        self.buttons = QHBoxLayout()
        self._column = QVBoxLayout(self)
        for part in (self.title, self.text):
            self._column.addWidget(part)
        self._column.addLayout(self.body, 1)
        self._column.addLayout(self.buttons)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def add_button(self, button: QPushButton, *, left: bool = False) -> QPushButton:
        """At the right end of the row, or at its left."""
        if left:
            self.buttons.insertWidget(0, button)
        else:
            self.buttons.addWidget(button)
        return button

    def on_look_changed(self) -> None:
        px = self.look.px
        self._column.setContentsMargins(px(24), px(20), px(24), px(20))
        self._column.setSpacing(px(12))
        self.body.setSpacing(px(8))
        self.buttons.setSpacing(px(8))
        self.setMinimumWidth(px(self._width))
        hairline = self.look.palette.hairline
        self.setStyleSheet(
            f'QLabel[role="big"] {{ font-size: {px(18)}px; }}'
            f"QListView, QTreeView {{ border: 1px solid {hairline}; border-radius: {px(6)}px; padding: {px(3)}px; }}"
            f"QListView::item {{ padding: {px(4)}px {px(6)}px; }}"
            f"QTreeView::item {{ padding: {px(3)}px {px(4)}px; }}"
        )
