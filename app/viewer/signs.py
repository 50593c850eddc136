"""The signs on the viewer's buttons, drawn as paths so that they are sharp at every scale and in both themes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

from app.look import Look

__all__ = ["SignButton"]


def _play(path: QPainterPath) -> None:
    path.addPolygon(QPolygonF([QPointF(5, 3), QPointF(13, 8), QPointF(5, 13)]))
    path.closeSubpath()


def _pause(path: QPainterPath) -> None:
    path.addRect(QRectF(4.5, 3, 2.5, 10))
    path.addRect(QRectF(9, 3, 2.5, 10))


def _back(path: QPainterPath) -> None:
    path.addPolygon(QPolygonF([QPointF(11, 4), QPointF(5.5, 8), QPointF(11, 12)]))
    path.closeSubpath()
    path.addRect(QRectF(3.5, 4, 1.5, 8))


def _forward(path: QPainterPath) -> None:
    path.addPolygon(QPolygonF([QPointF(5, 4), QPointF(10.5, 8), QPointF(5, 12)]))
    path.closeSubpath()
    path.addRect(QRectF(11, 4, 1.5, 8))


FILLED = {"play": _play, "pause": _pause, "back": _back, "forward": _forward}


def _loop(painter: QPainter) -> None:
    painter.drawArc(QRectF(2.5, 4, 11, 8), 40 * 16, 270 * 16)
    painter.drawPolyline(QPolygonF([QPointF(9.6, 2.6), QPointF(12.3, 5.2), QPointF(9.2, 7.2)]))


def _pin(painter: QPainter) -> None:
    painter.drawPolyline(QPolygonF([QPointF(5.5, 2.5), QPointF(10.5, 2.5)]))
    painter.drawPolygon(QPolygonF([QPointF(6.3, 2.5), QPointF(9.7, 2.5), QPointF(10.2, 7), QPointF(5.8, 7)]))
    painter.drawPolyline(
        QPolygonF([QPointF(4, 9), QPointF(4.6, 7.5), QPointF(11.4, 7.5), QPointF(12, 9), QPointF(4, 9)])
    )
    painter.drawLine(QPointF(8, 9), QPointF(8, 13.5))


def _close(painter: QPainter) -> None:
    painter.drawLine(QPointF(4.5, 4.5), QPointF(11.5, 11.5))
    painter.drawLine(QPointF(11.5, 4.5), QPointF(4.5, 11.5))


def _more(painter: QPainter) -> None:
    for x in (3.5, 8.0, 12.5):
        painter.drawPoint(QPointF(x, 8))


def _bars(painter: QPainter) -> None:
    for x, height in ((3.5, 4), (6.5, 9), (9.5, 6.5), (12.5, 2.5)):
        painter.drawLine(QPointF(x, 13), QPointF(x, 13 - height))


DRAWN = {"loop": _loop, "pin": _pin, "close": _close, "more": _more, "bars": _bars}


class SignButton(QToolButton):
    """A flat button with one of the signs; its tooltip and accessible name say what it does."""

    def __init__(self, look: Look, sign: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._sign = look, sign
        self.setProperty("role", "flat")
        self.set_tip(tip)
        self.setIcon(QIcon())
        look.changed.connect(self.updateGeometry)

    def set_sign(self, sign: str) -> None:
        if sign != self._sign:
            self._sign = sign
            self.update()

    def set_tip(self, tip: str) -> None:
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def sizeHint(self) -> QSize:
        extra = self._look.px(10) if self.menu() is not None else 0
        return QSize(self._look.px(26) + extra, self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Space:  # type: ignore[attr-defined]
            event.accept()  # presses the button instead of playing
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isCheckable() and self.isChecked()
        self._paint_ground(painter, on)
        side = look.px(16)
        painter.translate((self.width() - side) / 2, (self.height() - side) / 2)
        painter.scale(side / 16, side / 16)
        token = "accent" if on else "text" if self.underMouse() and self.isEnabled() else "dim"
        colour = look.colour(token if self.isEnabled() else "faint", 1.0 if self.isEnabled() else 0.6)
        if self._sign in FILLED:
            path = QPainterPath()
            FILLED[self._sign](path)
            painter.fillPath(path, look.colour("text") if self.isEnabled() else colour)
        else:
            wide = 2.4 if self._sign == "more" else 1.8 if self._sign == "bars" else 1.4
            painter.setPen(
                QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            )
            DRAWN[self._sign](painter)
        painter.end()

    def _paint_ground(self, painter: QPainter, on: bool) -> None:
        look = self._look
        ground = "raised" if self.isDown() or (self.underMouse() and self.isEnabled()) else ""
        painter.setPen(look.colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(ground) if ground else look.colour("accent", 0.1 if on else 0.0))
        if ground or on or self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(6), look.px(6))
