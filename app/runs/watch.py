"""Whether the engine still lives: a stop that is not answered, work without a sign of life. Told, not decided."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]
from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.desk import Desk
    from app.runs.runs import Runs

__all__ = ["EngineWatch"]

_LOOK_EVERY_MS = 1000
_WORKS = 0.02  # seconds of processor time in a look that count as work


class EngineWatch(QObject):
    """Looks once a second while there is an engine.

    stop_s: how long a stop may stay unanswered.  quiet_s: how long the engine may say nothing and use no processor
    while something is asked of it.
    """

    def __init__(self, desk: Desk, runs: Runs) -> None:
        super().__init__(runs)
        self.stop_s, self.quiet_s = 10.0, 30.0
        self._desk, self._runs = desk, runs
        self._stop_asked: float | None = None
        self._life = time.monotonic()
        self._worked = 0.0
        self._told = False
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        runs.heard.connect(self.on_heard)

    def begin(self) -> None:
        self._sign_of_life()
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()

    def stop_asked(self) -> None:
        """A job was asked to stop."""
        if self._stop_asked is None:
            self._stop_asked = time.monotonic()

    def stop_over(self) -> None:
        """It stopped, or there is nothing to stop."""
        self._stop_asked = None

    def on_heard(self, message: object) -> None:
        self._sign_of_life()

    def look(self) -> None:
        """Tell what is wrong, once."""
        now = time.monotonic()
        if self._stop_asked is not None and now - self._stop_asked > self.stop_s:
            self._stop_asked = None
            self._tell_unstopped()
        if not self._runs.is_waiting_for_engine:
            self._sign_of_life()
            return
        worked = self._processor_seconds()
        if worked is None or worked - self._worked > _WORKS:
            self._worked = worked or 0.0
            self._life = now
        elif now - self._life > self.quiet_s and not self._told:
            self._told = True
            self._tell_quiet(now - self._life)

    def _sign_of_life(self) -> None:
        self._life = time.monotonic()
        self._told = False

    def _processor_seconds(self) -> float | None:
        """Of the engine and of what it started; None when there is none to look at."""
        process_id = self._runs.link.client.process_id
        try:
            process = psutil.Process(process_id) if process_id is not None else None
            if process is None:
                return None
            spent = process.cpu_times()
            return float(spent.user + spent.system + spent.children_user + spent.children_system)
        except psutil.Error:
            return None

    def _tell_unstopped(self) -> None:
        self._desk.say(
            self.tr("The engine does not stop."),
            "warn",
            detail=self.tr(
                "It may be in a long calculation that cannot be interrupted. Ending it loses results that are not on "
                "disk; a job run again goes on from its last checkpoint."
            ),
            actions=(
                (self.tr("Restart the engine"), self._runs.restart),
                (self.tr("Show the log"), self._runs.log_wanted.emit),
            ),
            key="engine",
        )

    def _tell_quiet(self, seconds: float) -> None:
        now = self._runs.now
        what = self.tr("while “{0}” runs").format(now.title) if now is not None else self.tr("though it was asked")
        self._desk.say(
            self.tr("The engine has said and done nothing for {0:.0f} s {1}.").format(seconds, what),
            "warn",
            detail=self.tr(
                "It may wait for a disk or for the network, or it hangs. The window and the project are not touched "
                "by it. After a restart the job can be run again; it goes on from its last checkpoint."
            ),
            actions=(
                (self.tr("Restart the engine"), self._runs.restart),
                (self.tr("Show the log"), self._runs.log_wanted.emit),
            ),
            key="engine",
        )
