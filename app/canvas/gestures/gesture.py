"""What every gesture is: it starts, moves, and is finished or cancelled; only finishing changes the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.scene import CanvasScene
from app.desk import Desk
from nodes.graph.edit import Edit, Several

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["Gesture", "Pointer"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """view: in pixels of the viewport.  scene: the same place on the canvas."""

    view: QPointF
    scene: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    button: Qt.MouseButton = Qt.MouseButton.LeftButton

    def has(self, modifier: Qt.KeyboardModifier) -> bool:
        return bool(self.modifiers & modifier)

    @property
    def shift(self) -> bool:
        return self.has(Qt.KeyboardModifier.ShiftModifier)

    @property
    def control(self) -> bool:
        return self.has(Qt.KeyboardModifier.ControlModifier)

    @property
    def alt(self) -> bool:
        return self.has(Qt.KeyboardModifier.AltModifier)


class Gesture(QObject):
    """begin: where the button went down.  moved: whether it went far enough to be more than a click."""

    cursor: ClassVar[Qt.CursorShape | None] = None
    THRESHOLD = 4.0

    def __init__(self, view: CanvasView, begin: Pointer) -> None:
        super().__init__(view)
        self.view = view
        self.begin = begin
        self.moved = False

    @property
    def desk(self) -> Desk:
        return self.view.desk

    @property
    def canvas(self) -> CanvasScene:
        return self.view.canvas

    @property
    def where(self) -> str:
        return self.desk.selection.where

    # -- what the view calls -----------------------------------------------------------------------

    def press(self) -> None:
        self.start()

    def drag(self, pointer: Pointer) -> None:
        """A movement; the first few pixels do not count."""
        if not self.moved and (pointer.view - self.begin.view).manhattanLength() >= self.THRESHOLD:
            self.moved = True
            self.on_moved_first(pointer)
        if self.moved:
            self.move(pointer)

    # -- for each gesture --------------------------------------------------------------------------

    def start(self) -> None:
        """The button went down."""

    def on_moved_first(self, pointer: Pointer) -> None:
        """It is more than a click."""

    def move(self, pointer: Pointer) -> None:
        """The mouse moved far enough."""

    def finish(self, pointer: Pointer) -> None:
        """The button was let go: change the document. A click when `moved` is false."""

    def cancel(self) -> None:
        """Escape: everything is as before the press."""

    def paint(self, painter: QPainter) -> None:
        """Drawn over everything, in units of the scene."""

    # -- what they share ---------------------------------------------------------------------------

    def perform(self, edits: list[Edit], title: str) -> bool:
        """One step in the history; whether it was done."""
        if not edits:
            return False
        document = self.desk.document
        document.end_step()
        edit = edits[0] if len(edits) == 1 else Several(tuple(edits), title, self.where)
        done = document.perform(edit)
        document.end_step()
        return done
