"""The inspector of one or several nodes: what is wrong, the parameters, the inputs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk import Desk
from app.edits import Change
from app.inspector.camera_part import CameraPart, has_camera
from app.inspector.divider import Divider
from app.inspector.form import Form
from app.inspector.messages import failure_box, problem_box, warning_box
from app.inspector.page import Page
from app.inspector.ports import input_lines
from app.inspector.strokes_part import STROKES, StrokesPart
from app.inspector.subject import Subject

__all__ = ["NodePage"]


class NodePage(Page):
    """form: the parameters."""

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.subject = subject
        self._above, self._below, self._inputs = QWidget(self), QWidget(self), QWidget(self)
        for part in (self._above, self._below, self._inputs):
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(desk.look.px(6))
        self.form = Form(desk, subject, self)
        self.column.addWidget(self._above)
        self._add_camera()
        self.column.addWidget(self.form)
        if not self.form.rows:
            self.words(self._nothing(), "dim")
        self._add_strokes()
        self.column.addWidget(self._inputs)
        self.column.addWidget(self._below)
        self.end()
        self._shown: tuple[object, ...] = ()
        self._wired: tuple[object, ...] = ()
        self._show_inputs()
        self.follow_problems()

    def _nothing(self) -> str:
        nodes = self.subject.found(self.desk)
        if len(nodes) > 1:
            return self.tr("These nodes share no settings.")
        if nodes and nodes[0].graph is not None:
            return self.tr("Nothing is shown here. Open the subgraph and use “Show on the subgraph” in a row's menu.")
        return self.tr("No settings.")

    def _add_camera(self) -> None:
        nodes = self.subject.found(self.desk)
        face = self.desk.document.interface_of(nodes[0]) if len(nodes) == 1 else None
        if face is not None and has_camera(nodes[0].type_id):
            self.column.addWidget(CameraPart(self.desk, self.subject.where, nodes[0].id, face, self))

    def _add_strokes(self) -> None:
        nodes = self.subject.found(self.desk)
        if len(nodes) == 1 and nodes[0].type_id == STROKES:
            self.column.addWidget(StrokesPart(self.desk, nodes[0].id, self))

    @property
    def path(self) -> str:
        """Of the current node."""
        return self.desk.selection.path(self.subject.nodes[0])

    def follow(self, change: Change) -> bool:
        if len(self.subject.found(self.desk)) != len(self.subject.nodes) or self.form.needs_rebuilding():
            return False
        self.form.follow(change)
        here = change.at(self.subject.where)
        if here.wires or here.nodes:
            self._show_inputs()
        return True

    def follow_problems(self) -> None:
        self.form.show_problems()
        self.follow_result()

    def follow_result(self) -> None:
        """Boxes are made anew only when what they say differs."""
        result = self.desk.results.of(self.path)
        names = {name for row in self.form.rows for name in row.names}
        problems = tuple(each for each in self.desk.document.problems_at(self.path) if each.port not in names)
        shown = (problems, result.failure, result.warnings)
        if shown == self._shown:
            return
        self._shown = shown
        look = self.desk.look
        boxes: list[QWidget] = [problem_box(look, problem) for problem in problems]
        if result.failure is not None:
            boxes.append(failure_box(look, result.failure))
        _fill(self._above, boxes)
        _fill(self._below, [warning_box(look, text) for text in result.warnings])

    def _show_inputs(self) -> None:
        nodes = self.subject.found(self.desk)
        graph = self.desk.document.graph_at(self.subject.where)
        if len(nodes) != 1 or graph is None:
            self._inputs.hide()
            return
        face = self.desk.document.interface_of(nodes[0])
        ports = face.inputs if face is not None else ()
        wires = [graph.wires.get((nodes[0].id, port.name)) for port in ports]
        titles = [graph.nodes[wire.source].title if wire and wire.source in graph.nodes else "" for wire in wires]
        state = (ports, tuple(wires), tuple(titles))
        if state == self._wired:
            return
        self._wired = state
        lines: list[QWidget] = list(input_lines(self.desk, self.subject.where, nodes[0]))
        if lines and self.form.rows:
            lines.insert(0, Divider(self.desk.look, self.tr("Inputs")))
        _fill(self._inputs, lines)


def _fill(part: QWidget, widgets: list[QWidget]) -> None:
    column = part.layout()
    assert column is not None
    while (item := column.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    for widget in widgets:
        column.addWidget(widget)
    part.setVisible(bool(widgets))
