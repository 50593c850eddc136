"""The tools at the left of the picture: painted signs, one key each."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from app.desk import Desk

__all__ = ["ToolButton", "ToolRail"]


class ToolRail(QWidget):
    """picked(str): another tool."""

    picked = Signal(str)

    def __init__(self, desk: Desk, tools: dict[str, str], parent: QWidget | None = None) -> None:
        """tools: names to what their tooltips say."""
        super().__init__(parent)
        self._desk = desk
        self._group = QButtonGroup(self)
        self._buttons: dict[str, ToolButton] = {}
        self._column = QVBoxLayout(self)
        for name, tip in tools.items():
            made = ToolButton(desk, name, tip, self)
            self._buttons[name] = made
            self._group.addButton(made)
            self._column.addWidget(made)
        self._column.addStretch(1)
        self._group.buttonClicked.connect(self.on_clicked)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def show_tool(self, name: str) -> None:
        self._buttons[name].setChecked(True)

    def button(self, name: str) -> ToolButton:
        return self._buttons[name]

    def on_clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, ToolButton):
            self.picked.emit(button.name)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self.setFixedWidth(px(40))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.update()


class ToolButton(QAbstractButton):
    """One tool. name: also which sign is painted."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        tip: str,
        parent: QWidget | None = None,
        *,
        side: int = 40,
        checkable: bool = True,
    ) -> None:
        super().__init__(parent)
        self._look = desk.look
        self._side = side
        self.name = name
        self.setCheckable(checkable)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(self._side), self._look.px(self._side))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            ground = look.colour("accent", 0.16) if self.isChecked() else look.colour("raised")
            painter.setPen(QPen(look.colour("accent"), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, look.px(6), look.px(6))
        quiet = "text" if self.underMouse() else "dim"
        colour = look.colour("accent" if self.isChecked() else quiet if self.isEnabled() else "faint")
        painter.translate(QRectF(self.rect()).center())
        painter.scale(look.scale, look.scale)
        paint_sign(painter, self.name, colour)
        painter.end()


def paint_sign(painter: QPainter, name: str, colour: QColor) -> None:
    """A sign of about 16 x 16 about the origin."""
    pen = QPen(colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _SIGNS[name](painter, colour)


def _pencil(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(
        QPolygonF([QPointF(*p) for p in ((-7, 7), (-5.6, 2.6), (3.4, -6.4), (6.4, -3.4), (-2.6, 5.6))])
    )
    painter.drawLine(QPointF(1.2, -4.2), QPointF(4.2, -1.2))


def _curve(painter: QPainter, colour: QColor) -> None:
    path = QPainterPath(QPointF(-7, 4))
    path.cubicTo(QPointF(-3, -12), QPointF(3, 12), QPointF(7, -4))
    painter.drawPath(path)
    painter.setBrush(colour)
    for x, y in ((-7, 4), (0, 0), (7, -4)):
        painter.drawEllipse(QPointF(x, y), 1.3, 1.3)


def _region(painter: QPainter, colour: QColor) -> None:
    corners = [QPointF(7 * math.sin(i * math.tau / 5), -7 * math.cos(i * math.tau / 5)) for i in range(5)]
    painter.drawPolygon(QPolygonF(corners))


def _circle(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QPointF(0, 0), 7, 7)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(0, 0), 1.2, 1.2)


def _pin(painter: QPainter, colour: QColor) -> None:
    for way in (1, -1):
        painter.drawLine(QPointF(-5, -5 * way), QPointF(5, 5 * way))


def _turn(painter: QPainter, colour: QColor) -> None:
    painter.drawArc(QRectF(-6.5, -6.5, 13, 13), 40 * 16, 280 * 16)
    painter.drawPolyline(QPolygonF([QPointF(1.2, -4.6), QPointF(5.2, -4.4), QPointF(5.6, -8.4)]))


def _size(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QPointF(-6, 6), QPointF(6, -6))
    painter.drawPolyline(QPolygonF([QPointF(1.5, -6), QPointF(6, -6), QPointF(6, -1.5)]))
    painter.drawPolyline(QPolygonF([QPointF(-6, 1.5), QPointF(-6, 6), QPointF(-1.5, 6)]))


def _arrow(painter: QPainter, colour: QColor) -> None:
    points = ((-4, -7), (-4, 5), (-1, 2.2), (1.4, 7), (3.6, 6), (1.4, 1.4), (5.4, 1.2))
    painter.drawPolygon(QPolygonF([QPointF(*p) for p in points]))


def _up(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QPointF(0, 5), QPointF(0, -5))
    painter.drawPolyline(QPolygonF([QPointF(-3.5, -1.5), QPointF(0, -5), QPointF(3.5, -1.5)]))


def _down(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QPointF(0, -5), QPointF(0, 5))
    painter.drawPolyline(QPolygonF([QPointF(-3.5, 1.5), QPointF(0, 5), QPointF(3.5, 1.5)]))


def _twice(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(-5.5, -2.5, 8, 8), 1.5, 1.5)
    painter.drawPolyline(QPolygonF([QPointF(-2.5, -5.5), QPointF(5.5, -5.5), QPointF(5.5, 2.5)]))


def _bin(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QPointF(-5.5, -4), QPointF(5.5, -4))
    painter.drawLine(QPointF(-1.8, -6), QPointF(1.8, -6))
    painter.drawPolyline(QPolygonF([QPointF(-4.2, -4), QPointF(-3.4, 6), QPointF(3.4, 6), QPointF(4.2, -4)]))


_SIGNS = {
    "up": _up,
    "down": _down,
    "twice": _twice,
    "bin": _bin,
    "draw": _pencil,
    "curve": _curve,
    "region": _region,
    "circle": _circle,
    "pin": _pin,
    "turn": _turn,
    "size": _size,
    "select": _arrow,
}
