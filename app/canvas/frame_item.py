"""Frames behind nodes and notes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.face import wrapped
from app.canvas.ink import Ink, mixed
from app.canvas.metrics import RADIUS
from nodes.graph import Frame, Note

if TYPE_CHECKING:
    from app.canvas.scene import CanvasScene

__all__ = ["TITLE_BAND", "FrameItem", "NoteItem"]

TITLE_BAND = 30.0
GRIP = 14.0
NOTE_LEAST, FRAME_LEAST = 60.0, 100.0


class _Box(QGraphicsItem):
    """A rectangle with a size of its own that can be taken by its corner."""

    least = FRAME_LEAST

    def __init__(self, scene: CanvasScene) -> None:
        super().__init__()
        self._canvas = scene
        self.selected = False
        self.hot = False
        self.size = (0.0, 0.0)

    @property
    def ink(self) -> Ink:
        return self._canvas.ink

    @property
    def rect(self) -> QRectF:
        return QRectF(0.0, 0.0, *self.size)

    def scene_rect(self) -> QRectF:
        return self.rect.translated(self.pos())

    def set_size(self, size: tuple[float, float]) -> None:
        if size != self.size:
            self.prepareGeometryChange()
            self.size = size
            self.on_resized()

    def on_resized(self) -> None:
        """What depends on the size is laid out anew."""

    def set_selected(self, selected: bool) -> None:
        if selected != self.selected:
            self.selected = selected
            self.update()

    def set_hot(self, hot: bool) -> None:
        if hot != self.hot:
            self.hot = hot
            self.update()

    def grip_at(self, point: QPointF) -> str:
        """The edges under a point of the scene that a drag would move: "left", "right bottom"; "" for none."""
        here, rect, reach = point - self.pos(), self.rect, 6.0
        if not rect.adjusted(-reach, -reach, reach, reach).contains(here):
            return ""
        if rect.right() - here.x() < GRIP and rect.bottom() - here.y() < GRIP:
            return "right bottom"
        sides = [
            name
            for name, away in (
                ("left", abs(here.x())),
                ("right", abs(here.x() - rect.right())),
                ("top", abs(here.y())),
                ("bottom", abs(here.y() - rect.bottom())),
            )
            if away < reach
        ]
        return " ".join(sides)

    def boundingRect(self) -> QRectF:
        return self.rect.adjusted(-3, -3, 3, 3)

    def _draw_grip(self, painter: QPainter, colour: QColor) -> None:
        painter.setPen(QPen(colour, 1.2))
        x, y = self.size
        for step in (4.0, 8.0):
            painter.drawLine(QPointF(x - 4.0, y - 4.0 - step), QPointF(x - 4.0 - step, y - 4.0))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self.draw(painter, option.levelOfDetailFromTransform(painter.worldTransform()))

    def draw(self, painter: QPainter, scale: float) -> None:
        raise NotImplementedError


class FrameItem(_Box):
    """Taken by its title; what lies wholly in it moves with it. Larger ones lie behind smaller ones."""

    def __init__(self, scene: CanvasScene, frame: Frame) -> None:
        super().__init__(scene)
        self.set_frame(frame)

    def set_frame(self, frame: Frame) -> None:
        self.frame = frame
        self.set_size(frame.size)
        self.setPos(*frame.position)
        self.setZValue(-1e-9 * frame.size[0] * frame.size[1] - 1.0)
        self.update()

    @property
    def colour(self) -> QColor:
        return self.ink.named(self.frame.colour, "dim")

    def title_rect(self) -> QRectF:
        return QRectF(0.0, 0.0, self.size[0], TITLE_BAND)

    def draw(self, painter: QPainter, scale: float) -> None:
        ink, colour = self.ink, self.colour
        painter.setBrush(mixed(ink.canvas, colour, 0.075 if ink.look.palette.is_dark else 0.05))
        painter.setPen(ink.select_pen if self.selected else QPen(mixed(ink.canvas, colour, 0.36), 1.0))
        painter.drawRoundedRect(self.rect, RADIUS, RADIUS)
        font = ink.look.font("title", scaled=False)
        font.setPixelSize(min(max(13, round(11.0 / max(scale, 0.05))), 44))
        painter.setFont(font)
        painter.setPen(mixed(ink.canvas, colour, 0.92))
        room = QRectF(12.0, 0.0, self.size[0] - 24.0, max(TITLE_BAND, font.pixelSize() * 1.4))
        title = painter.fontMetrics().elidedText(self.frame.title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, title)
        if self.hot or self.selected:
            self._draw_grip(painter, mixed(ink.canvas, colour, 0.6))


class NoteItem(_Box):
    """A text on a slip; its first line stands out when an empty line follows it."""

    least = NOTE_LEAST

    def __init__(self, scene: CanvasScene, note: Note) -> None:
        super().__init__(scene)
        self._lines: list[tuple[str, bool]] | None = None
        self.setZValue(4.0)
        self.set_note(note)

    def set_note(self, note: Note) -> None:
        self.note = note
        self._lines = None
        self.set_size(note.size)
        self.setPos(*note.position)
        self.update()

    def on_resized(self) -> None:
        self._lines = None

    def forget_look(self) -> None:
        self._lines = None
        self.update()

    @property
    def colour(self) -> QColor:
        return self.ink.named(self.note.colour, "dim")

    def draw(self, painter: QPainter, scale: float) -> None:
        ink, colour = self.ink, self.colour
        painter.setBrush(mixed(ink.body, colour, 0.06))
        painter.setPen(ink.select_pen if self.selected else QPen(mixed(ink.canvas, colour, 0.32), 1.0))
        painter.drawRoundedRect(self.rect, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        if scale < 0.3:
            return
        y, step = 10.0, ink.node_metrics.lineSpacing() + 2.0
        for text, strong in self.lines():
            painter.setFont(ink.title_font if strong else ink.node_font)
            painter.setPen(ink.text if strong else ink.dim)
            painter.drawText(QPointF(12.0, y + ink.node_metrics.ascent()), text)
            y += step if text else step * 0.5
        if self.hot or self.selected:
            self._draw_grip(painter, ink.dim)

    def lines(self) -> list[tuple[str, bool]]:
        """(line, whether it stands out), as many as there is room for."""
        if self._lines is None:
            self._lines = self._laid_out()
        return self._lines

    def _laid_out(self) -> list[tuple[str, bool]]:
        ink, text = self.ink, self.note.text
        room, wide = self.size[1] - 18.0, max(self.size[0] - 24.0, 20.0)
        headed = "\n\n" in text and "\n" not in text.split("\n\n", 1)[0]
        step = ink.node_metrics.lineSpacing() + 2.0
        found: list[tuple[str, bool]] = []
        for place, row in enumerate(wrapped(text, ink.node_metrics, ink.node_font, wide, 200)):
            room -= step if row else step * 0.5
            if room < 0 and found:
                last, strong = found[-1]
                found[-1] = (f"{last} …", strong)
                break
            found.append((row, headed and place == 0))
        return found
