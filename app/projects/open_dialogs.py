"""Dialogs that stay open beside the window: over it where there is one, kept until they are closed."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

__all__ = ["OpenDialogs", "window_over"]


def window_over() -> QWidget | None:
    """What a dialog stands over: the active window, else the studio's. Never one that is about to be deleted."""
    active = QApplication.activeWindow()
    if isinstance(active, QMainWindow | QDialog) and active.isVisible():
        return active
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMainWindow) and each.isVisible()]
    return windows[0] if windows else None


class OpenDialogs(QObject):
    """Without a parent nothing else would hold them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: list[QDialog] = []

    def show(self, dialog: QDialog) -> QDialog:
        """Show it, the window going on behind it."""
        self.shown.append(dialog)
        dialog.finished.connect(self.on_finished)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def on_finished(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, QDialog) and dialog in self.shown:
            self.shown.remove(dialog)
            dialog.deleteLater()
