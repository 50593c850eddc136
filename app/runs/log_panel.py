"""What the engine said, newest last: to search, copy and clear."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.desk import Desk, Notice
from app.look.widgets import PanelHeader, button
from app.runs.log_tail import LogTail
from nodes.engine import EngineLost, events
from nodes.engine.messages import EngineReady, JobEvent, JobFinished, JobRefused, JobStarted

__all__ = ["LogPanel", "log_line"]

_MOST_LINES = 4000


class LogPanel(QWidget):
    """Lines of runs and notices; the filter shows those that hold all its words."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self.setAccessibleName(self.tr("Log"))
        self._build()
        desk.noticed.connect(self.on_notice)
        if desk.runs is not None:
            desk.runs.heard.connect(self.on_heard)
        self._tail = LogTail(desk.runs.settings.log if desk.runs is not None else "", self)
        self._tail.said.connect(self.on_engine_said)

    def on_heard(self, message: object) -> None:
        text = log_line(message)
        if text:
            self.add(text)

    def on_engine_said(self, line: str) -> None:
        self.add(f"engine: {line}")

    def on_notice(self, notice: Notice) -> None:
        self.add(notice.text + (f"\n{notice.detail}" if notice.detail else ""))

    def add(self, text: str) -> None:
        """One more line, with the time."""
        line = f"{time.strftime('%H:%M:%S')}  {text}"
        self._lines.append(line)
        if self._fits(line):
            bar = self._text.verticalScrollBar()
            at_end = bar.value() >= bar.maximum() - 4
            self._text.appendPlainText(line)
            if at_end:
                self._text.moveCursor(QTextCursor.MoveOperation.End)

    def refill(self) -> None:
        """Show what fits the filter."""
        self._text.setPlainText("\n".join(line for line in self._lines if self._fits(line)))
        self._text.moveCursor(QTextCursor.MoveOperation.End)

    def text(self) -> str:
        """What is shown."""
        return self._text.toPlainText()

    def copy(self) -> None:
        """What is shown, to the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def clear(self) -> None:
        self._lines.clear()
        self._text.clear()

    def _fits(self, line: str) -> bool:
        folded = line.casefold()
        return all(word in folded for word in self.filter.text().casefold().split())

    def _build(self) -> None:
        header = PanelHeader(self._desk.look, self.tr("Log"), self)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter of the log"))
        self.filter.setMaximumWidth(self._desk.look.px(220))
        self.filter.textChanged.connect(self.refill)
        header.add_tool(self.filter)
        header.add_tool(button(self.tr("Copy"), self.copy, "flat", tip=self.tr("Copy what is shown")))
        header.add_tool(button(self.tr("Clear"), self.clear, "flat", tip=self.tr("Empty the log")))
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setProperty("role", "mono")
        self._text.setMaximumBlockCount(_MOST_LINES)
        self._text.setAccessibleName(self.tr("Lines of the log"))
        self._text.setPlaceholderText(self.tr("What the engine says stands here."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self._text, 1)


def log_line(message: object) -> str:
    """One line about a message; "" for what would only fill the log."""
    match message:
        case EngineReady(process_id, node_types):
            return f"engine {process_id} is ready, {node_types} node types"
        case JobStarted(job_id):
            return f"job {job_id} begins"
        case JobFinished():
            how = "cancelled" if message.cancelled else "done" if message.ok else "failed"
            return f"job {message.job_id} {how} after {message.seconds:.1f} s"
        case JobRefused(job_id, failure):
            return f"job {job_id} refused: {failure.message} {failure.remedy}"
        case EngineLost():
            return f"{message.error.message}\n{message.detail}"
        case JobEvent(_, events.NodeFinished(node, cached, seconds, summary)) if not cached:
            return f"{node}: {summary} ({seconds:.2f} s)"
        case JobEvent(_, events.NodeFailed() as failed):
            return f"{failed.node} failed: {failed.message} {failed.remedy}\n{failed.detail}".rstrip()
        case JobEvent(_, events.NodeWarned(node, text)):
            return f"{node} warns: {text}"
        case JobEvent(_, events.NodeWrites(node, path)):
            return f"{node} writes {path}"
    return ""
