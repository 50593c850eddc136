"""The canvas as a panel: the view with breadcrumb and overview over it, and every command of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.canvas.actions import CanvasActions
from app.canvas.connecting import WireEnd
from app.canvas.tools_install import install_canvas_tools
from app.canvas.view import CanvasView
from app.canvas.view_names import ViewNames
from app.desk import Desk

__all__ = ["CanvasPanel"]


class CanvasPanel(QWidget):
    """view: the graph.  tools: search, overview and all that arranges and exports."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = CanvasView(desk, self)
        self.actions_of_view = CanvasActions(self.view)
        self.view_names = ViewNames(self.view)
        self.tools = install_canvas_tools(self.view, desk, self.view.size_of)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.search_wanted.connect(self.on_search_wanted)
        self.view.moved.connect(self.tools.minimap.on_view_moved)

    def on_search_wanted(self, point: QPointF, wire_end: WireEnd | None) -> None:
        if wire_end is None:
            self.tools.search_at(point)
        else:
            self.tools.search_for_wire(point, wire_end.node, wire_end.port, wire_end.from_output)
