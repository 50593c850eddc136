"""The overlays one viewer can show for its node, which of them are on, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from app.edits import Change
from app.viewer.overlays.found import Found, found_upstream
from nodes.engine.messages import Failure
from nodes.values import Value

__all__ = ["Overlay", "OverlaySet"]


@dataclass(slots=True)
class Overlay:
    """found: where it comes from.  value: None while it is not at hand; problem: why."""

    found: Found
    on: bool = False
    opacity: float = 0.8
    value: Value | None = None
    problem: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.found.path, self.found.output


class OverlaySet(QObject):
    """What is on stays on as long as the viewer lives, by node and output. changed(): repaint.  listed(): others."""

    changed = Signal()
    listed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = ""
        self._shown: tuple[str, str] = ("", "")
        self.items: list[Overlay] = []
        self._known: dict[tuple[str, str], Overlay] = {}
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.on_opened)
        desk.results.value_arrived.connect(self.on_value_arrived)
        desk.results.node_changed.connect(self.on_node_changed)

    def look_at(self, path: str, output: str = "") -> None:
        """The node whose picture is shown; its own shown output is no overlay of itself."""
        if (path, output) != (self._path, self._shown[1]):
            self._path, self._shown = path, (path, output)
            self.find()

    def find(self) -> None:
        """Walk the wires again."""
        found = found_upstream(self._desk.document, self._path) if self._path else []
        items = []
        for one in found:
            if (one.path, one.output) == self._shown:
                continue
            known = self._known.setdefault((one.path, one.output), Overlay(one))
            known.found = one
            items.append(known)
        if [item.key for item in items] != [item.key for item in self.items]:
            self.items = items
            self.listed.emit()
        for item in items:
            self._want(item)
        self.changed.emit()

    def shown(self) -> list[Overlay]:
        """Those that are on and at hand, the farthest first."""
        return [item for item in reversed(self.items) if item.on and item.value is not None]

    def set_on(self, item: Overlay, on: bool) -> None:
        item.on = on
        self._want(item)
        self.changed.emit()

    def set_opacity(self, item: Overlay, opacity: float) -> None:
        item.opacity = min(max(opacity, 0.05), 1.0)
        self.changed.emit()

    def _want(self, item: Overlay) -> None:
        if item.on and item.value is None and self._desk.results.of(item.found.path).state in ("done", "cached"):
            self._desk.results.request_value(*item.key)
        elif item.on and item.value is None:
            item.problem = self.tr("{node} has not been run yet.").format(node=item.found.title)

    def on_value_arrived(self, path: str, output: str, value: Value | None, failure: Failure | None) -> None:
        item = self._known.get((path, output))
        if item is None or not item.on:
            return
        item.value = value
        item.problem = failure.message if value is None and failure is not None else ""
        self.changed.emit()

    def on_node_changed(self, path: str) -> None:
        """Another result: ask for it; none any more: forget it."""
        for item in self.items:
            if item.found.path == path and item.on:
                state = self._desk.results.of(path).state
                if state in ("done", "cached") and (item.value is None or state == "done"):
                    self._desk.results.request_value(*item.key)

    def on_document_changed(self, change: Change) -> None:
        touched = any(graph.nodes or graph.wires for graph in change.graphs.values())
        if self._path and touched:
            self.find()

    def on_opened(self) -> None:
        self._known.clear()
        self.items = []
        self.listed.emit()
