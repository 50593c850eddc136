"""A text to read, and a number large enough to read across the room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import label
from nodes.values import Conditioning, Number, Text

__all__ = ["NumberPage", "TextPage"]


class TextPage(QWidget):
    """The whole text, to be selected and copied."""

    def __init__(self, look: Look, value: Text | Conditioning, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.text = QPlainTextEdit(self._words(value), self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text"))
        words = len(self.text.toPlainText().split())
        counted = self.tr("{words} words, {letters} characters")
        self._count = label(counted.format(words=words, letters=len(self.text.toPlainText())), "caption", self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.text, 1)
        self._column.addWidget(self._count)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def _words(self, value: Text | Conditioning) -> str:
        if isinstance(value, Text):
            return value.text
        avoid = "\n\n" + self.tr("Avoid: {text}").format(text=value.negative) if value.negative else ""
        return value.prompt + avoid

    def on_look_changed(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(12), px(12), px(12), px(8))
        self.text.setStyleSheet(f"QPlainTextEdit {{ border: none; font-size: {px(16)}px; padding: {px(8)}px; }}")


class NumberPage(QWidget):
    """One number in the middle; its kind below."""

    def __init__(self, look: Look, value: Number, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.number = label(value.text(), "text", self)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        kinds = {bool: self.tr("yes or no"), int: self.tr("whole number"), float: self.tr("number")}
        kind = label(kinds[type(value.value)], "caption", self)
        kind.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.number)
        column.addWidget(kind)
        column.addStretch(1)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def on_look_changed(self) -> None:
        font: QFont = self._look.font("mono")
        size = self._look.px(44 if len(self.number.text()) < 12 else 24)
        self.number.setStyleSheet(f'QLabel {{ font-family: "{font.family()}"; font-size: {size}px; }}')
