"""A field that takes the next key that is pressed, whatever it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

__all__ = ["KeyRecorder"]

_MODIFIERS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_unknown,
}


class KeyRecorder(QPushButton):
    """Pressed, it waits; recorded(key): the key as text, "Ctrl+Shift+K". Escape, or leaving it, stops waiting."""

    recorded = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._title = title
        self.waiting = False
        self.setAccessibleName(title)
        self.setAutoDefault(False)
        self.clicked.connect(self.on_pressed)

    def on_pressed(self) -> None:
        self.waiting = True
        self.setText(self.tr("Press a key…"))
        self.setFocus()

    def stop(self) -> None:
        self.waiting = False
        self.setText(self._title)

    def event(self, event: QEvent) -> bool:
        if self.waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the key is ours, not a shortcut's
            return True
        if self.waiting and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.waiting:
            self.stop()

    def _take(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in _MODIFIERS:
            return
        self.stop()
        if key == Qt.Key.Key_Escape and modifiers == Qt.KeyboardModifier.NoModifier:
            return
        held = modifiers & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Backtab:
            key = Qt.Key.Key_Tab
        text = QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText)
        self.recorded.emit(text)
