"""What a panel says when there is nothing to show: what, why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import label

__all__ = ["MessagePage"]


class MessagePage(QWidget):
    """wanted(): its button was pressed."""

    wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text, self._remedy = label("", "text", self), label("", "dim", self)
        for words in (self._text, self._remedy):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._button = QPushButton(self)
        self._button.clicked.connect(self.wanted)
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self._text)
        self._column.addWidget(self._remedy)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(1)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def tell(self, text: str, remedy: str = "", *, failed: bool = False, button: str = "") -> None:
        """Show these words; button: title of what can be done at once."""
        self._text.setText(text)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))
        _set_role(self._text, "fail" if failed else "text")

    @property
    def words(self) -> str:
        return "\n".join(part for part in (self._text.text(), self._remedy.text()) if part)

    @property
    def button(self) -> QPushButton:
        return self._button

    def on_look_changed(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(24), px(12), px(24), px(12))
        self._column.setSpacing(px(8))


def _set_role(words: QLabel, role: str) -> None:
    if words.property("role") != role:
        words.setProperty("role", role)
        words.style().unpolish(words)
        words.style().polish(words)
