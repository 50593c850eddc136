"""What a node shows, laid out into texts once after a change and only drawn from then on."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QStaticText, QTextLayout, QTextOption

from app.canvas.anatomy import Anatomy, Row
from app.canvas.ink import Ink, static_text
from app.canvas.metrics import HEADER, INSET, LINE, ROW
from app.canvas.state_words import state_word
from app.canvas.value_words import value_words
from app.runs.results import NodeResult
from nodes.graph import Node

__all__ = ["Face", "make_face", "wrapped"]

Placed = tuple[QPointF, QStaticText]


@dataclass(slots=True)
class Face:
    """Texts by the font and colour they are drawn in, and boxes of values."""

    title: str = ""
    title_text: list[Placed] = field(default_factory=list)
    state: str = ""
    state_text: list[Placed] = field(default_factory=list)
    dot: QPointF = field(default_factory=QPointF)
    names: list[Placed] = field(default_factory=list)
    quiet: list[Placed] = field(default_factory=list)
    values: list[Placed] = field(default_factory=list)
    boxes: list[QRectF] = field(default_factory=list)
    box_of: dict[str, QRectF] = field(default_factory=dict)
    bars: list[QRectF] = field(default_factory=list)


def wrapped(text: str, metrics: QFontMetricsF, font: object, width: float, most: int) -> list[str]:
    """The lines of a text broken at words; the last one ends in an ellipsis when there would be more than `most`."""
    found: list[str] = []
    paragraphs = text.split("\n")
    for place, paragraph in enumerate(paragraphs):
        if not paragraph:
            found.append("")
            continue
        layout = QTextLayout(paragraph, font)  # type: ignore[call-overload]
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            if len(found) == most - 1:
                rest = paragraph[line.textStart() :]
                whole = line.textLength() >= len(rest) and place == len(paragraphs) - 1
                shown = rest if whole else rest + " …"
                found.append(metrics.elidedText(shown, Qt.TextElideMode.ElideRight, width))
                layout.endLayout()
                return found
            found.append(paragraph[line.textStart() : line.textStart() + line.textLength()].rstrip())
            line = layout.createLine()
        layout.endLayout()
    return found


def make_face(ink: Ink, node: Node, anatomy: Anatomy, title: str, result: NodeResult, signs: float) -> Face:
    """signs: room that the lock and the badge take at the right of the header."""
    face = Face(title=title)
    _header(face, ink, anatomy, title, result, signs)
    for row in anatomy.rows:
        _LINES[row.kind](face, ink, node, anatomy, row)
    return face


def _header(face: Face, ink: Ink, anatomy: Anatomy, title: str, result: NodeResult, signs: float) -> None:
    right = anatomy.width - INSET - signs
    word = state_word(result) if result.state else ""
    face.state = str(result.state)
    if word:
        face.dot = QPointF(right - 3.0, HEADER / 2)
        right -= 11.0
        word = ink.caption_metrics.elidedText(word, Qt.TextElideMode.ElideRight, anatomy.width * 0.5)
        wide = ink.caption_metrics.horizontalAdvance(word)
        face.state_text = [(QPointF(right - wide, _top(ink.caption_metrics, 0.0, HEADER)), static_text(word))]
        right -= wide + 8.0
    shown = ink.title_metrics.elidedText(title, Qt.TextElideMode.ElideRight, right - INSET)
    face.title_text = [(QPointF(INSET, _top(ink.title_metrics, 0.0, HEADER)), static_text(shown))]


def _input(face: Face, ink: Ink, node: Node, anatomy: Anatomy, row: Row) -> None:
    name = row.name.replace("_", " ")
    shown = ink.node_metrics.elidedText(name, Qt.TextElideMode.ElideRight, anatomy.width - 2 * INSET)
    place = QPointF(INSET + 2, _top(ink.node_metrics, row.y, ROW))
    face.names.append((place, static_text(shown)))
    face.bars.append(QRectF(INSET + 2, row.y + 9, min(ink.node_metrics.horizontalAdvance(shown), 80.0), 5))


def _output(face: Face, ink: Ink, node: Node, anatomy: Anatomy, row: Row) -> None:
    name = row.name.replace("_", " ")
    shown = ink.node_metrics.elidedText(name, Qt.TextElideMode.ElideRight, anatomy.width - 2 * INSET)
    wide = ink.node_metrics.horizontalAdvance(shown)
    x = anatomy.width - INSET - 2 - wide
    face.names.append((QPointF(x, _top(ink.node_metrics, row.y, ROW)), static_text(shown)))
    face.bars.append(QRectF(anatomy.width - INSET - 2 - min(wide, 80.0), row.y + 9, min(wide, 80.0), 5))


def _parameter(face: Face, ink: Ink, node: Node, anatomy: Anatomy, row: Row) -> None:
    port = anatomy.inputs.get(row.name)
    if row.record is None or (port is not None and port.shown):
        _input(face, ink, node, anatomy, row)
        return
    room = anatomy.width - 2 * INSET - 2
    value = value_words(row.record, node.parameters.get(row.name, row.record.default))
    name = row.name.replace("_", " ")
    wanted = ink.node_metrics.horizontalAdvance(name)
    value = ink.mono_metrics.elidedText(value, Qt.TextElideMode.ElideMiddle, max(room - wanted - 26.0, room * 0.42))
    wide = max(ink.mono_metrics.horizontalAdvance(value) + 14.0, 28.0)
    box = QRectF(anatomy.width - INSET - wide, row.y + 2.5, wide, ROW - 5.0)
    face.boxes.append(box)
    face.box_of[row.name] = box
    text = static_text(value)
    face.values.append((QPointF(box.right() - 7.0 - ink.mono_metrics.horizontalAdvance(value),
                                _top(ink.mono_metrics, row.y, ROW)), text))  # fmt: skip
    shown = ink.node_metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - wide - 8.0)
    face.quiet.append((QPointF(INSET + 2, _top(ink.node_metrics, row.y, ROW)), static_text(shown)))
    face.bars.append(QRectF(INSET + 2, row.y + 9, min(wanted, 70.0), 5))


def _text(face: Face, ink: Ink, node: Node, anatomy: Anatomy, row: Row) -> None:
    assert row.record is not None
    text = str(node.parameters.get(row.name, row.record.default) or "")
    lines = wrapped(text, ink.node_metrics, ink.node_font, anatomy.width - 2 * INSET - 4, 4)
    for index, line in enumerate(lines if text else [row.name.replace("_", " ") + " …"]):
        place = QPointF(INSET + 2, _top(ink.node_metrics, row.y + 3 + index * LINE, LINE))
        (face.names if text else face.quiet).append((place, static_text(line)))
        face.bars.append(QRectF(INSET + 2, row.y + 8 + index * LINE, anatomy.width - 2 * INSET - 30, 5))
    face.box_of[row.name] = QRectF(INSET - 2, row.y + 1, anatomy.width - 2 * INSET + 4, row.height - 2)


def _more(face: Face, ink: Ink, node: Node, anatomy: Anatomy, row: Row) -> None:
    text = QCoreApplication.translate("Canvas", "{0} more").format(row.name)
    place = QPointF(INSET + 2, _top(ink.caption_metrics, row.y, ROW))
    face.quiet.append((place, static_text(text)))


def _top(metrics: QFontMetricsF, y: float, height: float) -> float:
    return y + (height - metrics.height()) / 2


_LINES = {"input": _input, "output": _output, "parameter": _parameter, "text": _text, "more": _more}
