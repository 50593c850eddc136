"""Live: after an edit, what is cheap runs again by itself, so that the picture follows a dragged value."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from nodes.engine import events
from nodes.engine.job import NodeState
from nodes.engine.messages import JobFinished, JobRefused
from nodes.errors import EngineError
from nodes.graph import resolve

if TYPE_CHECKING:
    from app.desk import Desk
    from app.runs.runs import Runs

__all__ = ["CHEAP_S", "SLOW_S", "LiveRuns", "cheap_targets"]

CHEAP_S = 0.75
SLOW_S = 2.0
_LOOK_EVERY_MS = 250


class LiveRuns(QObject):
    """At most one live job is with the engine.

    A newer edit waits for one that has just begun, so that a picture comes while a value is dragged, and stops one
    that is at it for longer. A node that takes too long is not tried again until the document is closed.
    """

    def __init__(self, desk: Desk, runs: Runs) -> None:
        super().__init__(runs)
        self._desk = desk
        self._runs = runs
        self.owed = False  # an edit has not been followed yet
        self._job_id = ""
        self._began = 0.0
        self._count = 0
        self._slow: set[str] = set()
        self._at_work: dict[str, float] = {}
        self._look = QTimer(self, interval=_LOOK_EVERY_MS)
        self._look.timeout.connect(self.on_look)
        desk.document.opened.connect(self._slow.clear)

    def takes(self, job_id: str) -> bool:
        """Whether this is a live job."""
        return job_id.startswith("live-")

    def consider(self, states: Mapping[str, NodeState]) -> None:
        """Run what became stale and is cheap."""
        if self._job_id and time.monotonic() - self._began < CHEAP_S:
            self.owed = True
            return
        self.owed = False
        targets = cheap_targets(self._desk, states, self._slow)
        self.stop()
        if not targets:
            return
        self._count += 1
        job_id = f"live-{self._count}"
        try:
            self._runs.link.client.submit(self._runs.job(targets), job_id)
        except EngineError as error:
            self._desk.say(f"{error.message} {error.remedy}", "warn", key="engine")
            return
        self._job_id, self._began = job_id, time.monotonic()
        self._look.start()

    def note(self, event: events.Event) -> None:
        """What a live job tells: which nodes are at it, since when."""
        if isinstance(event, events.NodeStarted):
            self._at_work[event.node] = time.monotonic()
        elif isinstance(event, events.NodeFinished | events.NodeFailed):
            began = self._at_work.pop(event.node, None)
            if began is not None and time.monotonic() - began > SLOW_S:
                self._slow.add(event.node)

    def on_look(self) -> None:
        """A node that is at it for too long is no node for live runs."""
        now = time.monotonic()
        slow = {node for node, began in self._at_work.items() if now - began > SLOW_S}
        if slow:
            self._slow |= slow
            self.stop()

    def stop(self) -> None:
        if self._job_id:
            self._runs.link.client.cancel(self._job_id)
            self._job_id = ""
        self._at_work.clear()
        self._look.stop()

    def over(self, message: JobFinished | JobRefused) -> bool:
        """True when this was a live job's answer."""
        if not self.takes(message.job_id):
            return False
        if message.job_id == self._job_id:
            self._job_id = ""
            self._at_work.clear()
            self._look.stop()
        self._desk.results.end_busy()
        return True


def cheap_targets(desk: Desk, states: Mapping[str, NodeState], slow: Collection[str] = ()) -> list[str]:
    """Stale nodes that write nothing, are not dear, took little the last time, and need only such or cached ones."""
    flat = resolve(desk.document.graph, desk.registry)
    good: dict[str, bool] = {}
    for path, node in flat.nodes.items():
        fed = all(good.get(link.node, False) for link in node.inputs.values())
        kind = node.node_type
        if kind is None or node.blocked:
            good[path] = False
        elif states.get(path) == "cached":
            good[path] = True
        else:
            takes_long = kind.dear or kind.effect or path in slow or desk.results.of(path).seconds > CHEAP_S
            good[path] = fed and not takes_long
    return [path for path, fits in good.items() if fits and states.get(path) == "stale"]
