"""What is known of each node's last run, for whoever shows it. Works without an engine: then nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from nodes.engine.job import NodeState
from nodes.engine.messages import Failure
from nodes.values import Clip, Image, Value, ValueList

__all__ = ["NodeResult", "Results"]


@dataclass(frozen=True, slots=True)
class NodeResult:
    """state: "" while nothing is known.  fraction: 0 to 1 while running.  note: such as "step 11 / 20"."""

    state: NodeState | str = ""
    fraction: float = 0.0
    note: str = ""
    seconds_left: float | None = None
    seconds: float = 0.0
    summary: str = ""
    failure: Failure | None = None
    warnings: tuple[str, ...] = ()
    cached: bool = False


_BUSY = ("queued", "running")


class Results(QObject):
    """By path of the node. node_changed(path): any of what is told here, its thumbnail and preview too.

    was_reset(): another document.  preview_arrived(path, picture).  value_arrived(path, output, Value | None,
    Failure | None).  states_changed(): several nodes became cached or stale after an edit.
    """

    node_changed = Signal(str)
    was_reset = Signal()
    preview_arrived = Signal(str, object)
    value_arrived = Signal(str, str, object, object)
    states_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: dict[str, NodeResult] = {}
        self._thumbnails: dict[str, dict[str, Clip | Image]] = {}
        self._previews: dict[str, Clip | Image] = {}
        self._fetch: Callable[[str, str], None] | None = None

    # -- looking -----------------------------------------------------------------------------------

    def of(self, path: str) -> NodeResult:
        return self._nodes.get(path, NodeResult())

    def thumbnail(self, path: str, output: str = "") -> Clip | Image | None:
        """A small picture of a result; of the first output that has one when none is named."""
        pictures = self._thumbnails.get(path, {})
        return pictures.get(output) if output else next(iter(pictures.values()), None)

    def preview(self, path: str) -> Clip | Image | None:
        """The newest live preview of a running node; None once it has its result."""
        return self._previews.get(path)

    def request_value(self, path: str, output: str = "") -> None:
        """Ask for the whole value; "" is the first output. Answered by value_arrived, clips mapped from disk."""
        if self._fetch is None:
            failure = Failure("engine", self.tr("There is no engine to ask."), self.tr("Start it again."))
            self.value_arrived.emit(path, output, None, failure)
        else:
            self._fetch(path, output)

    # -- what the runner tells ---------------------------------------------------------------------

    def set_source(self, fetch: Callable[[str, str], None] | None) -> None:
        """Whom to ask for values; it answers through `tell_value`."""
        self._fetch = fetch

    def tell_value(self, path: str, output: str, value: Value | ValueList | None, failure: Failure | None) -> None:
        self.value_arrived.emit(path, output, value, failure)

    def set_node(self, path: str, result: NodeResult) -> None:
        if self._nodes.get(path) != result:
            self._nodes[path] = result
            if result.state not in _BUSY:
                self._previews.pop(path, None)
            self.node_changed.emit(path)

    def set_thumbnail(self, path: str, output: str, picture: Clip | Image) -> None:
        self._thumbnails.setdefault(path, {})[output] = picture
        self.node_changed.emit(path)

    def set_preview(self, path: str, picture: Clip | Image) -> None:
        self._previews[path] = picture
        self.preview_arrived.emit(path, picture)
        self.node_changed.emit(path)

    def set_states(self, states: Mapping[str, NodeState], *, keep_failures: bool, keep_done: bool) -> None:
        """What each node would be before a run. A node that runs is left alone.

        keep_failures: nothing was edited since they were told.  keep_done: the graph is the one that ran.
        """
        for path, state in states.items():
            known = self.of(path)
            if known.state in _BUSY or (keep_failures and known.state == "failed" and state != "cached"):
                continue
            if known.state == "done" and state == "cached":
                continue
            if known.state == "done" and state == "stale" and keep_done:
                continue  # what writes files is never in a cache
            self.set_node(path, replace(known, state=state, failure=None, warnings=(), fraction=0.0, note=""))
        for path in [path for path in self._nodes if path not in states and self._nodes[path].state not in _BUSY]:
            self._forget(path)
        self.states_changed.emit()

    def end_busy(self) -> None:
        """No job runs any more: what was queued or running is not."""
        for path, known in list(self._nodes.items()):
            if known.state in _BUSY:
                self.set_node(path, replace(known, state="stale", fraction=0.0, note="", seconds_left=None))

    def reset(self) -> None:
        """Another document: nothing is known."""
        self._nodes.clear()
        self._thumbnails.clear()
        self._previews.clear()
        self.was_reset.emit()

    def _forget(self, path: str) -> None:
        self._nodes.pop(path, None)
        self._thumbnails.pop(path, None)
        self._previews.pop(path, None)
