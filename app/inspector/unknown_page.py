"""The inspector of a node whose type is not here: what it keeps, and what would have to be installed."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.edits import Change
from app.inspector.messages import MessageBox, problem_box
from app.inspector.page import Page
from app.inspector.wording import readable
from app.look.widgets import label
from nodes.graph import Node

__all__ = ["UnknownPage"]


class UnknownPage(Page):
    """Read only: nothing of the node is changed or lost while its type is missing."""

    def __init__(self, desk: Desk, where: str, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._where = where
        self._node = node
        problems = desk.document.problems_at(f"{where}/{node.id}" if where else node.id)
        for problem in problems:
            self.column.addWidget(problem_box(desk.look, problem))
        if not problems:
            text = self.tr("There is no node type {0} here.").format(node.type_id)
            remedy = self.tr("Install the pack it is from; all that the node keeps stays as it is.")
            self.column.addWidget(MessageBox(desk.look, "fail", text, remedy))
        self.words(self.tr("What it keeps"), "caption")
        for name, value in node.parameters.items():
            self._add_line(name, value)
        if not node.parameters:
            self.words(self.tr("Nothing was set."), "dim")
        self.end()

    def follow(self, change: Change) -> bool:
        return not change.at(self._where).nodes & {self._node.id}

    def _add_line(self, name: str, value: object) -> None:
        row = QHBoxLayout()
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        written = label(text if len(text) <= 200 else f"{text[:197]}...", "mono")
        written.setWordWrap(True)
        written.setTextFormat(Qt.TextFormat.PlainText)
        written.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row.addWidget(label(readable(name), "dim"), 2)
        row.addWidget(written, 3)
        self.column.addLayout(row)
