"""Draws one node, in as much detail as its size on the screen has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

from app.canvas.ink import Ink, mixed
from app.canvas.metrics import HEADER, INSET, PORT, RADIUS
from app.canvas.port_shapes import port_polygon, port_rect
from app.canvas.state_words import state_token

if TYPE_CHECKING:
    from app.canvas.anatomy import Port
    from app.canvas.face import Placed
    from app.canvas.node_item import NodeItem

__all__ = ["FULL", "TITLES", "draw_node"]

FULL = 0.5
"""From this many screen pixels a unit on, all text is drawn."""
TITLES = 0.26
"""From this many on, titles and pictures; below it, coloured boxes."""


def draw_node(painter: QPainter, item: NodeItem, scale: float) -> None:
    """About the item's own origin."""
    if item.anatomy.dot:
        _draw_dot(painter, item)
        return
    ink = item.ink
    if item.node.muted:
        painter.setOpacity(0.42)
    _draw_body(painter, item, ink, scale)
    if scale >= FULL:
        _draw_rows(painter, item, ink, rounded=scale > FINE)
    elif not item.node.collapsed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(ink.body, ink.dim, 0.22))
        painter.drawRects(item.face.bars)
    _draw_header(painter, item, ink, scale)
    _draw_picture(painter, item, ink)
    if item.node.bypassed:
        _draw_stripes(painter, item, ink)
    painter.setOpacity(1.0)
    _draw_outline(painter, item, ink)
    _draw_ports(painter, item, ink, scale)
    if item.problem_kind:
        _draw_badge(painter, item, ink)
    if item.failure_lines and scale >= FULL:
        _draw_failure(painter, item, ink)


FINE = 0.75
_SHADOWS = ((3.0, 4.0), (5.5, 5.5), (1.0, 2.0))


