"""The sign of Kinograph: a frame of film with the path of a stroke through it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from app.look import Look, Palette

__all__ = ["application_icon", "menu_icon", "paint_sign"]

SIZES = (16, 24, 32, 48, 64, 128, 256)


def application_icon(look: Look) -> QIcon:
    """In every size a desktop asks for."""
    icon = QIcon()
    for size in SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sign(painter, QRectF(0, 0, size, size), look.palette)
        painter.end()
        icon.addPixmap(picture)
    return icon


def menu_icon(look: Look) -> QIcon:
    """Three lines."""
    side = look.px(14) * 2
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("dim"))
    for row in (0.2, 0.46, 0.72):
        painter.drawRoundedRect(QRectF(0, side * row, side * 0.9, side * 0.1), side * 0.05, side * 0.05)
    painter.end()
    return QIcon(picture)


def paint_sign(painter: QPainter, area: QRectF, palette: Palette) -> None:
    """In a square."""
    side = area.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.ink if palette.is_dark else palette.text))
    painter.drawRoundedRect(area, side * 0.2, side * 0.2)
    painter.setBrush(QColor(palette.faint))
    for row in range(4):
        for column in (0.09, 0.81):
            hole = QRectF(area.x() + side * column, area.y() + side * (0.13 + 0.2 * row), side * 0.1, side * 0.12)
            painter.drawRoundedRect(hole, side * 0.025, side * 0.025)
    begin = QPointF(area.x() + side * 0.32, area.y() + side * 0.72)
    end = QPointF(area.x() + side * 0.68, area.y() + side * 0.38)
    path = QPainterPath(begin)
    path.cubicTo(begin + QPointF(0.02, -0.52) * side, end + QPointF(-0.18, -0.26) * side, end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(palette.accent), side * 0.075, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.accent))
    painter.drawEllipse(end, side * 0.09, side * 0.09)
