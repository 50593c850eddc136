"""The Review workspace's middle: a large viewer, pinned ones beside it in a grid, and the reports at the right."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import Hairline, PanelHeader
from app.viewer.message_page import MessagePage
from app.viewer.overlays.found import Found, outputs_of
from app.viewer.pages.report_page import ReportPage
from app.viewer.panel import ViewerPanel
from app.viewer.showing import Showing
from nodes.graph.model import walk
from nodes.values import Report

__all__ = ["ReportsPanel", "ReviewPanel"]


class ReviewPanel(QWidget):
    """Pinning in here adds to the grid; all viewers share the playhead."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.viewer = ViewerPanel(desk, parent=self)
        self.viewer.pin_wanted.connect(self.pin)
        self.pinned: list[ViewerPanel] = []
        self.reports = ReportsPanel(desk, self)
        middle = QWidget(self)
        self._grid = QGridLayout(middle)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(middle)
        self._splitter.addWidget(self.reports)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self._lay_out()

    def pin(self, path: str, output: str = "") -> ViewerPanel:
        """Another viewer in the grid that keeps to this node."""
        made = ViewerPanel(self._desk, path, self, output=output)
        made.close_wanted.connect(self.on_close_wanted)
        self.pinned.append(made)
        self._lay_out()
        return made

    def on_close_wanted(self) -> None:
        """Take away the pinned viewer that asked for it."""
        panel = self.sender()
        if isinstance(panel, ViewerPanel) and panel in self.pinned:
            self.pinned.remove(panel)
            panel.close()
            self._grid.removeWidget(panel)
            panel.deleteLater()
            self._lay_out()

    def _lay_out(self) -> None:
        """As square as it gets: one, two beside each other, then rows of two or three."""
        panels = [self.viewer, *self.pinned]
        across = next(n for n in range(1, len(panels) + 1) if n * n >= len(panels))
        for place, panel in enumerate(panels):
            self._grid.addWidget(panel, place // across, place % across)
            panel.show()

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._grid.setSpacing(px(12))
        self._splitter.setHandleWidth(px(12))
        self.reports.setMinimumWidth(px(260))


class ReportsPanel(QWidget):
    """The reports of the graph, one at a time. Follows the selection where that is a report."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: list[Found] = []
        self._showing = Showing(desk, self)
        self._showing.changed.connect(self.on_shown_changed)
        header = PanelHeader(desk.look, self.tr("Report"), self)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.tr("Which report"))
        self.choice.activated.connect(self.on_chosen)
        header.add_tool(self.choice)
        self.message = MessagePage(desk.look, self)
        self.message.wanted.connect(self.on_run_wanted)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.message)
        self.page: ReportPage | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(Hairline(self))
        column.addWidget(self.pages, 1)
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.find_reports)
        desk.selection.changed.connect(self.on_selection_changed)
        self.find_reports()

    def find_reports(self) -> None:
        """Every node of the document that makes a report."""
        document, found = self._desk.document, list[Found]()
        for where, graph in walk(document.graph):
            for name in graph.nodes:
                found.extend(outputs_of(document, f"{where}/{name}" if where else name, ("Report",)))
        if found != self._found:
            self._found = found
            with QSignalBlocker(self.choice):
                self.choice.clear()
                for one in found:
                    self.choice.addItem(one.title)
        self.choice.setVisible(len(found) > 1)
        paths = [one.path for one in found]
        if self._showing.path not in paths:
            self._look_at(0)
        self.on_shown_changed()

    def _look_at(self, place: int) -> None:
        one = self._found[place] if place < len(self._found) else None
        self.choice.setCurrentIndex(place if one is not None else -1)
        self._showing.look_at(one.path if one else "", one.output if one else "")

    def on_chosen(self, place: int) -> None:
        self._look_at(place)

    def on_document_changed(self, change: object) -> None:
        self.find_reports()

    def on_selection_changed(self) -> None:
        path = self._desk.selection.current_path
        place = next((i for i, one in enumerate(self._found) if one.path == path), None)
        if place is not None:
            self._look_at(place)

    def on_shown_changed(self) -> None:
        value = self._showing.now.value
        if isinstance(value, Report):
            if self.page is None or self.page.report is not value:
                self._drop()
                self.page = ReportPage(self._desk, value, self)
                self.pages.addWidget(self.page)
            self.pages.setCurrentWidget(self.page)
            return
        self._drop()
        now = self._showing.now
        if not self._found:
            self.message.tell(
                self.tr("This graph measures nothing yet."),
                self.tr("Add Path Error, Track Report or another node of the category Report."),
            )
        elif now.remedy == "run":
            run = self.tr("Run to here") if self._desk.runs is not None else ""
            self.message.tell(now.message, self.tr("Run the report's node to see it here."), button=run)
        else:
            self.message.tell(now.message, now.remedy, failed=now.stage in ("failed", "missing"))
        self.pages.setCurrentWidget(self.message)

    def on_run_wanted(self) -> None:
        if self._desk.runs is not None and self._showing.path:
            self._desk.runs.run_to(self._showing.path)

    def _drop(self) -> None:
        if self.page is not None:
            self.pages.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
