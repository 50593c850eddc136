"""A small button with a drawn sign."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.inspector.painting import draw_sign
from app.look import Look

__all__ = ["SignButton"]


class SignButton(QAbstractButton):
    """sign: one that `draw_sign` knows.  tip: what it does; also its accessible name."""

    def __init__(
        self, look: Look, sign: str, tip: str, pressed: Callable[..., object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._sign = sign
        self._hover = False
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(pressed)

    def set_sign(self, sign: str) -> None:
        self._sign = sign
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(22), self._look.px(24))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect, look = QRectF(self.rect()), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hover or self.hasFocus() or self.isDown():
            painter.setPen(look.colour("accent" if self.hasFocus() else "hairline"))
            painter.setBrush(look.colour("raised"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.px(5), look.px(5))
        token = "faint" if not self.isEnabled() else "accent" if self.isChecked() else "dim"
        token = "text" if self._hover and token == "dim" else token
        inset = max(0.0, (min(rect.width(), rect.height()) - look.px(16)) / 2)
        draw_sign(painter, self._sign, rect.adjusted(inset, inset, -inset, -inset), look.colour(token))
