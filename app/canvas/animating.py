"""Plays the thumbnail of the node under the mouse and of the selected one, and of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["PicturePlayer"]

_EVERY_MS = 100
_REST_AFTER_GESTURE_TICKS = 3


class PicturePlayer(QObject):
    """Rests while a run is under way, while something is dragged, and when the canvas cannot be seen."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._over = ""
        self._held = 0
        self._playing: set[str] = set()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.tick)
        view.desk.selection.changed.connect(self.wake)
        view.desk.results.node_changed.connect(self.on_node_changed)

    def follow(self, item: NodeItem | None) -> None:
        """The node under the mouse."""
        self._over = item.node.id if item is not None else ""
        self.wake()

    def hold(self) -> None:
        """The hand is busy: rest for a moment."""
        self._held = _REST_AFTER_GESTURE_TICKS

    def on_node_changed(self, path: str) -> None:
        self.wake()

    def wake(self) -> None:
        """Play or rest, as it is now."""
        wanted = {name for name in {self._over, self._view.desk.selection.current} if self._moves(name)}
        for name in self._playing - wanted:
            item = self._view.canvas.nodes.get(name)
            if item is not None:
                item.rest_picture()
        self._playing = wanted
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()

    def tick(self) -> None:
        if self._held > 0:
            self._held -= 1
            return
        if not self._view.isVisible() or self._is_running():
            return
        for name in self._playing:
            item = self._view.canvas.nodes.get(name)
            if item is not None:
                item.advance_picture()

    def _moves(self, name: str) -> bool:
        item = self._view.canvas.nodes.get(name)
        return item is not None and item.moves

    def _is_running(self) -> bool:
        return any(item.result.state == "running" for item in self._view.canvas.nodes.values())
