"""A row of the form: the name at the left, the field at the right, what is wrong with it below."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from app.inspector.binding import Binding
from app.inspector.fields import Field, SizeField
from app.inspector.painting import draw_text
from app.inspector.wired import WiredField
from app.inspector.wording import readable, shown
from nodes.graph import Problem
from nodes.graph.edits import ResetParameter, Several

__all__ = ["Row"]


class Row(QWidget):
    """bindings: of one parameter, or of the two of a size.  reshaped(): it wants another height."""

    reshaped = Signal()

    def __init__(self, field: Field, bindings: tuple[Binding, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.bindings = bindings
        self.desk = bindings[0].desk
        self.look = self.desk.look
        self.title = self._title_of()
        self.is_default = True
        self._problems: tuple[Problem, ...] = ()
        self._refusal = ""
        field.setParent(self)
        field.refused.connect(self.on_refused)
        field.resized.connect(self.reshaped)
        self.setToolTip(self._tip())
        self.refresh()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(binding.name for binding in self.bindings)

    @property
    def message(self) -> str:
        """What stands below the field: what was refused, else the problems the document has with it."""
        if self._refusal:
            return self._refusal
        return "\n".join(f"{problem.message} {problem.remedy}".strip() for problem in self._problems)

    def refresh(self) -> None:
        """Show what the document has."""
        for binding in self.bindings:
            binding.forget()
        self.is_default = all(binding.is_default for binding in self.bindings)
        self.field.refresh()
        self.update()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Those of this parameter."""
        if problems != self._problems:
            self._problems = problems
            self._mark()

    def on_refused(self, text: str) -> None:
        if text != self._refusal:
            self._refusal = text
            self._mark()

    def _mark(self) -> None:
        self.field.set_wrong(bool(self._refusal or any(problem.blocking for problem in self._problems)))
        self.setAccessibleDescription(self.message)
        self.reshaped.emit()
        self.update()

    # -- what can be done with it

    def reset(self) -> None:
        """Back to the default."""
        if len(self.bindings) == 1:
            self.bindings[0].reset()
            return
        edits = [
            ResetParameter(node, binding.name, binding.where) for binding in self.bindings for node in binding.nodes
        ]
        self.bindings[0].end()
        self.desk.document.perform(Several(tuple(edits), self.tr("Reset {0}").format(self.title)))
        self.bindings[0].end()

    def copy(self) -> None:
        """The value as text on the clipboard, as JSON."""
        values = {binding.name: binding.first() for binding in self.bindings}
        single = next(iter(values.values())) if len(values) == 1 else values
        text = single if isinstance(single, str) else json.dumps(single, ensure_ascii=False)
        QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """The value from the clipboard, where it fits; what does not is refused in words."""
        text = QGuiApplication.clipboard().text()
        values = self._pasted(text)
        for binding in self.bindings:
            said = binding.complaint(values.get(binding.name))
            if binding.name not in values or said:
                self.on_refused(self.tr("The clipboard does not hold a value for {0}: {1}").format(self.title, said))
                return
        self.on_refused("")
        self.bindings[0].end()
        edits = [edit for binding in self.bindings for edit in binding.assignments(values[binding.name])]
        self.desk.document.perform(
            edits[0] if len(edits) == 1 else Several(tuple(edits), self.tr("Paste {0}").format(self.title))
        )
        self.bindings[0].end()

    def _pasted(self, text: str) -> dict[str, Any]:
        if len(self.bindings) == 1 and self.bindings[0].parameter.kind in ("text", "file", "choice"):
            return {self.bindings[0].name: text}
        try:
            found = json.loads(text)
        except ValueError:
            found = text
        if len(self.bindings) > 1:
            return found if isinstance(found, dict) else {}
        return {self.bindings[0].name: found}

    def menu(self) -> QMenu:
        """What a right click offers."""
        menu, first = QMenu(self), self.bindings[0]
        default = " × ".join(shown(binding.parameter.default, binding.parameter) for binding in self.bindings)
        reset = menu.addAction(self.tr("Reset to {0}").format(default), self.reset)
        reset.setEnabled(not self.is_default)
        menu.addSeparator()
        menu.addAction(self.tr("Copy value"), self.copy)
        menu.addAction(self.tr("Paste value"), self.paste).setEnabled(not self.is_wired)
        if first.where and len(self.bindings) == 1:
            menu.addSeparator()
            title = self.tr("Hide on the subgraph") if first.exposed_name() else self.tr("Show on the subgraph")
            menu.addAction(title, first.expose)
        return menu

    @property
    def is_wired(self) -> bool:
        return isinstance(self.field, WiredField)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._name_rect().contains(event.position()):
            self.reset()

    # -- place and looks

    def height_for(self, width: int) -> int:
        """Of the whole row at this width."""
        high = self._field_rect(width).bottom() + 1
        return high + self._message_height(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.field.setGeometry(self._field_rect(self.width()))

    def _field_rect(self, width: int) -> QRect:
        px = self.look.px
        if self.field.wide:
            return QRect(0, px(22), width, self.field.height_for(width))
        wide = self.field_width(width)
        return QRect(width - wide, 0, wide, self.field.height_for(wide))

    def field_width(self, width: int) -> int:
        """The fields of a form stand below each other: two fifths of it, more where it is narrow."""
        px = self.look.px
        least = px(246 if self.field.roomy else 180)
        return min(max(round(width * 0.42), least), max(px(120), width - px(110)), px(340))

    def _name_rect(self) -> QRectF:
        px = self.look.px
        wide = self.width() if self.field.wide else self.width() - self.field_width(self.width()) - px(8)
        return QRectF(0, 0, wide, px(20) if self.field.wide else self.field.height())

    def _message_height(self, width: int) -> int:
        if not self.message:
            return 0
        metrics = QFontMetricsF(self.look.font("caption"))
        box = metrics.boundingRect(QRectF(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), self.message)
        return round(box.height()) + self.look.px(5)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        rect = self._name_rect()
        changed = not self.is_default and not self.is_wired
        draw_text(painter, look, rect, self.title, role="text", token="text" if changed else "dim")
        if changed:
            self._paint_dot(painter, rect)
        if self.message:
            self._paint_message(painter)

    def _paint_dot(self, painter: QPainter, rect: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("accent"))
        used = QFontMetricsF(self.look.font("text")).horizontalAdvance(self.title)
        x = min(rect.left() + used + self.look.px(8), rect.right() - self.look.px(2))
        painter.drawEllipse(QPointF(x, rect.center().y() + self.look.px(0.5)), self.look.px(2), self.look.px(2))

    def _paint_message(self, painter: QPainter) -> None:
        top = self.field.geometry().bottom() + self.look.px(4)
        painter.setFont(self.look.font("caption"))
        fails = self._refusal or any(problem.blocking for problem in self._problems)
        painter.setPen(self.look.colour("fail" if fails else "dim"))
        rect = QRectF(0, top, self.width(), self.height() - top)
        painter.drawText(rect, int(Qt.TextFlag.TextWordWrap), self.message)

    # -- words

    def _title_of(self) -> str:
        return self.tr("Width × height") if isinstance(self.field, SizeField) else readable(self.bindings[0].name)

    def _tip(self) -> str:
        parts = [binding.parameter.help for binding in self.bindings if binding.parameter.help]
        record = self.bindings[0].parameter
        if record.minimum is not None and record.maximum is not None and not record.seed:
            unit = record.unit and f" {record.unit}"
            parts.append(self.tr("{0} to {1}{2}").format(f"{record.minimum:g}", f"{record.maximum:g}", unit))
        parts.append(self.tr("Double click on the name: back to the default (Ctrl+Shift+Backspace)."))
        return "\n".join(parts)
