"""What is known of each node's last run, for whoever shows it. Works without an engine: then nothing is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nodes.engine.job import NodeState
from nodes.engine.messages import Failure
from nodes.values import Clip, Image

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


class Results(QObject):
    """By path of the node. node_changed(path); was_reset(); preview_arrived(path, picture);
    value_arrived(path, output, Value or None, Failure or None)."""

    node_changed = Signal(str)
    was_reset = Signal()
    preview_arrived = Signal(str, object)
    value_arrived = Signal(str, str, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: dict[str, NodeResult] = {}
        self._thumbnails: dict[str, dict[str, Clip | Image]] = {}
        self._previews: dict[str, Clip | Image] = {}

    def of(self, path: str) -> NodeResult:
        return self._nodes.get(path, NodeResult())

    def thumbnail(self, path: str, output: str = "") -> Clip | Image | None:
        """A small picture of a result; of the first output that has one when none is named."""
        pictures = self._thumbnails.get(path, {})
        return pictures.get(output) if output else next(iter(pictures.values()), None)

    def preview(self, path: str) -> Clip | Image | None:
        """The newest live preview of a running node; None once it has its result."""
        return self._previews.get(path)

    # -- what the runner tells

    def set_node(self, path: str, result: NodeResult) -> None:
        if self._nodes.get(path) != result:
            self._nodes[path] = result
            if result.state not in ("queued", "running"):
                self._previews.pop(path, None)
            self.node_changed.emit(path)

    def set_thumbnail(self, path: str, output: str, picture: Clip | Image) -> None:
        self._thumbnails.setdefault(path, {})[output] = picture
        self.node_changed.emit(path)

    def set_preview(self, path: str, picture: Clip | Image) -> None:
        self._previews[path] = picture
        self.preview_arrived.emit(path, picture)
        self.node_changed.emit(path)

    def reset(self) -> None:
        """Another document: nothing is known."""
        self._nodes.clear()
        self._thumbnails.clear()
        self._previews.clear()
        self.was_reset.emit()
