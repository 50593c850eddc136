"""A batch on its way: its jobs are queued, and when all are over a labelled sheet shows them side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.runs.batch import Axis, Cell
from app.runs.finished import FinishedRun
from app.runs.pictures import middle_frame
from app.runs.sheet import Sheet, paint_sheet

if TYPE_CHECKING:
    from app.desk import Desk

__all__ = ["BatchRuns"]


class BatchRuns(QObject):
    """finished(path of the sheet): all runs are over, some perhaps failed."""

    finished = Signal(str)

    def __init__(
        self, desk: Desk, batch: Sequence[Cell], rows: Axis | None, columns: Axis | None, targets: Sequence[str] = ()
    ) -> None:
        super().__init__(desk)
        assert desk.runs is not None
        self._desk = desk
        self._cells: dict[str, Cell] = {}
        self._shown: dict[tuple[int, int], QImage | str] = {}
        self._rows, self._columns = rows, columns
        self._began = time.strftime("%Y%m%d-%H%M%S")
        desk.runs.finished.connect(self.on_finished)
        name = desk.document.title.removesuffix(".kino")
        for cell in batch:
            job_id = desk.runs.run(targets, title=f"{name} · {cell.title}", overrides=cell.overrides)
            if job_id:
                self._cells[job_id] = cell

    @property
    def left(self) -> int:
        """Runs that are not over."""
        return len(self._cells)

    def on_finished(self, run: FinishedRun) -> None:
        cell = self._cells.pop(run.job_id, None)
        if cell is None:
            return
        picture = middle_frame(run.picture) if run.state == "done" else None
        self._shown[cell.row, cell.column] = picture if picture is not None else run.error or run.state
        if not self._cells:
            self._end()

    def _end(self) -> None:
        rows = [self._rows.label(i) for i in range(len(self._rows.values))] if self._rows is not None else [""]
        columns = [self._columns.label(i) for i in range(len(self._columns.values))] if self._columns else [""]
        sheet = Sheet(tuple(rows), tuple(columns), self._shown)
        project = self._desk.document.project
        place = Path(project.folder) / f"{self._desk.document.title.removesuffix('.kino')}-sheet-{self._began}.png"
        if not paint_sheet(sheet, self._desk.look).save(str(place)):
            self._desk.say(
                self.tr("The contact sheet cannot be written to {0}. Choose another folder.").format(place),
                "fail",
            )
        else:
            self._desk.say(self.tr("The batch is done. Its contact sheet is {0}").format(place), "ok")
        self.finished.emit(str(place))
        self.deleteLater()
