"""What is wrong with the node as a whole: problems, the failure of its last run, warnings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

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
        self.links: list[QWidget] = []
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

    def add_cure(self, words: str, do: Callable[[], object]) -> None:
        """Offer a way out as a link below the text."""
        link = _Link(words, do, self)
        link.setStyleSheet(f"color: {self._look.palette.accent if self._look.palette.is_dark else 'palette(text)'};")
        self.links.append(link)
        column = self.layout()
        if column is not None:
            column.addWidget(link)

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


class _Link(QLabel):
    """Underlined words that do something; reached by Tab, pressed by Enter."""

    def __init__(self, words: str, do: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._do = do
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)
        font = self.font()
        font.setUnderline(True)
        self.setFont(font)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._do()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._do()
        else:
            super().keyPressEvent(event)


def problem_box(look: Look, problem: Problem, title: str = "") -> MessageBox:
    """A problem that is not of one parameter. title: of the node, where it is not clear which one it is."""
    kind = "fail" if problem.blocking else "warn"
    port = problem.port if problem.port not in problem.message else ""
    return MessageBox(look, kind, ": ".join(filter(None, (title, port, problem.message))), problem.remedy)


def failure_box(look: Look, failure: Failure) -> MessageBox:
    """Why the last run failed here."""
    return MessageBox(look, "fail", failure.message, failure.remedy, failure.detail)


def warning_box(
    look: Look, text: str, cure: str = "", do: Callable[[], object] | None = None, parent: QWidget | None = None
) -> MessageBox:
    """What to look out for. cure: a link that does something about it."""
    box = MessageBox(look, "warn", text, parent=parent)
    if cure and do is not None:
        box.add_cure(cure, do)
    return box


def _words(text: str, role: str) -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
