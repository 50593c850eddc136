"""How strokes look on the picture: path, a dot a frame, points, outlines, pins."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.editors.active_strokes import ActiveStrokes
from app.editors.stage import Stage
from app.editors.stroke_edits import Stroke, circle, points_of, region_of
from app.look import Look
from nodes.motion.transforms import apply_similarity, similarity

__all__ = ["OtherStrokes", "paint_now", "paint_outline", "paint_selected", "stroke_colour", "taken_outline"]

_COLOURS = ("Tracks", "Mask", "CameraPath", "Text", "Poses", "Depth", "Latents", "Flow")
DOT, POINT, CHOSEN, PIN = 3.0, 3.4, 6.0, 8.0
MOST_POINTS_SHOWN = 400


def stroke_colour(look: Look, index: int, alpha: float = 1.0) -> QColor:
    """Each stroke of a node has its own."""
    return look.type_colour(_COLOURS[index % len(_COLOURS)], alpha)


class OtherStrokes:
    """The strokes that are not selected, painted once and kept until one of them or their place changes."""

    def __init__(self, active: ActiveStrokes, look: Look) -> None:
        self._active = active
        self._look = look
        self._key: object = None
        self._kept: list[Stroke] = []
        self._picture = QPixmap()

    def paint(self, painter: QPainter, stage: Stage, view: QWidget) -> None:
        active = self._active
        others = [stroke for index, stroke in enumerate(active.strokes) if index != active.index]
        if not others:
            return
        ratio = view.devicePixelRatioF()
        key = (stage, view.size().toTuple(), ratio, active.index, active.timing, self._look.palette, self._look.scale)
        if key != self._key or not _same(others, self._kept):
            self._key, self._kept = key, others
            self._picture = QPixmap(view.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            inside = QPainter(self._picture)
            inside.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index in range(len(active.strokes)):
                if index != active.index:
                    _paint_one(inside, active, index, stage, self._look)
            inside.end()
        painter.drawPixmap(0, 0, self._picture)


def paint_selected(painter: QPainter, active: ActiveStrokes, stage: Stage, look: Look) -> None:
    """The selected stroke, over the others and with its points."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if active.selected is not None:
        _paint_one(painter, active, active.index, stage, look)


def paint_now(painter: QPainter, active: ActiveStrokes, stage: Stage, look: Look, frame: int) -> None:
    """Where each stroke is at the playhead's frame."""
    radius = look.scale * DOT * 1.55
    painter.setPen(_pen(look.colour("ink"), look.px(1.6)))
    painter.setBrush(look.colour("accent"))
    for index, stroke in enumerate(active.strokes):
        if not stroke.get("pinned"):
            dots = active.frame_points(index)
            painter.drawEllipse(stage.place(dots[min(frame, len(dots) - 1)]), radius, radius)


def _paint_one(painter: QPainter, active: ActiveStrokes, index: int, stage: Stage, look: Look) -> None:
    if active.strokes[index].get("pinned"):
        _paint_pin(painter, active, index, stage, look)
    else:
        _paint_path(painter, active, index, stage, look)


def _same(strokes: list[Stroke], others: list[Stroke]) -> bool:
    return len(strokes) == len(others) and all(one is other for one, other in zip(strokes, others, strict=True))


def paint_outline(painter: QPainter, line: NDArray[np.float64], closed: bool, stage: Stage, look: Look) -> None:
    """What a gesture is drawing."""
    polygon = stage.polygon(line)
    for pen in (_pen(look.colour("edge", 0.8), look.px(4)), _dashed(look.colour("accent"), look.px(1.6))):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(polygon) if closed else painter.drawPolyline(polygon)


