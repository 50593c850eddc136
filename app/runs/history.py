"""The history of runs on disk: one JSON file each with the document it was of, and a small picture beside it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from app.runs.finished import FinishedRun
from app.runs.pictures import middle_frame

__all__ = ["History", "PastRun", "picture_of"]

log = logging.getLogger(__name__)
KEPT = 200
_FORMAT = 1
_WIDEST = 480
_SMOOTH = Qt.TransformationMode.SmoothTransformation


@dataclass(frozen=True)
class PastRun:
    """A run that is over. ended: Unix time.  picture: its file, "" without one.  document: the project as it was run.

    overrides: parameters set for this run only, by node path.  pinned: kept whatever their number.
    """

    job_id: str
    title: str
    state: str
    ended: float
    seconds: float
    error: str = ""
    written: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    project_path: str = ""
    picture: str = ""
    pinned: bool = False


class History(QObject):
    """Newest first; the oldest that are not pinned go when there are more than KEPT. changed(): the list.

    later: read nothing until `start_reading`.
    """

    changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None, *, later: bool = False) -> None:
        super().__init__(parent)
        self.folder = folder
        self.problem = ""
        self.runs: list[PastRun] = []
        self._unread: list[Path] = sorted(folder.glob("*.json"), reverse=True)
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self.read_some)
        if not later:
            self.read_some(len(self._unread))

    def start_reading(self) -> None:
        """The runs of former sessions, a few at a time: each has a whole document in it."""
        if self._unread:
            self._reading.start()

    def read_some(self, count: int = 4) -> None:
        files, self._unread = self._unread[:count], self._unread[count:]
        for file in files:
            try:
                run = _past_run(json.loads(file.read_bytes()))
            except (OSError, ValueError, TypeError) as error:
                log.warning("The run in %s is unreadable and left alone: %s", file, error)
                continue
            if self.find(run.job_id) is None:
                self.runs.append(run)
        if not self._unread:
            self._reading.stop()
            self.runs.sort(key=lambda run: run.ended, reverse=True)
            self.changed.emit()

    def add(self, run: FinishedRun, picture: QImage | None = None) -> PastRun:
        """Keep a run that came to its end.  picture: in place of the run's own."""
        past = PastRun(
            f"{run.ended:.0f}-{run.job_id}",
            run.title,
            run.state,
            run.ended,
            run.seconds,
            run.error,
            run.written,
            dict(run.numbers),
            run.document,
            run.overrides,
            run.project_path,
        )
        past = self._with_picture(past, picture if picture is not None else middle_frame(run.picture))
        self.runs.insert(0, past)
        self._write(past)
        self._forget_old()
        self.changed.emit()
        return past

    def set_pinned(self, job_id: str, pinned: bool) -> None:
        for index, run in enumerate(self.runs):
            if run.job_id == job_id:
                self.runs[index] = replace(run, pinned=pinned)
                self._write(self.runs[index])
                self.changed.emit()

    def set_written(self, job_id: str, written: tuple[str, ...]) -> None:
        """Another file belongs to this run, as a contact sheet does."""
        for index, run in enumerate(self.runs):
            if run.job_id == job_id:
                self.runs[index] = replace(run, written=written)
                self._write(self.runs[index])
                self.changed.emit()

    def remove(self, job_id: str) -> None:
        """Forget a run; the files it wrote stay."""
        for run in [run for run in self.runs if run.job_id == job_id]:
            self.runs.remove(run)
            for name in (f"{job_id}.json", f"{job_id}.png"):
                self._unlink(self.folder / name)
        self.changed.emit()

    def find(self, job_id: str) -> PastRun | None:
        return next((run for run in self.runs if run.job_id == job_id), None)

    def of_job(self, job_id: str) -> PastRun | None:
        """The newest run of a job of the queue."""
        return next((run for run in self.runs if run.job_id.partition("-")[2] == job_id), None)

    def _with_picture(self, past: PastRun, frame: QImage | None) -> PastRun:
        if frame is None or frame.isNull():
            return past
        place = self.folder / f"{past.job_id}.png"
        self.folder.mkdir(parents=True, exist_ok=True)
        small = frame.scaledToWidth(_WIDEST, _SMOOTH) if frame.width() > _WIDEST else frame
        return replace(past, picture=str(place)) if small.save(str(place)) else past

    def _write(self, run: PastRun) -> None:
        data = {name: getattr(run, name) for name in PastRun.__dataclass_fields__} | {"format": _FORMAT}
        part = self.folder / f".{run.job_id}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(data), encoding="utf-8")
            part.replace(self.folder / f"{run.job_id}.json")
            self.problem = ""
        except (OSError, TypeError, ValueError) as error:
            self.problem = self.tr("The history cannot be written to {0}: {1}").format(self.folder, error)
            log.warning(self.problem)

    def _forget_old(self) -> None:
        for run in [run for run in self.runs[KEPT:] if not run.pinned]:
            self.runs.remove(run)
            for name in (f"{run.job_id}.json", f"{run.job_id}.png"):
                self._unlink(self.folder / name)

    def _unlink(self, file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be deleted: %s", file, error)


def picture_of(run: PastRun) -> QImage:
    """Its small picture; a null image without one."""
    return QImage(run.picture) if run.picture else QImage()


def _past_run(data: Any) -> PastRun:
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise ValueError("it holds no run of this format")
    known = {name: data[name] for name in PastRun.__dataclass_fields__ if name in data}
    run = PastRun(**known)
    if not (isinstance(run.job_id, str) and isinstance(run.ended, int | float) and isinstance(run.document, dict)):
        raise ValueError("its fields are of the wrong kinds")
    return replace(run, written=tuple(run.written))
