"""What is wrong with the node as a whole: problems, the failure of its last run, warnings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import button, label
from nodes.engine.messages import Failure
from nodes.graph import Problem

__all__ = ["MessageBox", "failure_box", "problem_box", "warning_box"]


class MessageBox(QWidget):
    """kind: fail or warn.  detail: behind a fold, can be copied."""

    def __init__(
        self, look: Look, kind: str, text: str, remedy: str = "", detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self._detail_text = detail
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(4))
        self.text = _words(text, "fail" if kind == "fail" else "text")
        column.addWidget(self.text)
        if remedy:
            column.addWidget(_words(remedy, "text"))
        self.detail: QLabel | None = None
        if detail:
            column.addLayout(self._fold())
            self.detail = _words(detail, "mono")
            self.detail.setVisible(False)
            column.addWidget(self.detail)

    def _fold(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self.more = button(self.tr("Details"), self.on_details, "chip", tip=self.tr("Show where it happened"))
        self.more.setCheckable(True)
        row.addWidget(self.more)
        row.addWidget(button(self.tr("Copy"), self.on_copy, "chip", tip=self.tr("Copy the message and the details")))
        row.addStretch(1)
        return row

    def on_details(self) -> None:
        if self.detail is not None:
            self.detail.setVisible(self.more.isChecked())

    def on_copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.text.text()}\n\n{self._detail_text}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "fail" if self._kind == "fail" else "accent"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(token, 0.10))
        painter.drawRoundedRect(QRectF(self.rect()), look.px(5), look.px(5))


def problem_box(look: Look, problem: Problem, title: str = "") -> MessageBox:
    """A problem that is not of one parameter. title: of the node, where it is not clear which one it is."""
    kind = "fail" if problem.blocking else "warn"
    port = problem.port if problem.port not in problem.message else ""
    return MessageBox(look, kind, ": ".join(filter(None, (title, port, problem.message))), problem.remedy)


def failure_box(look: Look, failure: Failure) -> MessageBox:
    """Why the last run failed here."""
    return MessageBox(look, "fail", failure.message, failure.remedy, failure.detail)


def warning_box(look: Look, text: str) -> MessageBox:
    """What the last run warned of."""
    return MessageBox(look, "warn", text)


def _words(text: str, role: str) -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
