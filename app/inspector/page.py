"""What fills the inspector below its header: a column of widgets with the margins of the sketch."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.desk import Desk
from app.edits import Change
from app.look.widgets import label

__all__ = ["Page"]


class Page(QWidget):
    """Kinds of pages say what they show and how they follow the document."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        px = desk.look.px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(14), px(12), px(14), px(14))
        self.column.setSpacing(px(6))

    def follow(self, change: Change) -> bool:
        """Show what an edit changed; False when the page must be made anew."""
        return True

    def follow_problems(self) -> None:
        """The document was checked again."""

    def follow_result(self) -> None:
        """The node ran, or runs."""

    def words(self, text: str, role: str = "text") -> QLabel:
        """Add a text that wraps."""
        made = label(text, role, self)
        made.setWordWrap(True)
        made.setTextFormat(Qt.TextFormat.PlainText)
        self.column.addWidget(made)
        return made

    def end(self) -> None:
        """Nothing more comes: what is left over stays below."""
        self.column.addStretch(1)
