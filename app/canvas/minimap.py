"""The whole graph in a corner: where one is, what runs and what failed; drag to go elsewhere."""

from __future__ import annotations

from collections import defaultdict
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from app.canvas.ink import Ink
from app.canvas.layout_sizes import SizeOf
from app.canvas.tools_keys import OwnKeys
from app.desk import Desk
from app.edits import Change
from nodes.graph import Graph, Node

__all__ = ["Minimap"]

WIDTH, HEIGHT, MARGIN = 168, 92, 6
_REDRAW_AFTER_MS = 40
_SHOWN_STATES = {"failed": "fail", "running": "accent"}


class Minimap(QWidget):
    """Drawn once into a picture and again only when the graph changed; moving about costs one rectangle.

    While the graph changes all the time, as in a drag, at most a tenth of the time goes into it.
    """

    def __init__(self, desk: Desk, view: QGraphicsView, size_of: SizeOf, parent: QWidget | None = None) -> None:
        super().__init__(parent if parent is not None else view)
        self._desk = desk
        self._view = view
        self._size_of = size_of
        self._picture: QPixmap | None = None
        self._sizes: dict[str, tuple[Node, tuple[float, float]]] = {}
        self._whole = QRectF()
        self._grabbed: QPointF | None = None
        self._keys = OwnKeys(self)
        self._keys.watch(self)
        self._redraw = QTimer(self, singleShot=True, interval=_REDRAW_AFTER_MS)
        self._redraw.timeout.connect(self.redraw)
        self.setAccessibleName(self.tr("Overview of the graph"))
        self.setToolTip(self.tr("Overview: drag to move about. O puts the focus on it, arrow keys then move"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._listen()
        self.on_look_changed()
        self.on_setting("canvas.minimap")

    def sizeHint(self) -> QSize:
        return QSize(self._desk.look.px(WIDTH), self._desk.look.px(HEIGHT))

    # -- what changed ------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw the nodes anew at the next paint."""
        self._redraw.stop()
        self._picture = None
        self.update()

    def on_document_changed(self, change: Change) -> None:
        here = change.at(self._desk.selection.where)
        if here.nodes or here.frames or here.notes:
            self._redraw.start()

    def on_node_changed(self, path: str) -> None:
        if path.rpartition("/")[0] == self._desk.selection.where:
            self._redraw.start()

    def on_view_moved(self) -> None:
        self.update()

    def on_look_changed(self) -> None:
        self.resize(self.sizeHint())
        self.redraw()

    def on_setting(self, name: str) -> None:
        if name == "canvas.minimap":
            self.setVisible(bool(self._desk.settings.get(name)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.update()
        return False

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._desk.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "hairline"), 1))
        painter.setBrush(look.colour("panel", 0.92))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        if self._picture is None:
            began = monotonic()
            self._picture = self._drawn()
            self._redraw.setInterval(max(_REDRAW_AFTER_MS, round(10_000 * (monotonic() - began))))
        painter.drawPixmap(0, 0, self._picture)
        seen = self._to_map(self._seen()).intersected(box.adjusted(2, 2, -2, -2))
        if not seen.isEmpty() and not self._whole.isEmpty():
            painter.setPen(QPen(look.colour("accent"), 1.5))
            painter.setBrush(look.colour("accent", 0.05))
            painter.drawRect(seen)

    def _drawn(self) -> QPixmap:
        """The nodes and frames of the open graph as small rectangles."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(QSize(self.width(), self.height()) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        graph = self._desk.document.graph_at(self._desk.selection.where)
        self._whole = QRectF()
        if graph is None:
            return picture
        before = self._sizes
        self._sizes = {
            name: before[name] if name in before and before[name][0] is node else (node, self._size_of(node))
            for name, node in graph.nodes.items()
        }
        sized = [(node, *node.position, *size) for node, size in self._sizes.values()]
        boxes = [item[1:] for item in sized]
        boxes += [(*item.position, *item.size) for table in (graph.frames, graph.notes) for item in table.values()]
        if not boxes:
            return picture
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, low = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
        self._whole = QRectF(left, top, right - left, low - top)
        painter = QPainter(picture)
        self._draw_grounds(painter, graph)
        self._draw_nodes(painter, sized)
        painter.end()
        return picture

    def _draw_grounds(self, painter: QPainter, graph: Graph) -> None:
        look, ink = self._desk.look, Ink(self._desk.look)
        for frame in graph.frames.values():
            colour = QColor(ink.named(frame.colour, "dim"))
            colour.setAlphaF(0.22)
            painter.fillRect(self._to_map(QRectF(*frame.position, *frame.size)), colour)
        for note in graph.notes.values():
            painter.fillRect(self._to_map(QRectF(*note.position, *note.size)), look.colour("dim", 0.4))

    def _draw_nodes(self, painter: QPainter, sized: list[tuple[Node, float, float, float, float]]) -> None:
        """By colour, since there may be thousands; what runs or failed is outlined above them."""
        scale, corner = self._fit()
        x, y = corner.x(), corner.y()
        groups: dict[tuple[str, bool], list[QRectF]] = defaultdict(list)
        categories = {kind.type_id: kind.category for kind in self._desk.registry}
        outlined: dict[str, list[QRectF]] = defaultdict(list)
        shown = self._shown_states()
        for node, left, top, width, height in sized:
            small = QRectF(left * scale + x, top * scale + y, max(width * scale, 2.0), max(height * scale, 2.0))
            groups[categories.get(node.type_id, ""), node.muted or node.bypassed].append(small)
            if node.id in shown:
                outlined[shown[node.id]].append(small)
        painter.setPen(Qt.PenStyle.NoPen)
        for (category, faded), rects in groups.items():
            painter.setBrush(self._desk.look.kind_colour(category, 0.25 if faded else 0.72))
            painter.drawRects(rects)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, rects in outlined.items():
            painter.setPen(QPen(self._desk.look.colour(token), 2))
            painter.drawRects(rects)

    def _shown_states(self) -> dict[str, str]:
        """The colour tokens of the nodes of the open graph that run, or failed, or cannot run as they are."""
        desk, where = self._desk, self._desk.selection.where
        found = {
            path.rpartition("/")[2]: "fail"
            for path, problems in desk.document.problems().items()
            if path.rpartition("/")[0] == where
            and any(problem.blocking and not problem.code.startswith("input.") for problem in problems)
        }
        graph = desk.document.graph_at(where)
        for name in graph.nodes if graph is not None else ():
            token = _SHOWN_STATES.get(str(desk.results.of(desk.selection.path(name)).state))
            if token is not None:
                found[name] = token
        return found

    # -- moving about ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._whole.isEmpty():
            super().mousePressEvent(event)
            return
        seen = self._to_map(self._seen())
        inside = seen.contains(event.position())
        self._grabbed = event.position() - seen.center() if inside else QPointF()
        if not inside:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            self._go(event.position() - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # not to zoom the canvas under it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        seen = self._seen()
        step = {
            Qt.Key.Key_Left: (-0.25, 0.0),
            Qt.Key.Key_Right: (0.25, 0.0),
            Qt.Key.Key_Up: (0.0, -0.25),
            Qt.Key.Key_Down: (0.0, 0.25),
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._view.centerOn(seen.center() + QPointF(step[0] * seen.width(), step[1] * seen.height()))
        self.update()

    def _go(self, place: QPointF) -> None:
        scale, corner = self._fit()
        self._view.centerOn((place.x() - corner.x()) / scale, (place.y() - corner.y()) / scale)
        self.update()

    def _seen(self) -> QRectF:
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def _fit(self) -> tuple[float, QPointF]:
        """(scale from the canvas to here, where the canvas's origin lies here)."""
        margin = self._desk.look.px(MARGIN)
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        whole = self._whole.united(QRectF(self._whole.center(), QSize(1, 1).toSizeF()))
        scale = min(room.width() / max(whole.width(), 1.0), room.height() / max(whole.height(), 1.0))
        return scale, room.center() - whole.center() * scale

    def _to_map(self, rect: QRectF) -> QRectF:
        scale, corner = self._fit()
        return QRectF(rect.topLeft() * scale + corner, rect.size() * scale)

    def _listen(self) -> None:
        desk, view = self._desk, self._view
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.redraw)
        desk.document.problems_changed.connect(self.redraw)
        desk.selection.where_changed.connect(self.redraw)
        desk.results.node_changed.connect(self.on_node_changed)
        desk.results.was_reset.connect(self.redraw)
        desk.look.changed.connect(self.on_look_changed)
        desk.settings.changed.connect(self.on_setting)
        view.viewport().installEventFilter(self)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.on_view_moved)
            bar.rangeChanged.connect(self.on_view_moved)
