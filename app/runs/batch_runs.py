"""A batch on its way: its jobs are queued, and when all are over a labelled sheet shows them side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage

from app.folders import output_folder
from app.runs.batch import Axis, Cell
from app.runs.batch_files import files_of_cell
from app.runs.finished import FinishedRun
from app.runs.pictures import middle_frame
from app.runs.sheet import Sheet, paint_sheet
from nodes.engine import Job

if TYPE_CHECKING:
    from app.desk import Desk

__all__ = ["BatchRuns"]

_AT_ONCE = 8  # jobs put on the disk between two looks at the window


class BatchRuns(QObject):
    """finished(path of the sheet): all runs are over, some perhaps failed. The clips and the sheet share a folder."""

    finished = Signal(str)

    def __init__(
        self, desk: Desk, batch: Sequence[Cell], rows: Axis | None, columns: Axis | None, targets: Sequence[str] = ()
    ) -> None:
        super().__init__(desk)
        assert desk.runs is not None
        self._desk, self._runs = desk, desk.runs
        self._rows, self._columns = rows, columns
        self._name = desk.document.title.removesuffix(".kino")
        began = time.strftime("%Y%m%d-%H%M%S")
        self.folder = output_folder(desk.document.project).resolve() / f"{self._name}-batch-{began}"
        self._graph = desk.document.graph.copy()
        self._job: Job = desk.runs.job(targets)
        self._began = time.monotonic()
        self._unqueued = list(batch)
        self._cells: dict[str, Cell] = {}
        self._shown: dict[tuple[int, int], QImage | str] = {}
        self._runs.finished.connect(self.on_finished)
        self._runs.changed.connect(self.on_queue_changed)
        self._queueing = QTimer(self, interval=0)
        self._queueing.timeout.connect(self.queue_some)
        if self._make_folder():
            self._queueing.start()
            self.queue_some()

    @property
    def left(self) -> int:
        """Runs that are not over."""
        return len(self._cells) + len(self._unqueued)

    def queue_some(self) -> None:
        """The next few jobs, so that a large batch does not hold the window up."""
        batch, self._unqueued = self._unqueued[:_AT_ONCE], self._unqueued[_AT_ONCE:]
        added = self._runs.enqueue_all([(self._job_of(cell), cell.title) for cell in batch])
        self._cells.update(zip(added, batch, strict=False))
        if not added:  # the queue has said why
            self._unqueued = []
        if not self._unqueued:
            self._queueing.stop()
            self._end_if_over()

    def on_finished(self, run: FinishedRun) -> None:
        cell = self._cells.pop(run.job_id, None)
        if cell is not None:
            picture = middle_frame(run.picture) if run.state == "done" else None
            self._shown[cell.row, cell.column] = picture if picture is not None else run.error or run.state
            self._end_if_over()

    def on_queue_changed(self) -> None:
        """A waiting run that was stopped or taken out is over too."""
        states = {entry.job_id: entry.state for entry in self._runs.entries}
        for job_id in [job_id for job_id in self._cells if states.get(job_id, "cancelled") == "cancelled"]:
            cell = self._cells.pop(job_id)
            self._shown[cell.row, cell.column] = self.tr("stopped")
            self._end_if_over()

    def _job_of(self, cell: Cell) -> Job:
        files = files_of_cell(self._graph, self._desk.registry, self.folder, cell)
        return replace(self._job, overrides=cell.overrides, outputs=files)

    def _make_folder(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            text = self.tr("The folder {0} for the batch cannot be made: {1}. Save the project somewhere else.")
            self._desk.say(text.format(self.folder, error.strerror or error), "fail", key="batch")
            self._unqueued = []
            return False
        return True

    def _end_if_over(self) -> None:
        if self.left or self._queueing.isActive():
            return
        self._runs.finished.disconnect(self.on_finished)
        self._runs.changed.disconnect(self.on_queue_changed)
        place = self.folder / f"{self._name}-sheet.png"
        if self._shown:
            self._keep(paint_sheet(self._sheet(), self._desk.look), place)
        self.finished.emit(str(place))
        self.deleteLater()

    def _keep(self, sheet: QImage, place: Path) -> None:
        if not sheet.save(str(place)):
            text = self.tr("The contact sheet cannot be written to {0}. Choose another folder.")
            self._desk.say(text.format(place), "fail", key="batch")
            return
        failed = sum(isinstance(shown, str) for shown in self._shown.values())
        text = self.tr("The batch of {0} is done: {1} runs, {2} without a picture.")
        told = text.format(self._name, len(self._shown), failed)
        actions = ((self.tr("Open its folder"), _Folder(self.folder, self._desk).open),)
        self._desk.say(told, "warn" if failed else "ok", detail=str(place), actions=actions, key="batch")
        self._runs.history.add(
            FinishedRun(
                f"batch-{self._name}",
                self.tr("{0} · batch of {1}").format(self._name, len(self._shown)),
                "done",
                time.monotonic() - self._began,
                written=(str(place),),
                document=self._job.document,
                project_path=self._job.project_path,
                ended=time.time(),
            ),
            sheet,
        )

    def _sheet(self) -> Sheet:
        rows = [self._rows.label(i) for i in range(len(self._rows.values))] if self._rows is not None else [""]
        columns = [self._columns.label(i) for i in range(len(self._columns.values))] if self._columns else [""]
        return Sheet(tuple(rows), tuple(columns), self._shown)


class _Folder(QObject):
    """Opens a folder when asked; outlives the batch, as its notice does."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder

    def open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
