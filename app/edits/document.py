"""The open project as the window sees it. Every change goes through here, is undone here, and is told from here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.edits.change import difference
from nodes.errors import GraphError, KinographError
from nodes.graph import Graph, Interface, Node, Problem, Registry, interface, validate
from nodes.graph.edit import Edit
from nodes.graph.history import History
from nodes.graph.interface import value_of
from nodes.graph.project import Project

__all__ = ["Document"]

_CHECK_AFTER_MS = 40
_FLUSH_AFTER_MS = 1500


class Document(QObject):
    """A Project with its undo history and its problems. One lives as long as the window; projects come and go in it.

    changed(Change): after every edit, undo and redo.  opened(): another project is here.  problems_changed(): the
    graph was checked again.  history_changed(): undo titles, the file's name or whether it is saved.
    refused(str): an edit could not be made, in words.
    """

    changed = Signal(object)
    opened = Signal()
    problems_changed = Signal()
    history_changed = Signal()
    refused = Signal(str)

    def __init__(self, registry: Registry, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.registry = registry
        self.project = project if project is not None else Project.new()
        self.name = ""  # what an unsaved copy of an example is called
        self._history = History(self._change)
        self._interfaces: dict[int, tuple[Node, Interface | None]] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._saved_step: object = self._history.step
        self._check = QTimer(self, singleShot=True, interval=_CHECK_AFTER_MS)
        self._check.timeout.connect(self.check_now)
        self._flush = QTimer(self, singleShot=True, interval=_FLUSH_AFTER_MS)
        self._flush.timeout.connect(self._on_flush)
        self.check_now()

    # -- looking -----------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        """The outermost graph. Never change it: edits do."""
        return self.project.graph

    @property
    def path(self) -> Path | None:
        return self.project.path

    @property
    def title(self) -> str:
        return self.path.name if self.path is not None else self.name or self.tr("untitled")

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return self.project.dirty

    def graph_at(self, where: str) -> Graph | None:
        return self.graph.graph_at(where)

    def node(self, path: str) -> Node | None:
        """The node at "outer/inner"."""
        return self.graph.node_at(path)

    def interface(self, where: str, node_id: str) -> Interface | None:
        """Ports and parameters of a node as seen from outside; None for an unknown type or node."""
        graph = self.graph_at(where)
        node = graph.nodes.get(node_id) if graph is not None else None
        return self.interface_of(node) if node is not None else None

    def interface_of(self, node: Node) -> Interface | None:
        known = self._interfaces.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        if len(self._interfaces) > 20_000:
            self._interfaces.clear()
        found = interface(node, self.registry)
        self._interfaces[id(node)] = (node, found)
        return found

    def value(self, where: str, node_id: str, name: str) -> Any:
        """The present value of a parameter: what was set, else its default; None when there is no such node."""
        graph = self.graph_at(where)
        node = graph.nodes.get(node_id) if graph is not None else None
        if node is None:
            return None
        ports = self.interface_of(node)
        return value_of(node, ports.parameters if ports is not None else (), name)

    def problems(self) -> dict[str, tuple[Problem, ...]]:
        """Every problem found at the last check, by node path."""
        return self._problems

    def problems_at(self, path: str) -> tuple[Problem, ...]:
        return self._problems.get(path, ())

    # -- changing ----------------------------------------------------------------------------------

    def apply(self, edit: Edit) -> None:
        """Change the graph; following edits with one merge key are one step. Raises GraphError, changing nothing."""
        before = self.graph.copy()
        self._history.apply(edit)
        self._tell(before)

    def perform(self, edit: Edit) -> bool:
        """Like `apply`, but what cannot be is told through `refused`; whether it was done."""
        try:
            self.apply(edit)
        except GraphError as error:
            self.refused.emit(f"{error.message} {error.remedy}".strip())
            return False
        return True

    def end_step(self) -> None:
        """Let the next edit begin a new step: the mouse was released, the field was left."""
        self._history.end_step()

    def undo(self) -> bool:
        before = self.graph.copy()
        done = self._history.undo()
        if done:
            self._tell(before)
        return done

    def redo(self) -> bool:
        before = self.graph.copy()
        done = self._history.redo()
        if done:
            self._tell(before)
        return done

    @property
    def undo_title(self) -> str:
        """What undo would take back; "" when there is nothing."""
        return self._history.undo_title

    @property
    def redo_title(self) -> str:
        return self._history.redo_title

    # -- the project -------------------------------------------------------------------------------

    def open(self, project: Project, name: str = "") -> None:
        """Show another project. The one before is closed; its unsaved changes stay in its journal."""
        old, self.project = self.project, project
        self.name = name
        self._history = History(self._change)
        self._saved_step = object() if project.dirty else self._history.step
        self._interfaces.clear()
        if old is not project:
            old.close()
        self.check_now()
        self.opened.emit()
        self.history_changed.emit()

    def save(self, path: Path | None = None) -> None:
        """Write the project. Raises ProjectError; nothing is lost then."""
        self.end_step()
        self.project.save(path)
        self._saved_step = self._history.step
        self.history_changed.emit()

    def check_now(self) -> None:
        """Look for problems at once instead of shortly after the last edit."""
        self._check.stop()
        found: dict[str, list[Problem]] = {}
        for problem in validate(self.graph, self.registry):
            found.setdefault(problem.node, []).append(problem)
        fresh = {path: tuple(problems) for path, problems in found.items()}
        if fresh != self._problems:
            self._problems = fresh
            self.problems_changed.emit()

    def flush(self) -> None:
        """Force the journal to the disk. Raises KinographError when that fails."""
        self._flush.stop()
        self.project.flush()

    # -- inside ------------------------------------------------------------------------------------

    def _change(self, edit: Edit) -> Edit:
        return self.project.apply(edit)

    def _tell(self, before: Graph) -> None:
        self.project.dirty = self._history.step is not self._saved_step
        self.changed.emit(difference(before, self.graph))
        self._check.start()
        self._flush.start()
        self.history_changed.emit()

    def _on_flush(self) -> None:
        try:
            self.flush()
        except (KinographError, OSError) as error:
            self.refused.emit(self.tr("The changes cannot be kept safe from a crash: {0}").format(error))
