"""Python's cycle collector, run by the window's thread alone.

The collector runs in whichever thread allocates; should it free a QObject in another thread than the window's, Qt
crashes. So it is off, and a timer of the window looks after it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

__all__ = ["GarbageTimer"]

EVERY_MS = 1000
OLDEST_EVERY = 60
"""Collections of the oldest generation cost most and are rare."""


class GarbageTimer(QObject):
    """Lives as long as the application."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticks = 0
        gc.disable()
        gc.freeze()  # what was imported up to here stays and need not be looked at
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.on_tick)
        self._timer.start()

    def on_tick(self) -> None:
        self._ticks += 1
        young, middle, _ = gc.get_count()
        if self._ticks % OLDEST_EVERY == 0:
            gc.collect(2)
        elif middle > 10:
            gc.collect(1)
        elif young > 700:
            gc.collect(0)

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
