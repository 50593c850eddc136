"""The field of a number: it is its own slider, and a click makes it a line to write arithmetic into."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from app.inspector.arithmetic import calculated
from app.inspector.binding import Binding
from app.inspector.fields.field import Field, is_left
from app.inspector.fields.number_drag import COARSE, FINE, NumberDrag
from app.inspector.painting import draw_ground, draw_text
from app.inspector.track import Track
from app.inspector.wording import meaning_of, number_text
from nodes.errors import GraphError

__all__ = ["NumberField"]

_STARTS_WRITING = "0123456789+-.,("


class NumberField(Field):
    """Drag to change (Shift finer, Ctrl coarser), click or type to write, arrows and wheel by a step."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.track = Track(binding.parameter)
        self._line: QLineEdit | None = None
        self._drag: NumberDrag | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def refresh(self) -> None:
        if self._line is None:
            self.refuse("")
        self.setAccessibleDescription(self._written())
        self.update()

    def begin(self) -> None:
        self.start_writing()

    def set_wrong(self, wrong: bool) -> None:
        super().set_wrong(wrong)
        self._mark_line()

    def _mark_line(self) -> None:
        line = self._line
        if line is not None:
            line.setProperty("wrong", self.wrong)
            line.style().unpolish(line)
            line.style().polish(line)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        value = self.value()
        bounded = self.track.is_bounded and isinstance(value, int | float) and not meaning_of(self.parameter, value)
        share = self.track.share(value) if bounded else -1.0
        state = {"wrong": self.wrong, "hover": self.hover}
        draw_ground(painter, self.look, self, **state, share=share, kept_free=self._text_rect())
        if self._line is None:
            self._paint_text(painter)

    def _paint_text(self, painter: QPainter) -> None:
        inset = self.look.px(10)
        rect = QRectF(self.rect()).adjusted(inset, 0, -inset, 0)
        if self.is_mixed():
            draw_text(painter, self.look, rect, self.mixed_text, token="dim")
            return
        record = self.parameter
        used = draw_text(painter, self.look, rect, self._written())
        left = rect.adjusted(used + inset, 0, 0, 0)
        metrics = QFontMetricsF(self.look.font("caption"))
        meant = meaning_of(record, self.value())
        notes = (meant, self.tr("auto")) if meant else (record.unit,)
        note = next((note for note in notes if metrics.horizontalAdvance(note) <= left.width()), "")
        draw_text(painter, self.look, left, note, role="caption", token="dim", right=True)

    def _text_rect(self) -> QRectF:
        """Where the digits stand."""
        metrics = QFontMetricsF(self.look.font("mono"))
        high = metrics.capHeight() + self.look.px(5)
        wide = metrics.horizontalAdvance(self._written()) + self.look.px(2)
        return QRectF(self.look.px(9), (self.height() - high) / 2, wide, high)

    def _written(self) -> str:
        value = self.value()
        if self.is_mixed():
            return self.mixed_text
        return number_text(value, self.parameter) if isinstance(value, int | float) else str(value)

    # -- dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._drag = NumberDrag(self, event.position())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._drag.move(event.position(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if drag.under_way:
            drag.finish()
            self.finished.emit()
        else:
            self.start_writing()

    # -- keys and wheel

    def event(self, event: QEvent) -> bool:
        """Keys that begin writing belong to the field, not to a shortcut of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        moves = (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        )
        if event.key() in (*moves, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return not event.modifiers() & Qt.KeyboardModifier.AltModifier
        commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        return bool(event.text()) and event.text() in _STARTS_WRITING and not event.modifiers() & commands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._step(1 if event.key() == Qt.Key.Key_Up else -1, event.modifiers())
            case Qt.Key.Key_PageUp:
                self._step(COARSE, Qt.KeyboardModifier.NoModifier)
            case Qt.Key.Key_PageDown:
                self._step(-COARSE, Qt.KeyboardModifier.NoModifier)
            case Qt.Key.Key_Home | Qt.Key.Key_End if self.track.is_bounded:
                ends = (self.parameter.minimum, self.parameter.maximum)
                self.write(self.track.snapped(float(ends[event.key() == Qt.Key.Key_End] or 0), 1e-6))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                self.start_writing()
            case Qt.Key.Key_Escape if self._drag is not None:
                self._drag.cancel()
                self._drag = None
            case _ if self._takes(event) and event.key() != Qt.Key.Key_Escape:
                self.start_writing(event.text())
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._line is not None:
            event.ignore()
            return
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._step(1 if turned > 0 else -1, event.modifiers())
        event.accept()

    def _step(self, notches: float, keys: Qt.KeyboardModifier) -> None:
        first = self.binding.first()
        if isinstance(first, bool) or not isinstance(first, int | float):
            return
        if keys & Qt.KeyboardModifier.ControlModifier:
            notches *= COARSE
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            notches *= FINE
        self.write(self.track.moved(first, notches))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._line is None:
            self.end()
        self.update()
        super().focusOutEvent(event)

    # -- writing

    def start_writing(self, text: str = "") -> None:
        """Turn into a line; `text` replaces what is there."""
        if self._line is None:
            self._line = self._make_line()
        if text:
            self._line.setText(text)
        else:
            self._line.selectAll()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_line(self) -> QLineEdit:
        value = self.value()
        exact = repr(value) if isinstance(value, float) and not self.is_mixed() else self._written()
        line = QLineEdit("" if self.is_mixed() else exact, self)
        line.setPlaceholderText(self.mixed_text if self.is_mixed() else "")
        line.setProperty("role", "field")
        line.setAccessibleName(self.accessibleName())
        line.setGeometry(self.rect())
        line.returnPressed.connect(self.on_written)
        line.installEventFilter(self)
        line.show()
        return line

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is not self._line or self._line is None:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.refuse("")
            self._stop_writing()
            return True
        if is_left(event):
            self._leave_line()
        return False

    def on_written(self) -> None:
        if self._take_line():
            self._stop_writing()

    def _leave_line(self) -> None:
        """Clicked elsewhere: what is good is taken, what is not is dropped with its reason still shown."""
        if self._line is not None:
            self._take_line()
            self._stop_writing(give_focus=False)

    def _take_line(self) -> bool:
        """Each node calculates with its own numbers."""
        if self._line is None or not self._line.isModified():
            return True
        text = self._line.text()
        if not text.strip() and self.is_mixed():
            return True
        try:
            values = {
                name: calculated(text, self.parameter, self.binding.numbers(name)) for name in self.binding.values()
            }
        except GraphError as error:
            self.refuse(f"{error.message} {error.remedy}".strip())
            return False
        for value in values.values():
            said = self.binding.complaint(value)
            if said:
                self.refuse(self.tr("{0} is not taken: {1}.").format(number_text(value, self.parameter), said))
                return False
        self.refuse("")
        self.end()
        alike = len(set(values.values())) == 1
        done = self.write(next(iter(values.values()))) if alike else self.binding.set_each(values)
        self.end()
        return done

    def _stop_writing(self, give_focus: bool = True) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.removeEventFilter(self)
            line.hide()
            line.deleteLater()
        if give_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()
        self.finished.emit()

    @property
    def is_writing(self) -> bool:
        return self._line is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._line is not None:
            self._line.setGeometry(self.rect())
