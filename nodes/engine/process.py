"""The engine process: runs jobs one after the other for a client at the other end of a pipe, until told to stop.

Three threads: the main one runs the jobs (and nothing else ever runs a node that is not `concurrent`), one reads what
the client asks, so that cancelling is heard while a node is at work, and one sends (nodes.engine.outbox).  When the
pipe breaks the studio is gone: the run is cancelled, the shared memory given back, and the process ends.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import logging
import os
import queue
import signal
import sys
import threading
import traceback
from collections import deque
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from nodes.engine import events
from nodes.engine.cancel import CancelToken
from nodes.engine.frames import FrameRing, RingPlace
from nodes.engine.messages import (
    AskStates,
    AskValue,
    Cancel,
    EngineReady,
    EngineSettings,
    Failure,
    Forget,
    JobEvent,
    JobFinished,
    JobRefused,
    JobStarted,
    Release,
    StatesTold,
    Stop,
    Submit,
    ValueTold,
)
from nodes.engine.outbox import Outbox
from nodes.engine.thumbnails import small_values, thumbnails
from nodes.engine.views import Views
from nodes.errors import KinographError

if TYPE_CHECKING:
    from nodes.engine.engine import Engine
    from nodes.engine.job import RunResult
    from nodes.graph import Registry

__all__ = ["engine_main", "failure_of"]

log = logging.getLogger(__name__)
_LOG_BYTES = 4 << 20
_GRACE_S = 3.0  # for a run to notice that it was cancelled, when the studio is gone
_OVER = (events.NodeFinished, events.NodeFailed, events.NodeBlocked)


def engine_main(settings: EngineSettings, connection: Connection, place: RingPlace) -> None:
    """Entry of the child. Returns when told to stop; ends the process when the client is gone."""
    _set_up(settings.log)
    ring = FrameRing.attach(place)
    try:
        engine = _engine(settings)
        server = _Server(engine, connection, ring, _views(settings))
        server.serve()
        engine.close()
    except KinographError as error:
        ring.note(json.dumps({"fatal": error.message, "remedy": error.remedy}))
        raise
    except Exception as error:
        ring.note(json.dumps({"fatal": f"{type(error).__name__}: {error}"}))
        raise
    finally:
        ring.close()
        logging.shutdown()


class _Server:
    """What one client is told and asks. `serve` returns after Stop."""

    def __init__(self, engine: Engine, connection: Connection, ring: FrameRing, views: Views) -> None:
        self.engine = engine
        self.views = views
        self.connection = connection
        self.ring = ring
        self.outbox = Outbox(connection, ring)
        self._jobs: queue.SimpleQueue[Submit | Forget | Stop | None] = queue.SimpleQueue()
        self._questions: deque[AskStates | AskValue] = deque()
        self._tokens: dict[str, CancelToken] = {}
        self._at_work: dict[str, None] = {}
        self._stopping = False
        self._ended = threading.Event()

    def serve(self) -> None:
        """Run what is submitted, in order, until told to stop."""
        threading.Thread(target=self._listen, name="engine-inbox", daemon=True).start()
        self.outbox.post(EngineReady(os.getpid(), len(self.engine.registry)))
        while True:
            request = self._jobs.get()
            self._answer()
            if isinstance(request, Stop):
                break
            if isinstance(request, Submit):
                self._run(request)
            elif isinstance(request, Forget):
                self.engine.forget()
        self._ended.set()
        self.outbox.flush(1.0)
        self.outbox.close()

    # -- the listening thread ----------------------------------------------------------------------

    def _listen(self) -> None:
        try:
            while True:
                self._hear(self.connection.recv())
        except (EOFError, OSError):
            if not self._ended.is_set():
                self._alone()

    def _hear(self, request: object) -> None:
        if isinstance(request, Release):
            self.outbox.release(request.slots)
        elif isinstance(request, Submit):
            self._tokens[request.job_id] = CancelToken()
            self._jobs.put(request)
        elif isinstance(request, Cancel):
            token = self._tokens.get(request.job_id)
            if token is not None:
                token.cancel()
        elif isinstance(request, AskStates | AskValue):
            self._questions.append(request)
            self._jobs.put(None)
        elif isinstance(request, Forget):
            self._jobs.put(request)
        elif isinstance(request, Stop):
            self._stop()

    def _stop(self) -> None:
        self._stopping = True
        for token in list(self._tokens.values()):
            token.cancel()
        self._jobs.put(Stop())

    def _alone(self) -> None:
        """The studio is gone without a word: nobody will unlink the memory or end this process but this process."""
        log.warning("The studio is gone; the engine stops.")
        self.ring.unlink()  # before the main thread can end the process; what is mapped stays mapped
        self._stop()
        self.outbox.close()
        self._ended.wait(_GRACE_S)
        logging.shutdown()
        os._exit(0)

    # -- the main thread ---------------------------------------------------------------------------

    def _run(self, request: Submit) -> None:
        job_id, token = request.job_id, self._tokens[request.job_id]
        try:
            if self._stopping:
                return
            self.outbox.post(JobStarted(job_id))
            self._note(job_id)
            result = self.engine.run(request.job, lambda event: self._tell(job_id, event), token)
            self._finish(job_id, result)
        except Exception as error:  # whatever a job makes the engine raise, the next one is served
            known = isinstance(error, KinographError)
            if not known:
                log.exception("Job %s could not be run.", job_id)
            self.outbox.post(JobRefused(job_id, failure_of(error, "" if known else traceback.format_exc())))
        finally:
            self._tokens.pop(job_id, None)
            self._at_work.clear()
            self._note("")

    def _finish(self, job_id: str, result: RunResult) -> None:
        if not self._stopping:
            for picture in thumbnails(job_id, result):
                self.outbox.post(picture)
        states = {path: outcome.state for path, outcome in result.outcomes.items()}
        failures = {path: failure_of(error) for path, error in result.failed.items()}
        values = small_values(result)
        self.outbox.post(JobFinished(job_id, result.ok, result.cancelled, result.seconds, states, failures, values))

    def _tell(self, job_id: str, event: events.Event) -> None:
        if isinstance(event, events.NodePreview):
            self.outbox.preview(job_id, event.node, event.clip)
            return
        if isinstance(event, events.NodeStarted):
            self._at_work[event.node] = None
            self._note(job_id)
        elif isinstance(event, _OVER) and event.node in self._at_work:
            del self._at_work[event.node]
            self._note(job_id)
        self.outbox.post(JobEvent(job_id, event))
        if self._questions and threading.current_thread() is threading.main_thread():
            self._answer()

    def _note(self, job_id: str) -> None:
        self.ring.note(json.dumps({"job": job_id, "nodes": list(self._at_work)[:16]}))

    def _answer(self) -> None:
        while self._questions:
            question = self._questions.popleft()
            self.outbox.post(self._states(question) if isinstance(question, AskStates) else self._value(question))

    def _states(self, question: AskStates) -> StatesTold:
        try:
            return StatesTold(question.request, self.engine.states(question.document))
        except Exception as error:  # noqa: BLE001  a document from outside; what is wrong with it is the answer
            return StatesTold(question.request, {}, failure_of(error))

    def _value(self, question: AskValue) -> ValueTold:
        try:
            key, output, value = self.engine.find_value(question.document, question.node, question.output)
            store = self.engine.results.store
            place = store.place_of(key, output) if store is not None else None
            place = place if place is not None else self.views.place(key, output, value)
            return ValueTold(question.request, question.node, question.output, str(place))
        except Exception as error:  # noqa: BLE001  as above
            return ValueTold(question.request, question.node, question.output, "", failure_of(error))


def failure_of(error: Exception, detail: str = "") -> Failure:
    """The error as a plain record."""
    if isinstance(error, KinographError):
        return Failure(error.code, error.message, error.remedy, detail)
    return Failure("engine", f"{type(error).__name__}: {error}", "Details stand in the log.", detail)


def _engine(settings: EngineSettings) -> Engine:
    from nodes.engine.disk_store import DiskStore
    from nodes.engine.durations import Durations
    from nodes.engine.engine import Engine

    return Engine(
        _registry(settings),
        memory_bytes=settings.memory_bytes,
        store=DiskStore(Path(settings.store), settings.store_bytes) if settings.store else None,
        durations=Durations(Path(settings.durations)) if settings.durations else None,
        resources_kept=settings.resources_kept,
        checkpoints=Path(settings.checkpoints) if settings.checkpoints else None,
    )


def _views(settings: EngineSettings) -> Views:
    from platformdirs import user_cache_path

    folder = Path(settings.views) if settings.views else user_cache_path("kinograph", appauthor=False) / "views"
    return Views(folder, settings.views_bytes)


def _registry(settings: EngineSettings) -> Registry:
    from nodes.graph import Registry, default_registry

    found = [default_registry()] if settings.library else []
    found.append(Registry.from_modules(importlib.import_module(name) for name in settings.modules))
    registry = Registry(kind for part in found for kind in part if not kind.type_id.startswith("graph."))
    return registry.with_packs(settings.packs) if settings.packs else registry


def _set_up(log_path: str) -> None:
    """Output to the log (or to stderr: stdout belongs to the parent), crashes there too, and one OpenMP manner."""
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # spinning threads of two OpenMP pools starve each other
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides what it means
    sys.stdout.flush()
    if log_path:
        path = Path(log_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            path.replace(path.with_suffix(path.suffix + ".1"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, 2)
        os.close(handle)
    os.dup2(2, 1)
    faulthandler.enable(2, all_threads=True)
    _keep_bars_within_the_process()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )


def _keep_bars_within_the_process() -> None:
    """Libraries draw progress bars with tqdm, whose lock for several processes would outlive a killed engine."""
    with contextlib.suppress(ImportError):
        from tqdm import tqdm  # type: ignore[import-untyped]

        tqdm.set_lock(threading.RLock())
