"""Every panel of the window by name: what it is called and which class makes it, imported when it is first shown."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desk import Desk

__all__ = ["PANELS", "PanelKind", "make_panel"]


@dataclass(frozen=True)
class PanelKind:
    """title: English, translated when shown.  place: "module:Class", called with the desk."""

    name: str
    title: str
    place: str

    @property
    def shown_title(self) -> str:
        return QCoreApplication.translate("Panels", self.title)


PANELS = (
    PanelKind("canvas", "Canvas", "app.canvas:CanvasPanel"),
    PanelKind("viewer", "Viewer", "app.viewer:ViewerPanel"),
    PanelKind("inspector", "Inspector", "app.inspector:InspectorPanel"),
    PanelKind("strokes", "Strokes", "app.editors:StrokePanel"),
    PanelKind("look_through", "Look-through", "app.editors:LookThroughPanel"),
    PanelKind("layers", "Layers", "app.editors:LayersPanel"),
    PanelKind("queue", "Queue", "app.runs:QueuePanel"),
    PanelKind("history", "History", "app.runs:HistoryPanel"),
    PanelKind("reports", "Report", "app.viewer.review:ReportsPanel"),
    PanelKind("curves", "Curves", "app.editors:CurvesPanel"),
    PanelKind("log", "Log", "app.runs:LogPanel"),
    PanelKind("notices", "Notices", "app.window.notices:NoticesPanel"),
)


def make_panel(kind: PanelKind, desk: Desk) -> QWidget:
    """A panel of this kind. Raises whatever its module or its class raises."""
    module, _, name = kind.place.partition(":")
    made = getattr(importlib.import_module(module), name)(desk)
    assert isinstance(made, QWidget)
    return made
