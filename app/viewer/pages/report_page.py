"""A report to read: its notes, its curves with their values under the mouse, its tables; written out on request."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.look import Look
from app.look.widgets import button, label
from app.viewer.pages.series_plot import SeriesPlot
from app.viewer.pages.writing import write_csv, write_png
from nodes.errors import KinographError
from nodes.values import Report, Table

__all__ = ["ReportPage"]


class ReportPage(QWidget):
    """Notes first, since they say what the figures mean."""

    def __init__(self, desk: Desk, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.report = desk, report
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Report"))
        self.body = QWidget(self._scroll)
        self._column = QVBoxLayout(self.body)
        self.plots: list[SeriesPlot] = []
        self._fill(desk.look)
        self._scroll.setWidget(self.body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll, 1)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def _fill(self, look: Look) -> None:
        top = QHBoxLayout()
        title = label(self.report.title, "title", self.body)
        title.setWordWrap(True)
        top.addWidget(title, 1)
        top.addWidget(button(self.tr("CSV…"), self.on_csv, "chip", tip=self.tr("Write the tables and curves as CSV")))
        top.addWidget(button(self.tr("PNG…"), self.on_png, "chip", tip=self.tr("Write the report as a picture")))
        self._column.addLayout(top)
        for note in self.report.notes:
            words = label(note, "dim", self.body)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._column.addWidget(words)
        for series in self.report.series:
            plot = SeriesPlot(self._desk, series, self.body)
            self.plots.append(plot)
            self._column.addWidget(plot)
        for table in self.report.tables:
            self._column.addWidget(label(table.title, "title", self.body))
            self._column.addWidget(table_widget(look, table, self.body))
        self._column.addStretch(1)

    def on_csv(self) -> None:
        self._write(self.tr("Write the report as CSV"), "CSV (*.csv)", ".csv")

    def on_png(self) -> None:
        self._write(self.tr("Write the report as a picture"), "PNG (*.png)", ".png")

    def _write(self, title: str, kind: str, suffix: str) -> None:
        """Ask for a file and write it; what goes wrong is told."""
        name, _ = QFileDialog.getSaveFileName(self, title, file_stem(self.report.title) + suffix, kind)
        if not name:
            return
        file = Path(name).with_suffix(suffix)
        try:
            if suffix == ".csv":
                write_csv(self.report, file)
            else:
                write_png(self.body, file)
        except (KinographError, OSError) as error:
            self._desk.say(self.tr("{file} cannot be written: {why}").format(file=file, why=error), "fail")
        else:
            self._desk.say(self.tr("Written: {file}").format(file=file), "ok")

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._column.setContentsMargins(px(12), px(10), px(12), px(10))
        self._column.setSpacing(px(8))


def table_widget(look: Look, table: Table, parent: QWidget) -> QTableWidget:
    """All rows at once: the page scrolls, not the table. Numbers stand at the right."""
    made = QTableWidget(len(table.rows), len(table.columns), parent)
    made.setHorizontalHeaderLabels(list(table.columns))
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setAlternatingRowColors(True)
    made.setAccessibleName(table.title)
    made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    made.horizontalHeader().setHighlightSections(False)
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row):
            made.setItem(i, j, _cell(look, cell))
    made.verticalHeader().setDefaultSectionSize(look.px(24))
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    made.setFixedHeight(made.horizontalHeader().sizeHint().height() + len(table.rows) * look.px(24) + 2)
    _align_headers(made, table)
    return made


def _align_headers(made: QTableWidget, table: Table) -> None:
    for j in range(len(table.columns)):
        right = bool(table.rows) and all(not isinstance(row[j], str) for row in table.rows)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        item = made.horizontalHeaderItem(j)
        if item is not None:
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def _cell(look: Look, cell: str | float) -> QTableWidgetItem:
    if isinstance(cell, str):
        return QTableWidgetItem(cell)
    item = QTableWidgetItem(number_text(cell))
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setFont(look.font("mono"))
    return item


def number_text(number: float) -> str:
    """Whole numbers as such, others with four digits that count."""
    return f"{number:.0f}" if math.isfinite(number) and number == int(number) else f"{number:.4g}"


def file_stem(title: str) -> str:
    kept = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    return "-".join(part for part in kept.split("-") if part) or "report"
