"""The job queue on disk: what is still to be rendered survives a restart, a crash and kill -9.

    jobs/<id>.json       one job: what to run, its state, what became of it
    running/<id>.lock    held by the process that runs the job; the lock falls when that process dies
    order.json           ids in the order they are taken; a job not named there comes last, by the time it was added
    paused               there while the queue is paused
    lock                 held for the moment of each change, so that two processes cannot take the same job

Every file is replaced whole (written beside, synced, renamed).  A job whose runner died is pending again and marked
`interrupted`; run anew, it goes on from its last checkpoint.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from nodes.engine.file_lock import FileLock
from nodes.engine.job import Job
from nodes.engine.queue_records import JobState, QueuedJob, from_json, to_json
from nodes.errors import EngineError

__all__ = ["JobQueue"]

log = logging.getLogger(__name__)
_OVER: tuple[JobState, ...] = ("done", "failed", "cancelled")


class JobQueue:
    """The jobs in a folder; several processes may use it at once, each through its own JobQueue, from one thread.

    Errors: EngineError naming the folder or job, from every method that writes, when that cannot be done.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock = clock
        self._held: dict[str, FileLock] = {}
        self._known: dict[Path, tuple[tuple[int, ...], QueuedJob]] = {}
        try:
            for name in ("jobs", "running"):
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError(
                f"The job queue cannot be kept in {folder}: {error.strerror}.", remedy="Choose another folder."
            ) from error
        with contextlib.suppress(EngineError), self._changing():  # a queue that can only be read still shows itself
            for part in [*folder.glob(".*.part"), *(folder / "jobs").glob(".*.part")]:
                part.unlink(missing_ok=True)

    # -- looking -----------------------------------------------------------------------------------

    def entries(self) -> list[QueuedJob]:
        """All jobs in order. Those whose runner died are pending again."""
        with self._changing():
            return self._read()

    def damaged(self) -> list[Path]:
        """Job files that cannot be read: told, left where they are, and never in the way of the others."""
        return [path for path in sorted((self.folder / "jobs").glob("*.json")) if _load(path) is None]

    @property
    def paused(self) -> bool:
        return (self.folder / "paused").exists()

    # -- what people do with it --------------------------------------------------------------------

    def add(self, job: Job, title: str = "") -> QueuedJob:
        """Put a job at the end."""
        return self.add_all([(job, title)])[0]

    def add_all(self, jobs: Iterable[tuple[Job, str]]) -> list[QueuedJob]:
        """Put jobs with their titles at the end, in this order."""
        with self._changing():
            order = [known.job_id for known in self._read()]
            added = []
            for job, title in jobs:
                entry = QueuedJob(uuid.uuid4().hex[:12], job, title, added=self._clock())
                self._write(entry)
                added.append(entry)
            self._write_order([*order, *(entry.job_id for entry in added)])
            return added

    def pause(self) -> None:
        """Hand out no more jobs, now and after a restart. A running one goes on."""
        with self._changing():
            (self.folder / "paused").touch()

    def resume(self) -> None:
        with self._changing():
            (self.folder / "paused").unlink(missing_ok=True)

    def move(self, job_id: str, place: int) -> None:
        """Put a job at a place in the whole order, 0 is the first; beyond the end is the end."""
        with self._changing():
            order = [entry.job_id for entry in self._read()]
            if job_id not in order:
                raise _unknown(job_id)
            order.remove(job_id)
            order.insert(max(0, place), job_id)
            self._write_order(order)

    def cancel(self, job_id: str) -> None:
        """Take a pending job out of the run. Errors: EngineError when it is running or over."""
        with self._changing():
            entry = self._find(job_id)
            if entry.state != "pending":
                remedy = "Stop it in the engine first." if entry.state == "running" else "There is nothing to cancel."
                raise EngineError(f"Job {job_id!r} is {entry.state}, not pending.", remedy=remedy)
            self._write(replace(entry, state="cancelled", ended=self._clock()))

    def retry(self, job_id: str) -> None:
        """Make a job that is over pending again. Errors: EngineError when it is not over."""
        with self._changing():
            entry = self._find(job_id)
            if entry.state not in _OVER:
                raise EngineError(f"Job {job_id!r} is {entry.state}.", remedy="Wait until it is over.")
            self._write(replace(entry, state="pending", error="", started=None, ended=None, interrupted=False))

    def remove(self, job_id: str) -> None:
        """Forget a job. Errors: EngineError when it is running."""
        with self._changing():
            entry = self._find(job_id)
            if entry.state == "running":
                raise EngineError(f"Job {job_id!r} is running.", remedy="Stop it first.")
            self._path(job_id).unlink(missing_ok=True)
            self._known.pop(self._path(job_id), None)
            self._write_order(known.job_id for known in self._read())

    # -- what a runner does with it ----------------------------------------------------------------

    def take(self) -> QueuedJob | None:
        """The first pending job, now running and ours; None when there is none or the queue is paused."""
        with self._changing():
            if self.paused:
                return None
            for entry in self._read():
                if entry.state != "pending":
                    continue
                lock = FileLock(self._lock_path(entry.job_id))
                if not lock.try_acquire():
                    continue
                try:
                    taken = replace(entry, state="running", started=self._clock(), ended=None)
                    self._write(taken)
                except EngineError:
                    self._let_go(entry.job_id, lock)
                    raise
                self._held[entry.job_id] = lock
                return taken
        return None

    def finish(self, job_id: str, state: JobState, error: str = "") -> None:
        """Say what became of a job taken here: "done", "failed" or "cancelled"; "pending" puts it back.

        Errors: EngineError when it was not taken here.
        """
        with self._changing():
            lock = self._held.get(job_id)
            if lock is None:
                raise EngineError(f"Job {job_id!r} was not taken here.", remedy="Finish it where it runs.")
            if state == "running":
                raise EngineError(
                    f"Job {job_id!r} cannot finish as running.", remedy="Say done, failed or cancelled."
                )
            entry = self._find(job_id)
            over = state in _OVER
            ended = self._clock() if over else None
            self._write(replace(entry, state=state, error=error, ended=ended, interrupted=not over))
            del self._held[job_id]
            self._let_go(job_id, lock)

    def close(self) -> None:
        """Put back what was taken here and is not finished, as interrupted."""
        for job_id in list(self._held):
            self.finish(job_id, "pending")

    # -- files -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            with FileLock(self.folder / "lock"):
                yield
        except OSError as error:
            raise EngineError(
                f"The job queue in {self.folder} cannot be changed: {error.strerror or error}.",
                remedy="Make room on the disk, or make the folder writable.",
            ) from error

    def _path(self, job_id: str) -> Path:
        return self.folder / "jobs" / f"{job_id}.json"

    def _lock_path(self, job_id: str) -> Path:
        return self.folder / "running" / f"{job_id}.lock"

    def _find(self, job_id: str) -> QueuedJob:
        for entry in self._read():
            if entry.job_id == job_id:
                return entry
        raise _unknown(job_id)

    def _read(self) -> list[QueuedJob]:
        entries = {}
        for path in (self.folder / "jobs").glob("*.json"):
            entry = self._entry(path)
            if entry is not None:
                entries[entry.job_id] = self._revived(entry)
        place = {job_id: index for index, job_id in enumerate(self._order())}
        last = len(place)
        return sorted(entries.values(), key=lambda entry: (place.get(entry.job_id, last), entry.added, entry.job_id))

    def _entry(self, path: Path) -> QueuedJob | None:
        """The record in a file; read again only when it is another file than before: each is replaced whole."""
        try:
            found = path.stat()
        except OSError:
            self._known.pop(path, None)
            return None
        signature = (found.st_ino, found.st_mtime_ns, found.st_size)
        known = self._known.get(path)
        if known is not None and known[0] == signature:
            return known[1]
        self._known.pop(path, None)
        entry = _load(path)
        if entry is not None:
            self._known[path] = (signature, entry)
        return entry

    def _revived(self, entry: QueuedJob) -> QueuedJob:
        """A running job whose runner is dead, as pending."""
        if entry.state != "running" or entry.job_id in self._held:
            return entry
        lock = FileLock(self._lock_path(entry.job_id))
        if not lock.try_acquire():
            return entry
        entry = replace(entry, state="pending", interrupted=True)
        try:
            self._write(entry)
        finally:
            self._let_go(entry.job_id, lock)
        return entry

    def _let_go(self, job_id: str, lock: FileLock) -> None:
        """Under the queue's lock: nobody else can be about to open the file that goes away here."""
        lock.release()
        self._lock_path(job_id).unlink(missing_ok=True)

    def _order(self) -> list[str]:
        path = self.folder / "order.json"
        try:
            order = json.loads(path.read_bytes())
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            log.warning("The order of the queue in %s is unreadable; jobs run as they were added: %s", path, error)
            return []
        return [name for name in order if isinstance(name, str)] if isinstance(order, list) else []

    def _write_order(self, order: Iterable[str]) -> None:
        _replace_file(self.folder / "order.json", json.dumps(list(order)))

    def _write(self, entry: QueuedJob) -> None:
        try:
            text = json.dumps(to_json(entry), ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise EngineError(
                f"Job {entry.title or entry.job_id!r} cannot be written as JSON: {error}.",
                remedy="A document and its overrides hold plain numbers, texts, lists and dictionaries only.",
            ) from error
        _replace_file(self._path(entry.job_id), text)


def _load(path: Path) -> QueuedJob | None:
    try:
        return from_json(json.loads(path.read_bytes()), path.stem)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        log.warning("The queued job in %s is unreadable and left alone: %s", path, error)
        return None


def _replace_file(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _unknown(job_id: str) -> EngineError:
    return EngineError(f"There is no job {job_id!r} in the queue.", remedy="Look at the list again.")
