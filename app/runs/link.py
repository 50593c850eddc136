"""The engine process and the window's event loop: what the engine says arrives as a signal, nothing ever waits."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from nodes.engine import EngineClient, EngineSettings
from nodes.errors import EngineError

__all__ = ["EngineLink"]

_LOOK_EVERY_MS = 200


class EngineLink(QObject):
    """heard(message): each message of the engine, EngineLost too.  client: to ask; poll it through here only."""

    heard = Signal(object)

    def __init__(self, settings: EngineSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.client = EngineClient(settings, slots=6, slot_bytes=16 << 20, start=False)
        self._notifier: QSocketNotifier | None = None
        self._watched = -1
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)  # a process that died or was replaced
        self._timer.timeout.connect(self.listen)

    @property
    def is_up(self) -> bool:
        return self.client.process_id is not None

    def start(self) -> None:
        """Have an engine process. Raises EngineError when none can be had."""
        self.client.start()
        self._timer.start()
        self._watch()

    def listen(self) -> None:
        """Tell what has arrived."""
        try:
            messages = self.client.poll()
        except EngineError:  # closed between two looks
            return
        for message in messages:
            self.heard.emit(message)
        self._watch()

    def close(self) -> None:
        """End the engine process; it is killed when it does not end by itself within two seconds."""
        self._timer.stop()
        self._forget_notifier()
        self.client.close(2.0)

    def _watch(self) -> None:
        number = self.client.fileno()
        if number == self._watched:
            return
        self._forget_notifier()
        if number >= 0:
            self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self.listen)
        self._watched = number

    def _forget_notifier(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._watched = -1
