"""A small sign that the studio is starting, only where that takes longer than a person waits without wondering."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.look import DARK, LIGHT
from app.settings import Settings
from app.window.icon import paint_sign

__all__ = ["AFTER_S", "Splash"]

AFTER_S = 0.7


class Splash(QWidget):
    """look(): called between the parts of the start; shows itself once AFTER_S have gone by."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self._palette = LIGHT if settings.get("look.theme") == "light" else DARK
        self._began = time.monotonic()
        self.setFixedSize(320, 132)
        self.setAccessibleName("Kinograph")

    def wait(self) -> None:
        """Begin to count."""
        self._began = time.monotonic()

    def look(self) -> None:
        if self.isVisible() or time.monotonic() - self._began < AFTER_S:
            return
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            self.move(screen.availableGeometry().center() - self.rect().center())
        self.show()
        self.repaint()
        QApplication.processEvents()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._palette.panel)
        paint_sign(painter, QRectF(28, 34, 64, 64), self._palette)
        painter.setPen(self._palette.text)
        font = QFont(self.font())
        font.setPixelSize(22)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.drawText(QRectF(112, 38, 200, 30), Qt.AlignmentFlag.AlignVCenter, "Kinograph")
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._palette.dim)
        painter.drawText(QRectF(112, 68, 200, 24), Qt.AlignmentFlag.AlignVCenter, self.tr("is starting…"))
