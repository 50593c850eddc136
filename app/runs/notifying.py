"""Tells that a run is over, in the window, and in the task bar when one looks elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.runs.finished import FinishedRun
from app.runs.run_now import duration_text

if TYPE_CHECKING:
    from app.desk import Desk

__all__ = ["notify"]

_SHOWN_MS = 10_000


def notify(desk: Desk, run: FinishedRun) -> None:
    """Nothing for a run that was stopped, or where the setting "runs.notify" is off."""
    if not desk.settings.get("runs.notify") or run.state == "cancelled":
        return
    if run.state == "failed":
        text = _tr("{0} failed.").format(run.title)
        desk.say(text, "fail", detail=run.error, key="run")
    else:
        numbers = "  ".join(f"{name} {value:.3g}" for name, value in list(run.numbers.items())[:1])
        text = _tr("{0} is done after {1}.").format(run.title, duration_text(run.seconds))
        text = f"{text}  {numbers}".strip()
        actions = ((_tr("Show in folder"), _Opener(run.written[-1], desk).open),) if run.written else ()
        desk.say(text, "ok", detail="\n".join(run.written), actions=actions, key="run")
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    if windows and QApplication.activeWindow() is None:
        QApplication.alert(windows[0])
        _tell_system(desk, text)


def _tell_system(desk: Desk, text: str) -> None:
    """By the system's own messages, where there are any; the icon they need goes away by itself."""
    if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
        return
    tray = desk.findChild(QSystemTrayIcon)
    if tray is None:
        tray = QSystemTrayIcon(QApplication.windowIcon(), desk)
    tray.show()
    tray.showMessage("Kinograph", text, QApplication.windowIcon(), _SHOWN_MS)
    QTimer.singleShot(_SHOWN_MS, tray.hide)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Runs", text)


class _Opener(QObject):
    """Opens the folder of a file in the system's file manager."""

    def __init__(self, file: str, parent: QObject) -> None:
        super().__init__(parent)
        self._file = Path(file)

    def open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))
