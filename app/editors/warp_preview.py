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
from app.editors.source_picture import SourcePicture, as_qimage, source_picture
from app.editors.stroke_timing import frame_shares
from app.editors.warp import CutOut, Warp, cut_out
from nodes.errors import KinographError

__all__ = ["WarpPreview"]

LARGEST_PX = 640
BUDGET_S = 0.006
PAUSE_MS = 15


class WarpPreview(QObject):
    """frame(n) is the picture at a frame, or None while it is not worked out. changed(): more of it is there."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._active: ActiveStrokes = active_strokes(desk)
        self._source: SourcePicture = source_picture(desk)
        self._playhead = desk.playhead
        self.on = True
        self._small: NDArray[np.uint8] | None = None
        self._cuts: list[tuple[Any, CutOut | None]] = []
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
        """The warped picture at a frame."""
        return self._frames.get(number) if self.on else None

    @property
    def moves(self) -> bool:
        """Whether anything is dragged."""
        return any(not stroke.get("pinned") for stroke in self._active.strokes)

    @property
    def finished(self) -> bool:
        return not self._timer.isActive()

    def on_source_changed(self) -> None:
        self._small = _preview_size(self._source)
        self._cuts, self._warp, self._warp_of = [], None, []
        self.restart()

    def restart(self) -> None:
        """Something has changed: begin again, the frame of the playhead first."""
        self._frames.clear()
        self._paths, self._shares = [], []
        if self.on and self._small is not None and self._active.strokes and self.moves:
            self._timer.start()
        else:
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
            self._frames.clear()
            self._timer.stop()
        self.changed.emit()

    def _step(self) -> bool:
        """One piece of work: a cut-out, the background, or a frame. False when all is done."""
        assert self._small is not None
        strokes = self._active.strokes
        for index, stroke in enumerate(strokes):
            key = _cut_key(stroke)
            if index >= len(self._cuts) or self._cuts[index][0] != key:
                made = cut_out(self._small, stroke)
                self._cuts[index : index + 1] = [(key, made)]
                return True
        del self._cuts[len(strokes) :]
        if not self._paths:
            self._paths = [self._active.frame_points(index) for index in range(len(strokes))]
            self._shares = [frame_shares(stroke, self._active.timing) for stroke in strokes]
        wanted = [(key, stroke.get("layer", 0), bool(stroke.get("pinned"))) for (key, _), stroke in self._paired()]
        if self._warp is None or self._warp_of != wanted:
            self._warp, self._warp_of = Warp(self._small, strokes, [cut for _, cut in self._cuts]), wanted
            return True
        self._warp.use(strokes)
        return self._next_frame()

    def _paired(self) -> list[tuple[tuple[Any, CutOut | None], Any]]:
        return list(zip(self._cuts, self._active.strokes, strict=True))

    def _next_frame(self) -> bool:
        assert self._warp is not None
        count = self._active.timing.frames
        first = min(self._playhead.frame, count - 1)
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
