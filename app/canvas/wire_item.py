"""One wire: a curve in the colour of what it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.ink import Ink, mixed
from app.canvas.node_painter import FULL
from app.canvas.wire_shape import Points, curve, distance, points_on
from nodes.graph import Wire

if TYPE_CHECKING:
    from app.canvas.scene import CanvasScene

__all__ = ["WireItem", "draw_wire", "draw_wire_badge"]

WIDE, HOT_WIDE = 2.2, 3.0


class WireItem(QGraphicsItem):
    """type_name: of what it carries.  converter: title of what converts it, "" for none.  broken: it cannot be."""

    def __init__(self, scene: CanvasScene, wire: Wire) -> None:
        super().__init__()
        self._canvas = scene
        self.wire = wire
        self.type_name = ""
        self.converter = ""
        self.broken = False
        self.hot = False
        self.marked = False
        self.hidden_end = False
        self.begin, self.end = QPointF(), QPointF()
        self.path = QPainterPath()
        self.points: Points = []
        self._bounds = QRectF()
        self.bounds = (0.0, 0.0, 0.0, 0.0)
        self._middle = QPointF()
        self.setZValue(5.0)

    @property
    def key(self) -> tuple[str, str]:
        return (self.wire.target, self.wire.input)

    @property
    def middle(self) -> QPointF:
        return self._middle

    def set_ends(self, begin: QPointF, end: QPointF) -> None:
        if (begin, end) == (self.begin, self.end) and self.points:
            return
        self.prepareGeometryChange()
        self.begin, self.end = begin, end
        self.path = curve(begin, end)
        self.points = points_on(begin, end)
        self._middle = QPointF(*self.points[len(self.points) // 2])
        self._bounds = self.path.controlPointRect().adjusted(-4, -4, 4, 4)
        if self.converter:
            self._bounds = self._bounds.united(QRectF(self._middle.x() - 70, self._middle.y() - 12, 140, 24))
        self.bounds = self._bounds.getCoords()

    def set_kind(self, type_name: str, converter: str, *, broken: bool) -> None:
        if (type_name, converter, broken) != (self.type_name, self.converter, self.broken):
            longer = bool(converter) != bool(self.converter)
            self.type_name, self.converter, self.broken = type_name, converter, broken
            if longer and self.points:
                begin, end = self.begin, self.end
                self.points = []
                self.set_ends(begin, end)
            self.update()

    def set_hot(self, hot: bool) -> None:
        if hot != self.hot:
            self.hot = hot
            self.update()

    def set_marked(self, marked: bool) -> None:
        """While it would be cut or a node would be put into it."""
        if marked != self.marked:
            self.marked = marked
            self.update()

    def far_from(self, x: float, y: float) -> float:
        """How far a point of the scene is from it; cheap when it is far away."""
        if not self._bounds.adjusted(-20, -20, 20, 20).contains(x, y):
            return float("inf")
        return distance(self.points, x, y)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self.draw(painter, option.levelOfDetailFromTransform(painter.worldTransform()))

    def draw(self, painter: QPainter, scale: float) -> None:
        if not self.isVisible():
            return
        ink = self._canvas.ink
        colour = ink.fail if self.broken else ink.accent if self.marked else ink.type(self.type_name)
        faded = not (self.hot or self.marked) and self._canvas.is_quiet(self.wire)
        draw_wire(
            painter, ink, self.path, colour, scale,
            hot=self.hot or self.marked, dashed=bool(self.converter) or self.broken, faded=faded,
        )  # fmt: skip
        if self.converter and scale >= FULL:
            draw_wire_badge(painter, ink, self._middle, self.converter, colour)


def draw_wire(
    painter: QPainter,
    ink: Ink,
    path: QPainterPath,
    colour: QColor,
    scale: float,
    *,
    hot: bool = False,
    dashed: bool = False,
    faded: bool = False,
) -> None:
    """At least a pixel wide, however far away. Mixed with the ground: an opaque line is drawn ten times faster."""
    colour = mixed(ink.canvas, colour, 1.0 if hot else 0.35 if faded else 0.85)
    wide = max(HOT_WIDE if hot else WIDE, 1.0 / max(scale, 0.01))
    pen = QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if dashed and scale > 0.3:
        pen.setDashPattern([2.6, 2.4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def draw_wire_badge(painter: QPainter, ink: Ink, middle: QPointF, text: str, colour: QColor) -> None:
    """The name of a converter on its wire."""
    wide = ink.caption_metrics.horizontalAdvance(text) + 14.0
    box = QRectF(middle.x() - wide / 2, middle.y() - 9.0, wide, 18.0)
    painter.setPen(QPen(mixed(ink.canvas, colour, 0.6), 1.0))
    painter.setBrush(ink.body)
    painter.drawRoundedRect(box, 9.0, 9.0)
    painter.setFont(ink.caption_font)
    painter.setPen(ink.dim)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
