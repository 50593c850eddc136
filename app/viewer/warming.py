"""Modules that plots need, imported while nothing goes on: the first report then opens without a wait."""

from __future__ import annotations

import importlib
import logging

from PySide6.QtCore import QObject, Qt, QTimer

from app.desk import Desk

__all__ = ["Warmer", "warm_up"]

log = logging.getLogger(__name__)
FIRST_AFTER_MS, THEN_AFTER_MS = 4000, 600
# What pyqtgraph imports, so that each step is short; the package itself comes last.
MODULES = (
    *("cv2", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSvg", "PySide6.QtTest"),
    *("xml.etree.ElementTree", "urllib.request", "unittest", "pyqtgraph"),
)


def warm_up(desk: Desk) -> None:
    """Begin, once for a desk."""
    if desk.findChild(Warmer, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
        Warmer(desk)


class Warmer(QObject):
    """Waits while a run or a clip is going on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._left = list(MODULES)
        self._timer = QTimer(self, interval=FIRST_AFTER_MS)
        self._timer.timeout.connect(self.on_step)
        self._timer.start()

    def on_step(self) -> None:
        runs = self._desk.runs
        if self._desk.playhead.playing or (runs is not None and runs.now is not None):
            return
        self._timer.setInterval(THEN_AFTER_MS)
        name = self._left.pop(0)
        try:
            importlib.import_module(name)
        except ImportError as error:  # told again, in its place, when it is needed
            log.warning("%s cannot be imported ahead: %s", name, error)
        if not self._left:
            self._timer.stop()
