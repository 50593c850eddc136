"""What every panel is given: the document and everything around it that panels share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.commands_table import Commands
from app.edits import Document, Selection
from app.look import Look
from app.playhead import Playhead
from app.runs.results import Results
from app.settings import Settings
from nodes.graph import Registry
from nodes.graph.project import Project

if TYPE_CHECKING:
    from app.projects.projects import Projects
    from app.runs.runs import Runs

__all__ = ["Desk", "Notice"]


@dataclass(frozen=True)
class Notice:
    """Something to tell the person. kind: info, ok, warn, fail.  actions: (title, what it does) offered beside it.

    detail: for those who want to know.  key: a later notice with the same key takes this one's place.
    """

    text: str
    kind: str = "info"
    detail: str = ""
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()
    key: str = ""


class Desk(QObject):
    """runs, projects: None until the studio sets them; panels must work without them."""

    noticed = Signal(object)

    def __init__(
        self,
        registry: Registry,
        settings: Settings | None = None,
        project: Project | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.registry = registry
        self.settings = settings if settings is not None else Settings(parent=self)
        self.look = Look(self.settings, self)
        self.document = Document(registry, project, self)
        self.selection = Selection(self.document, self)
        self.commands = Commands(self.settings, self)
        self.results = Results(self)
        self.playhead = Playhead(self)
        self.runs: Runs | None = None
        self.projects: Projects | None = None
        self.document.refused.connect(self.on_refused)
        self.document.opened.connect(self.results.reset)

    def say(
        self,
        text: str,
        kind: str = "info",
        *,
        detail: str = "",
        actions: tuple[tuple[str, Callable[[], object]], ...] = (),
        key: str = "",
    ) -> None:
        """Tell the person something; the window shows it."""
        self.noticed.emit(Notice(text, kind, detail, actions, key))

    def on_refused(self, text: str) -> None:
        self.say(text, "warn", key="refused")