def _paint_path(painter: QPainter, active: ActiveStrokes, index: int, stage: Stage, look: Look) -> None:
    stroke, chosen = active.strokes[index], index == active.index
    colour = stroke_colour(look, index)
    if chosen:
        _paint_taken(painter, stroke, colour, stage, look)
        _paint_end(painter, active, index, colour, stage, look)
    curve = stage.polygon(active.drawn(index).painted)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (_pen(look.colour("edge", 0.75), look.px(5 if chosen else 4)), _pen(colour, look.px(2.4))):
        painter.setPen(pen)
        painter.drawPolyline(curve)
    if chosen:
        _paint_points(painter, stroke, active.points, stage, look)
    radius = look.scale * DOT
    painter.setPen(_pen(colour, look.px(1.4)))
    painter.setBrush(_pale(colour))
    for x, y in stage.places(active.frame_points(index)).tolist():
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _paint_points(painter: QPainter, stroke: Stroke, chosen: frozenset[int], stage: Stage, look: Look) -> None:
    """The drawn points as little squares; the chosen ones amber and large."""
    places = stage.places(points_of(stroke)).tolist()
    every = max(1, len(places) // MOST_POINTS_SHOWN)
    for index, (x, y) in enumerate(places):
        if index in chosen:
            size = look.scale * CHOSEN
            painter.setPen(_pen(look.colour("ink"), look.px(2)))
            painter.setBrush(look.colour("accent"))
            painter.drawEllipse(QPointF(x, y), size, size)
        elif index % every == 0:
            size = look.scale * POINT
            painter.setPen(_pen(look.colour("ink"), 1))
            painter.setBrush(look.colour("accent"))
            painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))


def _paint_taken(painter: QPainter, stroke: Stroke, colour: QColor, stage: Stage, look: Look) -> None:
    """What is dragged: the outline with its corners, or the disc."""
    region = region_of(stroke)
    polygon = stage.polygon(taken_outline(stroke, stage))
    fill = QColor(colour)
    fill.setAlphaF(0.10)
    painter.setBrush(fill)
    painter.setPen(_pen(look.colour("edge", 0.6), look.px(2.6)))
    painter.drawPolygon(polygon)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_dashed(colour, look.px(1.4)))
    painter.drawPolygon(polygon)
    if region is not None:
        size = look.scale * 2.2
        painter.setPen(_pen(look.colour("ink"), 1))
        painter.setBrush(colour)
        for x, y in stage.places(region).tolist():
            painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))


def _paint_end(
    painter: QPainter, active: ActiveStrokes, index: int, colour: QColor, stage: Stage, look: Look
) -> None:
    """Where and how what is dragged arrives, as a thin outline."""
    stroke = active.strokes[index]
    points = points_of(stroke)
    size = np.array(stage.extent)
    outline = taken_outline(stroke, stage) * size
    first, last = points[0] * size, points[-1] * size
    matrix = similarity(
        last - first, float(stroke.get("scale_end", 1.0)), float(stroke.get("rotation_end_deg", 0.0)), first
    )
    arrived = apply_similarity(matrix, outline) / size
    faded = QColor(colour)
    faded.setAlphaF(0.65)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_dashed(faded, look.px(1.2)))
    painter.drawPolygon(stage.polygon(arrived))


def taken_outline(stroke: Stroke, stage: Stage) -> NDArray[np.float64]:
    """Outline of what a stroke takes along, [M, 2]."""
    region = region_of(stroke)
    if region is not None:
        return region
    return circle(points_of(stroke)[0], float(stroke.get("radius", 0.05)), stage.aspect)


def _paint_pin(painter: QPainter, active: ActiveStrokes, index: int, stage: Stage, look: Look) -> None:
    stroke, chosen = active.strokes[index], index == active.index
    colour = stroke_colour(look, index)
    if chosen or region_of(stroke) is not None:
        painter.save()
        painter.setOpacity(1.0 if chosen else 0.6)
        _paint_taken(painter, stroke, colour, stage, look)
        painter.restore()
    place, radius = stage.place(points_of(stroke)[0]), look.scale * PIN
    painter.setPen(_pen(look.colour("accent"), look.px(2)) if chosen else Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("input", 0.85))
    painter.drawEllipse(place, radius, radius)
    painter.setPen(_pen(colour, look.px(2)))
    arm = radius * 0.42
    for way in (1, -1):
        painter.drawLine(place + QPointF(-arm, -arm * way), place + QPointF(arm, arm * way))


def _pen(colour: Any, width: float) -> QPen:
    pen = QPen(colour, max(1.0, width))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _dashed(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, max(1.0, width))
    pen.setDashPattern([4.0, 3.0])
    return pen


def _pale(colour: QColor) -> QColor:
    return QColor.fromRgbF(*(0.25 * part + 0.75 for part in (colour.redF(), colour.greenF(), colour.blueF())))
