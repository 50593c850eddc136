"""The inspector while nothing is selected: the project's facts, what is wrong in it, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.edits import Change
from app.inspector.messages import MessageBox, problem_box
from app.inspector.page import Page
from app.inspector.wired import title_of
from app.look.widgets import label
from nodes.graph.model import walk

__all__ = ["ProjectPage"]

_MOST_SHOWN = 8


class ProjectPage(Page):
    """A problem can be clicked: its node is selected, in whatever subgraph it is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._seen = self._state()
        document = desk.document
        nodes = sum(len(graph.nodes) for _, graph in walk(document.graph))
        wires = sum(len(graph.wires) for _, graph in walk(document.graph))
        self._fact(self.tr("File"), str(document.path) if document.path else self.tr("not saved yet"))
        self._fact(self.tr("Nodes"), str(nodes))
        self._fact(self.tr("Wires"), str(wires))
        if document.project.media.owned:
            self._fact(self.tr("Media in the project"), str(len(document.project.media.owned)))
        self._add_problems()
        self.column.addSpacing(desk.look.px(6))
        self.words(self._next(nodes), "dim")
        self.end()

    def follow(self, change: Change) -> bool:
        return self._state() == self._seen

    def _state(self) -> tuple[object, ...]:
        document = self.desk.document
        counts = tuple((where, len(graph.nodes), len(graph.wires)) for where, graph in walk(document.graph))
        return counts, document.path, tuple(document.problems().items())

    def _fact(self, name: str, text: str) -> None:
        row = QHBoxLayout()
        value = label(text, "text", self)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(label(name, "dim", self))
        row.addWidget(value, 1)
        self.column.addLayout(row)

    def _add_problems(self) -> None:
        problems = [problem for found in self.desk.document.problems().values() for problem in found]
        if not problems:
            return
        self.column.addSpacing(self.desk.look.px(6))
        self.words(self.tr("What keeps the graph from running"), "caption")
        for problem in problems[:_MOST_SHOWN]:
            node = self.desk.document.node(problem.node)
            box = problem_box(self.desk.look, problem, title_of(self.desk, node) if node is not None else "")
            opener = _Opener(self.desk, problem.node, box)
            box.installEventFilter(opener)
            box.text.installEventFilter(opener)
            self.column.addWidget(box)
        if len(problems) > _MOST_SHOWN:
            self.words(self.tr("and {0} more").format(len(problems) - _MOST_SHOWN), "dim")

    def _next(self, nodes: int) -> str:
        if not nodes:
            return self.tr("The graph is empty. Press Tab on the canvas to add a node, or drop a picture there.")
        return self.tr("Select a node to change its settings. Select several to change what they share.")


class _Opener(QWidget):
    """Selects a node when what it watches is clicked or Enter is pressed on it."""

    def __init__(self, desk: Desk, path: str, box: MessageBox) -> None:
        super().__init__(box)
        self.hide()
        self._desk = desk
        self._path = path
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setCursor(Qt.CursorShape.PointingHandCursor)
        box.setToolTip(self.tr("Click to select the node"))
        box.setAccessibleName(box.text.text())

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent)
        entered = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed or (entered and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):  # type: ignore[attr-defined]
            where, _, name = self._path.rpartition("/")
            self._desk.selection.enter(where)
            self._desk.selection.select([name])
            return True
        return False
