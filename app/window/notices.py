"""The panel that keeps every notice of this run of the studio, the newest first."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from app.desk import Desk, Notice
from app.look.widgets import PanelHeader, tool_button
from app.window.toasts import kind_colour, kind_title

__all__ = ["NoticeBook", "NoticesPanel"]

KEPT = 300


class NoticeBook(QObject):
    """Writes down what was told from the start on, before any panel shows it. A child of its desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.entries: list[tuple[str, Notice]] = []
        desk.noticed.connect(self.on_noticed)

    @classmethod
    def of(cls, desk: Desk) -> NoticeBook:
        """The one of this desk, begun now when there is none."""
        found = desk.findChild(cls)
        return found if isinstance(found, cls) else cls(desk)

    def on_noticed(self, notice: Notice) -> None:
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        self.entries.append((now, notice))
        del self.entries[:-KEPT]


class NoticesPanel(QWidget):
    """A list, and under it what there is to know of the notice that is chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._book = NoticeBook.of(desk)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Notices"))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self.on_chosen)
        self.detail = QPlainTextEdit(self)
        self.detail.setReadOnly(True)
        self.detail.setProperty("role", "mono")
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName(self.tr("Details of the notice"))
        self.detail.setPlaceholderText(self.tr("What the studio tells is kept here. Choose a notice to see more."))
        header = PanelHeader(desk.look, self.tr("Notices"), self)
        header.add_tool(tool_button(self.tr("Clear"), self.tr("Clear the list of notices"), self.on_clear))
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.list)
        halves.addWidget(self.detail)
        halves.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(halves, 1)
        desk.noticed.connect(self.fill)
        desk.look.changed.connect(self.fill)
        self.fill()

    def fill(self, *_: object) -> None:
        self.list.clear()
        for when, notice in reversed(self._book.entries):
            item = QListWidgetItem(f"{when}   {kind_title(notice.kind)}   {notice.text}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, notice.detail)
            if notice.kind != "info":
                item.setForeground(kind_colour(self._desk.look, notice.kind))

    def on_chosen(self, row: int) -> None:
        item = self.list.item(row) if row >= 0 else None
        detail = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        self.detail.setPlainText(detail or (item.text() if item is not None else ""))

    def on_clear(self) -> None:
        self._book.entries.clear()
        self.fill()
        self.detail.clear()
