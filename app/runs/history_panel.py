"""Past runs: look at them, compare two, go back to one."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.look.widgets import PanelHeader, button, label
from app.runs.cards import Card
from app.runs.compare import Difference, differences, graph_of, restore, restore_parameters
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
        self._cards: dict[str, Card] = {}
        self._chosen: list[str] = []
        self.setAccessibleName(self.tr("History"))
        self._build()
        if desk.runs is not None:
            desk.runs.history.changed.connect(self.refresh)
        desk.document.changed.connect(self.on_document_changed)
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Cards of the newest runs."""
        runs = self._desk.runs.history.runs[:_SHOWN] if self._desk.runs is not None else []
        kept = {run.job_id for run in runs}
        for job_id in [job_id for job_id in self._cards if job_id not in kept]:
            self._cards.pop(job_id).deleteLater()
        self._chosen = [job_id for job_id in self._chosen if job_id in kept]
        for place, run in enumerate(runs):
            self._row.insertWidget(place, self._cards.get(run.job_id) or self._new_card(run))
        self._pages.setCurrentIndex(1 if runs else 0)
        self.compare()

    def compare(self) -> None:
        """Fill the table with what differs."""
        chosen = self._runs()
        for job_id, card in self._cards.items():
            card.set_selected(job_id in self._chosen)
        self._side.setVisible(bool(chosen))
        if not chosen:
            return
        single = len(chosen) == 1
        for widget in (self._restore, self._parameters, self._open, self._pin, self._delete):
            widget.setEnabled(single)
        self._open.setEnabled(single and any(Path(name).exists() for name in chosen[0].written))
        self._pin.setText(self.tr("Unpin") if chosen[0].pinned else self.tr("Pin"))
        try:
            one, other = self._graphs(chosen)
        except GraphError as error:
            self._told.setText(f"{error.message} {error.remedy}")
            self._fill([])
            return
        found = differences(one, other, self._desk.registry)
        names = self.tr("this run → the graph now") if single else self.tr("{0} → {1}").format(*map(_when, chosen))
        self._told.setText(names if found else self.tr("{0}: nothing differs").format(names))
        self._fill(found)

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

    # -- what people do ----------------------------------------------------------------------------

    def on_picked(self, modifiers: object) -> None:
        card = self.sender()
        assert isinstance(card, Card)
        several = modifiers in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
        if several and card.job_id not in self._chosen:
            self._chosen = [*self._chosen[-1:], card.job_id]
        elif several:
            self._chosen.remove(card.job_id)
        else:
            self._chosen = [card.job_id]
        self.compare()

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

    def on_removed(self) -> None:
        card = self.sender()
        if isinstance(card, Card) and self._desk.runs is not None:
            self._desk.runs.history.remove(card.job_id)

    def _runs(self) -> list[PastRun]:
        history = self._desk.runs.history if self._desk.runs is not None else None
        found = [history.find(job_id) for job_id in self._chosen] if history is not None else []
        return [run for run in found if run is not None]

    def _new_card(self, run: PastRun) -> Card:
        card = self._cards[run.job_id] = Card(self._desk.look, run.job_id, self._strip)
        numbers = "  ".join(f"{name} {value:.3g}" for name, value in list(run.numbers.items())[:1])
        took = duration_text(run.seconds)
        card.show_job(run.title, numbers or f"{_when(run)} · {took}", run.state, None)
        card.setToolTip(
            f"{run.title}\n{_when(run)}, {took}\n{numbers}\n{run.error}\n{chr(10).join(run.written)}".strip()
        )
        card.show_picture(picture_of(run))
        card.picked.connect(self.on_picked)
        card.opened.connect(self.restore_graph)
        card.removed.connect(self.on_removed)
        card.show()
        return card

    def _build(self) -> None:
        look = self._desk.look
        header = PanelHeader(look, self.tr("History"), self)
        header.set_subtitle(self.tr("click: compare with the graph now · Ctrl+click: compare two"))
        self._strip = QWidget()
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(12, 4, 12, 8)
        self._row.setSpacing(12)
        self._row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._strip)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(scroll)
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
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self._side)
        layout.setContentsMargins(0, 4, 12, 8)
        layout.addLayout(row)
        layout.addWidget(self._told)
        layout.addWidget(self._table, 1)
        return self._side


def _when(run: PastRun) -> str:
    return time.strftime("%d %b %H:%M", time.localtime(run.ended))
