"""One node on the canvas: one item, which draws its ports and answers where they are."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.anatomy import Anatomy, Port, anatomy_of
from app.canvas.face import Face, make_face, wrapped
from app.canvas.ink import Ink
from app.canvas.metrics import DOT_REACH, HEADER, MARGIN, PORT_REACH, RADIUS
from app.canvas.node_painter import draw_node, saved
from app.canvas.pictures import Pictures
from app.runs.results import NodeResult
from nodes.graph import Interface, Node
from nodes.values import Clip, Image

if TYPE_CHECKING:
    from app.canvas.scene import CanvasScene

__all__ = ["NodeItem"]

log = logging.getLogger(__name__)


class NodeItem(QGraphicsItem):
    """Follows what `CanvasScene` tells it; changes no document. What it draws is laid out when first needed."""

    def __init__(self, scene: CanvasScene, node: Node) -> None:
        super().__init__()
        self._canvas = scene
        self.node = node
        self.ports: Interface | None = None
        self.anatomy = Anatomy(0.0, 0.0)
        self.rect = QRectF()
        self.category = ""
        self.title = ""
        self.result = NodeResult()
        self.selected = False
        self.fraction: float | None = None
        self.problem_kind = ""
        self.failure_lines: list[str] = []
        self.hot_port: tuple[str, bool] | None = None
        self.hot_parameter = ""
        self.offered: frozenset[str] = frozenset()
        self.refused: frozenset[str] | None = None
        self.passing_type = ""
        self.broken_text = ""
        self.frame = -1
        self._face: Face | None = None
        self._pictures: Pictures | None = None
        self._bounds = QRectF()
        self.bounds = (0.0, 0.0, 0.0, 0.0)
        self.setZValue(10.0)

    @property
    def ink(self) -> Ink:
        return self._canvas.ink

    @property
    def failed(self) -> bool:
        return self.result.state == "failed"

    @property
    def signs_width(self) -> float:
        return 15.0 if self.node.locked else 0.0

    @property
    def face(self) -> Face:
        if self._face is None:
            self._face = make_face(self.ink, self.node, self.anatomy, self.title, self.result, self.signs_width)
        return self._face

    # -- what the scene tells ----------------------------------------------------------------------

    def set_node(
        self,
        node: Node,
        ports: Interface | None,
        title: str,
        category: str,
        wired_inputs: Iterable[str],
        wired_outputs: Iterable[str],
    ) -> bool:
        """Show this node; whether its ports may lie elsewhere now."""
        self.node, self.ports, self.title, self.category = node, ports, title, category
        before = (self.anatomy, self.pos())
        shown = self._pictures is not None and self._canvas.shows_pictures and not node.collapsed
        self.anatomy = anatomy_of(
            node, ports, wired_inputs, wired_outputs, picture=shown, lines=self._canvas.count_lines
        )
        self._set_bounds()
        self.move_to(*node.position)
        self._face = None
        self.update()
        return before != (self.anatomy, self.pos())

    def set_result(self, result: NodeResult, picture: Clip | Image | None) -> bool:
        """Show the state of the last run; whether the node takes another size."""
        had = self._pictures
        if picture is None:
            self._pictures = None
        elif had is None or had.picture is not picture:
            self._pictures, self.broken_text = Pictures(picture), ""
        changed = result.state != self.result.state or result.failure != self.result.failure
        self.result = result
        self.fraction = min(max(result.fraction, 0.0), 1.0) if result.state == "running" else None
        self._face = None
        if changed:
            self._lay_failure()
            self._set_bounds()
        self.update()
        return (had is None) != (self._pictures is None)

    def set_problem(self, kind: str) -> None:
        """kind: "", warn or fail."""
        if kind != self.problem_kind:
            self.problem_kind = kind
            self.update()

    def set_selected(self, selected: bool) -> None:
        if selected != self.selected:
            self.selected = selected
            self.setZValue(11.0 if selected else 10.0)
            if not selected:
                self.frame = -1
            self.update()

    def set_hot(self, port: tuple[str, bool] | None, parameter: str = "") -> None:
        """What lies under the mouse."""
        if (port, parameter) != (self.hot_port, self.hot_parameter):
            self.hot_port, self.hot_parameter = port, parameter
            self.update()

    def set_offer(self, offered: Iterable[str], refused: Iterable[str] | None) -> None:
        """While a wire is dragged: ports that show themselves for it, and those that would not take it."""
        self.offered, self.refused = frozenset(offered), None if refused is None else frozenset(refused)
        self.update()

    def forget_look(self) -> None:
        """Fonts or colours changed."""
        self._face = None
        self._lay_failure()
        self._set_bounds()
        self.update()

    # -- where things are --------------------------------------------------------------------------

    def move_to(self, x: float, y: float) -> None:
        """Stand here; `bounds` in the scene goes along."""
        self.setPos(x, y)
        self.bounds = self._bounds.translated(x, y).getCoords()

    def scene_rect(self) -> QRectF:
        return self.rect.translated(self.pos())

    def port_point(self, name: str, *, is_output: bool) -> QPointF:
        """Where a wire ends, in the scene; the middle of the edge for a port that is not there."""
        port = self.anatomy.port(name, is_output=is_output)
        if self.anatomy.dot:
            return self.pos() + self.rect.center()
        if port is None:
            return self.pos() + QPointF(self.rect.width() if is_output else 0.0, HEADER / 2)
        return self.pos() + QPointF(port.x, port.y)

    def port_at(self, point: QPointF) -> Port | None:
        """The nearest port within reach of a point of the scene; parameters have theirs only where it shows."""
        here = point - self.pos()
        best, nearest = None, (DOT_REACH if self.anatomy.dot else PORT_REACH) ** 2
        for ports in (self.anatomy.outputs, self.anatomy.inputs):
            for port in ports.values():
                if not port.shown and port.name not in self.offered:
                    continue
                away = (here.x() - port.x) ** 2 + (here.y() - port.y) ** 2
                if away < nearest:
                    best, nearest = port, away
        return best

    def parameter_at(self, point: QPointF) -> str:
        """The parameter whose value lies under a point of the scene."""
        if not self._canvas.shows_text:
            return ""
        here = point - self.pos()
        return next((name for name, box in self.face.box_of.items() if box.contains(here)), "")

    def type_of(self, port: Port) -> str:
        """The type a port is drawn as; of one that passes on, what comes in."""
        return port.type_name or self.passing_type

    def is_dimmed(self, port: Port) -> bool:
        return self.refused is not None and (f">{port.name}" if port.is_output else port.name) in self.refused

    # -- pictures ----------------------------------------------------------------------------------

    @property
    def has_picture(self) -> bool:
        return self._pictures is not None

    @property
    def moves(self) -> bool:
        return self._pictures is not None and self._pictures.count > 1

    def advance_picture(self) -> None:
        if self._pictures is not None:
            self.frame = (self.frame if self.frame >= 0 else self._pictures.still) + 1
            y = self.anatomy.picture_y or 0.0
            self.update(QRectF(0.0, y, self.rect.width(), self.anatomy.picture_height))

    def rest_picture(self) -> None:
        if self.frame >= 0:
            self.frame = -1
            self.update()

    def pixmap(self) -> QPixmap | None:
        """What to show now; None when it cannot be drawn, which is told once."""
        if self._pictures is None or self.broken_text:
            return None
        try:
            return self._pictures.frame(self.frame if self.frame >= 0 else self._pictures.still)
        except Exception as error:
            log.exception("the picture of %s cannot be drawn", self.node.id)
            self.broken_text = self._canvas.tr("no picture")
            self._canvas.tell_broken(self.node.id, error)
            return None

    # -- drawing -----------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        self.draw(painter, scale)

    def draw(self, painter: QPainter, scale: float) -> None:
        """Draw, or, when that raises, a plain box: the rest of the canvas goes on."""
        try:
            with saved(painter):
                draw_node(painter, self, scale)
        except Exception as error:
            log.exception("%s cannot be drawn", self.node.id)
            self._canvas.tell_broken(self.node.id, error)
            with saved(painter):
                painter.setPen(self.ink.fail_pen)
                painter.setBrush(self.ink.body)
                painter.drawRect(self.rect)
                painter.setPen(self.ink.fail)
                painter.drawText(self.rect.topLeft() + QPointF(8, 18), self.node.id)

    def _set_bounds(self) -> None:
        rect = QRectF(0.0, 0.0, self.anatomy.width, self.anatomy.height)
        below = 0.0
        if self.failure_lines:
            below = len(self.failure_lines) * self.ink.caption_metrics.lineSpacing() + 6.0
        bounds = rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN + below)
        if rect == self.rect and bounds == self._bounds:
            return
        self.prepareGeometryChange()
        self.rect, self._bounds = rect, bounds
        self.bounds = bounds.translated(self.pos()).getCoords()
        self.outline_path, self.header_path = _paths(rect, collapsed=self.node.collapsed)

    def _lay_failure(self) -> None:
        failure: Any = self.result.failure
        if not self.failed or failure is None:
            self.failure_lines = []
            return
        text = f"{failure.message} {failure.remedy}".strip()
        ink = self.ink
        self.failure_lines = wrapped(text, ink.caption_metrics, ink.caption_font, max(self.rect.width(), 200.0), 5)


def _paths(rect: QRectF, *, collapsed: bool) -> tuple[QPainterPath, QPainterPath]:
    outline = QPainterPath()
    outline.addRoundedRect(rect, RADIUS, RADIUS)
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if collapsed:
        header = QPainterPath()
        header.addRoundedRect(inner, RADIUS - 0.5, RADIUS - 0.5)
        return outline, header
    radius = RADIUS - 0.5
    header = QPainterPath(QPointF(inner.left(), HEADER))
    header.lineTo(inner.left(), inner.top() + radius)
    header.arcTo(QRectF(inner.left(), inner.top(), 2 * radius, 2 * radius), 180, -90)
    header.lineTo(inner.right() - radius, inner.top())
    header.arcTo(QRectF(inner.right() - 2 * radius, inner.top(), 2 * radius, 2 * radius), 90, -90)
    header.lineTo(inner.right(), HEADER)
    header.closeSubpath()
    return outline, header
