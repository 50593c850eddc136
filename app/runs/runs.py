"""Runs: jobs from the open document, queued on disk, done by the engine process, told to whoever looks."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.folders import output_folder
from app.runs.commands import install_run_commands
from app.runs.engine_settings import engine_settings
from app.runs.finished import FinishedRun
from app.runs.freshness import Freshness
from app.runs.history import History
from app.runs.link import EngineLink
from app.runs.live import LiveRuns
from app.runs.loss import tell_of_loss
from app.runs.notifying import notify
from app.runs.pictures import picture_rank
from app.runs.reading import progress_note, take_event
from app.runs.run_now import RunNow
from app.runs.values import Values
from app.runs.watch import EngineWatch
from nodes.engine import EngineLost, EngineSettings, Job, JobQueue, QueuedJob, events
from nodes.engine.messages import (
    EngineReady,
    Failure,
    JobEvent,
    JobFinished,
    JobRefused,
    JobStarted,
    Message,
    StatesTold,
    Thumbnail,
    ValueTold,
)
from nodes.engine.queue_records import JobState
from nodes.errors import EngineError
from nodes.graph.redact import redact
from nodes.graph.state import state_folder
from nodes.values import Clip, Image

if TYPE_CHECKING:
    from app.desk import Desk

__all__ = ["Runs"]

log = logging.getLogger(__name__)
_OVER_KEPT = 20


class Runs(QObject):
    """The queue and the engine.

    changed(): entries of the queue, paused.  progressed(RunNow | None).  engine_changed(): starting, ready, lost.
    finished(FinishedRun): a job came to its end.  heard(Message): everything the engine says, for the log.
    pictured(job_id): a job has a newer picture.  log_wanted(): somebody asked for the log.
    """

    changed = Signal()
    progressed = Signal(object)
    engine_changed = Signal()
    finished = Signal(object)
    heard = Signal(object)
    pictured = Signal(str)
    log_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        parent: QObject | None = None,
        *,
        settings: EngineSettings | None = None,
        queue: Path | None = None,
        history: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.settings = settings if settings is not None else engine_settings(desk)
        self.queue = JobQueue(queue if queue is not None else state_folder() / "queue")
        self.link = EngineLink(self.settings, self)
        self.link.heard.connect(self.on_heard)
        self.ready = False
        self.now: RunNow | None = None
        self.entries: list[QueuedJob] = []
        self.pictures: dict[str, Clip | Image] = {}
        self._written: dict[str, list[str]] = {}
        self._ranks: dict[str, int] = {}
        self._restarting = self._down = False
        self._held = False
        self.history = History(history if history is not None else state_folder() / "history", self, later=True)
        self._values = Values(self.link, desk.results, self)
        self._live = LiveRuns(desk, self)
        self._freshness = Freshness(desk, self)
        self.watch = EngineWatch(desk, self)
        desk.results.set_source(self.fetch)
        install_run_commands(self, desk)
        self.refresh()
        self._held = self.waiting > 0

    # -- the engine --------------------------------------------------------------------------------

    def start(self) -> None:
        """Have an engine process; tells when none can be had."""
        self._down = False
        try:
            self.link.start()
        except EngineError as error:
            self._desk.say(f"{error.message} {error.remedy}", "fail", key="engine")
        self._forget_old()
        self.history.start_reading()
        self.watch.begin()
        self._freshness.soon()
        self.engine_changed.emit()

    def restart(self) -> None:
        """End the engine process, whatever it does, and start another."""
        self._restarting = self.link.is_up
        if not self.link.is_up:
            self.start()
            return
        self.link.client.kill()
        self.link.listen()

    def close(self) -> None:
        """Put back what runs (it is there again at the next start) and end the engine."""
        self.ready = False
        self.watch.end()
        self._freshness.stop()
        with contextlib.suppress(EngineError):
            self.queue.close()
        self.link.close()
        self._desk.results.set_source(None)

    # -- jobs --------------------------------------------------------------------------------------

    def job(
        self,
        targets: Sequence[str] = (),
        overrides: Mapping[str, Mapping[str, Any]] | None = None,
        outputs: Mapping[str, str] | None = None,
    ) -> Job:
        """A frozen copy of the document as it is now."""
        project, settings = self._desk.document.project, self._desk.settings
        document = project.document()
        private = bool(settings.get("export.private"))
        return Job(
            document=document,
            targets=tuple(targets),
            overrides=dict(overrides or {}),
            project_path=str(project.path or project.folder),
            output_folder=str(output_folder(project)),
            outputs=dict(outputs or {}),
            embed=bool(settings.get("export.embed_graph")),
            carried=redact(document, self._desk.registry) if private else {},
        )

    def run(
        self,
        targets: Sequence[str] = (),
        *,
        title: str = "",
        overrides: Mapping[str, Mapping[str, Any]] | None = None,
        outputs: Mapping[str, str] | None = None,
    ) -> str:
        """Queue a job for these nodes (all outputs when none are named); its id, "" when it could not be queued."""
        name = title or self._desk.document.title.removesuffix(".kino")
        return self.enqueue(self.job(targets, overrides, outputs), name)

    def run_to(self, path: str) -> str:
        """Run what this node needs, and it."""
        return self.run([path], title=self._desk.document.title.removesuffix(".kino") + f" · {path}")

    def enqueue(self, job: Job, title: str) -> str:
        """Its id, "" when it could not be queued."""
        return next(iter(self.enqueue_all([(job, title)])), "")

    def enqueue_all(self, jobs: Sequence[tuple[Job, str]]) -> list[str]:
        """Queue jobs of the open document with their titles; their ids, none when they could not be queued."""
        try:
            added = self.queue.add_all(jobs)
        except EngineError as error:
            self._desk.say(f"{error.message} {error.remedy}", "fail", key="queue")
            return []
        self._freshness.queued(entry.job_id for entry in added if not entry.job.overrides)
        self._held = False
        if self._down:
            self.start()
        self.refresh()
        self.pump()
        return [entry.job_id for entry in added]

    def cancel(self, job_id: str = "") -> None:
        """Stop a job, the running one when none is named. The window says so at once; the engine within a call."""
        running = self.now.job_id if self.now is not None else ""
        job_id = job_id or running
        if job_id and job_id == running:
            self.link.client.cancel(job_id)
            self.watch.stop_asked()
            assert self.now is not None
            self._tell_now(replace(self.now, seconds_left=None, note=self.tr("stopping")))
        elif job_id:
            self._change(self.queue.cancel, job_id)

    def pause(self) -> None:
        self._change(self.queue.pause)

    def resume(self) -> None:
        self._held = False
        self._change(self.queue.resume)
        self.pump()

    def move(self, job_id: str, place: int) -> None:
        """To this place in the whole order."""
        self._change(self.queue.move, job_id, place)

    def again(self, job_id: str) -> None:
        """Run a job that is over once more."""
        self._held = False
        self._change(self.queue.retry, job_id)
        self.pump()

    def remove(self, job_id: str) -> None:
        self._change(self.queue.remove, job_id)
        self.pictures.pop(job_id, None)

    def clear_done(self) -> None:
        """Take out everything that is over."""
        self._remove_all([entry for entry in self.entries if entry.state in ("done", "failed", "cancelled")])

    @property
    def paused(self) -> bool:
        """Nothing is handed out: by a person, or because what waits is from before the window was opened."""
        return self._held or self.queue.paused

    @property
    def waiting(self) -> int:
        """Jobs that have not begun."""
        return sum(entry.state == "pending" for entry in self.entries)

    @property
    def live(self) -> bool:
        return bool(self._desk.settings.get("runs.live"))

    @live.setter
    def live(self, on: bool) -> None:
        self._desk.settings.set("runs.live", on)
        if on:
            self._freshness.soon()

    def fetch(self, path: str, output: str = "") -> None:
        """Ask for a whole value; `Results.value_arrived` answers."""
        if self._down:
            failure = Failure("engine", self.tr("The engine cannot start."), self.tr("Start it again."))
            self._desk.results.tell_value(path, output, None, failure)
        else:
            self._values.ask(self.job(), path, output)

    @property
    def is_waiting_for_engine(self) -> bool:
        """Whether an answer is due."""
        return self.link.is_up and (not self.ready or self.now is not None or self._freshness.is_waiting)

    # -- what happens ------------------------------------------------------------------------------

    def pump(self) -> None:
        """Give the engine the next job when it has none."""
        if self.now is not None or not self.ready or self._held:
            return
        try:
            entry = self.queue.take()
        except EngineError as error:
            self._desk.say(f"{error.message} {error.remedy}", "fail", key="queue")
            return
        if entry is None:
            return
        self._live.stop()
        self._written[entry.job_id] = []
        self._ranks.pop(entry.job_id, None)
        self.watch.stop_over()
        self._freshness.begins(entry.job_id)
        self.link.client.submit(entry.job, entry.job_id)
        self._tell_now(RunNow(entry.job_id, entry.title, note=self.tr("starting")))
        self.refresh()

    def refresh(self) -> None:
        """Look at the queue on disk again."""
        try:
            self.entries = self.queue.entries()
        except EngineError as error:
            self._desk.say(f"{error.message} {error.remedy}", "fail", key="queue")
        self.changed.emit()

    def on_heard(self, message: Message) -> None:
        self.heard.emit(message)
        match message:
            case EngineReady():
                self.ready = True
                self.engine_changed.emit()
                self._freshness.ask()
                self._tell_held()
                self.pump()
            case JobEvent(job_id, event) if not self._live.takes(job_id):
                self._on_event(job_id, event)
            case JobEvent(_, event):
                self._live.note(event)
                take_event(self._desk.results, event)
            case Thumbnail():
                self._on_thumbnail(message)
            case JobFinished() | JobRefused():
                self._on_over(message)
            case StatesTold():
                self._on_states(message)
            case ValueTold():
                self._values.take(message)
            case EngineLost():
                self._on_lost(message)
            case JobStarted():
                pass

    def _on_event(self, job_id: str, event: events.Event) -> None:
        if self._is_of_document(job_id):
            take_event(self._desk.results, event)
            if isinstance(event, events.NodeFinished):
                self._freshness.node_finished()
        now = self.now
        if now is None or now.job_id != job_id:
            return
        if isinstance(event, events.RunProgress):
            self._tell_now(RunNow(job_id, now.title, event.fraction, event.seconds_left, now.note, now.node))
        elif isinstance(event, events.NodeProgress):
            note = progress_note(event)
            self._tell_now(RunNow(job_id, now.title, now.fraction, now.seconds_left, note, event.node))
        elif isinstance(event, events.NodePreview):
            self.pictures[job_id] = event.clip
            self._ranks[job_id] = 3  # better than the drawing of a report, less than a finished clip
            self.pictured.emit(job_id)
        elif isinstance(event, events.NodeWrites):
            self._written.setdefault(job_id, []).append(event.path)

    def _on_thumbnail(self, message: Thumbnail) -> None:
        if self._live.takes(message.job_id) or self._is_of_document(message.job_id):
            self._desk.results.set_thumbnail(message.node, message.output, message.picture)
        entry = self.entry(message.job_id)
        if entry is not None:
            rank = picture_rank(entry.job, message.node, message.picture, self._desk.registry)
            if rank > self._ranks.get(message.job_id, 0):
                self._ranks[message.job_id] = rank
                self.pictures[message.job_id] = message.picture
                self.pictured.emit(message.job_id)

    def _on_over(self, message: JobFinished | JobRefused) -> None:
        if self._live.over(message):
            self._freshness.soon()
            return
        entry = self.entry(message.job_id)
        run = FinishedRun.of(message, entry, self._written.pop(message.job_id, []), self.pictures.get(message.job_id))
        with contextlib.suppress(EngineError):
            self.queue.finish(message.job_id, run.state, run.error)
        self._end_run()
        self.history.add(run)
        notify(self._desk, run)
        self.finished.emit(run)
        self.refresh()
        self._freshness.soon()
        QTimer.singleShot(0, self.pump)  # in a turn of its own: both write to the disk

    def _on_states(self, message: StatesTold) -> None:
        edited = self._freshness.take(message) or self._live.owed
        if edited and self.live and self.now is None:
            self._live.consider(message.states)

    def _on_lost(self, message: EngineLost) -> None:
        how = "asked" if self._restarting else "lost" if self.ready else "early"
        self.ready = self._restarting = False
        self._freshness.lost()
        self._values.lost()
        self._live.stop()
        running = self.now
        if running is not None:
            state: JobState = "cancelled" if how == "asked" else "failed"
            with contextlib.suppress(EngineError):
                self.queue.finish(running.job_id, state, message.error.message)
            self._end_run()
        tell_of_loss(self._desk, self, message, running, how)
        self.refresh()
        if how == "early":  # it would only end again
            self._down = True
            self.engine_changed.emit()
        else:
            self.start()

    def _tell_held(self) -> None:
        if self._held:
            text = self.tr("Runs of the last session are waiting: {0}.").format(self.waiting)
            self._desk.say(text, "info", actions=((self.tr("Go on"), self.resume),), key="queue")

    def _end_run(self) -> None:
        self.watch.stop_over()
        self._desk.results.end_busy()
        self._tell_now(None)

    def entry(self, job_id: str) -> QueuedJob | None:
        return next((entry for entry in self.entries if entry.job_id == job_id), None)

    def _forget_old(self) -> None:
        """Of what is over, the newest stay in the queue; the history has the others."""
        over = [entry for entry in self.entries if entry.state in ("done", "failed", "cancelled")]
        self._remove_all(sorted(over, key=lambda entry: entry.ended or 0.0)[:-_OVER_KEPT])

    def _remove_all(self, entries: Sequence[QueuedJob]) -> None:
        for entry in entries:
            self.pictures.pop(entry.job_id, None)
            with contextlib.suppress(EngineError):  # removed by another window meanwhile
                self.queue.remove(entry.job_id)
        self.refresh()

    def _is_of_document(self, job_id: str) -> bool:
        """Whether a job is of the project that is open, with nothing overridden: then its nodes show its results."""
        entry = self.entry(job_id)
        if entry is None or entry.job.overrides:
            return False
        project = self._desk.document.project
        return entry.job.project_path == str(project.path or project.folder)

    def _tell_now(self, now: RunNow | None) -> None:
        self.now = now
        self.progressed.emit(now)

    def _change(self, change: Any, *arguments: Any) -> None:
        try:
            change(*arguments)
        except EngineError as error:
            self._desk.say(f"{error.message} {error.remedy}", "warn", key="queue")
        self.refresh()
