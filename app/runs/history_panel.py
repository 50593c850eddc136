"""Past runs: look at them, compare two, go back to one."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.look.widgets import PanelHeader, button, label
from app.runs.card_strip import CardStrip
from app.runs.cards import Card
from app.runs.compare import Difference, differences, graph_of, restore, restore_parameters, seeds_of
from app.runs.history import PastRun, picture_of
from app.runs.run_now import duration_text
from nodes.errors import GraphError
from nodes.graph import Graph

__all__ = ["HistoryPanel"]

_SHOWN = 60


class HistoryPanel(QWidget):
    """Cards, newest first. One chosen: what differs from the graph as it is now. Two (Ctrl): between them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen: list[str] = []
        self.setAccessibleName(self.tr("History"))
        self._build()
        if desk.runs is not None:
            desk.runs.history.changed.connect(self.refresh)
        desk.document.changed.connect(self.on_document_changed)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Cards of the newest runs."""
        runs = self._desk.runs.history.runs[:_SHOWN] if self._desk.runs is not None else []
        for card in self.strip.show_ids([run.job_id for run in runs]):
            run = next(run for run in runs if run.job_id == card.job_id)
            card.show_picture(picture_of(run))
        for run in runs:
            self._show(self.strip.cards[run.job_id], run)
        self._chosen = [job_id for job_id in self._chosen if job_id in self.strip.cards]
        self._pages.setCurrentIndex(1 if runs else 0)
        self.compare()

    def compare(self) -> None:
        """Fill the side with what the chosen runs are and how they differ."""
        chosen = self._runs()
        self.strip.select(self._chosen)
        self._side.setVisible(bool(chosen))
        if not chosen:
            return
        single = len(chosen) == 1
        for widget in (self._restore, self._parameters, self._pin, self._delete):
            widget.setEnabled(single)
        self._open.setEnabled(single and any(Path(name).exists() for name in chosen[0].written))
        self._pin.setText(self.tr("Unpin") if chosen[0].pinned else self.tr("Pin"))
        try:
            one, other = self._graphs(chosen)
            self._about.setText(self._facts(chosen[0], one) if single else "")
        except GraphError as error:
            self._told.setText(f"{error.message} {error.remedy}")
            self._fill([])
            return
        self._about.setVisible(single)
        found = differences(one, other, self._desk.registry)
        names = self._names(chosen)
        self._told.setText(names if found else self.tr("{0}: nothing differs").format(names))
        self._fill(found)

    def differences_shown(self) -> list[tuple[str, ...]]:
        """The rows of the table."""
        items = [[self._table.item(row, column) for column in range(4)] for row in range(self._table.rowCount())]
        return [tuple(item.text() for item in row if item is not None) for row in items]

    def _names(self, chosen: list[PastRun]) -> str:
        if len(chosen) == 1:
            return self.tr("From this run to the graph as it is now")
        older, newer = sorted(chosen, key=lambda run: run.ended)
        said = self.tr("From {0} ({1}) to {2} ({3})")
        return said.format(older.title, _clock(older), newer.title, _clock(newer))

    def _facts(self, run: PastRun, graph: Graph) -> str:
        """When, how long, seeds, numbers, files; in one line."""
        seeds = [f"{title} {value}" for title, value in seeds_of(graph, self._desk.registry)]
        numbers = [f"{name} {value:.3g}" for name, value in run.numbers.items()]
        files = [Path(name).name for name in run.written]
        parts = [_when(run), duration_text(run.seconds), *seeds[:3], *numbers[:3], *files[:2]]
        return " · ".join(parts) + (f"\n{run.error}" if run.error else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a high and narrow place the facts stand under the cards."""
        tall = self.height() > self.width() * 0.6
        self._split.setOrientation(Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._side_column.setContentsMargins(px(12), px(4), px(12), px(8))
        self._side_column.setSpacing(px(6))
        self._table.setStyleSheet(f"QTableWidget::item {{ padding-left: {px(5)}px; }}")
        self.compare()

    def on_document_changed(self, change: object) -> None:
        if self.isVisible() and len(self._chosen) == 1:
            self.compare()

    def _graphs(self, chosen: list[PastRun]) -> tuple[Graph, Graph]:
        if len(chosen) == 1:
            return graph_of(chosen[0]), self._desk.document.graph
        older, newer = sorted(chosen, key=lambda run: run.ended)
        return graph_of(older), graph_of(newer)

    def _fill(self, found: list[Difference]) -> None:
        self._table.setRowCount(len(found))
        for row, item in enumerate(found):
            for column, text in enumerate((item.node, item.what, item.one, item.other)):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                if column >= 2:
                    cell.setFont(self._desk.look.font("mono"))
                self._table.setItem(row, column, cell)
        self._table.setVisible(bool(found))
        height = self._desk.look.px(26)
        for row in range(len(found)):
            self._table.setRowHeight(row, height)

    # -- what people do ----------------------------------------------------------------------------

    def on_picked(self, job_id: str, modifiers: object) -> None:
        several = modifiers in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
        if several and job_id not in self._chosen:
            self._chosen = [*self._chosen[-1:], job_id]
        elif several:
            self._chosen.remove(job_id)
        else:
            self._chosen = [job_id]
        self.compare()

    def on_opened(self, job_id: str) -> None:
        """Double click, Return: its clip."""
        self._chosen = [job_id]
        self.compare()
        if self._open.isEnabled():
            self.open_clip()

    def on_menu(self, job_id: str, point: QPoint) -> None:
        self._chosen = [job_id]
        self.compare()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for widget in (self._restore, self._parameters, self._open, self._pin, self._delete):
            action = menu.addAction(widget.text(), widget.click)
            action.setEnabled(widget.isEnabled())
        menu.popup(point)

    def restore_graph(self) -> None:
        """The graph as this run had it, in one step that can be undone."""
        run = self._runs()[0]
        self._desk.document.end_step()
        if self._desk.document.perform(restore(self._desk.document.graph, graph_of(run))):
            self._desk.say(self.tr("The graph is as it was for {0}. Ctrl+Z goes back.").format(_when(run)), "ok")
        self._desk.document.end_step()

    def restore_values(self) -> None:
        """Only the parameters, in one step."""
        document, run = self._desk.document, self._runs()[0]
        document.end_step()
        document.perform(restore_parameters(document.graph, graph_of(run), self._desk.registry))
        document.end_step()

    def open_clip(self) -> None:
        """The first file it wrote that is still there, in the program the system has for it."""
        for name in self._runs()[0].written:
            if Path(name).exists():
                QDesktopServices.openUrl(QUrl.fromLocalFile(name))
                return

    def toggle_pin(self) -> None:
        run = self._runs()[0]
        assert self._desk.runs is not None
        self._desk.runs.history.set_pinned(run.job_id, not run.pinned)

    def delete(self) -> None:
        run = self._runs()[0]
        assert self._desk.runs is not None
        self._desk.runs.history.remove(run.job_id)

    def on_removed(self, job_id: str) -> None:
        if self._desk.runs is not None:
            self._desk.runs.history.remove(job_id)

    def _runs(self) -> list[PastRun]:
        history = self._desk.runs.history if self._desk.runs is not None else None
        found = [history.find(job_id) for job_id in self._chosen] if history is not None else []
        return [run for run in found if run is not None]

    def _show(self, card: Card, run: PastRun) -> None:
        numbers = "  ".join(f"{name} {value:.3g}" for name, value in list(run.numbers.items())[:1])
        words = {"failed": self.tr("failed"), "cancelled": self.tr("stopped")}
        note = words.get(run.state, numbers or duration_text(run.seconds))
        pin = "● " if run.pinned else ""
        card.show_job(f"{pin}{run.title}", note, run.state, None, words.get(run.state, self.tr("no picture")))
        took = f"{_when(run)}, {duration_text(run.seconds)}"
        card.setToolTip("\n".join(filter(None, (run.title, took, numbers, run.error, *run.written))))

    def _build(self) -> None:
        look = self._desk.look
        header = PanelHeader(look, self.tr("History"), self)
        header.set_subtitle(self.tr("click compares with the graph as it is now, Ctrl+click compares two runs"))
        self.strip = CardStrip(look, parent=self)
        self.strip.picked.connect(self.on_picked)
        self.strip.opened.connect(self.on_opened)
        self.strip.menu_wanted.connect(self.on_menu)
        self.strip.removed.connect(self.on_removed)
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.strip)
        split.addWidget(self._build_side())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([900, 600])
        empty = label(self.tr("Runs that are over stand here with everything that made them."), "dim")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout()
        self._pages.addWidget(empty)
        self._pages.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addLayout(self._pages, 1)

    def _build_side(self) -> QWidget:
        self._side = QWidget()
        self._told = label("", "dim")
        self._about = label("", "text")
        for text in (self._told, self._about):
            text.setWordWrap(True)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._restore = button(self.tr("Restore graph"), self.restore_graph, tip=self.tr("Ctrl+Z goes back"))
        self._parameters = button(self.tr("Parameters only"), self.restore_values, tip=self.tr("Keep the nodes"))
        self._open = button(self.tr("Open clip"), self.open_clip, tip=self.tr("In the system's player"))
        self._pin = button(self.tr("Pin"), self.toggle_pin, tip=self.tr("Keep it however many runs follow"))
        self._delete = button(self.tr("Forget"), self.delete, tip=self.tr("Its files stay"))
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self._restore, self._parameters, self._open, self._pin, self._delete):
            row.addWidget(widget)
        row.addStretch(1)
        self._table = QTableWidget(0, 4)
        heads = [self.tr("Node"), self.tr("What"), self.tr("Before"), self.tr("After")]
        self._table.setHorizontalHeaderLabels(heads)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setAccessibleName(self.tr("What differs"))
        heads_row = self._table.horizontalHeader()
        heads_row.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads_row.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        layout = self._side_column = QVBoxLayout(self._side)
        layout.addLayout(row)
        layout.addWidget(self._about)
        layout.addWidget(self._told)
        layout.addWidget(self._table, 1)
        layout.addStretch(0)
        return self._side


def _when(run: PastRun) -> str:
    return time.strftime("%d %b %H:%M", time.localtime(run.ended))


def _clock(run: PastRun) -> str:
    return time.strftime("%H:%M:%S", time.localtime(run.ended))
