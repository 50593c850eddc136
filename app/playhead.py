"""Where in time the studio looks: one playhead for viewer, curves and editors."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QObject, Signal

__all__ = ["Playhead"]


class Playhead(QObject):
    """frame: 0 to frame_count - 1.  start, end: first and last frame of the played part (in and out points).

    moved(int): another frame.  changed(): length, frame rate, in or out.  playing_changed().
    """

    moved = Signal(int)
    changed = Signal()
    playing_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = 0
        self.frame_count = 1
        self.frames_per_second = Fraction(8)
        self.start = 0
        self.end = 0
        self.playing = False
        self.loop = True

    def set_length(self, frame_count: int, frames_per_second: Fraction) -> None:
        """Another clip is looked at. In and out are kept where they fit."""
        if (frame_count, frames_per_second) == (self.frame_count, self.frames_per_second):
            return
        whole = self.end == self.frame_count - 1
        self.frame_count, self.frames_per_second = max(1, frame_count), frames_per_second
        last = self.frame_count - 1
        self.end = last if whole else min(self.end, last)
        self.start = min(self.start, self.end)
        self.changed.emit()
        self.move_to(self.frame)

    def set_range(self, start: int, end: int) -> None:
        """Play this part only."""
        last = self.frame_count - 1
        start, end = max(0, min(start, last)), max(0, min(end, last))
        if start <= end and (start, end) != (self.start, self.end):
            self.start, self.end = start, end
            self.changed.emit()

    def move_to(self, frame: int) -> None:
        frame = max(0, min(int(frame), self.frame_count - 1))
        if frame != self.frame:
            self.frame = frame
            self.moved.emit(frame)

    def step(self, frames: int) -> None:
        """Forward or back, round within in and out when looping."""
        frame = self.frame + frames
        if self.loop and not self.start <= frame <= self.end:
            frame = self.start if frames > 0 else self.end
        self.move_to(frame)

    def set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit()
