"""Plays: moves the one playhead by the clock, dropping frames rather than slowing down."""

from __future__ import annotations

import time
from collections import deque
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from app.desk import Desk

__all__ = ["SPEEDS", "Player", "player_of"]

SPEEDS = (0.25, 0.5, 1.0, 2.0)
_MEASURED_S = 1.0


def player_of(desk: Desk) -> Player:
    """The one that all viewers of a desk share."""
    found = desk.findChild(Player, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Player) else Player(desk)


class Player(QObject):
    """speed: times the clip's own rate.  rate: frames a second that were really shown, None while too few were.

    Several viewers show clips of several lengths at once: the playhead is as long as the longest.
    measured(): another rate.  changed(): another speed.
    """

    measured = Signal()
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._playhead = desk.playhead
        self._lengths: dict[QObject, tuple[int, Fraction]] = {}
        self._began_s = 0.0
        self._began_at = 0
        self._expected: int | None = None
        self._shown: deque[float] = deque()
        self.speed = 1.0
        self.rate: float | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.on_tick)
        self._playhead.playing_changed.connect(self.on_playing_changed)
        self._playhead.changed.connect(self.on_range_changed)

    @property
    def wanted_rate(self) -> float:
        """Frames a second that should be shown."""
        return float(self._playhead.frames_per_second) * self.speed

    @property
    def keeps_up(self) -> bool:
        """Whether (nearly) all frames are shown; True while that is not known."""
        return self.rate is None or self.rate >= 0.92 * self.wanted_rate

    def set_length(self, owner: QObject, frame_count: int, fps: Fraction) -> None:
        """Tell how long what a viewer shows is."""
        self._lengths[owner] = (frame_count, fps)
        self._tell_length()

    def forget(self, owner: QObject) -> None:
        """The viewer closed, or shows nothing that plays."""
        if self._lengths.pop(owner, None) is not None:
            self._tell_length()

    def _tell_length(self) -> None:
        self._lengths = {owner: length for owner, length in self._lengths.items() if isValid(owner)}
        if self._lengths:
            self._playhead.set_length(*max(self._lengths.values(), key=lambda length: length[0]))

    def set_speed(self, speed: float) -> None:
        if speed != self.speed:
            self.speed = speed
            self._begin()
            self.changed.emit()

    def toggle(self) -> None:
        """Play, from the in point when standing at the end; or pause."""
        head = self._playhead
        if not head.playing and not head.start <= head.frame < head.end:
            head.move_to(head.start)
        head.set_playing(not head.playing and head.frame_count > 1)

    def on_playing_changed(self) -> None:
        if self._playhead.playing:
            self._begin()
        else:
            self._timer.stop()
            self._measure(None)

    def on_range_changed(self) -> None:
        if self._playhead.playing:
            self._begin()

    def _begin(self) -> None:
        self._began_s, self._began_at = time.monotonic(), self._playhead.frame
        self._expected = self._playhead.frame
        self._shown.clear()
        self._measure(None)
        if self._playhead.playing:
            self._arm(self._began_s, 0)

    def on_tick(self) -> None:
        head, now = self._playhead, time.monotonic()
        if head.frame != self._expected:  # somebody scrubbed: go on from there
            self._begin()
            return
        passed = int((now - self._began_s) * self.wanted_rate)
        frame = self._began_at + passed
        if frame > head.end or frame < head.start:
            if not head.loop:
                head.move_to(head.end)
                head.set_playing(False)
                return
            frame = head.start + (frame - head.start) % (head.end - head.start + 1)
        moved = frame != head.frame
        self._expected = frame
        head.move_to(frame)
        if moved:
            self._count(now)
        if head.playing:
            self._arm(time.monotonic(), passed)

    def _arm(self, now: float, passed: int) -> None:
        due = self._began_s + (passed + 1) / self.wanted_rate
        self._timer.start(max(1, round((due - now) * 1000)))

    def _count(self, now: float) -> None:
        self._shown.append(now)
        while self._shown[0] < now - _MEASURED_S:
            self._shown.popleft()
        spent = now - self._shown[0]
        if len(self._shown) > 3 and spent > _MEASURED_S / 2:
            self._measure((len(self._shown) - 1) / spent)

    def _measure(self, rate: float | None) -> None:
        if rate != self.rate:
            self.rate = rate
            self.measured.emit()
