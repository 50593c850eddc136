"""The inputs of a node below its parameters: what each takes and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desk import Desk
from app.inspector.painting import draw_text
from app.inspector.wired import title_of
from app.inspector.wording import readable, type_names
from nodes.graph import Node
from nodes.graph.nodetype import InputPort

__all__ = ["InputLine", "input_lines"]


@dataclass(frozen=True)
class Feeding:
    """source: id of the node a wire comes from, "" without one."""

    port: InputPort
    source: str
    words: str


class InputLine(QWidget):
    """A dot in the type's colour, the input's name, and where it comes from; a click selects that node."""

    def __init__(self, desk: Desk, feeding: Feeding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._feeding = feeding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        takes = self.tr("takes {0}").format(" / ".join(type_names(feeding.port)))
        self.setToolTip("\n".join(filter(None, (feeding.port.help, takes))))
        self.setAccessibleName(f"{readable(feeding.port.name)}: {feeding.words}")
        if feeding.source:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(self._desk.look.px(200), self._desk.look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, feeding = QPainter(self), self._desk.look, self._feeding
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = look.type_colour(feeding.port.types[0] if feeding.port.types else None)
        painter.setPen(colour)
        painter.setBrush(colour if feeding.source else look.colour("panel"))
        painter.drawEllipse(QPointF(look.px(5), self.height() / 2), look.px(3.5), look.px(3.5))
        rect = QRectF(self.rect()).adjusted(look.px(18), 0, 0, 0)
        used = draw_text(painter, look, rect, readable(feeding.port.name), role="text")
        missing = not feeding.source and feeding.port.required
        token = "fail" if missing else "text" if self.hasFocus() else "dim"
        rest = rect.adjusted(used + look.px(12), 0, 0, 0)
        draw_text(painter, look, rest, feeding.words, role="text", token=token, right=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        if self._feeding.source:
            self._desk.selection.select([self._feeding.source])


def input_lines(desk: Desk, where: str, node: Node) -> list[InputLine]:
    """One for each input of the node."""
    graph, face = desk.document.graph_at(where), desk.document.interface_of(node)
    if graph is None or face is None:
        return []
    lines = []
    for port in face.inputs:
        wire = graph.wires.get((node.id, port.name))
        source = graph.nodes.get(wire.source) if wire is not None else None
        lines.append(InputLine(desk, Feeding(port, source.id if source else "", _words(desk, port, source))))
    return lines


def _words(desk: Desk, port: InputPort, source: Node | None) -> str:
    if source is not None:
        return desk.tr("from {0}").format(title_of(desk, source))
    return desk.tr("needs a wire") if port.required else desk.tr("not connected")
