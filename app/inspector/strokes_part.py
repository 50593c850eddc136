"""The strokes of a strokes node below its settings, and what may go wrong with them, each with its cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.desk import Desk
from app.inspector.divider import Divider
from app.inspector.messages import warning_box
from app.inspector.painting import draw_text
from app.look import Look

__all__ = ["STROKES", "StrokesPart"]

STROKES = "motion.strokes"
_LOOK_AFTER_MS = 60
_MOST_SHOWN = 8
_MOST_CAUTIONS = 2


class StrokesPart(QWidget):
    """A click selects a stroke for every panel; the links below do what they say, as one undo step."""

    def __init__(self, desk: Desk, node_id: str, parent: QWidget | None = None) -> None:
        from app.editors.active_strokes import active_strokes  # a large part of the studio; most nodes need none
        from app.editors.cautions import Cautions
        from app.editors.stroke_fields import StrokeFields

        super().__init__(parent)
        self._desk = desk
        self._node_id = node_id
        self._active = active_strokes(desk)
        self._cautions = Cautions(desk, self)
        self.lines: list[StrokeLine] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._list, self._warnings = QVBoxLayout(), QVBoxLayout()
        self.fields = StrokeFields(desk, self)
        inside = self.fields.layout()
        if inside is not None:
            inside.setContentsMargins(0, desk.look.px(8), 0, 0)
        whole.addLayout(self._list)
        whole.addWidget(self.fields)
        whole.addLayout(self._warnings)
        self._shown: object = None
        self._look_soon = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._look_soon.timeout.connect(self.look)
        for signal in (self._active.changed, self._active.picked, self._active.wired):
            signal.connect(self._look_soon.start)
        self.look()

    def look(self) -> None:
        """Show the strokes as they are, unless another node's are at work."""
        active = self._active
        if active.node_id != self._node_id or active.drafting:
            return
        cautions = self._cautions.found()[:_MOST_CAUTIONS]
        shown = (active.strokes, active.index, [(each.text, each.cure) for each in cautions])
        if shown == self._shown:
            return
        self._shown = shown
        self._clear()
        if active.strokes:
            self._list.addWidget(Divider(self._desk.look, self.tr("Layers"), self))
        for index, stroke in enumerate(active.strokes[:_MOST_SHOWN]):
            self._add_line(index, stroke)
        for caution in cautions:
            self._warnings.addSpacing(self._desk.look.px(8))
            self._warnings.addWidget(warning_box(self._desk.look, caution.text, caution.cure, caution.do))

    def on_chosen(self, index: int) -> None:
        self._active.select(index)

    def _add_line(self, index: int, stroke: Mapping[str, Any]) -> None:
        from app.editors.stroke_painting import stroke_colour

        name = str(stroke.get("name", "")) or self.tr("stroke {0}").format(index + 1)
        colour = stroke_colour(self._desk.look, index)
        line = StrokeLine(self._desk.look, index, name, self._facts(stroke), colour, index == self._active.index)
        line.chosen.connect(self.on_chosen)
        self.lines.append(line)
        self._list.addWidget(line)

    def _facts(self, stroke: Mapping[str, Any]) -> str:
        points = stroke.get("points")
        count = len(points) if isinstance(points, list | tuple) else 0
        layer = stroke.get("layer", 0)
        near = self.tr("nearer") if isinstance(layer, int) and layer > 0 else ""
        far = self.tr("farther") if isinstance(layer, int) and layer < 0 else ""
        what = self.tr("pinned") if stroke.get("pinned") else self.tr("{0} points").format(count)
        return " · ".join(filter(None, (what, near, far)))

    def _clear(self) -> None:
        self.lines = []
        for column in (self._list, self._warnings):
            while (item := column.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.deleteLater()


class StrokeLine(QWidget):
    """chosen(index): clicked, or Enter. A dot in the stroke's colour, its name, its facts at the right."""

    chosen = Signal(int)

    def __init__(
        self,
        look: Look,
        index: int,
        name: str,
        facts: str,
        colour: QColor,
        selected: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._index = look, index
        self._name, self._facts, self._colour, self._selected = name, facts, colour, selected
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name}, {facts}")

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent", 0.10) if self._selected else Qt.BrushStyle.NoBrush)
        rect = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.drawRoundedRect(rect, look.px(5), look.px(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawEllipse(QPointF(look.px(8), self.height() / 2), look.px(3.5), look.px(3.5))
        words = rect.adjusted(look.px(19), 0, -look.px(8), 0)
        used = draw_text(painter, look, words, self._name, role="text")
        rest = words.adjusted(used + look.px(12), 0, 0, 0)
        draw_text(painter, look, rest, self._facts, role="text", token="dim", right=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self._index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._index)
        else:
            super().keyPressEvent(event)
