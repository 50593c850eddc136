"""A small rounded button of the transport row, perhaps with a menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QPushButton, QWidget

__all__ = ["Chip"]


class Chip(QPushButton):
    """Space presses it although Space plays elsewhere in the viewer."""

    def __init__(self, text: str, tip: str, parent: QWidget | None = None, *, checkable: bool = False) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "chip")
        self.setCheckable(checkable)
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def set_on(self, on: bool) -> None:
        """Look pressed although it opens a menu."""
        self.setProperty("role", "chip_on" if on else "chip")
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Space:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)
