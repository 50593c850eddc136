"""The help of a node: what it is for, its settings, its inputs and outputs with their types."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.desk import Desk
from app.inspector.page import Page
from app.inspector.wording import readable, type_names
from app.look import Look
from nodes.graph import Interface
from nodes.graph.nodetype import InputPort, NodeType, OutputPort, Parameter

__all__ = ["HelpPage"]


class HelpPage(Page):
    """kind: None for a subgraph, which has no text of its own."""

    def __init__(self, desk: Desk, kind: NodeType | None, face: Interface, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        if kind is not None:
            self.words(kind.summary)
            for text in _notes(kind):
                self.words(text, "dim")
        self._section(self.tr("Settings"), [_about_parameter(desk.look, record) for record in face.parameters])
        self._section(self.tr("Inputs"), [_about_port(desk.look, port) for port in face.inputs])
        self._section(self.tr("Outputs"), [_about_port(desk.look, port) for port in face.outputs])
        self.end()

    def _section(self, title: str, texts: list[str]) -> None:
        if not texts:
            return
        self.column.addSpacing(self.desk.look.px(8))
        self.words(title, "title")
        for text in texts:
            made = QLabel(text, self)
            made.setTextFormat(Qt.TextFormat.RichText)
            made.setWordWrap(True)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(made)


def _notes(kind: NodeType) -> list[str]:
    """Paragraphs of the docstring after the summary that are about no single port or setting."""
    names = {*kind.input_by_name, *kind.output_by_name, *kind.parameter_by_name, "Returns"}
    found, inside = [], False
    for line in kind.help.split("\n")[1:]:
        begins = line.split(":")[0].strip() if ":" in line else line.split(" ")[0]
        if not line.strip():
            inside = False
        elif begins in names or line.startswith("Returns"):
            inside = True
        elif not inside and begins != kind.summary:
            found.append(line.strip())
    text = " ".join(found)
    return [text] if text and text not in kind.summary else []


def _about_parameter(look: Look, record: Parameter) -> str:
    facts = []
    if record.minimum is not None and record.maximum is not None and not record.seed:
        facts.append(f"{record.minimum:g} … {record.maximum:g}{record.unit and ' ' + record.unit}")
    elif record.choices and len(record.choices) <= 6:
        facts.append(" / ".join(map(str, record.choices)))
    return _entry(look, readable(record.name), " · ".join(map(escape, facts)), record.help)


def _about_port(look: Look, port: InputPort | OutputPort) -> str:
    names = " / ".join(
        f'<span style="color:{look.type_colour(name).name()}">● {escape(name)}</span>' for name in type_names(port)
    )
    return _entry(look, readable(port.name), names, port.help)


def _entry(look: Look, name: str, facts: str, text: str) -> str:
    """Name and facts in one line, the help below it, dim."""
    dim = look.colour("dim").name()
    small = f'<span style="font-size:{look.px(11.5)}px; color:{dim}">{facts}</span>'
    below = f'<br><span style="color:{dim}">{escape(text)}</span>' if text else ""
    return f"{escape(name)} &nbsp; {small}{below}"
