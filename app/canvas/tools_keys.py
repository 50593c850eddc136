"""Keys for what lies over the canvas: without it, Left would walk the graph while a button of the path has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

__all__ = ["OwnKeys"]

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class OwnKeys(QObject):
    """Watches widgets that lie over the view: keys without Ctrl are theirs, not shortcuts of the canvas."""

    def watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not event.modifiers() & _COMMANDS:
                event.accept()
                return True
        return False
