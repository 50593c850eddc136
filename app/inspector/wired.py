"""What stands in place of a field whose value comes in through a wire."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.inspector.binding import Binding
from app.inspector.fields.field import Field
from app.inspector.painting import draw_text, field_path
from nodes.graph import Node

__all__ = ["WiredField", "title_of"]


def title_of(desk: Desk, node: Node) -> str:
    """What a node is called: by the person, by its type, else its id."""
    kind = desk.registry.get(node.type_id)
    return node.title or (kind.title if kind is not None else node.id)


class WiredField(Field):
    """ "from <node>" in the colour of the wire. A click selects that node."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("The value comes through a wire. Click to select the node it is from."))

    @property
    def words(self) -> str:
        wire = self.binding.wire()
        graph = self.binding.desk.document.graph_at(self.binding.where)
        node = graph.nodes.get(wire.source) if graph is not None and wire is not None else None
        return self.tr("from {0}").format(title_of(self.binding.desk, node)) if node is not None else ""

    def refresh(self) -> None:
        self.setAccessibleDescription(self.words)
        self.update()

    def go_there(self) -> None:
        """Select the node the wire comes from."""
        wire, selection = self.binding.wire(), self.binding.desk.selection
        if wire is not None and selection.where == self.binding.where:
            selection.select([wire.source])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        port = self.parameter.port
        colour = look.type_colour(port)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = look.type_colour(port, 0.10)
        path = field_path(look, QRectF(self.rect()))
        painter.fillPath(path, ground)
        edge = look.colour("fail" if self.wrong else "accent") if self.wrong or self.hasFocus() else ground
        painter.setPen(QPen(edge, 1.0))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(look.px(12), self.height() / 2), look.px(3.5), look.px(3.5))
        rect = QRectF(self.rect()).adjusted(look.px(22), 0, -look.px(8), 0)
        draw_text(painter, look, rect, self.words, role="text", token="text" if self.hover else "dim")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.go_there()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.go_there()
        else:
            super().keyPressEvent(event)
