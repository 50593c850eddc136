"""What there is to show of one node: its live preview, its result, a thumbnail, the last picture, or why nothing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from app.edits import Change
from nodes.engine.messages import Failure
from nodes.values import Value

__all__ = ["Showing", "Shown"]

_KEPT = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """message, remedy: for a person.  stage: "nothing" (no node), "held" (of no node), "waiting" (never run),
    "preview", "result", "small" (only a thumbnail so far), "stale" (the last picture, of other parameters), "failed",
    "missing" (it cannot be fetched).
    """

    stage: str = "nothing"
    value: Value | None = None
    message: str = ""
    remedy: str = ""


class Showing(QObject):
    """path, output: what is looked at; output "" is the first one.  now: what there is to show.
    keeps_preview: the last preview stays although its node is done.

    changed(): another `now`.  retitled(): another node, output, step or time left.
    """

    changed = Signal()
    retitled = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.path = ""
        self.output = ""
        self.source = ("", "")
        self._title = ""
        self.now = Shown()
        self.keeps_preview = False
        self._previewed: tuple[str, Value] | None = None
        self._last: OrderedDict[tuple[str, str], Value] = OrderedDict()
        self._asked: object = None
        self._fresh: tuple[str, str] | None = None
        results = desk.results
        results.node_changed.connect(self.on_node_changed)
        results.preview_arrived.connect(self.on_preview_arrived)
        results.value_arrived.connect(self.on_value_arrived)
        results.was_reset.connect(self.on_reset)
        desk.document.changed.connect(self.on_document_changed)
        self.refresh()

    # -- what is looked at -------------------------------------------------------------------------

    def look_at(self, path: str, output: str = "") -> None:
        """Another node. "": none."""
        if (path, output) == (self.path, self.output) and self.now.stage != "held":
            return
        self.path, self.output = path, output
        self._turn()

    def hold(self, value: Value, title: str) -> None:
        """Show a value that belongs to no node, as one of a finished run, until `look_at` is called."""
        self.path, self.output, self.source, self._title = "", "", ("", ""), title
        self._asked = self._fresh = None
        self.now = Shown("held", value)
        self.changed.emit()
        self.retitled.emit()

    def outputs(self) -> list[str]:
        """Names of the outputs one can choose from."""
        where, _, name = self.source[0].rpartition("/")
        ports = self._desk.document.interface(where, name) if name else None
        return [port.name for port in ports.outputs] if ports is not None else []

    def title(self) -> str:
        """Of the node, as the canvas shows it."""
        return self._title or node_title(self._desk, self.path)

    def source_title(self) -> str:
        """Of the node whose value is shown, which is another one where a node has no outputs."""
        return node_title(self._desk, self.source[0])

    def _turn(self) -> None:
        """Look at what the present path and output mean."""
        path, output, self._title = self.path, self.output, ""
        if path and not self._has_outputs(path):
            path, output = source_of(self._desk, path)  # a node that only takes: show what goes into it
        output = output or first_output(self._desk, path)
        self.source, self._asked, self._fresh = (path, output), None, None
        self.now = Shown("turned")  # whatever comes is told, also when it says the same of another node
        self.refresh()
        self.retitled.emit()

    def _has_outputs(self, path: str) -> bool:
        where, _, name = path.rpartition("/")
        ports = self._desk.document.interface(where, name)
        return ports is None or bool(ports.outputs)

    # -- what there is -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for what is not at hand, and show the best there is."""
        if self.now.stage == "held":
            return
        path, output = self.source
        if not path or self._desk.document.node(path) is None:
            self._show(Shown(message=self.tr("Select a node to see its result.")))
            return
        result = self._desk.results.of(path)
        if result.state in ("done", "cached"):
            if self._asked != result:
                self._asked, self._fresh = result, None
                self._desk.results.request_value(path, output)
        elif result.state in ("running", "queued", "stale", "failed", "blocked"):
            self._asked = self._fresh = None
        self._show(self._best())

    def _best(self) -> Shown:
        path, output = self.source
        results, key = self._desk.results, self.source
        result = results.of(path)
        preview = results.preview(path)
        if preview is not None:
            return Shown("preview", preview)
        last = self._last.get(key)
        failed = result.failure is not None and result.state in ("failed", "blocked")
        if self.keeps_preview and not failed and self._previewed is not None and self._previewed[0] == path:
            return Shown("preview", self._previewed[1])
        if self._fresh == key and last is not None:
            return Shown("result", last)
        if failed and result.failure is not None:
            return Shown("failed", last, result.failure.message, result.failure.remedy)
        if self.now.stage == "missing" and self._asked is not None:
            return self.now
        small = results.thumbnail(path, output)
        if last is not None:
            return Shown("stale", last)
        if small is not None:
            return Shown("small" if result.state in ("done", "cached") else "stale", small)
        if result.state == "running":
            return Shown("waiting", message=self.tr("Running…"), remedy=result.note)
        if result.state == "queued":
            return Shown("waiting", message=self.tr("Waiting for its turn."))
        if result.state in ("done", "cached"):
            return Shown("waiting", message=self.tr("Fetching the result…"))
        return Shown("waiting", message=self.tr("Nothing has been made here yet."), remedy="run")

    def _show(self, shown: Shown) -> None:
        old = self.now
        words = (old.stage, old.message, old.remedy) == (shown.stage, shown.message, shown.remedy)
        if not words or old.value is not shown.value:
            self.now = shown
            self.changed.emit()

    # -- what is told ------------------------------------------------------------------------------

    def on_node_changed(self, path: str) -> None:
        if path == self.source[0]:
            self.refresh()
        if path in (self.path, self.source[0]):
            self.retitled.emit()

    def on_preview_arrived(self, path: str, picture: Value) -> None:
        self._previewed = (path, picture)
        if path == self.source[0]:
            self._show(Shown("preview", picture))

    def on_value_arrived(self, path: str, output: str, value: Value | None, failure: Failure | None) -> None:
        if path != self.source[0] or output != self.source[1]:
            return
        if value is not None:
            self._last[self.source] = value
            self._last.move_to_end(self.source)
            while len(self._last) > _KEPT:
                self._last.popitem(last=False)
            self._fresh = self.source
            self._show(self._best())
        elif failure is not None and self._desk.results.of(path).state in ("done", "cached"):
            self._show(Shown("missing", None, failure.message, failure.remedy))

    def on_reset(self) -> None:
        self._last.clear()
        self._previewed = None
        self._asked = self._fresh = None
        self.refresh()

    def on_document_changed(self, change: Change) -> None:
        if not self.path:
            return
        where, _, name = self.path.rpartition("/")
        here = change.at(where)
        if name in here.nodes or self.path != self.source[0]:
            self._turn()


def node_title(desk: Desk, path: str) -> str:
    """A node's own title, or that of its type."""
    node = desk.document.node(path) if path else None
    if node is None:
        return ""
    kind = desk.registry.get(node.type_id)
    return node.title or (kind.title if kind is not None else node.type_id)


def first_output(desk: Desk, path: str) -> str:
    """The name of a node's first output, "" when it has none or is not known."""
    where, _, name = path.rpartition("/")
    ports = desk.document.interface(where, name) if path else None
    return ports.outputs[0].name if ports is not None and ports.outputs else ""


def source_of(desk: Desk, path: str) -> tuple[str, str]:
    """Path and output of the node wired to the first input of one that has no outputs."""
    where, _, name = path.rpartition("/")
    graph = desk.document.graph_at(where)
    ports = desk.document.interface(where, name)
    for port in ports.inputs if ports is not None else ():
        wire = graph.wires.get((name, port.name)) if graph is not None else None
        if wire is not None:
            return (f"{where}/{wire.source}" if where else wire.source, wire.output)
    return path, ""
