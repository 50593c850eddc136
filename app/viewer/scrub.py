"""The line of time under a picture: in and out, which frames are ready, and the playhead, dragged to scrub."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look import Look
from app.playhead import Playhead

__all__ = ["Scrub"]


class Scrub(QWidget):
    """Drag anywhere to scrub; drag the small flags to set in and out; wheel and arrows step."""

    def __init__(self, look: Look, playhead: Playhead, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._playhead = look, playhead
        self._ready: list[int] = []
        self._held = ""
        self._hover: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Frame"))
        playhead.moved.connect(self.on_moved)
        playhead.changed.connect(self.on_moved)
        look.changed.connect(self.updateGeometry)
        self.on_moved()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(48), self._look.px(24))

    def set_ready(self, frames: list[int]) -> None:
        """Frames that are at hand and will play without waiting."""
        if frames != self._ready:
            self._ready = frames
            self.update()

    def on_moved(self) -> None:
        head = self._playhead
        told = self.tr("Frame {frame} of {count}; drag to scrub, Left and Right step, I and O set in and out")
        self.setToolTip(told.format(frame=head.frame + 1, count=head.frame_count))
        self.setAccessibleDescription(f"{head.frame + 1} / {head.frame_count}")
        self.update()

    # -- between frames and places -----------------------------------------------------------------

    def _x_of(self, frame: float) -> float:
        margin = self._look.px(6)
        last = max(1, self._playhead.frame_count - 1)
        return margin + (self.width() - 2 * margin) * frame / last

    def _frame_at(self, x: float) -> int:
        margin = self._look.px(6)
        last = self._playhead.frame_count - 1
        share = (x - margin) / max(1, self.width() - 2 * margin)
        return min(max(round(share * last), 0), last)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        look, head = self._look, self._playhead
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, thick = self.height() / 2, look.px(4)
        left, right = self._x_of(0), self._x_of(head.frame_count - 1) if head.frame_count > 1 else self.width()
        groove = QRectF(left, middle - thick / 2, right - left, thick)
        painter.setBrush(look.colour("input" if look.palette.is_dark else "hairline"))
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        if head.frame_count > 1:
            self._paint_ready(painter, groove)
            self._paint_range(painter, groove)
            self._paint_head(painter, middle)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.colour("accent", 0.7))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(5), look.px(5))
        painter.end()

    def _paint_ready(self, painter: QPainter, groove: QRectF) -> None:
        painter.setBrush(self._look.colour("faint", 0.55))
        half = (self._x_of(1) - self._x_of(0)) / 2
        for first, last in _runs(self._ready):
            left = max(groove.left(), self._x_of(first) - half)
            right = min(groove.right(), self._x_of(last) + half)
            painter.drawRoundedRect(
                QRectF(left, groove.top(), right - left, groove.height()), groove.height() / 2, groove.height() / 2
            )

    def _paint_range(self, painter: QPainter, groove: QRectF) -> None:
        head, look = self._playhead, self._look
        if head.start == 0 and head.end == head.frame_count - 1:
            return
        start, end = self._x_of(head.start), self._x_of(head.end)
        painter.setBrush(look.colour("accent", 0.35))
        painter.drawRect(QRectF(start, groove.top(), end - start, groove.height()))
        tall, wide = look.px(7), look.px(5)
        painter.setBrush(look.colour("dim"))
        for x, way in ((start, 1), (end, -1)):
            top = groove.center().y() - tall
            flag = [QPointF(x, top), QPointF(x + way * wide, top), QPointF(x, groove.center().y() - look.px(1))]
            painter.drawPolygon(QPolygonF(flag))
            painter.drawRect(QRectF(x - 0.75, top, 1.5, 2 * tall))

    def _paint_head(self, painter: QPainter, middle: float) -> None:
        look = self._look
        tall, wide = look.px(16), look.px(3)
        x = self._x_of(self._playhead.frame)
        painter.setBrush(look.colour("accent"))
        painter.drawRoundedRect(QRectF(x - wide / 2, middle - tall / 2, wide, tall), wide / 2, wide / 2)
        if self._hover is not None and not self._held:
            painter.setBrush(look.colour("text", 0.4))
            at = self._x_of(self._frame_at(self._hover))
            painter.drawRect(QRectF(at - 0.5, middle - tall / 2, 1, tall))

    # -- events ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._held = self._flag_at(event.position()) or "head"
        self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position().x()
        if self._held:
            self._drag(self._hover)
        else:
            flag = bool(self._flag_at(event.position()))
            self.setCursor(Qt.CursorShape.SizeHorCursor if flag else Qt.CursorShape.PointingHandCursor)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = ""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: 8, Qt.Key.Key_PageDown: -8}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._playhead.step(step)

    def wheelEvent(self, event: QEvent) -> None:
        self._playhead.step(1 if event.angleDelta().y() < 0 else -1)  # type: ignore[attr-defined]
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def _drag(self, x: float) -> None:
        head, frame = self._playhead, self._frame_at(x)
        if self._held == "start":
            head.set_range(min(frame, head.end), head.end)
        elif self._held == "end":
            head.set_range(head.start, max(frame, head.start))
        else:
            head.move_to(frame)

    def _flag_at(self, place: QPointF) -> str:
        """Which of the flags is under the mouse: they stand in the upper half."""
        head, reach = self._playhead, self._look.px(6)
        if place.y() > self.height() / 2 - self._look.px(1) or head.frame_count < 2:
            return ""
        if head.start > 0 and abs(place.x() - self._x_of(head.start)) <= reach:
            return "start"
        last = head.frame_count - 1
        return "end" if head.end < last and abs(place.x() - self._x_of(head.end)) <= reach else ""


def _runs(frames: list[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken row."""
    found: list[tuple[int, int]] = []
    for frame in frames:
        if found and found[-1][1] == frame - 1:
            found[-1] = (found[-1][0], frame)
        else:
            found.append((frame, frame))
    return found