@contextmanager
def saved(painter: QPainter) -> Iterator[None]:
    """The painter's state is as before afterwards, whatever happens between."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def _draw_body(painter: QPainter, item: NodeItem, ink: Ink, scale: float) -> None:
    rect = item.rect
    if scale >= FULL:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.shadow)
        for grow, drop in _SHADOWS if scale > FINE else _SHADOWS[:1]:
            painter.drawRoundedRect(
                rect.adjusted(-grow, drop - grow, grow, drop + grow), RADIUS + grow, RADIUS + grow
            )
    header, line = ink.header(item.category)
    if not item.anatomy.known:
        header, line = mixed(ink.body, ink.fail, 0.14), mixed(ink.body, ink.fail, 0.4)
    pen = ink.outline_pen
    if not item.anatomy.known:
        pen = QPen(ink.fail, 1.2, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(ink.body)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(header)
    painter.drawPath(item.header_path)
    if not item.node.collapsed:
        painter.fillRect(QRectF(rect.left() + 0.5, HEADER - 1.0, rect.width() - 1.0, 1.0), line)


def _draw_header(painter: QPainter, item: NodeItem, ink: Ink, scale: float) -> None:
    face = item.face
    if scale >= FULL:
        _draw_texts(painter, face.title_text, ink.title_font, ink.text)
        if face.state_text:
            _draw_texts(painter, face.state_text, ink.caption_font, ink.dim)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.token(state_token(face.state)))
            painter.drawEllipse(face.dot, 3.0, 3.0)
        if item.node.locked:
            _draw_lock(painter, item, ink)
    else:
        font = QFont(ink.title_font)
        font.setPixelSize(min(round(10.5 / scale), 22))
        painter.setFont(font)
        painter.setPen(ink.text)
        place = QRectF(INSET, 0.0, item.rect.width() - 2 * INSET - 10, HEADER)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, face.title)
        if face.state:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.token(state_token(face.state)))
            painter.drawEllipse(QPointF(item.rect.width() - INSET - 2, HEADER / 2), 4.5, 4.5)
    if item.fraction is not None:
        wide = item.rect.width()
        painter.fillRect(QRectF(0.5, HEADER, wide - 1, 2.5), mixed(ink.body, ink.accent, 0.18))
        painter.fillRect(QRectF(0.5, HEADER, (wide - 1) * item.fraction, 2.5), ink.accent)


def _draw_rows(painter: QPainter, item: NodeItem, ink: Ink, *, rounded: bool) -> None:
    face = item.face
    if face.boxes:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.field)
        if rounded:
            for box in face.boxes:
                painter.drawRoundedRect(box, 4.0, 4.0)
        else:
            painter.drawRects(face.boxes)
        _draw_texts(painter, face.values, ink.mono_font, ink.text)
    hot = face.box_of.get(item.hot_parameter)
    if hot is not None:
        painter.setPen(QPen(ink.faint, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(hot, 4.0, 4.0)
    _draw_texts(painter, face.names, ink.node_font, ink.text)
    _draw_texts(painter, face.quiet, ink.node_font, ink.dim)


def _draw_texts(painter: QPainter, texts: Iterable[Placed], font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    for place, text in texts:
        painter.drawStaticText(place, text)


def _draw_picture(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    y = item.anatomy.picture_y
    if y is None:
        return
    room = QRectF(INSET, y, item.rect.width() - 2 * INSET, item.anatomy.picture_height)
    pixmap = item.pixmap()
    if pixmap is None:
        painter.setPen(QPen(ink.fail, 1.0))
        painter.setBrush(mixed(ink.body, ink.fail, 0.1))
        painter.drawRoundedRect(room, 4.0, 4.0)
        painter.setFont(ink.caption_font)
        painter.setPen(ink.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, item.broken_text)
        return
    draw_fitted(painter, pixmap, room, ink.field)


def draw_fitted(painter: QPainter, pixmap: QPixmap, room: QRectF, ground: QColor) -> None:
    """The picture as large as fits, in the middle; what is left of the room is `ground`."""
    share = min(room.width() / pixmap.width(), room.height() / pixmap.height())
    wide, high = pixmap.width() * share, pixmap.height() * share
    place = QRectF(room.center().x() - wide / 2, room.center().y() - high / 2, wide, high)
    if wide < room.width() - 1 or high < room.height() - 1:
        painter.fillRect(room, ground)
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))


def _draw_stripes(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    with saved(painter):
        painter.setClipPath(item.outline_path, Qt.ClipOperation.IntersectClip)
        rect = item.rect
        veil = QColor(ink.canvas)
        veil.setAlphaF(0.45)
        painter.fillRect(rect, veil)
        line = QColor(ink.dim)
        line.setAlphaF(0.28)
        painter.setPen(QPen(line, 4.0))
        high = rect.height()
        starts = range(-int(high), int(rect.width()) + 16, 16)
        painter.drawLines([QLineF(x, high, x + high, 0.0) for x in starts])


def _draw_outline(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    if not (item.selected or item.failed):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if item.failed:
        painter.setPen(ink.fail_pen)
        painter.drawRoundedRect(item.rect, RADIUS, RADIUS)
    if item.selected:
        grow = 3.0 if item.failed else 0.5
        painter.setPen(ink.select_pen)
        painter.drawRoundedRect(item.rect.adjusted(-grow, -grow, grow, grow), RADIUS + grow, RADIUS + grow)


def _draw_ports(painter: QPainter, item: NodeItem, ink: Ink, scale: float) -> None:
    if item.node.collapsed:
        _draw_collapsed_ports(painter, item, ink)
        return
    for ports in (item.anatomy.inputs, item.anatomy.outputs):
        for port in ports.values():
            hot = item.hot_port == (port.name, port.is_output)
            if port.shown or hot or port.name in item.offered:
                draw_port(painter, port, ink, item.type_of(port), hot=hot, dimmed=item.is_dimmed(port))


def _draw_collapsed_ports(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    for ports in (item.anatomy.inputs, item.anatomy.outputs):
        first = next((port for port in ports.values() if port.shown), None)
        if first is not None:
            draw_port(painter, first, ink, item.type_of(first))


def draw_port(
    painter: QPainter, port: Port, ink: Ink, type_name: str, *, hot: bool = False, dimmed: bool = False
) -> None:
    """With a ring in the colour of the canvas; larger under the mouse, pale when it would not take the wire."""
    size = PORT + 3.0 if hot else PORT
    polygon = port_polygon(port.family, size)
    colour = ink.type(type_name)
    painter.setPen(ink.ring_pen)
    painter.setBrush(mixed(ink.canvas, colour, 0.25) if dimmed else colour)
    painter.translate(port.x, port.y)
    if polygon is None:
        painter.drawEllipse(port_rect(size))
    else:
        painter.drawPolygon(polygon)
    if port.many:
        painter.setBrush(ink.canvas)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(port_rect(3.5))
    painter.translate(-port.x, -port.y)


def _draw_dot(painter: QPainter, item: NodeItem) -> None:
    ink, middle = item.ink, item.rect.center()
    painter.setPen(ink.select_pen if item.selected else ink.ring_pen)
    colour = ink.type(item.passing_type)
    painter.setBrush(mixed(ink.canvas, colour, 0.4) if item.node.muted else colour)
    radius = 7.5 if item.hot_port is not None else 6.0
    painter.drawEllipse(middle, radius, radius)


def _draw_badge(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    colour = ink.fail if item.problem_kind == "fail" else ink.accent
    middle = QPointF(item.rect.width() - 2.0, 2.0)
    painter.setPen(ink.ring_pen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, 8.0, 8.0)
    painter.setPen(QPen(ink.ink if item.problem_kind != "fail" else ink.body, 1.8))
    painter.drawLine(middle + QPointF(0, -3.6), middle + QPointF(0, 0.8))
    painter.drawPoint(middle + QPointF(0, 3.6))


def _draw_lock(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    x, y = item.rect.width() - INSET - item.signs_width + 8.0, HEADER / 2
    painter.setPen(QPen(ink.dim, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    hasp = QPainterPath(QPointF(x - 2.6, y - 1.0))
    hasp.lineTo(x - 2.6, y - 2.4)
    hasp.arcTo(QRectF(x - 2.6, y - 5.0, 5.2, 5.2), 180, -180)
    hasp.lineTo(x + 2.6, y - 1.0)
    painter.drawPath(hasp)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.dim)
    painter.drawRoundedRect(QRectF(x - 4.2, y - 1.0, 8.4, 6.2), 1.2, 1.2)


def _draw_failure(painter: QPainter, item: NodeItem, ink: Ink) -> None:
    painter.setFont(ink.caption_font)
    painter.setPen(ink.fail)
    y = item.rect.height() + 8.0
    step = ink.caption_metrics.lineSpacing()
    for line in item.failure_lines:
        painter.drawText(QPointF(4.0, y + ink.caption_metrics.ascent()), line)
        y += step
