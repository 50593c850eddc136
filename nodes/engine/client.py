"""The studio's end of the engine process: spawns it, asks, listens when polled, and notices when it dies.

Nothing here waits for the engine, apart from `close`; no thread, no Qt.  A program with an event loop watches
`fileno()` and calls `poll()`; a script goes through the messages of a job:

    with EngineClient(EngineSettings(log="engine.log")) as client:
        job_id = client.submit(job)
        for message in client.until_over(job_id):
            ...
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from multiprocessing import connection as channels
from multiprocessing import util
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from nodes.engine.events import NodePreview
from nodes.engine.frames import FrameRing
from nodes.engine.job import Job
from nodes.engine.messages import (
    AskStates,
    AskValue,
    Cancel,
    EngineLost,
    EngineReady,
    EngineSettings,
    Forget,
    JobEvent,
    JobFinished,
    JobRefused,
    Message,
    PreviewInSlot,
    Release,
    Request,
    Stop,
    Submit,
    Thumbnail,
    ThumbnailInSlot,
)
from nodes.engine.process import engine_main
from nodes.engine.sending import Sender
from nodes.errors import EngineDied, EngineError

__all__ = ["EngineClient"]

_BATCHES = 32  # read in one poll, so that a busy engine cannot hold a window up
_LOG_TAIL_BYTES = 4000
_GRACE_S = 2.0  # for a process that has closed its pipe to end
_FLUSH_EVERY_S = 0.02  # while waiting with something unsent


class EngineClient:
    """One engine process at a time. Use from one thread.

    A process that died is replaced at the next `submit`, `states` or `start`; what it had not answered is named in
    the EngineLost message and not repeated by itself.  slots, slot_bytes: the shared memory for pictures.
    """

    def __init__(
        self, settings: EngineSettings | None = None, *, slots: int = 4, slot_bytes: int = 8 << 20, start: bool = True
    ) -> None:
        self.settings = settings if settings is not None else EngineSettings()
        self._ring_size = (max(2, slots), slot_bytes)
        self._engine: _Engine | None = None
        self._jobs: dict[str, None] = {}
        self._unsent: list[Request] = []
        self._inbox: deque[Message] = deque()
        self._ready = False
        self._closed = False
        if start:
            self.start()

    # -- asking ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Have a process running. Returns before it is ready (EngineReady says so).

        Errors: EngineError when the client is closed, or no process or memory can be had.
        """
        if self._closed:
            raise EngineError("The engine was closed.", remedy="Make another EngineClient.")
        if self._engine is not None and not self._engine.process.is_alive():
            self._bury()
        if self._engine is None:
            self._ready = False
            self._engine = _Engine(self.settings, *self._ring_size)

    def submit(self, job: Job, job_id: str = "") -> str:
        """Have a job run after those submitted before; its id. Answered by JobFinished, JobRefused or EngineLost."""
        job_id = job_id or uuid.uuid4().hex[:12]
        if job_id in self._jobs:
            raise EngineError(f"Job {job_id!r} is still with the engine.", remedy="Wait for it, or cancel it.")
        self.start()
        self._jobs[job_id] = None
        self._ask(Submit(job_id, job))
        return job_id

    def cancel(self, job_id: str) -> None:
        """Stop a job at its next sign of life, or before it begins. Answered by its JobFinished."""
        if job_id in self._jobs:
            self._ask(Cancel(job_id))

    def states(self, document: Mapping[str, Any] | Job) -> str:
        """Ask what is cached and what is stale; the name that the answer, StatesTold, will carry.

        Answered at once when no job runs, otherwise at the next event of the running one.
        """
        self.start()
        request = uuid.uuid4().hex[:12]
        self._ask(AskStates(request, document))
        return request

    def fetch(self, document: Mapping[str, Any] | Job, node: str, output: str = "") -> str:
        """Ask for a node's result where it is at hand; the name that the answer, ValueTold, will carry.

        output: "" is the first.  Answered like `states`; nothing is computed.
        """
        self.start()
        request = uuid.uuid4().hex[:12]
        self._ask(AskValue(request, document, node, output))
        return request

    def forget(self) -> None:
        """Let the engine drop its results in RAM and loaded pipelines, after the jobs it has."""
        if self._engine is not None:
            self._ask(Forget())

    @property
    def jobs(self) -> tuple[str, ...]:
        """Jobs not yet answered, in order."""
        return tuple(self._jobs)

    # -- listening ---------------------------------------------------------------------------------

    @property
    def connection(self) -> Connection | None:
        """Becomes readable when there is something to poll. Another one for each process, None without one."""
        return self._engine.connection if self._engine is not None else None

    def fileno(self) -> int:
        """For a socket notifier; changes when a process is replaced, -1 while there is none."""
        return self._engine.connection.fileno() if self._engine is not None else -1

    @property
    def process_id(self) -> int | None:
        return self._engine.process.pid if self._engine is not None else None

    def poll(self, timeout: float | None = 0.0) -> list[Message]:
        """What the engine said since the last poll, in order; of several previews of one node the last.

        timeout: seconds to wait for a first message; None waits for ever.
        """
        heard: list[Any] = []
        if self._engine is not None and not self._inbox:
            engine = self._engine
            ended = engine.wait(timeout)
            open_still = engine.hear(heard, _BATCHES)
            if ended or not engine.process.is_alive() or (not open_still and engine.is_over(timeout)):
                self._bury(heard)
                heard = []
        elif self._engine is None and not self._inbox and timeout != 0:
            raise EngineError("There is no engine process to wait for.", remedy="Submit a job, or call start().")
        self._take_in(heard)
        messages = list(self._inbox)
        self._inbox.clear()
        return messages

    def until_over(self, job_id: str, timeout: float | None = None) -> Iterator[Message]:
        """Every message until this job is answered (its answer is the last), or the engine is lost.

        Errors: EngineError when that takes longer than `timeout` seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            if job_id not in self._jobs and not self._inbox:
                raise EngineError(f"Job {job_id!r} is not with the engine.", remedy="Submit it.")
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise EngineError(f"Job {job_id!r} has no answer after {timeout:g} s.", remedy="Cancel it.")
            over = False
            for message in self.poll(left):
                yield message
                answered = isinstance(message, JobFinished | JobRefused) and message.job_id == job_id
                over = over or answered or (isinstance(message, EngineLost) and job_id in message.jobs)
            if over:
                return

    def kill(self) -> None:
        """End the process at once, as when it does not answer; `poll` then says EngineLost."""
        if self._engine is not None:
            self._engine.process.kill()

    # -- ending ------------------------------------------------------------------------------------

    def close(self, timeout: float = 5.0) -> None:
        """Cancel what runs and end the process; it is killed after `timeout` seconds. Can be repeated."""
        self._closed = True
        self._inbox.clear()
        self._unsent.clear()
        self._jobs.clear()
        if self._engine is not None:
            self._engine.end(timeout)
            self._engine = None

    def __enter__(self) -> EngineClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- inside ------------------------------------------------------------------------------------

    def _ask(self, request: Request) -> None:
        """Send now, or once the process is up and reads: a large document would fill the pipe before."""
        if not self._ready:
            self._unsent.append(request)
        elif self._engine is not None:
            self._engine.send(request)

    def _take_in(self, heard: list[Any]) -> None:
        engine = self._engine
        if engine is None:
            return
        last = {(item.job_id, item.node): item for item in heard if isinstance(item, PreviewInSlot)}
        freed: list[int] = []
        for item in heard:
            if isinstance(item, PreviewInSlot):
                freed.append(item.held.slot)
                if last[(item.job_id, item.node)] is item:
                    picture = engine.ring.read(item.held)
                    self._inbox.append(JobEvent(item.job_id, NodePreview(item.node, picture)))
            elif isinstance(item, ThumbnailInSlot):
                freed.append(item.held.slot)
                picture = engine.ring.read(item.held)
                self._inbox.append(Thumbnail(item.job_id, item.node, item.output, picture))
            else:
                self._note(item)
                self._inbox.append(item)
        if freed:
            engine.send(Release(tuple(freed)))

    def _note(self, message: Message) -> None:
        if isinstance(message, JobFinished | JobRefused):
            self._jobs.pop(message.job_id, None)
        elif isinstance(message, EngineReady) and self._engine is not None:
            self._ready = True
            for request in self._unsent:
                self._engine.send(request)
            self._unsent.clear()

    def _bury(self, heard: list[Any] | None = None) -> None:
        """The process is gone: hear its last words, say so, give its memory back."""
        engine = self._engine
        assert engine is not None
        heard = heard if heard is not None else []
        engine.hear(heard)
        self._take_in(heard)
        engine.process.join(_GRACE_S)
        if engine.process.is_alive():
            engine.process.kill()
            engine.process.join()
        noted = engine.ring.noted()
        lost = _lost(engine.process.exitcode, noted, tuple(self._jobs), self.settings.log)
        engine.let_go()
        self._engine = None
        self._ready = False
        self._unsent.clear()
        self._jobs.clear()
        self._inbox.append(lost)


class _Engine:
    """One child process with its pipe and its shared memory."""

    def __init__(self, settings: EngineSettings, slots: int, slot_bytes: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.ring = FrameRing.create(slots, slot_bytes)
        self.connection, childs_end = spawn.Pipe()
        self.process: SpawnProcess = spawn.Process(
            target=engine_main, args=(settings, childs_end, self.ring.place), name="kinograph-engine"
        )
        try:
            self.process.start()
        except OSError as error:
            self.connection.close()
            self.ring.close()
            self.ring.unlink()
            raise EngineError(
                f"The engine process cannot be started: {error}.", remedy="Close other programs."
            ) from error
        finally:
            childs_end.close()
        self._sender = Sender(self.connection)
        self._closed_at: float | None = None
        # Before multiprocessing's own exit handler, which would wait for a child that waits for us.
        self._at_exit = util.Finalize(self, _Engine.end, args=(self,), exitpriority=100)

    def wait(self, timeout: float | None) -> bool:
        """Until something is heard or the time is over; sends meanwhile. True when the process ended."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with contextlib.suppress(OSError):
                self._sender.flush()
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            step = left if not self._sender.waiting else _FLUSH_EVERY_S if left is None else min(left, _FLUSH_EVERY_S)
            found = channels.wait([self.connection, self.process.sentinel], step)
            if found or left == 0 or (step is not None and step == left):
                return self.process.sentinel in found

    def is_over(self, timeout: float | None) -> bool:
        """The pipe is closed: whether the process had its time to end. Who does not wait asks again."""
        self._closed_at = self._closed_at if self._closed_at is not None else time.monotonic()
        return timeout != 0 or time.monotonic() - self._closed_at > _GRACE_S

    def hear(self, heard: list[Any], batches: int | None = None) -> bool:
        """Add what has arrived; False when the other end is closed."""
        try:
            while self.connection.poll(0) and batches != 0:
                heard.extend(self.connection.recv())
                batches = batches - 1 if batches is not None else None
        except (EOFError, OSError):
            return False
        return True

    def send(self, request: Request) -> None:
        with contextlib.suppress(OSError):  # a dead process is noticed by poll, which has more to tell
            self._sender.send(request)

    def end(self, timeout: float = 2.0) -> None:
        """Have the process end, politely first, and give back what it and this side hold."""
        self.send(Stop())
        deadline = time.monotonic() + timeout
        waiting: list[Any] = [self.connection, self.process.sentinel]
        while self.process.is_alive() and (left := deadline - time.monotonic()) > 0:
            if self.process.sentinel in channels.wait(waiting, left):
                break
            if not self.hear([]):  # read, so that its last words do not stop it from ending
                waiting = [self.process.sentinel]
        if self.process.is_alive():
            self.process.join(0.05)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.let_go()

    def let_go(self) -> None:
        self._at_exit.cancel()
        self._sender.close()
        self.connection.close()
        self.process.close()
        self.ring.close()
        self.ring.unlink()


def _lost(exit_code: int | None, noted: Mapping[str, Any], jobs: tuple[str, ...], log_path: str) -> EngineLost:
    nodes = tuple(str(node) for node in noted.get("nodes", ()))
    running = str(noted.get("job", ""))
    name = ""
    if exit_code is not None and exit_code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-exit_code).name
    how = f"was ended by {name or f'signal {-exit_code}'}" if (exit_code or 0) < 0 else f"ended with code {exit_code}"  # type: ignore[operator]
    remedy = "Run it again: it goes on from its last checkpoint."
    if "fatal" in noted:
        how, remedy = f"could not go on: {noted['fatal']}", str(noted.get("remedy", ""))
    elif name == "SIGKILL":
        remedy = "Often the memory ran out: make the clip smaller or shorter. " + remedy
    where = f" while {' and '.join(nodes)} was running" if nodes else ""
    error = EngineDied(f"The engine process {how}{where}.", remedy=remedy)
    return EngineLost(error, running if running in jobs else "", nodes, jobs, exit_code, name, _tail(log_path))


def _tail(log_path: str) -> str:
    """The last lines of the log: after a crash, where each thread was."""
    if not log_path:
        return ""
    try:
        with Path(log_path).open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _LOG_TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
