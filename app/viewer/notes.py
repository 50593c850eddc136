"""Words over a picture: the pixel under the mouse, that it is stale, what was fitted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter

from app.look import Look
from app.viewer.layer import Layer
from app.viewer.picture_view import PictureView

__all__ = ["NotesLayer"]


class NotesLayer(Layer):
    """Words over the picture: the pixel under the mouse, "stale", what was fitted. Lets the mouse through."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.pixel: QPoint | None = None
        self.text = self.badge = self.told = self.title = ""
        self.badge_font = "caption"
        self.dim = False

    def paint(self, painter: QPainter, view: PictureView) -> None:
        if view.image is None:
            return
        seen = QRectF(view.rect()).intersected(view.picture_rect())
        if self.dim:
            painter.fillRect(seen, self._look.colour("window", 0.55))
        if self.title:
            self._strip(painter, self.title, view, "caption", top=True, left=True)
        if self.badge:
            self._strip(painter, self.badge, view, self.badge_font, top=True, left=False)
        if self.text:
            self._strip(painter, self.text, view, "mono", top=False, left=True)
        elif self.told:
            self._strip(painter, self.told, view, "caption", top=False, left=True)

    def _strip(self, painter: QPainter, text: str, view: PictureView, font: str, *, top: bool, left: bool) -> None:
        look = self._look
        painter.setFont(look.font(font))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad, metrics = look.px(6), painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, view.width() - 4 * pad)
        wide, tall = metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad
        around = QRectF(view.rect())
        if wide + 2 * pad < view.picture_rect().width() and not self.title:
            around = around.intersected(view.picture_rect())
        x = around.left() + pad if left else around.right() - pad - wide
        box = QRectF(x, around.top() + pad if top else around.bottom() - pad - tall, wide, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("window", 0.82))
        painter.drawRoundedRect(box, look.px(5), look.px(5))
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
