"""The picture part of a viewer: A, perhaps B beside it, the layers over them, and frames taken from the cache."""

from __future__ import annotations

import logging

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.viewer.comparison import Comparison, DifferenceFootage, frame_beside
from app.viewer.footage import Footage
from app.viewer.frame_cache import FrameCache
from app.viewer.notes import NotesLayer
from app.viewer.picture_view import PictureView
from app.viewer.wipe import CompareLayer
from nodes.errors import KinographError

__all__ = ["PictureStage"]

log = logging.getLogger(__name__)
_AHEAD_MS = 12


class PictureStage(QWidget):
    """show_footage(A), compare(B, how). frame_shown(): another frame or picture.  failed(str): it cannot be read."""

    frame_shown = Signal()
    failed = Signal(str)
    ready_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, desk.look
        self.footage: Footage | None = None
        self.other: Footage | None = None
        self._apart: DifferenceFootage | None = None
        self.cache = FrameCache()
        self.dimmed = False
        self.view, self.beside = PictureView(desk.look, self), PictureView(desk.look, self)
        self.beside.setAccessibleName(self.tr("Picture B"))
        self.beside.hide()
        self.compare_layer = CompareLayer(desk.look, self)
        self.notes = NotesLayer(desk.look)
        self._beside_notes = NotesLayer(desk.look)
        self.beside.add_layer(self._beside_notes)
        self.view.add_layer(self.compare_layer)
        self.view.add_layer(self.notes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.view, 1)
        row.addWidget(self.beside, 1)
        self.view.view_changed.connect(self.on_view_changed)
        self.beside.view_changed.connect(self.on_beside_changed)
        self.view.hovered.connect(self.on_hovered)
        self.beside.hovered.connect(self.on_beside_hovered)
        desk.playhead.moved.connect(self.refresh)
        self._ahead = QTimer(self, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self.on_ahead)

    @property
    def frame(self) -> int:
        """The frame shown: the playhead's, or the last where the clip is shorter."""
        return self.footage.clamped(self._desk.playhead.frame) if self.footage is not None else 0

    @property
    def comparison(self) -> Comparison:
        return self.compare_layer.comparison

    def show_footage(self, footage: Footage | None, *, dimmed: bool = False, note: str = "") -> None:
        """What to look at as A. dimmed: it is not what the node would make now; note says so in the corner."""
        self.footage, self.dimmed = footage, dimmed
        self.notes.dim, self.notes.badge = dimmed, note
        self._settle()

    def compare(self, other: Footage | None, how: Comparison, names: tuple[str, str] = ("A", "B")) -> None:
        """B, and how it is laid beside A."""
        self.other = other
        self.compare_layer.comparison, self.compare_layer.names = how, names
        self._beside_notes.title = f"B  {names[1]}"
        self._settle()

    def set_name(self, name: str) -> None:
        """What A is called."""
        self.compare_layer.names = (name, self.compare_layer.names[1])
        self.view.update()

    def set_badge(self, text: str) -> None:
        """A word in the upper corner: the step of a preview, "stale"."""
        if text != self.notes.badge:
            self.notes.badge = text
            self.view.update()

    def set_smooth(self, smooth: bool) -> None:
        """Smooth or hard pixels; some pictures are only shown hard."""
        hard = self.footage is not None and self.footage.hard
        self.view.set_smooth(smooth and not hard)
        self.beside.set_smooth(smooth and not hard)

    def _settle(self) -> None:
        how, one, other = self.comparison, self.footage, self.other
        self._apart = None
        if how.mode == "difference" and one is not None and other is not None:
            self._apart = DifferenceFootage(one, other, how.gain)
        self.beside.setVisible(how.mode == "side" and other is not None)
        self.cache.keep_only(one, other, self._apart)
        self.notes.told = self._fitted_told()
        self.refresh()
        self._ahead.start()

    def _fitted_told(self) -> str:
        """What had to be fitted to compare the two."""
        one, other = self.footage, self.other
        if one is None or other is None or self.comparison.mode == "off":
            return ""
        told = []
        if (one.width, one.height) != (other.width, other.height) and self.comparison.mode != "side":
            text = self.tr("B is {b}, shown at A's {a}")
            told.append(text.format(b=f"{other.width}×{other.height}", a=f"{one.width}×{one.height}"))
        if one.frame_count > other.frame_count:
            told.append(
                self.tr("B ends at frame {count} of {of}").format(count=other.frame_count, of=one.frame_count)
            )
        elif one.frame_count < other.frame_count:
            told.append(
                self.tr("A ends at frame {count} of {of}").format(count=one.frame_count, of=other.frame_count)
            )
        return " · ".join(told)

    # -- showing a frame ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Put the playhead's frame on the screen."""
        footage = self._apart or self.footage
        if footage is None:
            self.view.set_image(None)
            return
        image = self._read(footage, self.frame)
        if image is None:
            return
        self.view.set_image(image)
        self.compare_layer.other = None
        if self.other is not None and self.footage is not None:
            at = frame_beside(self._desk.playhead.frame, self.footage, self.other)
            self.compare_layer.other = self._read(self.other, at)
            if self.comparison.mode == "side":
                self.beside.set_image(self.compare_layer.other)
        if self.notes.pixel is not None:
            self.notes.text = self._told(self.notes.pixel)
        self.frame_shown.emit()

    def _read(self, footage: Footage, frame: int) -> QImage | None:
        """A frame, or None after telling why it cannot be had."""
        try:
            return self.cache.image(footage, frame)
        except (KinographError, OSError, ValueError, MemoryError) as error:
            log.warning("frame %d cannot be shown: %s", frame, error)
            self._ahead.stop()
            self.view.set_image(None)
            remedy = getattr(error, "remedy", "")
            self.failed.emit(f"{error} {remedy}".strip() if remedy and remedy not in str(error) else str(error))
            return None

    def on_ahead(self) -> None:
        """Make one frame ready that playing will want, while nothing else is going on."""
        footage = self._apart or self.footage
        if footage is None or footage.frame_count < 2 or not self.isVisible() or self._desk.playhead.playing:
            self._ahead.stop()
            self.ready_changed.emit()
            return
        start, count = self.frame, footage.frame_count
        missing = next(
            (f % count for f in range(start, start + count) if not self.cache.has(footage, f % count)), None
        )
        if missing is None or not self.cache.has_room_for(footage):
            self._ahead.stop()
        else:
            self._read(footage, missing)
        self.ready_changed.emit()

    def ready_frames(self) -> list[int]:
        footage = self._apart or self.footage
        return self.cache.frames_of(footage) if footage is not None else []

    # -- under the mouse ---------------------------------------------------------------------------

    def on_hovered(self, pixel: QPoint | None) -> None:
        self._tell_pixel(self.notes, self.view, pixel)

    def on_beside_hovered(self, pixel: QPoint | None) -> None:
        self._tell_pixel(self._beside_notes, self.beside, pixel)

    def _tell_pixel(self, notes: NotesLayer, view: PictureView, pixel: QPoint | None) -> None:
        if pixel == notes.pixel:
            return
        notes.pixel = pixel
        notes.text = "" if pixel is None else self._told(pixel, beside=view is self.beside)
        view.update()

    def _told(self, pixel: QPoint, *, beside: bool = False) -> str:
        footage, frame = (self.other if beside else self._apart or self.footage), self.frame
        if footage is None or pixel.x() >= footage.width or pixel.y() >= footage.height:
            return ""
        try:
            told = footage.told(frame, pixel.x(), pixel.y())
        except (KinographError, OSError, ValueError) as error:
            return str(error)
        return f"{pixel.x():4d} {pixel.y():4d}   {told}" if told else f"{pixel.x():4d} {pixel.y():4d}"

    def on_view_changed(self) -> None:
        if self.beside.isVisible():
            self.beside.set_placement(self.view.placement)

    def on_beside_changed(self) -> None:
        if self.beside.isVisible() and self.beside.underMouse():
            self.view.set_placement(self.beside.placement)
