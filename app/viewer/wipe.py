"""B over A on one side of a line that is dragged, B while a key is held, and the names of both."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QPolygonF

from app.look import Look
from app.viewer.comparison import Comparison
from app.viewer.layer import Layer
from app.viewer.picture_view import PictureView

__all__ = ["CompareLayer"]


class CompareLayer(QObject, Layer):
    """comparison: how.  other: B's image at this frame.  names: of A and B.  turned(): the line moved or turned."""

    turned = Signal()

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.comparison = Comparison()
        self.other: QImage | None = None
        self.names = ("A", "B")
        self._blinking = False
        self._dragged = False

    # -- painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: PictureView) -> None:
        mode = self.comparison.mode
        if mode == "off" or self.other is None or view.image is None:
            return
        seen = QRectF(view.rect()).intersected(view.picture_rect())
        if mode == "wipe":
            self._paint_wipe(painter, view, seen)
            self._paint_name(painter, "A  " + self.names[0], seen, left=True)
            self._paint_name(painter, "B  " + self.names[1], seen, left=False)
        elif mode == "blink":
            if self._blinking:
                view.draw_picture(painter, self.other)
            letter, name = ("B", self.names[1]) if self._blinking else ("A", self.names[0])
            self._paint_name(painter, f"{letter}  {name}", seen, left=True)
        elif mode == "difference":
            told = self.tr("difference × {gain}").format(gain=f"{self.comparison.gain:g}")
            self._paint_name(painter, told, seen, left=True)
        else:
            self._paint_name(painter, "A  " + self.names[0], QRectF(view.rect()), left=True)

    def _paint_wipe(self, painter: QPainter, view: PictureView, seen: QRectF) -> None:
        assert self.other is not None
        start, end, side = self._line(view)
        path = QPainterPath()
        path.addPolygon(QPolygonF([start, end, end + side, start + side]))
        painter.save()
        painter.setClipRect(view.picture_rect())
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.fillRect(seen, self._look.colour(view.ground))
        view.draw_picture(painter, self.other)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(seen)
        painter.setPen(QPen(self._look.colour("edge", 0.7), self._look.px(3)))
        painter.drawLine(start, end)
        painter.setPen(QPen(self._look.colour("accent"), self._look.px(1.5)))
        painter.drawLine(start, end)
        self._paint_grip(painter, view)

    def _paint_grip(self, painter: QPainter, view: PictureView) -> None:
        look, at = self._look, self._grip(view)
        painter.translate(at)
        painter.rotate(self.comparison.angle)
        painter.setBrush(look.colour("accent"))
        painter.setPen(QPen(look.colour("edge", 0.8), 1))
        reach, tip, tall = look.px(9), look.px(6), look.px(4)
        painter.drawEllipse(QPointF(), reach, reach)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ink"))
        for way in (-1, 1):
            arrow = [QPointF(way * tip, 0), QPointF(way * 2, -tall), QPointF(way * 2, tall)]
            painter.drawPolygon(QPolygonF(arrow))
        painter.resetTransform()

    def _paint_name(self, painter: QPainter, text: str, seen: QRectF, *, left: bool) -> None:
        look = self._look
        painter.setFont(look.font("caption"))
        metrics, pad = painter.fontMetrics(), look.px(6)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, max(20, int(seen.width() / 2 - 4 * pad)))
        wide, tall = metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad
        x = seen.left() + pad if left else seen.right() - pad - wide
        box = QRectF(x, seen.top() + pad, wide, tall)
        painter.setClipping(False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("window", 0.78))
        painter.drawRoundedRect(box, look.px(5), look.px(5))
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # -- the line ----------------------------------------------------------------------------------

    def _grip(self, view: PictureView) -> QPointF:
        return view.from_picture(self.comparison.x, self.comparison.y)

    def _line(self, view: PictureView) -> tuple[QPointF, QPointF, QPointF]:
        """Both ends of the line, far outside, and the way from it into B's side."""
        turn, far = math.radians(self.comparison.angle), 4.0 * (view.width() + view.height())
        along, across = QPointF(-math.sin(turn), math.cos(turn)) * far, QPointF(math.cos(turn), math.sin(turn)) * far
        grip = self._grip(view)
        return grip - along, grip + along, across

    def _is_near(self, place: QPointF, view: PictureView) -> bool:
        turn, off = math.radians(self.comparison.angle), place - self._grip(view)
        return abs(off.x() * math.cos(turn) + off.y() * math.sin(turn)) <= self._look.px(8)

    def mouse_press(self, event: QMouseEvent, view: PictureView) -> bool:
        wiping = self.comparison.mode == "wipe" and self.other is not None and view.image is not None
        self._dragged = (
            wiping and event.button() == Qt.MouseButton.LeftButton and self._is_near(event.position(), view)
        )
        return self._dragged

    def mouse_move(self, event: QMouseEvent, view: PictureView) -> bool:
        if self._dragged:
            self._put(view.to_picture(event.position()), view)
        elif self.comparison.mode == "wipe":
            near = self._is_near(event.position(), view)
            view.setCursor(Qt.CursorShape.SizeAllCursor if near else Qt.CursorShape.ArrowCursor)
        return self._dragged

    def mouse_release(self, event: QMouseEvent, view: PictureView) -> bool:
        self._dragged = False
        return True

    def _put(self, share: QPointF, view: PictureView) -> None:
        x, y = min(max(share.x(), 0.0), 1.0), min(max(share.y(), 0.0), 1.0)
        if self.comparison.angle % 180 == 0:
            y = 0.5
        elif self.comparison.angle % 180 == 90:
            x = 0.5
        self.comparison = replace(self.comparison, x=x, y=y)
        view.update()
        self.turned.emit()

    def turn(self, degrees: float, view: PictureView) -> None:
        """Turn the line about its grip."""
        self.comparison = replace(self.comparison, angle=(self.comparison.angle + degrees) % 360, x=0.5, y=0.5)
        view.update()
        self.turned.emit()

    # -- holding a key -----------------------------------------------------------------------------

    def key_press(self, event: QKeyEvent, view: PictureView) -> bool:
        return self._hold(event, view, on=True)

    def key_release(self, event: QKeyEvent, view: PictureView) -> bool:
        return self._hold(event, view, on=False)

    def _hold(self, event: QKeyEvent, view: PictureView, *, on: bool) -> bool:
        if self.comparison.mode != "blink" or event.key() != Qt.Key.Key_B:
            return False
        if not event.isAutoRepeat():
            self._blinking = on
            view.update()
        return True
