"""The picture that points and outlines belong to: the nearest one on the wires before their node."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from app.viewer.overlays.found import PICTURES, found_upstream
from nodes.values import Boxes, Clip, Image, Poses, Strokes, Tracks, Value

__all__ = ["Underlay", "is_laid_over"]


def is_laid_over(value: object) -> bool:
    """Whether a value is points in a picture, and so wants that picture beneath it."""
    return isinstance(value, Tracks | Strokes | Boxes | Poses)


class Underlay(QObject):
    """picture: a Clip or an Image, perhaps only a thumbnail; None when there is none. changed(): another one."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = ""
        self._source = ("", "")
        self.picture: Clip | Image | None = None
        desk.results.value_arrived.connect(self.on_value_arrived)
        desk.results.node_changed.connect(self.on_node_changed)

    def look_at(self, path: str) -> None:
        """The node whose points are shown; "" lets the picture go."""
        found = [one for one in found_upstream(self._desk.document, path, PICTURES) if one.distance] if path else []
        ready = [one for one in found if self._desk.results.of(one.path).state in ("done", "cached")]
        nearest = next(iter(ready or found), None)
        source = (nearest.path, nearest.output) if nearest is not None else ("", "")
        if (path, source) == (self._path, self._source) and self.picture is not None:
            return
        self._path, self._source, self.picture = path, source, None
        if source[0]:
            self.picture = self._desk.results.thumbnail(*source)
            if ready:
                self._desk.results.request_value(*source)

    def on_value_arrived(self, path: str, output: str, value: Value | None, failure: object) -> None:
        if (path, output) == self._source and isinstance(value, Clip | Image) and value is not self.picture:
            self.picture = value
            self.changed.emit()

    def on_node_changed(self, path: str) -> None:
        if path == self._source[0] and self._desk.results.of(path).state in ("done", "cached"):
            self._desk.results.request_value(*self._source)
