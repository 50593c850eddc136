"""The field of a value that may be left to the node: a switch "auto" in front of the field of its kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.inspector.binding import MIXED, Binding
from app.inspector.fields.field import Field, keeps_key
from app.inspector.fields.switch import draw_switch
from app.inspector.painting import draw_text

__all__ = ["OptionalField"]

_PLAIN: dict[str, Any] = {"integer": 0, "number": 0.0, "switch": False, "text": "", "file": "", "json": []}


class OptionalField(Field):
    """inner: the field of the kind, there while the value is not left to the node."""

    def __init__(self, binding: Binding, inner: Field, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.inner = inner
        self.wide = inner.wide
        inner.setParent(self)
        inner.finished.connect(self.finished)
        inner.refused.connect(self.refused)
        inner.resized.connect(self.resized)
        inner.installEventFilter(self)
        self._kept: Any = None

    @property
    def is_auto(self) -> bool:
        return self.value() is None

    def refresh(self) -> None:
        value = self.value()
        if value is not None and value is not MIXED:
            self._kept = value
        self.inner.binding.forget()
        self.inner.setVisible(not self.is_auto)
        if not self.is_auto:
            self.inner.refresh()
        self.setAccessibleDescription(self.tr("auto") if self.is_auto else "")
        self.update()

    def turn(self) -> None:
        """Leave it to the node, or go back to what it was before."""
        self.end()
        self.write(self._fallback() if self.is_auto else None)
        self.end()
        self.refresh()

    def set_wrong(self, wrong: bool) -> None:
        self.inner.set_wrong(wrong)

    def height_for(self, width: int) -> int:
        return self.inner.height_for(width) if not self.is_auto else self.look.px(24)

    def _fallback(self) -> Any:
        record = self.parameter
        if self._kept is not None:
            return self._kept
        if record.default is not None:
            return record.default
        if record.kind == "choice":
            return record.choices[0]
        plain = _PLAIN[record.kind]
        low = record.minimum
        return type(plain)(low) if low is not None and plain < low else plain

    def _split(self) -> int:
        return self.look.px(76)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = QPainter(self), self.look.px
        high = px(16)
        rect = QRectF(px(1), (px(24) - high) / 2, high * 1.8, high)
        draw_switch(painter, self, rect, self.is_auto)
        words = QRectF(rect.right() + px(6), 0, self._split(), px(24))
        draw_text(painter, self.look, words, self.tr("auto"), role="text", token="text" if self.is_auto else "dim")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() < self._split():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.turn()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.turn()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Space turns it instead of playing the clip."""
        if keeps_key(event, Qt.Key.Key_Space):
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        left = self._split()
        self.inner.setGeometry(left, 0, max(0, self.width() - left), self.height())
