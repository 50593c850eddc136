"""Which results still belong to the graph as it is: the engine is asked after edits, also while something runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.runs.meaning import meaning
from nodes.engine.messages import StatesTold
from nodes.errors import EngineError

if TYPE_CHECKING:
    from app.desk import Desk
    from app.runs.runs import Runs

__all__ = ["Freshness"]

_ASK_AFTER_MS = 120


class Freshness(QObject):
    """Asks shortly after an edit, every so often while a value is dragged, and when a job is over."""

    def __init__(self, desk: Desk, runs: Runs) -> None:
        super().__init__(runs)
        self._desk, self._runs = desk, runs
        self._asked: tuple[str, Any] = ("", None)
        self._told: Any = None
        self._ran: Any = None
        self._queued: dict[str, Any] = {}
        self._ask = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._ask.timeout.connect(self.ask)
        desk.document.changed.connect(self.soon)
        desk.document.opened.connect(self.on_opened)

    @property
    def is_waiting(self) -> bool:
        """Whether the engine was asked and has not answered."""
        return self._asked[0] != ""

    def soon(self) -> None:
        if not self._ask.isActive():
            self._ask.start()

    def ask(self) -> None:
        """What is cached and what is stale, once there is an engine."""
        self._ask.stop()
        if self._runs.ready:
            try:
                request = self._runs.link.client.states(self._runs.job())
            except EngineError:  # closed, or gone: its loss is told where it is heard
                return
            self._asked = (request, meaning(self._desk.document.graph))

    def stop(self) -> None:
        self._ask.stop()

    def queued(self, job_ids: Iterable[str]) -> None:
        """Jobs of the graph as it is now."""
        meant = meaning(self._desk.document.graph)
        self._queued.update(dict.fromkeys(job_ids, meant))

    def begins(self, job_id: str) -> None:
        self._ran = self._queued.pop(job_id, self._ran)

    def node_finished(self) -> None:
        """A node of the running job has its result; of another graph than the one on the canvas, perhaps."""
        if self._told != self._ran:
            self.soon()

    def lost(self) -> None:
        """The engine will not answer."""
        self._asked = ("", None)

    def take(self, message: StatesTold) -> bool:
        """Put an answer where panels see it; whether the graph differs from the one last told of."""
        request, fresh = self._asked
        if message.request != request:
            return False
        self._asked = ("", None)
        if message.failure is not None:
            return False
        same = fresh == self._told
        self._told = fresh
        self._desk.results.set_states(message.states, keep_failures=same, keep_done=same and fresh == self._ran)
        return not same

    def on_opened(self) -> None:
        self._told = self._ran = None
        self.soon()
