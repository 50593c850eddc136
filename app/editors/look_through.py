"""Look-through: the picture as the moving camera sees it, with the holes marked, and the camera's diagram below."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.desk import Desk
from app.editors.camera_diagram import CameraDiagram
from app.editors.camera_menu import CameraMenu
from app.editors.camera_values import CameraOf, camera_of
from app.editors.source_picture import NodePicture
from app.editors.wiring import camera_nodes, downstream
from app.edits import Change
from app.look.images import as_qimage
from app.look.widgets import Hairline, PanelHeader, button, label
from app.viewer.picture_view import PictureView
from app.viewer.player import player_of
from nodes.errors import KinographError
from nodes.graph import Graph, Node
from nodes.graph.edits import AddNodes
from nodes.graph.model import new_id
from nodes.motion.reproject import reference_depths, reproject
from nodes.values import Depth

__all__ = ["LookThroughPanel"]

WIDTH_PX = 320
PAUSE_MS = 10
ROOM_PX = 280
CONTROL = "control.camera_control"


class LookThroughPanel(QWidget):
    """Of the selected camera node, else the first of the open graph. Without depth the picture is a flat wall."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._node_id = ""
        self.camera: CameraOf | None = None
        self._picture = NodePicture(desk, self)
        self._depth: Depth | None = None
        self._depth_path = ""
        self._views: dict[int, tuple[QImage, float]] = {}
        self._small: NDArray[np.uint8] | None = None
        self._distances: NDArray[np.float64] | None = None
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self.on_timer)
        self._player = player_of(desk)
        self._build()
        document, selection = desk.document, desk.selection
        document.changed.connect(self.on_document_changed)
        for signal in (document.opened, selection.changed, selection.where_changed):
            signal.connect(self.look)
        document.opened.connect(self.on_opened)
        self._picture.changed.connect(self.restart)
        desk.results.value_arrived.connect(self.on_value_arrived)
        desk.results.node_changed.connect(self.on_node_changed)
        desk.playhead.moved.connect(self.show_frame)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.look()

    def _build(self) -> None:
        self._header = PanelHeader(self._desk.look, self.tr("Look-through"))
        self._view = PictureView(self._desk.look)
        self._view.ground = "panel"
        self._view.setAccessibleName(self.tr("What the camera sees"))
        self._diagram = CameraDiagram(self._desk, "", "")
        self._diagram.pressed.connect(self.on_moves)
        self._holes = label("", "dim")
        self._moves = button(self.tr("Moves …"), self.on_moves, "chip", tip=self.tr("Choose a camera move"))
        self._none = label("", "dim")
        self._none.setWordWrap(True)
        self._add = button(self.tr("Add Camera Path"), self.on_add)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._holes, 1)
        row.addWidget(self._moves)
        self._body = QWidget()
        self._inner = QVBoxLayout(self._body)
        for widget, stretch in ((self._view, 1), (self._row, 0), (self._diagram, 0)):
            self._inner.addWidget(widget, stretch)
        self._empty = QWidget()
        middle = QVBoxLayout(self._empty)
        middle.addStretch(2)
        middle.addWidget(self._none)
        middle.addWidget(self._add, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._inner.addWidget(self._empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(Hairline(self))
        column.addWidget(self._body, 1)

    # -- what is looked at

    def look(self) -> None:
        """Find the camera, its picture and its depth."""
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        there = camera_nodes(graph) if graph is not None else []
        kept = self._node_id if self._node_id in there else ""
        self._node_id = selection.current if selection.current in there else (kept or (there[0] if there else ""))
        self.camera = camera_of(self._desk, selection.where, self._node_id) if self._node_id else None
        self._diagram.show_node(selection.where, self._node_id)
        control = _control(graph, self._node_id) if graph is not None and self._node_id else ""
        picture, depth = _wired(graph, control, "image"), _wired(graph, control, "depth")
        if not picture[0] and graph is not None:
            picture = next(((node.id, "image") for node in graph.nodes.values() if _loads(node)), ("", ""))
        self._picture.take(selection.where, *picture, self.tr("There is no picture to look at."))
        self._take_depth(selection.path(depth[0]) if depth[0] else "", depth[1])
        self._tell()
        self.restart()

    def on_opened(self) -> None:
        self._picture.forget()
        self.look()

    def on_document_changed(self, change: Change) -> None:
        here = change.at(self._desk.selection.where)
        if here.nodes or here.wires:
            self.look()

    def on_value_arrived(self, path: str, output: str, value: object, failure: object) -> None:
        if path == self._depth_path and isinstance(value, Depth):
            self._depth = value
            self.restart()

    def on_node_changed(self, path: str) -> None:
        if path == self._depth_path and str(self._desk.results.of(path).state) in ("done", "cached"):
            self._desk.results.request_value(path, "")

    def _take_depth(self, path: str, output: str) -> None:
        if path == self._depth_path:
            return
        self._depth_path, self._depth = path, None
        if path:
            self._desk.results.request_value(path, output)

    # -- what it sees

    def restart(self) -> None:
        """Something is other than it was: see it all again, the frame of the playhead first."""
        self._views.clear()
        self._small = self._distances = None
        if self.camera is not None and not self.camera.problem and self._picture.image is not None:
            self._timer.start()
        else:
            self._timer.stop()
        self.show_frame()

    def on_timer(self) -> None:
        """One frame at a time."""
        if self.camera is None or self._picture.image is None:
            self._timer.stop()
            return
        if not self.isVisible():
            return
        try:
            self._prepare()
            wanted = next((number for number in self._order() if number not in self._views), None)
            if wanted is None:
                self._timer.stop()
                return
            self._views[wanted] = self._seen(wanted)
        except KinographError as error:
            self._timer.stop()
            self._holes.setText(str(error))
            return
        self.show_frame()

    def show_frame(self) -> None:
        image = self._picture.image
        if self.camera is None or image is None:
            self._view.set_image(None)
            return
        frame = min(self._desk.playhead.frame, self.camera.frames - 1)
        view = self._views.get(frame)
        if view is None:
            if not self._views:
                self._view.set_image(self._picture.shown())
            return
        self._view.set_image(view[0])
        wall = "" if self._depth is not None else " · " + self.tr("no depth: a flat wall")
        self._holes.setText(self.tr("holes {0} %").format(f"{view[1] * 100:.0f}") + wall)

    def _order(self) -> list[int]:
        assert self.camera is not None
        first = min(self._desk.playhead.frame, self.camera.frames - 1)
        return [*range(first, self.camera.frames), *range(first)]

    def _prepare(self) -> None:
        import cv2

        if self._small is not None:
            return
        assert self._picture.image is not None
        pixels = self._picture.image.as_uint8()
        factor = min(1.0, WIDTH_PX / pixels.shape[1])
        size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
        self._small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        if self._depth is None:
            self._distances = np.ones(self._small.shape[:2])
        else:
            values = cv2.resize(self._depth.values[0], size, interpolation=cv2.INTER_LINEAR)
            self._distances = reference_depths(np.asarray(values), self._depth.kind)

    def _seen(self, number: int) -> tuple[QImage, float]:
        assert self.camera is not None
        assert self._small is not None
        assert self._distances is not None
        start, now = self.camera.intrinsics[0], self.camera.intrinsics[number]
        view, depth = reproject(self._small, self._distances, self.camera.poses[number], start, now)
        hole = ~np.isfinite(depth)
        return as_qimage(self._marked(view, hole)), float(hole.mean())

    def _marked(self, view: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Holes hatched, so that they are not taken for black things."""
        rows, columns = np.indices(hole.shape)
        stripes = (rows + columns) // 4 % 2 == 0
        ground, line = (_rgb(self._desk.look.colour(name)) for name in ("edge", "fail"))
        marked = view.copy()
        marked[hole] = ground
        marked[hole & stripes] = (0.55 * line + 0.45 * ground).astype(np.uint8)
        return marked

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture matters most: the diagram gives way in a low panel."""
        super().resizeEvent(event)
        self._diagram.setVisible(self.camera is not None and self.height() >= self._desk.look.px(ROOM_PX))

    # -- what can be done

    def on_moves(self) -> None:
        graph = self._desk.document.graph_at(self._desk.selection.where)
        node = graph.nodes.get(self._node_id) if graph is not None else None
        if node is not None and node.type_id == "camera.camera_path":
            menu = CameraMenu(self._desk, self._desk.selection.where, self._node_id, self)
            menu.open_at(self._diagram.mapToGlobal(QPoint(0, self._diagram.height())))

    def on_add(self) -> None:
        """A camera path beside what is there, and select it."""
        where = self._desk.selection.where
        graph = self._desk.document.graph_at(where)
        kind = self._desk.registry.get("camera.camera_path")
        if graph is None or kind is None:
            return
        name = new_id(graph.nodes, "camera")
        low = max((node.position[1] for node in graph.nodes.values()), default=-200.0)
        node = Node(name, kind.type_id, kind.version, position=(40.0, low + 240.0))
        if self._desk.document.perform(AddNodes((node,), where=where)):
            self._desk.selection.select([name])
            self._moves.setFocus()
        self._desk.document.end_step()

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._inner.setContentsMargins(px(12), px(8), px(12), px(10))
        self._inner.setSpacing(px(6))
        self.restart()

    def _tell(self) -> None:
        graph = self._desk.document.graph_at(self._desk.selection.where)
        node = graph.nodes.get(self._node_id) if graph is not None else None
        there = node is not None
        for widget in (self._view, self._row):
            widget.setVisible(there)
        self._diagram.setVisible(there and self.height() >= self._desk.look.px(ROOM_PX))
        self._empty.setVisible(not there)
        self._none.setText(self.tr("No camera yet. Add one to see what it sees before anything is rendered."))
        if node is None or self.camera is None:
            self._header.set_subtitle("")
            return
        kind = self._desk.registry.get(node.type_id)
        title = node.title or (kind.title if kind is not None else node.id)
        self._header.set_subtitle(" · ".join(part for part in (title, self.camera.title) if part))
        self._moves.setVisible(node.type_id == "camera.camera_path")
        if self.camera.problem:
            self._holes.setText(self.camera.problem)


def _control(graph: Graph, node_id: str) -> str:
    return next((node.id for node in downstream(graph, node_id) if node.type_id == CONTROL), "")


def _wired(graph: Graph | None, node_id: str, name: str) -> tuple[str, str]:
    wire = graph.wires.get((node_id, name)) if graph is not None else None
    return (wire.source, wire.output) if wire is not None else ("", "")


def _loads(node: Node) -> bool:
    return node.type_id == "media.load_image"


def _rgb(colour: Any) -> NDArray[np.float64]:
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float64)
