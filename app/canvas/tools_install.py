"""Puts the canvas tools on a view: search, overview, breadcrumb, structure, clipboard, tidy, drop and stills."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QGraphicsView

from app.canvas.breadcrumb import Breadcrumb
from app.canvas.clipboard import ClipboardTools
from app.canvas.clipboard_insert import Inserter
from app.canvas.drop import Drops
from app.canvas.layout_commands import LayoutTools
from app.canvas.layout_sizes import SizeOf, expected_size
from app.canvas.minimap import Minimap
from app.canvas.picture_export import StillTools
from app.canvas.search import HangingWire, Pulled, SearchPopup, pulled_from
from app.canvas.structure import StructureTools
from app.canvas.structure_frames import FrameTools
from app.commands_table import Command
from app.desk import Desk
from nodes.errors import KinographError
from nodes.graph import Node, Wire

__all__ = ["CanvasTools", "install_canvas_tools"]


def install_canvas_tools(view: QGraphicsView, desk: Desk, size_of: SizeOf | None = None) -> CanvasTools:
    """Everything around drawing and dragging. size_of: how large the view draws a node of the open graph."""
    return CanvasTools(view, desk, size_of)


class CanvasTools(QObject):
    """Lives as long as the view; its panel calls the searches. The rest comes through commands."""

    def __init__(self, view: QGraphicsView, desk: Desk, size_of: SizeOf | None = None) -> None:
        super().__init__(view)
        self.setObjectName("canvas-tools")
        self._desk = desk
        self._view = view
        self._drawn_size = size_of
        self.inserter = Inserter(desk, self.size_of, self)
        self.search = SearchPopup(desk, view, inserter=self.inserter)
        self.hanging = HangingWire(view)
        self.search.closed.connect(self.hanging.hide)
        self.breadcrumb = Breadcrumb(desk, view)
        self.minimap = Minimap(desk, view, self.size_of)
        self.layout_tools = LayoutTools(desk, view, self.size_of, self._port_heights, self)
        self.drops = Drops(desk, view, self.size_of, self.inserter, self)
        self.clipboard = ClipboardTools(desk, view, self.mouse_point, self.inserter, self.drops, self)
        self.structure = StructureTools(desk, view, self.size_of, self)
        self.frames = FrameTools(desk, view, self.size_of, self.mouse_point, self)
        self.stills = StillTools(desk, view, self)
        view.viewport().installEventFilter(self)
        self.breadcrumb.resized.connect(self.arrange)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.hanging.hide)  # the port is elsewhere now
        desk.look.changed.connect(self.arrange)
        self._add_commands()
        self.arrange()

    # -- search ------------------------------------------------------------------------------------

    def search_here(self) -> None:
        """Open the search where the mouse is, or in the middle of the view."""
        self.search_at(self.mouse_point())

    def search_at(self, point: QPointF) -> None:
        """Open the search; the node will stand at this point of the scene."""
        self.search.open_at(self._on_view(point), (point.x(), point.y()))

    def search_for_wire(self, point: QPointF, node: str, port: str, from_output: bool) -> None:
        """Open the search for what takes the wire pulled out of this port and let go at this point of the scene."""
        graph = self._desk.document.graph_at(self._desk.selection.where)
        if graph is None:
            return
        pulled = pulled_from(graph, self._desk.registry, node, port, from_output=from_output)
        if pulled is not None:
            self._hang(pulled, point)
        self.search.open_at(self._on_view(point), (point.x(), point.y()), pulled)

    # -- overview ----------------------------------------------------------------------------------

    def go_overview(self) -> None:
        """Put the focus on the overview, where arrow keys move about; show it first if need be."""
        self.show_overview(True)
        self.minimap.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_overview(self, on: bool) -> None:
        try:
            self._desk.settings.set("canvas.minimap", on)
        except KinographError as error:
            self._desk.say(error.message, "warn", detail=error.remedy, key="settings")

    def on_setting(self, name: str) -> None:
        if name == "canvas.minimap":
            self._desk.commands.action("canvas.overview").setChecked(bool(self._desk.settings.get(name)))

    # -- places ------------------------------------------------------------------------------------

    def mouse_point(self) -> QPointF:
        """Where the mouse is in the scene; the middle of the view when it is elsewhere."""
        viewport = self._view.viewport()
        place = viewport.mapFromGlobal(QCursor.pos())
        return self._view.mapToScene(place if viewport.rect().contains(place) else viewport.rect().center())

    def arrange(self) -> None:
        """Put breadcrumb and overview into their corners."""
        px, viewport = self._desk.look.px, self._view.viewport().geometry()
        self.breadcrumb.move(viewport.left() + px(12), viewport.top() + px(6))
        corner = QPoint(viewport.right() - px(12), viewport.bottom() - px(12))
        self.minimap.move(corner.x() - self.minimap.width() + 1, corner.y() - self.minimap.height() + 1)
        for widget in (self.breadcrumb, self.minimap):
            widget.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.arrange()
        return False

    # -- inside ------------------------------------------------------------------------------------

    def _add_commands(self) -> None:
        canvas, shown = self.tr("Canvas"), self.tr("View")
        add, view = self._desk.commands.add, self._view
        add(Command("canvas.search", self.tr("Add a node…"), canvas, self.search_here, keys=("Tab",), widget=view))
        title = self.tr("Go to the path of the subgraph")
        add(Command("canvas.go_path", title, shown, self.breadcrumb.take_focus, keys=("Ctrl+Shift+Up",), widget=view))
        title = self.tr("Go to the overview")
        add(Command("canvas.go_overview", title, shown, self.go_overview, keys=("O",), widget=view))
        title = self.tr("Show the overview")
        action = add(Command("canvas.overview", title, shown, self.show_overview, checkable=True))
        action.setChecked(bool(self._desk.settings.get("canvas.minimap")))
        self._desk.settings.changed.connect(self.on_setting)

    def size_of(self, node: Node) -> tuple[float, float]:
        """How large a node is drawn; of one that is not in the open graph, how large it is going to be."""
        graph = self._desk.document.graph_at(self._desk.selection.where)
        if self._drawn_size is not None and graph is not None and graph.nodes.get(node.id) is node:
            return self._drawn_size(node)
        return expected_size(node, self._desk.document.interface_of(node))

    def _port_heights(self, wire: Wire) -> tuple[float, float]:
        """How far below the tops of its nodes a wire begins and ends, where the scene knows."""
        items = getattr(self._view.scene(), "nodes", {})
        source, target = items.get(wire.source), items.get(wire.target)
        if source is None or target is None:
            return (40.0, 40.0)
        begin = source.port_point(wire.output, is_output=True).y() - source.pos().y()
        return (begin, target.port_point(wire.input, is_output=False).y() - target.pos().y())

    def _hang(self, pulled: Pulled, point: QPointF) -> None:
        """Keep the wire in sight, where the scene knows its ports."""
        item = getattr(self._view.scene(), "nodes", {}).get(pulled.node)
        if item is None:
            return
        fast = QPointF(self._on_view(item.port_point(pulled.port, is_output=pulled.from_output)))
        loose = QPointF(self._on_view(point))
        ends = (fast, loose) if pulled.from_output else (loose, fast)
        colour = self._desk.look.type_colour(pulled.type_name)
        self.hanging.show_wire(*ends, colour, 2.2 * self._view.transform().m11())

    def _on_view(self, point: QPointF) -> QPoint:
        viewport = self._view.viewport()
        return viewport.mapTo(self._view, self._view.mapFromScene(point))
