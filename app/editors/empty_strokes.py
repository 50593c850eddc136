"""What the stroke panel shows when there is nothing to draw on: what to do next, with a button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.wiring import STROKES
from app.look.widgets import button, label
from nodes.graph import Graph, Node, Wire
from nodes.graph.edits import AddNodes, Several
from nodes.graph.model import new_id
from nodes.values import Image

__all__ = ["EmptyStrokes"]


class EmptyStrokes(QWidget):
    """Offers to add a strokes node to the selected picture, or to start anew where strokes cannot be read."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._title = label("", "big")
        self._text = label("", "dim")
        self._text.setWordWrap(True)
        self._add = button(self.tr("Add Strokes"), self.on_add, "now")
        self._anew = button(self.tr("Start anew"), self._active.start_anew)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for widget in (self._title, self._text, self._add, self._anew):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            if isinstance(widget, type(self._text)):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
        column.setSpacing(12)
        desk.selection.changed.connect(self.look)
        desk.selection.where_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Say what fits now."""
        problem, picture = self._active.problem, self._picture()
        self._anew.setVisible(bool(problem))
        self._add.setVisible(not problem)
        self._text.setFixedWidth(self._desk.look.px(420))
        if problem:
            self._title.setText(self.tr("These strokes cannot be read"))
            self._text.setText(problem)
            return
        self._title.setText(self.tr("Drag a stroke, and the picture moves"))
        if picture[0]:
            name = self._named(picture[0])
            self._text.setText(self.tr("Strokes are kept in a Strokes node, which looks at “{0}”.").format(name))
            self._add.setText(self.tr("Draw on “{0}”").format(name))
        else:
            self._text.setText(self.tr("Select a node that gives a picture, such as Load Image, to draw on it."))
            self._add.setText(self.tr("Add Load Image and Strokes"))

    def on_add(self) -> None:
        """A strokes node beside the picture it looks at; one step."""
        where = self._desk.selection.where
        graph = self._desk.document.graph_at(where)
        if graph is None:
            return
        nodes, wires = self._new(graph)
        self._desk.document.end_step()
        title = self.tr("Add Strokes")
        if self._desk.document.perform(Several((AddNodes(nodes, wires, where=where),), title, where)):
            self._desk.selection.select([nodes[-1].id])
        self._desk.document.end_step()

    def _new(self, graph: Graph) -> tuple[tuple[Node, ...], tuple[Wire, ...]]:
        source, output = self._picture()
        nodes: list[Node] = []
        if not source:
            source, output = new_id(graph.nodes, "image"), "image"
            nodes.append(self._node("media.load_image", source, (0.0, 0.0)))
            x, y = 0.0, 0.0
        else:
            x, y = graph.nodes[source].position
        name = new_id(graph.nodes, "strokes")
        nodes.append(self._node(STROKES, name, (x + 260.0, y + 40.0)))
        return tuple(nodes), (Wire(source, output, name, "image"),)

    def _node(self, type_id: str, name: str, position: tuple[float, float]) -> Node:
        kind = self._desk.registry.get(type_id)
        return Node(name, type_id, kind.version if kind is not None else 1, position=position)

    def _picture(self) -> tuple[str, str]:
        """The selected node that gives a picture, else the first Load Image."""
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        if graph is None:
            return "", ""
        loads = [node.id for node in graph.nodes.values() if node.type_id == "media.load_image"]
        for name in (selection.current, *loads):
            found = self._desk.document.interface(selection.where, name) if name in graph.nodes else None
            for port in found.outputs if found is not None else ():
                if issubclass(port.type, Image):
                    return name, port.name
        return "", ""

    def _named(self, name: str) -> str:
        node = self._desk.document.graph_at(self._desk.selection.where)
        found = node.nodes[name] if node is not None else None
        kind = self._desk.registry.get(found.type_id) if found is not None else None
        return (found.title if found is not None else "") or (kind.title if kind is not None else name)
