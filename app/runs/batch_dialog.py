"""The dialog for a batch: what is varied, over which values, how many runs that makes and how long they take."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import button, label
from app.runs.batch import Axis, BatchError, Cell, Setting, cells, parse_values, seeds, settings_of
from app.runs.batch_runs import BatchRuns
from app.runs.run_now import duration_text

__all__ = ["BatchDialog"]


class BatchDialog(QDialog):
    """Rows and columns, each a parameter and its values. Seeds stand first, since that is what most people vary."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._settings = settings_of(desk.document.graph, desk.registry)
        self.batch: BatchRuns | None = None
        self.setWindowTitle(self.tr("Batch"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(desk.look.px(560))
        self._build()
        self.look_again()

    def axes(self) -> tuple[Axis | None, Axis | None]:
        """(rows, columns) as they are typed. Raises BatchError."""
        return self._axis(self._row_setting, self._row_values), self._axis(self._column_setting, self._column_values)

    def planned(self) -> list[Cell]:
        """The runs that are asked for. Raises BatchError."""
        return cells(*self.axes())

    def look_again(self) -> None:
        """Say how many runs and how long, or what is wrong."""
        for setting, field in ((self._row_setting, self._row_values), (self._column_setting, self._column_values)):
            field.setEnabled(setting.currentIndex() > 0)
        try:
            count = len(self.planned())
        except BatchError as error:
            self._told.setText(f"{error.message} {error.remedy}")
            self._told.setProperty("role", "fail")
            self._start.setEnabled(False)
        else:
            each = self._seconds_each()
            took = self.tr("about {0}").format(duration_text(each * count)) if each else self.tr("time unknown")
            self._told.setText(self.tr("{0} runs, {1}").format(count, took))
            self._told.setProperty("role", "dim")
            self._start.setEnabled(self._desk.runs is not None)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)

    def begin(self) -> None:
        """Queue the runs."""
        rows, columns = self.axes()
        self.batch = BatchRuns(self._desk, cells(rows, columns), rows, columns)
        self.accept()

    def _seconds_each(self) -> float:
        """Of the newest whole run."""
        runs = self._desk.runs.history.runs if self._desk.runs is not None else []
        return next((run.seconds for run in runs if run.state == "done" and run.seconds > 0.5), 0.0)

    def _axis(self, chooser: QComboBox, field: QLineEdit) -> Axis | None:
        setting = chooser.currentData()
        if not isinstance(setting, Setting):
            return None
        if setting.record.seed:
            return Axis(setting, seeds(setting, field.text()))
        return Axis(setting, parse_values(setting, field.text()))

    def _build(self) -> None:
        hint = label(
            self.tr(
                'Values with commas between, or "0 to 1 in 5". For a seed "4" means this one and the three after it, '
                '"random 4" four others.'
            ),
            "dim",
        )
        hint.setWordWrap(True)
        self._row_setting, self._row_values = self._fields(self.tr("Rows"), seeds_first=True)
        self._column_setting, self._column_values = self._fields(self.tr("Columns"), seeds_first=False)
        form = QFormLayout()
        form.setSpacing(self._desk.look.px(8))
        form.addRow(label(self.tr("Rows")), self._row_setting)
        form.addRow(label(self.tr("Values")), self._row_values)
        form.addRow(label(self.tr("Columns")), self._column_setting)
        form.addRow(label(self.tr("Values")), self._column_values)
        self._told = label("", "dim")
        self._told.setWordWrap(True)
        self._start = button(self.tr("Queue the runs"), self.begin, "now")
        self._start.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self._told, 1)
        row.addWidget(button(self.tr("Cancel"), self.reject))
        row.addWidget(self._start)
        layout = QVBoxLayout(self)
        margin = self._desk.look.px(16)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(self._desk.look.px(12))
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addLayout(row)

    def _fields(self, name: str, *, seeds_first: bool) -> tuple[QComboBox, QLineEdit]:
        chooser, field = QComboBox(), QLineEdit()
        chooser.setAccessibleName(self.tr("Parameter of the {0}").format(name.lower()))
        field.setAccessibleName(self.tr("Values of the {0}").format(name.lower()))
        field.setProperty("role", "mono")
        chooser.addItem(self.tr("nothing"), None)
        for setting in self._settings:
            chooser.addItem(setting.label, setting)
        if seeds_first and self._settings and self._settings[0].record.seed:
            chooser.setCurrentIndex(1)
            field.setText("4")
        chooser.currentIndexChanged.connect(self.look_again)
        field.textChanged.connect(self.look_again)
        return chooser, field
