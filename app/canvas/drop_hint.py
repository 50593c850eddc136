"""What letting go would do, told while files hang over the canvas."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.desk import Desk

__all__ = ["DropHint"]


class DropHint(QWidget):
    """A frame around the view and a line of words; the mouse goes through it."""

    def __init__(self, desk: Desk, view: QWidget) -> None:
        super().__init__(view)
        self._desk = desk
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, data: QMimeData) -> None:
        """Say what would become of this."""
        files = [url.fileName() for url in data.urls() if url.isLocalFile()]
        if len(files) == 1:
            self._text = self.tr("Let go to use {0} here").format(files[0])
        elif files:
            self._text = self.tr("Let go to load {0} files, one node each").format(len(files))
        elif data.hasImage():
            self._text = self.tr("Let go to use the picture here")
        else:
            self._text = self.tr("Let go to insert the nodes in this text")
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._desk.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = look.px(2)
        painter.setPen(QPen(look.colour("accent"), edge))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), look.px(8), look.px(8))
        painter.setFont(look.font("title"))
        words = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width() - look.px(80))
        wide = painter.fontMetrics().horizontalAdvance(words) + look.px(28)
        box = QRectF((self.width() - wide) / 2, self.height() - look.px(56), wide, look.px(32))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.setPen(look.colour("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
