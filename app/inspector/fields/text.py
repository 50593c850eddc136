"""The fields of texts: one line, or several with a large window to write in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.inspector.binding import Binding
from app.inspector.fields.field import Field, is_key, is_left
from app.inspector.sign_button import SignButton
from app.inspector.text_window import TextWindow

__all__ = ["LineField", "TextField"]

_FEWEST_LINES, _MOST_LINES = 3, 9


class LineField(Field):
    """Every letter goes to the document at once; the whole stay in the field is one undo step."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.line = QLineEdit(self)
        self.line.setProperty("role", "field")
        self.line.setAccessibleName(self.accessibleName())
        self.line.textEdited.connect(self.on_edited)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)

    def refresh(self) -> None:
        mixed = self.is_mixed()
        text = "" if mixed else str(self.value() or "")
        if text != self.line.text():
            place = self.line.cursorPosition()
            self.line.setText(text)
            self.line.setCursorPosition(min(place, len(text)) if self.line.hasFocus() else 0)
        self.line.setPlaceholderText(self.mixed_text if mixed else "")

    def begin(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def set_wrong(self, wrong: bool) -> None:
        super().set_wrong(wrong)
        self.line.setProperty("wrong", wrong)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def on_edited(self, text: str) -> None:
        self.write(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and is_key(event, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.leave()
            return True
        if watched is self.line and is_left(event):
            self.leave()
        return False

    def leave(self) -> None:
        """Typing is over."""
        self.end()
        self.finished.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.line.setGeometry(self.rect())


class TextField(Field):
    """Grows with its lines up to a limit; the sign in its corner opens a large window."""

    wide = True

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.box = QPlainTextEdit(self)
        self.box.setAccessibleName(self.accessibleName())
        self.box.setTabChangesFocus(True)
        self.box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.box.textChanged.connect(self.on_edited)
        self.box.installEventFilter(self)
        self.large = SignButton(
            self.look, "expand", self.tr("Write in a large window (Ctrl+E)"), self.open_window, self
        )
        self.setFocusProxy(self.box)
        self._showing = False
        self._lines = 0

    def refresh(self) -> None:
        mixed = self.is_mixed()
        text = "" if mixed else str(self.value() or "")
        if text != self.box.toPlainText():
            self._showing = True
            place = self.box.textCursor().position()
            self.box.setPlainText(text)
            cursor = self.box.textCursor()
            cursor.setPosition(min(place, len(text)))
            self.box.setTextCursor(cursor)
            self._showing = False
        self.box.setPlaceholderText(self.mixed_text if mixed else "")
        self._measure()

    def begin(self) -> None:
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.box.moveCursor(QTextCursor.MoveOperation.End)

    def on_edited(self) -> None:
        if not self._showing:
            self.write(self.box.toPlainText())
            self._measure()

    def height_for(self, width: int) -> int:
        lines = max(_FEWEST_LINES, min(self._lines, _MOST_LINES))
        return lines * self.box.fontMetrics().lineSpacing() + self.look.px(18)

    def _measure(self) -> None:
        lines = int(self.box.document().size().height())
        if lines != self._lines:
            self._lines = lines
            self.resized.emit()

    def open_window(self) -> None:
        """A large window over the same text; all that is written there is one undo step."""
        self.end()
        window = TextWindow(self.look, self.accessibleName(), self.box.toPlainText(), self.window())
        window.edited.connect(self.write)
        window.finished.connect(self.on_window_closed)
        window.open()

    def on_window_closed(self) -> None:
        self.refresh()
        self.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.box:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if is_left(event):
            self.end()
            self.finished.emit()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_E and control:
            self.open_window()
        elif event.key() == Qt.Key.Key_Escape:
            self.end()
            self.finished.emit()
        elif not (enter and control and self.inline):
            return False
        else:
            self.end()
            self.finished.emit()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        px = self.look.px
        self.box.setGeometry(self.rect())
        self.large.setGeometry(self.width() - px(26), self.height() - px(26), px(22), px(22))
        self.large.setVisible(self.width() > px(120))
        self._measure()
