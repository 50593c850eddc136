"""The graph from far away: coloured boxes and thin wires, drawn all at once instead of item by item."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.canvas.ink import mixed
from app.canvas.metrics import HEADER, INSET
from app.canvas.node_painter import draw_fitted
from app.canvas.state_words import state_token

if TYPE_CHECKING:
    from app.canvas.node_item import NodeItem
    from app.canvas.scene import CanvasScene

__all__ = ["draw_overview", "world_picture"]

_WORLD_SIDE = 1400.0
_SHOWN = ("running", "failed")


def draw_overview(painter: QPainter, scene: CanvasScene, seen: QRectF, scale: float) -> None:
    """seen: the part of the scene on the screen."""
    for frame in sorted(scene.frames.values(), key=_depth):
        if frame.scene_rect().intersects(seen):
            painter.translate(frame.pos())
            frame.draw(painter, scale)
            painter.translate(-frame.pos())
    for note in scene.notes.values():
        if note.scene_rect().intersects(seen):
            painter.translate(note.pos())
            note.draw(painter, scale)
            painter.translate(-note.pos())
    _draw_wires(painter, scene, seen, scale)
    visible = [item for item in scene.nodes.values() if item.scene_rect().intersects(seen)]
    _draw_boxes(painter, scene, visible)
    _draw_signs(painter, scene, visible, scale)


def world_picture(scene: CanvasScene) -> tuple[QPixmap, QRectF] | None:
    """The whole graph in a picture of moderate size, and which part of the scene it shows; None for an empty one."""
    rect = scene.rect_of_all().adjusted(-40, -40, 40, 40)
    if not scene.nodes:
        return None
    scale = min(_WORLD_SIDE / rect.width(), _WORLD_SIDE / rect.height(), 0.25)
    picture = QPixmap(max(1, round(rect.width() * scale)), max(1, round(rect.height() * scale)))
    picture.fill(scene.ink.canvas)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(-rect.topLeft())
    draw_overview(painter, scene, rect, scale)
    painter.end()
    return picture, rect


def _depth(frame: object) -> float:
    return float(frame.zValue())  # type: ignore[attr-defined]


def _draw_wires(painter: QPainter, scene: CanvasScene, seen: QRectF, scale: float) -> None:
    lines: dict[tuple[str, bool], list[QLineF]] = defaultdict(list)
    left, top, right, bottom = seen.left(), seen.top(), seen.right(), seen.bottom()
    step = 5 if scale < 0.14 else 4 if scale < 0.2 else 2
    for wire in scene.wires.values():
        points = wire.points
        (x0, y0), (x1, y1) = points[0], points[-1]
        if max(x0, x1) + 90 < left or min(x0, x1) - 90 > right or max(y0, y1) < top or min(y0, y1) > bottom:
            continue
        part = points[::step]
        into = lines[wire.type_name, wire.broken]
        into.extend(QLineF(a[0], a[1], b[0], b[1]) for a, b in pairwise(part))
    for (type_name, broken), found in lines.items():
        colour = scene.ink.fail if broken else scene.ink.type(type_name)
        pen = QPen(mixed(scene.ink.canvas, colour, 0.62), 0.0)
        painter.setPen(pen)
        painter.drawLines(found)


def _draw_boxes(painter: QPainter, scene: CanvasScene, visible: list[NodeItem]) -> None:
    ink = scene.ink
    bodies: dict[str, list[QRectF]] = defaultdict(list)
    headers: dict[str, list[QRectF]] = defaultdict(list)
    faded: list[QRectF] = []
    for item in visible:
        rect = item.scene_rect()
        if item.anatomy.dot:
            headers[""].append(rect.adjusted(5, 5, -5, -5))
            continue
        bodies[item.category].append(rect)
        headers[item.category].append(QRectF(rect.x(), rect.y(), rect.width(), HEADER))
        if item.node.muted or item.node.bypassed:
            faded.append(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    for rects, share in ((bodies, 0.22), (headers, 0.78)):
        for category, found in rects.items():
            painter.setBrush(mixed(ink.body, ink.kind(category), share))
            painter.drawRects(found)
    for item in visible:
        _draw_small_picture(painter, item)
    if faded:
        veil = QColor(ink.canvas)
        veil.setAlphaF(0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRects(faded)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _draw_small_picture(painter: QPainter, item: NodeItem) -> None:
    y = item.anatomy.picture_y
    pixmap = item.pixmap() if y is not None else None
    if y is not None and pixmap is not None:
        room = QRectF(item.x() + INSET, item.y() + y, item.rect.width() - 2 * INSET, item.anatomy.picture_height)
        draw_fitted(painter, pixmap, room, item.ink.field)


def _draw_signs(painter: QPainter, scene: CanvasScene, visible: list[NodeItem], scale: float) -> None:
    ink = scene.ink
    painter.setBrush(Qt.BrushStyle.NoBrush)
    wide = 2.0 / scale
    for item in visible:
        token = "accent" if item.selected else ""
        state = str(item.result.state)
        if not token and (state in _SHOWN or item.problem_kind == "fail"):
            token = "fail" if item.problem_kind == "fail" else state_token(state)
        if token:
            painter.setPen(QPen(ink.token(token), wide))
            painter.drawRect(item.scene_rect())
