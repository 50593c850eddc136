"""The fields of drawn data (strokes, camera keys, polygons, points, boxes): what it holds, and the way to edit it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.inspector.binding import Binding
from app.inspector.drawn import Drawn, drawn
from app.inspector.fields.field import Field
from app.inspector.painting import draw_ground, draw_text
from app.inspector.sign_button import SignButton
from app.inspector.text_window import TextWindow
from app.look.widgets import button

__all__ = ["JsonField"]

_EDITED_BY_HAND = ("strokes", "camera", "polygon", "points", "boxes", "curve")


class JsonField(Field):
    """A small drawing, how many there are, "Edit…" to the workspace where it is drawn, and the plain data."""

    roomy = True

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self._drawn: tuple[Any, Drawn] | None = None
        self.raw = SignButton(self.look, "braces", self.tr("Write the plain data (JSON)"), self.open_raw, self)
        self.edit = button(self.tr("Edit…"), self.open_editor, "flat", tip=self.tr("Draw it in the Direct workspace"))
        self.edit.setParent(self)
        self.edit.setVisible(self.parameter.editor in _EDITED_BY_HAND)

    def refresh(self) -> None:
        self.setAccessibleDescription(self._facts().words)
        self.update()

    def height_for(self, width: int) -> int:
        return self.look.px(44 if self.parameter.editor else 24)

    def open_editor(self) -> None:
        """Go to where it is drawn, with this node current."""
        desk, node = self.binding.desk, self.binding.nodes[0]
        if desk.selection.where == self.binding.where:
            desk.selection.select([*self.binding.nodes], current=node)
        command = "panel.curves" if self.parameter.editor == "curve" else "workspace.direct"
        if not desk.commands.run(command) and not desk.commands.run("workspace.direct"):
            self.open_raw()

    def open_raw(self) -> None:
        """The plain data in a large window; only what can be read reaches the document."""
        self.end()
        text = "" if self.is_mixed() else written(self.value())
        self._window = TextWindow(self.look, self.accessibleName(), text, self.window(), code=True)
        self._window.edited.connect(self.on_written)
        self._window.finished.connect(self.on_closed)
        self._window.open()

    def on_written(self, text: str) -> None:
        try:
            value = json.loads(text, parse_constant=_refuse_constant)
        except ValueError as error:
            self._window.note.setText(self.tr("Not taken yet: {0}.").format(error))
            return
        if self.write(value):
            self._window.note.setText(self.tr("Taken."))

    def on_closed(self) -> None:
        self.end()
        self.refresh()
        self.finished.emit()

    # -- looks

    def _facts(self) -> Drawn:
        value = self.value()
        if self._drawn is None or self._drawn[0] is not value:
            found = Drawn((), self.mixed_text) if self.is_mixed() else drawn(self.parameter.editor, value)
            self._drawn = (value, found)
        return self._drawn[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = QPainter(self), self.look.px
        draw_ground(painter, self.look, self, wrong=self.wrong, hover=self.hover)
        facts, left = self._facts(), px(10)
        room = self._tools_left() - QFontMetricsF(self.look.font("text")).horizontalAdvance(facts.words)
        if self.parameter.editor and self.height() > px(30) and room > self.height() * 2:
            picture = QRectF(px(5), px(5), (self.height() - px(10)) * 16 / 9, self.height() - px(10))
            paint_drawn(painter, picture, facts, self.look.colour("canvas"), self._ink(), self.look.scale)
            left = round(picture.right()) + px(8)
        words = QRectF(left, 0, max(0, self._tools_left() - left - px(4)), self.height())
        draw_text(painter, self.look, words, facts.words, role="text", token="text" if facts.lines else "dim")

    def _ink(self) -> QColor:
        kind = {"camera": "CameraPath", "polygon": "Mask"}.get(self.parameter.editor, "Strokes")
        return self.look.type_colour(kind)

    def _tools_left(self) -> int:
        return self.raw.x() - (self.edit.width() if not self.edit.isHidden() else 0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.open_editor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        px = self.look.px
        side = px(22)
        top = (self.height() - side) // 2
        self.raw.setGeometry(self.width() - side - px(3), top, side, side)
        wanted = self.edit.sizeHint()
        high = min(wanted.height(), self.height() - px(2))
        self.edit.setGeometry(self.raw.x() - wanted.width(), (self.height() - high) // 2, wanted.width(), high)


def paint_drawn(
    painter: QPainter, rect: QRectF, facts: Drawn, ground: QColor, ink: QColor, scale: float = 1.0
) -> None:
    """The small drawing: lines and dots given as shares of the picture."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 3 * scale, 3 * scale)
    painter.setClipRect(rect)
    painter.setPen(QPen(ink, 1.5 * scale))
    for line in facts.lines:
        points = [_placed(rect, point) for point in line]
        if len(points) == 1:
            painter.setBrush(ink)
            painter.drawEllipse(points[0], 1.5 * scale, 1.5 * scale)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
    painter.restore()


def written(value: Any) -> str:
    """JSON a person can read: lists of numbers stay on one line."""
    if isinstance(value, list) and value and not all(isinstance(item, int | float) for item in value):
        return "[\n" + ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def _placed(rect: QRectF, point: Sequence[float]) -> QPointF:
    return QPointF(rect.left() + rect.width() * point[0], rect.top() + rect.height() * point[1])


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number that can be kept")
