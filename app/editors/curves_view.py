"""Curves over the frames: ruler, playhead, keys that are dragged. Painted here, no plotting library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desk import Desk
from app.editors.curve_data import Curve

__all__ = ["CurvesView", "Grabbed"]

KEY_PX, LINE_PX, BAR_PX = 8.0, 7.0, 6.0
RULER = 24
SIDE = 56
NARROWEST = 2.0


@dataclass(frozen=True, slots=True)
class Grabbed:
    """What is being dragged. key: index of a key, -1 for the line itself.  upright: the drag goes up or down.

    end: "start" or "end" of the span bar, "" for a curve.
    """

    curve: int = -1
    key: int = -1
    upright: bool = False
    end: str = ""
    frame: float = 0.0


class CurvesView(QWidget):
    """dragged(Grabbed, frame, value): a key or line while the mouse is down.  dropped(): it was let go.
    cancelled(): Escape.  chosen(curve, key): a key was clicked."""

    dragged = Signal(object, float, float)
    dropped = Signal()
    cancelled = Signal()
    chosen = Signal(int, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.curves: list[Curve] = []
        self.colours: list[QColor] = []
        self.span: tuple[int, int] | None = None
        self.span_colour = QColor()
        self.marked: frozenset[int] = frozenset()
        self._first, self._last = 0.0, 16.0
        self._fitted = True
        self._grabbed: Grabbed | None = None
        self._press = QPointF()
        self._pan = False
        self._scrubbing = False
        self._hover: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Curves over the frames"))
        desk.look.changed.connect(self.update)
        desk.playhead.moved.connect(self.update)
        desk.playhead.changed.connect(self.on_length)
        self.on_length()

    def sizeHint(self) -> QSize:
        return QSize(self._desk.look.px(640), self._desk.look.px(160))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._desk.look.px(200), self._desk.look.px(80))

    # -- what is shown

    def show_curves(self, curves: list[Curve], colours: list[QColor]) -> None:
        self.curves, self.colours = curves, colours
        self.update()

    def on_length(self) -> None:
        if self._fitted:
            self._first, self._last = 0.0, max(1.0, float(self._desk.playhead.frame_count - 1))
        self.update()

    def fit(self) -> None:
        """All frames."""
        self._fitted = True
        self.on_length()

    # -- where it is

    def x_of(self, frame: float) -> float:
        left, width = self._plot().left(), self._plot().width()
        return left + (frame - self._first) / (self._last - self._first) * width

    def frame_at(self, x: float) -> float:
        plot = self._plot()
        return self._first + (x - plot.left()) / max(plot.width(), 1.0) * (self._last - self._first)

    def y_of(self, curve: Curve, value: float) -> float:
        plot = self._plot()
        return plot.bottom() - (value - curve.low) / max(curve.high - curve.low, 1e-12) * plot.height()

    def value_at(self, curve: Curve, y: float) -> float:
        plot = self._plot()
        return curve.low + (plot.bottom() - y) / max(plot.height(), 1.0) * (curve.high - curve.low)

    def key_place(self, curve: int, key: int) -> QPointF:
        """Where a key stands in the widget."""
        line = self.curves[curve]
        mark = next(mark for mark in line.keys if mark.index == key)
        return QPointF(self.x_of(mark.frame), self.y_of(line, line.at(mark.frame)))

    def _plot(self) -> QRectF:
        px = self._desk.look.px
        return QRectF(px(SIDE), px(10), max(1, self.width() - 2 * px(SIDE)), max(1, self.height() - px(RULER + 26)))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._desk.look.colour("panel"))
        self._paint_ruler(painter)
        painter.setClipRect(QRectF(self.rect()))
        for index in range(len(self.curves)):
            self._paint_curve(painter, index)
        self._paint_span(painter)
        self._paint_playhead(painter)
        self._paint_hover(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._desk.look.colour("accent", 0.55), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_ruler(self, painter: QPainter) -> None:
        look, plot = self._desk.look, self._plot()
        painter.setFont(look.font("mono"))
        room = painter.fontMetrics().horizontalAdvance("0000") + look.px(14)
        step = _step((self._last - self._first) / max(plot.width(), 1.0) * room)
        last = self._desk.playhead.frame_count - 1
        for frame in range(max(0, int(np.ceil(self._first / step)) * step), min(int(self._last), last) + 1, step):
            x = round(self.x_of(frame)) + 0.5
            painter.setPen(QPen(look.colour("grid"), 1))
            painter.drawLine(QPointF(x, plot.top() - look.px(4)), QPointF(x, plot.bottom() + look.px(4)))
            painter.setPen(look.colour("dim"))
            box = QRectF(x - room, self.height() - look.px(RULER), 2 * room, look.px(RULER - 6))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, str(frame))

    def _paint_curve(self, painter: QPainter, index: int) -> None:
        curve, colour, look = self.curves[index], self.colours[index], self._desk.look
        path = QPainterPath()
        for number, (x, y) in enumerate(self._line(curve)):
            path.lineTo(x, y) if number else path.moveTo(x, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, max(1.0, look.scale * 1.8)))
        painter.drawPath(path)
        marked = self.marked if not curve.node else frozenset()
        for key in curve.keys:
            place = QPointF(self.x_of(key.frame), self.y_of(curve, curve.at(key.frame)))
            chosen = key.index in marked
            size = look.scale * (6.0 if chosen else 5.0)
            painter.setPen(QPen(look.colour("panel"), 1))
            painter.setBrush(look.colour("accent") if chosen else colour)
            painter.drawPolygon(_diamond(place, size))

    def _line(self, curve: Curve) -> list[tuple[float, float]]:
        """The curve on the screen, smooth between the frames."""
        count = len(curve.values)
        if count < 2:
            return [(self.x_of(0), self.y_of(curve, float(curve.values[0])))]
        fine = np.linspace(0, count - 1, min((count - 1) * 8 + 1, 4096))
        values = _smooth(curve.values, fine)
        plot = self._plot()
        xs = plot.left() + (fine - self._first) / (self._last - self._first) * plot.width()
        ys = plot.bottom() - (values - curve.low) / max(curve.high - curve.low, 1e-12) * plot.height()
        return list(zip(xs.tolist(), ys.tolist(), strict=True))

    def _paint_span(self, painter: QPainter) -> None:
        """When the selected stroke moves: a bar over the ruler, whose ends can be dragged."""
        if self.span is None:
            return
        look = self._desk.look
        y = self._plot().bottom() + look.px(9)
        left, right = self.x_of(self.span[0]), self.x_of(self.span[1])
        painter.setPen(QPen(self.span_colour, look.px(2)))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.span_colour)
        for x in (left, right):
            painter.drawRoundedRect(QRectF(x - look.px(2), y - look.px(5), look.px(4), look.px(10)), 2, 2)

    def _paint_playhead(self, painter: QPainter) -> None:
        look = self._desk.look
        x = round(self.x_of(self._desk.playhead.frame)) + 0.5
        painter.setPen(QPen(look.colour("accent"), max(1.0, look.scale * 1.4)))
        painter.drawLine(QPointF(x, look.px(6)), QPointF(x, self.height() - look.px(RULER)))
        size = look.scale * 4.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        top = look.px(2)
        painter.drawPolygon(QPolygonF([QPointF(x - size, top), QPointF(x + size, top), QPointF(x, top + size * 1.4)]))

    def _paint_hover(self, painter: QPainter) -> None:
        """The value under the mouse."""
        if self._hover is None:
            return
        found = self._grabbed or self._at(self._hover)
        if found is None or found.curve < 0:
            return
        curve, look = self.curves[found.curve], self._desk.look
        frame = min(max(self.frame_at(self._hover.x()), 0.0), len(curve.values) - 1.0)
        text = f"{curve.owner} · {curve.name}  {curve.at(frame):.4g} {curve.unit}".strip()
        painter.setFont(look.font("mono"))
        width = painter.fontMetrics().horizontalAdvance(text) + look.px(12)
        box = QRectF(self._hover.x() + look.px(12), self._hover.y() - look.px(28), width, look.px(20))
        box.moveLeft(min(box.left(), self.width() - width - 4))
        box.moveTop(max(box.top(), 2))
        painter.setPen(QPen(look.colour("hairline"), 1))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # -- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan = True
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._at(event.position())
        if found is None or event.position().y() > self.height() - self._desk.look.px(RULER):
            self._scrubbing = True
            self._scrub(event.position())
            return
        self._grabbed = found
        if found.key >= 0:
            self.chosen.emit(found.curve, found.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position()
        if self._pan:
            self._shift(self.frame_at(self._press.x()) - self.frame_at(event.position().x()))
            self._press = event.position()
        elif self._scrubbing:
            self._scrub(event.position())
        elif self._grabbed is not None:
            self._carry(event)
        else:
            self.setCursor(self._cursor(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grabbed, self._grabbed = self._grabbed, None
        self._pan = self._scrubbing = False
        if grabbed is not None:
            self.dropped.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def leaveEvent(self, event: object) -> None:
        self._hover = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom in time at the mouse; with Shift to the side."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._shift(-turn / 120 * (self._last - self._first) * 0.1)
        else:
            self._zoom(1.2 ** (-turn / 120), self.frame_at(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        head, key = self._desk.playhead, event.key()
        if key == Qt.Key.Key_Escape and self._grabbed is not None:
            self._grabbed = None
            self.cancelled.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            head.move_to(head.frame + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            head.move_to(0 if key == Qt.Key.Key_Home else head.frame_count - 1)
        elif key == Qt.Key.Key_Space:
            head.set_playing(not head.playing)
        elif key == Qt.Key.Key_F:
            self.fit()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _carry(self, event: QMouseEvent) -> None:
        assert self._grabbed is not None
        away = event.position() - self._press
        grabbed = self._grabbed
        if not grabbed.end and grabbed.frame < 0:
            if abs(away.x()) + abs(away.y()) < 4:
                return
            upright = grabbed.key < 0 or abs(away.y()) > abs(away.x())
            grabbed = Grabbed(grabbed.curve, grabbed.key, upright, "", max(0.0, self.frame_at(self._press.x())))
            self._grabbed = grabbed
        curve = self.curves[grabbed.curve] if grabbed.curve >= 0 else None
        value = self.value_at(curve, event.position().y()) if curve is not None else 0.0
        frame = self.frame_at(event.position().x())
        self.dragged.emit(grabbed, frame, value)

    def _at(self, place: QPointF) -> Grabbed | None:
        """The end of the bar, a key or a line under the mouse, keys first."""
        scale = self._desk.look.scale
        if self.span is not None:
            y = self._plot().bottom() + self._desk.look.px(9)
            for name, frame in (("end", self.span[1]), ("start", self.span[0])):
                if abs(place.x() - self.x_of(frame)) <= BAR_PX * scale and abs(place.y() - y) <= BAR_PX * scale:
                    return Grabbed(end=name)
        for index, curve in enumerate(self.curves):
            for key in curve.keys:
                away = place - QPointF(self.x_of(key.frame), self.y_of(curve, curve.at(key.frame)))
                if abs(away.x()) + abs(away.y()) <= KEY_PX * scale:
                    return Grabbed(index, key.index, frame=-1.0)
        now = self.frame_at(place.x())
        for index, curve in enumerate(self.curves):
            inside = 0 <= now <= len(curve.values) - 1 and not curve.node
            if inside and abs(self.y_of(curve, curve.at(now)) - place.y()) <= LINE_PX * scale:
                return Grabbed(index, frame=-1.0)
        return None

    def _cursor(self, place: QPointF) -> Qt.CursorShape:
        found = self._at(place)
        if found is None:
            return Qt.CursorShape.ArrowCursor
        if found.end:
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.PointingHandCursor if found.key >= 0 else Qt.CursorShape.SizeVerCursor

    def _scrub(self, place: QPointF) -> None:
        self._desk.playhead.move_to(round(self.frame_at(place.x())))

    def _shift(self, by: float) -> None:
        self._fitted = False
        self._first, self._last = self._first + by, self._last + by
        self.update()

    def _zoom(self, factor: float, about: float) -> None:
        width = max((self._last - self._first) * factor, NARROWEST)
        width = min(width, max(2.0, 2.0 * self._desk.playhead.frame_count))
        share = (about - self._first) / (self._last - self._first)
        self._fitted = False
        self._first = about - share * width
        self._last = self._first + width
        self.update()


def _smooth(values: np.ndarray, fine: np.ndarray) -> np.ndarray:
    """Through all values without overshoot at flat places (monotone cubic)."""
    steps = np.diff(values)
    slopes = np.zeros_like(values)
    if len(values) > 2:
        same = steps[:-1] * steps[1:] > 0
        mean = 2 * steps[:-1] * steps[1:] / np.where(same, steps[:-1] + steps[1:], 1.0)
        slopes[1:-1] = np.where(same, mean, 0.0)
    slopes[0], slopes[-1] = steps[0], steps[-1]
    index = np.minimum(fine.astype(int), len(values) - 2)
    u = fine - index
    u2, u3 = u * u, u * u * u
    return np.asarray(
        values[index] * (2 * u3 - 3 * u2 + 1)
        + slopes[index] * (u3 - 2 * u2 + u)
        + values[index + 1] * (3 * u2 - 2 * u3)
        + slopes[index + 1] * (u3 - u2)
    )


def _diamond(place: QPointF, size: float) -> QPolygonF:
    corners = ((0, -size), (size, 0), (0, size), (-size, 0))
    return QPolygonF([place + QPointF(x, y) for x, y in corners])


def _step(frames: float) -> int:
    """A round number of frames of at least this many."""
    for step in (1, 2, 4, 5, 8, 10, 20, 25, 50, 100, 200, 500):
        if step >= frames:
            return step
    return 1000
