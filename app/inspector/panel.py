"""The inspector: everything that can be set on what is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.commands_table import Command
from app.desk import Desk
from app.edits import Change
from app.inspector.canvas_page import CanvasPage
from app.inspector.header import InspectorHeader
from app.inspector.help_page import HelpPage
from app.inspector.node_page import NodePage
from app.inspector.page import Page
from app.inspector.project_page import ProjectPage
from app.inspector.row import Row
from app.inspector.seed_habits import habits_of
from app.inspector.state_line import StateLine
from app.inspector.subject import Subject
from app.inspector.unknown_page import UnknownPage
from app.inspector.wired import title_of
from app.look.widgets import Hairline
from app.runs.results import NodeResult
from nodes.graph import Interface, Node
from nodes.graph.edits import Rename

__all__ = ["InspectorPanel"]


class InspectorPanel(QWidget):
    """Shows the selection of the desk and follows every edit. page: what it shows now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("panel")
        self.header = InspectorHeader(desk.look, self.tr("Inspector"), self)
        self.header.renamed.connect(self.on_renamed)
        self.header.help_wanted.connect(self.on_help_wanted)
        self.area = QScrollArea(self)
        self.area.setAccessibleName(self.tr("Settings of the node"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.state = StateLine(desk.look, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Hairline(self))
        column.addWidget(self.area, 1)
        column.addWidget(self.state)
        self._holder = QWidget(self.area)  # stays: taking a page out of the area would style it all over again
        holding = QVBoxLayout(self._holder)
        holding.setContentsMargins(0, 0, 0, 0)
        self.area.setWidget(self._holder)
        self.page: Page = ProjectPage(desk, self._holder)
        holding.addWidget(self.page)
        self._helping = False
        self._habits = habits_of(desk)
        self._connect()
        self._add_commands()
        self.show_selection()

    def _connect(self) -> None:
        desk = self.desk
        desk.selection.changed.connect(self.show_selection)
        desk.selection.where_changed.connect(self.show_selection)
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.show_selection)
        desk.document.problems_changed.connect(self.on_problems_changed)
        desk.document.history_changed.connect(self.on_history_changed)
        desk.results.node_changed.connect(self.on_result)
        desk.results.was_reset.connect(self.on_results_reset)
        desk.look.changed.connect(self.show_selection)

    def _add_commands(self) -> None:
        category = self.tr("Inspector")
        add = self.desk.commands.add
        add(Command("inspector.rename", self.tr("Rename the node"), category, self.header.rename, ("F2",), self))
        add(Command("inspector.help", self.tr("Help on the node"), category, self.turn_help, ("F1",), self))
        title = self.tr("Reset the setting that has the focus")
        add(Command("inspector.reset", title, category, self.reset_focused, ("Ctrl+Shift+Backspace",), self))

    def reset_focused(self) -> None:
        """Back to the default in the row one is in."""
        widget: QWidget | None = self.focusWidget()
        while widget is not None and not isinstance(widget, Row):
            widget = widget.parentWidget()
        if widget is not None:
            widget.reset()

    # -- what is shown

    def show_selection(self) -> None:
        """Make the page of what is selected now."""
        self.desk.document.end_step()
        self._habits.listen()
        self.header.help.setChecked(self._helping)
        self._put(self._make_page())
        self._show_title()
        self._show_state()

    def turn_help(self) -> None:
        self.on_help_wanted(not self._helping)

    def on_help_wanted(self, wanted: bool) -> None:
        self._helping = wanted
        self.show_selection()

    @property
    def node(self) -> Node | None:
        """The one node that is shown; None for several, or none."""
        subject = Subject.of_selection(self.desk)
        nodes = subject.found(self.desk)
        return nodes[0] if len(nodes) == 1 else None

    def _make_page(self) -> Page:
        desk, selection = self.desk, self.desk.selection
        subject = Subject.of_selection(desk)
        node = self.node
        if subject.found(desk):
            face = self._face()
            if self._helping and face is not None:
                kind = desk.registry.get(node.type_id) if node is not None else None
                return HelpPage(desk, kind, face, self._holder)
            if node is not None and desk.document.interface_of(node) is None:
                return UnknownPage(desk, subject.where, node, self._holder)
            return NodePage(desk, subject, self._holder)
        for kind, names in (("notes", selection.notes), ("frames", selection.frames)):
            graph = desk.document.graph_at(selection.where)
            there = [name for name in sorted(names) if graph is not None and name in getattr(graph, kind)]
            if there:
                return CanvasPage(desk, selection.where, kind, there[0], self._holder)
        return ProjectPage(desk, self._holder)

    def _face(self) -> Interface | None:
        node = self.node
        return self.desk.document.interface_of(node) if node is not None else None

    def _put(self, page: Page) -> None:
        old, self.page = self.page, page
        holding = self._holder.layout()
        assert holding is not None
        old.hide()
        holding.removeWidget(old)
        old.deleteLater()
        holding.addWidget(page)
        self.area.verticalScrollBar().setValue(0)

    def _show_title(self) -> None:
        title, subtitle = self._titles()
        self.header.set_title(title)
        self.header.set_subtitle(subtitle)
        self.header.allow_renaming(self.node is not None)
        self.header.help.setVisible(self._face() is not None)

    def _titles(self) -> tuple[str, str]:
        nodes = Subject.of_selection(self.desk).found(self.desk)
        if len(nodes) == 1:
            kind = self.desk.registry.get(nodes[0].type_id)
            known = f"{kind.category} · v{kind.version}" if kind is not None else nodes[0].type_id
            what = self.tr("Subgraph") if nodes[0].graph is not None else known
            return title_of(self.desk, nodes[0]), " · ".join([what, *self._flags(nodes[0])])
        if nodes:
            return self.tr("{0} nodes").format(len(nodes)), ", ".join(title_of(self.desk, node) for node in nodes)
        if isinstance(self.page, CanvasPage):
            return (self.tr("Note") if self.desk.selection.notes else self.tr("Frame")), ""
        return self.desk.document.title, self.tr("unsaved changes") if self.desk.document.dirty else ""

    def _flags(self, node: Node) -> list[str]:
        words = {"muted": self.tr("muted"), "bypassed": self.tr("bypassed"), "locked": self.tr("locked")}
        return [word for flag, word in words.items() if getattr(node, flag)]

    def _show_state(self) -> None:
        one = self.node is not None
        result = self.desk.results.of(self.desk.selection.path(self._name())) if one else NodeResult()
        self.state.show_result(result)

    def _name(self) -> str:
        node = self.node
        return node.id if node is not None else ""

    # -- what happens elsewhere

    def on_document_changed(self, change: Change) -> None:
        if not self.page.follow(change):
            self._put(self._make_page())
        self._show_title()

    def on_problems_changed(self) -> None:
        self.page.follow_problems()
        if isinstance(self.page, ProjectPage | UnknownPage):
            self._put(self._make_page())

    def on_history_changed(self) -> None:
        if isinstance(self.page, ProjectPage):
            self._show_title()

    def on_result(self, path: str) -> None:
        nodes = self.desk.selection.nodes
        if any(path == self.desk.selection.path(name) for name in nodes):
            self.page.follow_result()
            self._show_state()

    def on_results_reset(self) -> None:
        self.page.follow_result()
        self._show_state()

    def on_renamed(self, title: str) -> None:
        node = self.node
        if node is not None and title != title_of(self.desk, node):
            self.desk.document.end_step()
            self.desk.document.perform(Rename(node.id, title, self.desk.selection.where))
            self.desk.document.end_step()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_selection()
