"""Live: after an edit, what is cheap runs again by itself, so that the picture follows a dragged value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from nodes.engine.job import NodeState
from nodes.engine.messages import JobFinished, JobRefused
from nodes.errors import EngineError
from nodes.graph import resolve

if TYPE_CHECKING:
    from app.desk import Desk
    from app.runs.runs import Runs

__all__ = ["CHEAP_S", "LiveRuns", "cheap_targets"]

CHEAP_S = 0.75


class LiveRuns(QObject):
    """At most one live job is with the engine; a newer edit cancels it."""

    def __init__(self, desk: Desk, runs: Runs) -> None:
        super().__init__(runs)
        self._desk = desk
        self._runs = runs
        self._job_id = ""
        self._count = 0

    def takes(self, job_id: str) -> bool:
        """Whether this is a live job."""
        return job_id.startswith("live-")

    def consider(self, states: Mapping[str, NodeState]) -> None:
        """Run what became stale and is cheap."""
        targets = cheap_targets(self._desk, states)
        self.stop()
        if not targets:
            return
        self._count += 1
        self._job_id = f"live-{self._count}"
        try:
            self._runs.link.client.submit(self._runs.job(targets), self._job_id)
        except EngineError:
            self._job_id = ""
            raise

    def stop(self) -> None:
        if self._job_id:
            self._runs.link.client.cancel(self._job_id)
            self._job_id = ""

    def over(self, message: JobFinished | JobRefused) -> bool:
        """True when this was a live job's answer."""
        if not self.takes(message.job_id):
            return False
        if message.job_id == self._job_id:
            self._job_id = ""
        self._desk.results.end_busy()
        return True


def cheap_targets(desk: Desk, states: Mapping[str, NodeState]) -> list[str]:
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
            slow = kind.dear or kind.effect or desk.results.of(path).seconds > CHEAP_S
            good[path] = fed and not slow
    return [path for path, fits in good.items() if fits and states.get(path) == "stale"]
