"""A large window to write a text in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import button, label

__all__ = ["TextWindow"]


class TextWindow(QDialog):
    """edited(str): after every letter, so that nothing is lost. Escape or Ctrl+Enter closes it."""

    edited = Signal(str)

    def __init__(
        self, look: Look, title: str, text: str, parent: QWidget | None = None, *, code: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(look.px(760), look.px(520))
        self.box = QPlainTextEdit(text, self)
        self.box.setAccessibleName(title)
        self.box.setFont(look.font("mono" if code else "text"))
        if code:
            self.box.setProperty("role", "mono")
        self.box.textChanged.connect(self.on_text_changed)
        self.note = label("", "caption", self)
        self.note.setWordWrap(True)
        done = button(self.tr("Done"), self.accept, "now", tip=self.tr("Close (Ctrl+Enter)"))
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        column.setSpacing(look.px(10))
        column.addWidget(label(title, "title"))
        column.addWidget(self.box, 1)
        row.addWidget(self.note, 1)
        row.addWidget(done)
        column.addLayout(row)
        self.count()
        self.box.setFocus()

    def on_text_changed(self) -> None:
        self.count()
        self.edited.emit(self.box.toPlainText())

    def count(self) -> None:
        """Tell how long the text is."""
        text = self.box.toPlainText()
        self.note.setText(self.tr("{0} words, {1} characters").format(len(text.split()), len(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        else:
            super().keyPressEvent(event)
