"""Which picture a viewer plays: a value's own, the one beneath points, or the one that strokes are drawn on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from app.viewer.colouring import Colouring
from app.viewer.drawing import StrokeDrawing
from app.viewer.footage import Footage, HeldFootage, ImageFootage
from app.viewer.measured import footage_of
from app.viewer.overlays import Found, Overlay
from app.viewer.overlays.painting import OverlaysLayer
from app.viewer.showing import Showing
from app.viewer.stage import PictureStage
from app.viewer.underlay import Underlay, is_laid_over
from nodes.values import Value

__all__ = ["WhatToPlay"]


class WhatToPlay(QObject):
    """colouring: of measured pictures.  is_drawn_on: strokes are being drawn on it.  changed(): another picture."""

    changed = Signal()

    def __init__(self, desk: Desk, stage: PictureStage, layer: OverlaysLayer, *, draws: bool) -> None:
        super().__init__(stage)
        self._desk, self._stage, self._layer = desk, stage, layer
        self._draws = draws
        self._underlay = Underlay(desk, self)
        self._drawing = StrokeDrawing(desk, stage.view)
        self._underlay.changed.connect(self.changed)
        self._drawing.changed.connect(self.changed)
        self.colouring = Colouring()
        self.is_drawn_on = False

    def footage(self, showing: Showing, value: Value | None) -> Footage | None:
        """What to play for this value of what is shown; None for what is no picture."""
        drawn_on = self._drawing.picture_for(showing.path) if self._draws else None
        self.is_drawn_on = drawn_on is not None
        self._drawing.set_on(self.is_drawn_on)
        self._layer.always = []
        if drawn_on is not None:
            frames, rate = self._drawing.length()
            kept = self._kept(drawn_on)
            same = kept is not None and kept.frame_count == frames
            return kept if same else HeldFootage(ImageFootage(drawn_on), frames, rate)
        if value is None or showing.now.stage == "failed":
            return None
        self._underlay.look_at(showing.source[0] if is_laid_over(value) else "")
        beneath = self._underlay.picture
        if beneath is not None:
            found = Found(*showing.source, value.type_name, "", 0)
            self._layer.always = [Overlay(found, True, 1.0, value)]
            return self._kept(beneath) or _held(beneath, value)
        return self._kept(value) or footage_of(value, self.colouring)

    def _kept(self, value: Value) -> Footage | None:
        """The footage in use, when it is of the same value in the same colours: its frames are ready."""
        now = self._stage.footage
        same = now is not None and now.value is value
        return now if same and getattr(now, "colouring", self.colouring) == self.colouring else None


def _held(beneath: Value, value: Value) -> Footage | None:
    footage = footage_of(beneath)
    return HeldFootage(footage, getattr(value, "frame_count", 1), None) if footage is not None else None
