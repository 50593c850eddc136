"""Strokes drawn in the viewer: while a strokes node is looked at, its editor's layer lies over its picture."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from app.viewer.picture_view import PictureView
from nodes.values import Image

if TYPE_CHECKING:
    from app.editors.on_picture import StrokesOnPicture
    from app.editors.source_picture import SourcePicture

__all__ = ["StrokeDrawing"]

STROKES_NODE = "motion.strokes"


class StrokeDrawing(QObject):
    """changed(): another picture beneath. The editor is imported when the first strokes node is looked at."""

    changed = Signal()

    def __init__(self, desk: Desk, view: PictureView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self._layer: StrokesOnPicture | None = None
        self._source: SourcePicture | None = None

    def picture_for(self, path: str) -> Image | None:
        """What the strokes of this node are drawn on; None for other nodes and while there is no picture."""
        node = self._desk.document.node(path) if path else None
        if node is None or node.type_id != STROKES_NODE or path != self._desk.selection.current_path:
            return None
        if self._source is None:
            from app.editors.source_picture import source_picture

            self._source = source_picture(self._desk)
            self._source.changed.connect(self.changed)
        return self._source.image

    def length(self) -> tuple[int, Fraction]:
        """Frames of the movement that is drawn, and how many a second."""
        from app.editors.active_strokes import active_strokes

        timing = active_strokes(self._desk).timing
        return timing.frames, timing.frames_per_second

    def set_on(self, on: bool) -> None:
        """Have the layer over the picture, or not."""
        if on and self._layer is None:
            from app.editors import StrokesOnPicture

            self._layer = StrokesOnPicture(self._desk, self._view)
        if self._layer is not None and on:
            self._view.add_layer(self._layer)
        elif self._layer is not None:
            self._view.remove_layer(self._layer)
