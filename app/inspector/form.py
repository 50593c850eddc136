"""The rows of some nodes' parameters, kept in step with the document without disturbing who is typing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.edits import Change
from app.inspector.binding import Binding
from app.inspector.divider import draw_divider
from app.inspector.fields import Field, SizeField, field_for
from app.inspector.groups import grouped
from app.inspector.row import Row
from app.inspector.subject import Shared, Subject
from app.inspector.wired import WiredField
from nodes.graph import Problem

__all__ = ["Form"]


class Form(QWidget):
    """rows: in order.  reshaped(): its height changed."""

    reshaped = Signal()

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.look = desk.look
        self.subject = subject
        self.shared = subject.shared(desk)
        self.rows: list[Row] = []
        self._titles: list[tuple[str, QRectF]] = []
        self._groups: list[tuple[str, list[Row]]] = []
        self._high = 0
        for title, members in grouped(self.shared):
            rows = self._rows_of(members)
            self._groups.append((title, rows))
            self.rows += rows

    def row(self, name: str) -> Row | None:
        """The row of a parameter."""
        return next((row for row in self.rows if name in row.names), None)

    def needs_rebuilding(self) -> bool:
        """Whether the nodes have other parameters now, or other ones are wired."""
        fresh = self.subject.shared(self.desk)
        return [(each.parameter.name, each.parameter.kind, each.wired) for each in fresh] != [
            (each.parameter.name, each.parameter.kind, each.wired) for each in self.shared
        ]

    def follow(self, change: Change) -> None:
        """Show what an edit changed."""
        here = change.at(self.subject.where)
        mine = bool(here.nodes.intersection(self.subject.nodes))
        for row in self.rows:
            if mine or (row.is_wired and here.nodes):
                row.refresh()

    def show_problems(self) -> None:
        """Put each problem of the document on the field it is about."""
        where = self.subject.where
        found: dict[str, list[Problem]] = {}
        for name in self.subject.nodes:
            for problem in self.desk.document.problems_at(f"{where}/{name}" if where else name):
                found.setdefault(problem.port, []).append(problem)
        for row in self.rows:
            row.show_problems(tuple(problem for name in row.names for problem in found.get(name, ())))

    # -- making

    def _rows_of(self, members: list[tuple[Shared, ...]]) -> list[Row]:
        rows = []
        for each in members:
            bindings = tuple(
                Binding(self.desk, self.subject.where, self.subject.nodes, part.parameter) for part in each
            )
            row = Row(_field_of(bindings, each[0].wired), bindings, self)
            row.reshaped.connect(self.on_reshaped)
            rows.append(row)
        return rows

    def on_reshaped(self) -> None:
        self.lay_out()

    # -- place

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.lay_out()

    def lay_out(self) -> None:
        """Rows below each other at the present width."""
        px, width, top = self.look.px, self.width(), 0
        self._titles = []
        for title, rows in self._groups:
            if title:
                top += px(10) if top else 0
                self._titles.append((title, QRectF(0, top, width, px(22))))
                top += px(26)
            for row in rows:
                high = row.height_for(width)
                row.setGeometry(0, top, width, high)
                top += high + px(10 if row.field.wide else 6)
        if top != self._high:
            self._high = top
            self.setFixedHeight(max(top, 1))
            self.reshaped.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for title, rect in self._titles:
            draw_divider(painter, self.look, rect, title)


def _field_of(bindings: tuple[Binding, ...], wired: bool) -> Field:
    if len(bindings) == 2:
        return SizeField(bindings[0], bindings[1])
    return WiredField(bindings[0]) if wired else field_for(bindings[0])
