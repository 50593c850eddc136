"""The asker of the real studio: dialogs in its look, and the file dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QPushButton, QWidget

from app.look import Look
from app.projects.asking import Question
from app.projects.open_dialogs import window_over
from app.projects.sheet import Sheet, wrapped

__all__ = ["DialogAsker", "QuestionDialog"]


class QuestionDialog(Sheet):
    """answer: key of the pressed button, "" until then. Escape leaves it."""

    def __init__(self, look: Look, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(look, question.title, question.text, parent)
        self.answer = ""
        if question.items:
            self._add_items(question)
        if question.detail:
            self.body.addWidget(wrapped(question.detail, "caption"))
        self.buttons.addStretch(1)
        for answer in question.answers:
            pressed = QPushButton(answer.title)
            pressed.setObjectName(answer.key)
            pressed.setProperty("role", "now" if answer.role == "now" else "")
            pressed.setAccessibleName(answer.title)
            pressed.clicked.connect(self.on_pressed)
            self.add_button(pressed, left=answer.role == "danger")
            if answer.role == "now":
                pressed.setDefault(True)
                pressed.setFocus()

    def on_pressed(self) -> None:
        sender = self.sender()
        self.answer = sender.objectName() if sender is not None else ""
        self.accept()

    def _add_items(self, question: Question) -> None:
        shown = QListWidget()
        shown.setAccessibleName(self.tr("What it is about"))
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        shown.addItems(list(question.items))
        shown.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        shown.setFixedHeight(self.look.px(25) * min(len(question.items), 6) + self.look.px(10))
        self.body.addWidget(shown)


class DialogAsker(QObject):
    """window: what the dialogs stand over; the active one when None. The studio goes on living behind a dialog."""

    def __init__(self, look: Look, window: QWidget | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.window = window

    def choose(self, question: Question) -> str:
        dialog = QuestionDialog(self._look, question, self._over())
        try:
            return dialog.answer if dialog.exec() == QDialog.DialogCode.Accepted else ""
        finally:
            dialog.deleteLater()

    def file_to_open(self, title: str, filters: str, folder: Path | None = None) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._over(), title, str(folder or Path.home()), filters)
        return Path(name) if name else None

    def file_to_save(self, title: str, filters: str, suggestion: Path) -> Path | None:
        dialog = QFileDialog(self._over(), title, str(suggestion.parent), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suggestion.suffix.removeprefix("."))
        dialog.selectFile(suggestion.name)
        try:
            return Path(dialog.selectedFiles()[0]) if dialog.exec() == QDialog.DialogCode.Accepted else None
        finally:
            dialog.deleteLater()

    def folder(self, title: str, start: Path | None = None) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._over(), title, str(start or Path.home()))
        return Path(name) if name else None

    def _over(self) -> QWidget | None:
        return self.window if self.window is not None else window_over()
