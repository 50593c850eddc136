"""The instant preview: the frames of the warp, worked out a few at a time while the window stays free."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.desk import Desk
from app.editors.active_strokes import ActiveStrokes, active_strokes
from app.editors.source_picture import SourcePicture, source_picture
from app.editors.warp import CutOut, Warp, cut_out
from app.look.images import as_qimage
from nodes.errors import KinographError

__all__ = ["WarpPreview"]

LARGEST_PX = 640
BUDGET_S = 0.006
PAUSE_MS = 8


class WarpPreview(QObject):
    """frame(n) is the picture at a frame, or None while it is not worked out. changed(): more of it is there.

    first: the frame that is wanted first; None for the playhead's.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._active: ActiveStrokes = active_strokes(desk)
        self._source: SourcePicture = source_picture(desk)
        self._playhead = desk.playhead
        self.on = True
        self.first: int | None = None
        self._small: NDArray[np.uint8] | None = None
        self._cuts: dict[int, tuple[Any, CutOut | None]] = {}
        self._stale: list[int] = []
        self._old: dict[int, QImage] = {}
        self._warp: Warp | None = None
        self._warp_of: list[Any] = []
        self._paths: list[Any] = []
        self._shares: list[Any] = []
        self._frames: dict[int, QImage] = {}
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self.on_timer)
        self._active.changed.connect(self.restart)
        self._active.wired.connect(self.restart)
        self._source.changed.connect(self.on_source_changed)
        self.on_source_changed()

    def set_on(self, on: bool) -> None:
        self.on = on
        self.restart()

    def frame(self, number: int) -> QImage | None:
        """The warped picture at a frame; the one before the last change while the new one is not there yet."""
        return self._frames.get(number, self._old.get(number)) if self.on else None

    @property
    def moves(self) -> bool:
        """Whether anything is dragged."""
        return any(not stroke.get("pinned") for stroke in self._active.strokes)

    @property
    def finished(self) -> bool:
        return not self._timer.isActive()

    def on_source_changed(self) -> None:
        self._small = _preview_size(self._source)
        self._cuts, self._warp, self._warp_of = {}, None, []
        self._old, self._frames = {}, {}
        self.restart()

    def restart(self) -> None:
        """Something has changed: begin again, the frame of the playhead first. Old frames stand until then."""
        if self.on and self._small is not None and self._active.strokes and self.moves:
            self._stale = list(range(len(self._active.strokes)))
            self._old, self._frames = {**self._old, **self._frames}, {}
            self._timer.start()
        else:
            self._stale = []
            self._old, self._frames = {}, {}
            self._timer.stop()
        self.changed.emit()

    def on_timer(self) -> None:
        """As much as fits into a few milliseconds."""
        until = time.perf_counter() + BUDGET_S
        try:
            while time.perf_counter() < until:
                if not self._step():
                    self._timer.stop()
                    break
        except KinographError:  # said by the panel's cautions; without paths there is nothing to show
            self._old, self._frames = {}, {}
            self._timer.stop()
        self.changed.emit()

    def _step(self) -> bool:
        """One piece of work: what a stroke needs, the background, or a frame. False when all is done."""
        assert self._small is not None
        strokes = self._active.strokes
        if self._stale:
            self._prepare(self._small, self._stale.pop())
            if not self._stale:
                self._begin(self._small)
            return True
        assert self._warp is not None
        self._warp.use(strokes)
        return self._next_frame()

    def _prepare(self, small: NDArray[np.uint8], index: int) -> None:
        """The cut-out of a stroke where it is another one, and its path."""
        stroke = self._active.strokes[index]
        key, known = _cut_key(stroke), self._cuts.get(index)
        if known is None or known[0] != key:
            self._cuts[index] = (key, cut_out(small, stroke))
        self._active.frame_points(index)
        self._active.frame_shares(index)

    def _begin(self, small: NDArray[np.uint8]) -> None:
        """All strokes are ready: take their paths, and a new background where a cut-out has changed."""
        strokes = self._active.strokes
        count = range(len(strokes))
        self._cuts = {index: self._cuts[index] for index in count}
        self._paths = [self._active.frame_points(index) for index in count]
        self._shares = [self._active.frame_shares(index) for index in count]
        wanted = [(*self._cuts[i], strokes[i].get("layer", 0), bool(strokes[i].get("pinned"))) for i in count]
        same = len(wanted) == len(self._warp_of) and all(
            one[1] is other[1] and one[2:] == other[2:] for one, other in zip(wanted, self._warp_of, strict=True)
        )
        if self._warp is None or not same:
            self._warp, self._warp_of = Warp(small, strokes, [self._cuts[index][1] for index in count]), wanted

    def _next_frame(self) -> bool:
        assert self._warp is not None
        count = self._active.timing.frames
        first = min(self._playhead.frame if self.first is None else self.first, count - 1)
        for number in (*range(first, count), *range(first)):
            if number not in self._frames:
                self._frames[number] = as_qimage(self._warp.frame(number, self._paths, self._shares))
                return True
        return False


def _preview_size(source: SourcePicture) -> NDArray[np.uint8] | None:
    import cv2

    if source.image is None:
        return None
    pixels = source.image.as_uint8()
    factor = LARGEST_PX / max(pixels.shape[:2])
    if factor >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _cut_key(stroke: Any) -> tuple[Any, ...]:
    """What a cut-out depends on: the outline, or the disc and where it begins."""
    if stroke.get("region") is not None:
        return ("region", stroke["region"])
    return ("disc", stroke["points"][0], stroke.get("radius", 0.05))
