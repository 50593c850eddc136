"""A number that is typed, or dragged like a slider over the field itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.look import Look

__all__ = ["NumberField"]

DRAG_AFTER_PX = 3.0


class NumberField(QLineEdit):
    """edited(float): another value while typing or dragging.  settled(): the field was left, or the mouse let go.

    full: the value at which the field is filled as a slider; 0 has no filling.
    """

    edited = Signal(float)
    settled = Signal()

    def __init__(
        self,
        look: Look,
        low: float,
        high: float,
        step: float,
        decimals: int,
        unit: str = "",
        *,
        full: float = 0.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._low, self._high, self._step, self._decimals, self._unit = low, high, step, decimals, unit
        self._full = full
        self.value = low
        self._press: QPointF | None = None
        self._from = low
        self._dragging = False
        self.setProperty("role", "mono")
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.returnPressed.connect(self.on_typed)
        self.editingFinished.connect(self.on_typed)
        self.installEventFilter(self)

    def show_value(self, value: float) -> None:
        """Without telling anybody; what is being typed is left alone."""
        self.value = value
        if not self.isModified() or not self.hasFocus():
            self.setText(self._text(value))
            self.setModified(False)
            self.setCursorPosition(0)
        self.update()

    def on_typed(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        value = self._read(self.text())
        if value is None:
            self.setText(self._text(self.value))
            return
        self._take(value)
        self.settled.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.isModified():
            self._press, self._from, self._dragging = event.position(), self.value, False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseMoveEvent(event)
            return
        away = event.position().x() - self._press.x()
        if not self._dragging and abs(away) < DRAG_AFTER_PX:
            return
        self._dragging = True
        speed = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        per_px = self._full / max(1, self.width()) if self._full else self._step / 3
        self._take(self._from + away * per_px * speed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._press, self._dragging = self._dragging, None, False
        if dragged:
            self.deselect()
            self.settled.emit()
        else:
            super().mouseReleaseEvent(event)
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        steps = ways.get(event.key())
        if steps is not None:
            many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._take(self.value + steps * many * self._step)
            self.settled.emit()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setModified(False)
            self.show_value(self.value)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not self.hasFocus():
            event.ignore()
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._full:
            return
        share = min(max((self.value - max(self._low, 0.0)) / self._full, 0.0), 1.0)
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        filled = QRectF(box.left(), box.top(), box.width() * share, box.height())
        painter.fillRect(filled, self._look.colour("accent", 0.14))
        if 0 < share < 1:
            painter.fillRect(QRectF(filled.right() - 1, box.top(), 2, box.height()), self._look.colour("accent"))
        painter.end()

    def _take(self, value: float) -> None:
        value = min(max(round(value, self._decimals), self._low), self._high)
        if value == self.value:
            return
        self.value = value
        self.setModified(False)
        self.setText(self._text(value))
        self.edited.emit(value)
        self.update()

    def _text(self, value: float) -> str:
        return f"{value:.{self._decimals}f}{self._unit}"

    def _read(self, text: str) -> float | None:
        plain = text.replace(self._unit.strip(), "") if self._unit.strip() else text
        try:
            value = float(plain.strip().replace(",", "."))
        except ValueError:
            return None
        return value if value == value else None
