"""Which node an unpinned viewer looks at: the selected one, and during a run what is being made."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from nodes.graph import Graph

__all__ = ["Following", "leading_node"]


class Following(QObject):
    """A live preview draws the eye to its node, and then to the clip made of it; selecting a node ends that.

    path: what to look at.  changed(): another path.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy: set[str] = set()
        self._watching = False
        self._left_alone = False
        self.path = ""
        desk.selection.changed.connect(self.on_selection_changed)
        desk.selection.where_changed.connect(self.on_selection_changed)
        desk.results.preview_arrived.connect(self.on_preview_arrived)
        desk.results.node_changed.connect(self.on_node_changed)
        desk.document.opened.connect(self.on_opened)
        self.on_opened()

    @property
    def is_watching(self) -> bool:
        """Whether a run is being watched, so that its last preview stays until there is a clip."""
        return self._watching

    def _look_at(self, path: str) -> None:
        if path != self.path:
            self.path = path
            self.changed.emit()

    def on_opened(self) -> None:
        """Another project: its first result, until something is selected."""
        self._busy.clear()
        self._watching = self._left_alone = False
        self._look_at(self._desk.selection.current_path or leading_node(self._desk))

    def on_selection_changed(self) -> None:
        path = self._desk.selection.current_path
        self._watching, self._left_alone = False, bool(self._busy)
        if path:
            self.path = path
            self.changed.emit()  # also when it is the same: something else may be shown meanwhile
        elif self._desk.document.node(self.path) is None:
            self._look_at(leading_node(self._desk))

    def on_preview_arrived(self, path: str, picture: object) -> None:
        if not self._left_alone and self._desk.settings.get("viewer.follow_runs"):
            if not self._watching:
                self._watching = True
                self.path = path
                self.changed.emit()
            self._look_at(path)

    def on_node_changed(self, path: str) -> None:
        state = self._desk.results.of(path).state
        if state in ("running", "queued"):
            self._busy.add(path)
            return
        was_busy = path in self._busy
        self._busy.discard(path)
        if self._watching and was_busy and state == "done" and self._makes_clip(path):
            self._look_at(path)
        if not self._busy:
            self._left_alone = False
            if self._watching:
                self._watching = False
                self.changed.emit()

    def _makes_clip(self, path: str) -> bool:
        where, _, name = path.rpartition("/")
        ports = self._desk.document.interface(where, name)
        return ports is not None and any(port.type.type_name == "Clip" for port in ports.outputs)


def leading_node(desk: Desk) -> str:
    """The node whose result the graph is for: the first that writes a clip, else the last one with a picture."""
    graph: Graph = desk.document.graph
    makers = []
    for name, node in graph.nodes.items():
        kind = desk.registry.get(node.type_id)
        if kind is None or node.muted:
            continue
        if kind.effect and any(wire.target == name for wire in graph.wires.values()):
            return name
        if any(port.type.type_name in ("Clip", "Image") for port in kind.outputs):
            makers.append(name)
    fed = {wire.source for wire in graph.wires.values()}
    return next((name for name in reversed(makers) if name not in fed), "")
