"""What the canvas says of the thing under a resting mouse."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from app.canvas.anatomy import Port
from app.canvas.hits import Hit
from app.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["tip_for", "tip_of"]


def tip_for(view: CanvasView, event: QHelpEvent) -> None:
    """Show or hide the tool tip."""
    text = "" if view.gesture is not None else tip_of(view, view.hit(view.mapToScene(event.pos())))
    if text:
        QToolTip.showText(event.globalPos(), text, view.viewport())
    else:
        QToolTip.hideText()


def tip_of(view: CanvasView, hit: Hit) -> str:
    """As rich text; "" for nothing to say."""
    item = hit.item
    if isinstance(item, NodeItem):
        if hit.port is not None:
            return _port_tip(item, hit.port)
        if hit.parameter:
            return _parameter_tip(view, item, hit.parameter)
        return _node_tip(view, item)
    if hit.wire is not None:
        wire = hit.wire
        lines = [f"<b>{escape(_readable(wire.wire.output))} → {escape(_readable(wire.wire.input))}</b>"]
        lines.append(escape(wire.type_name or _tr("anything")))
        if wire.converter:
            lines.append(escape(_tr("through {0}").format(wire.converter)))
        if wire.broken:
            lines.append(escape(_tr("This wire cannot be: the types differ and nothing converts them.")))
        return "<br>".join(lines)
    return ""


def _port_tip(item: NodeItem, port: Port) -> str:
    record = None
    if item.ports is not None:
        record = item.ports.output(port.name) if port.is_output else item.ports.input(port.name)
        record = record or item.ports.parameter(port.name)
    kind = port.type_name or item.passing_type or _tr("anything")
    if port.many:
        kind = _tr("list of {0}").format(kind)
    lines = [f"<b>{escape(_readable(port.name))}</b> · {escape(kind)}"]
    if port.required:
        lines[0] += f" · {escape(_tr('needed'))}"
    if record is not None and record.help:
        lines.append(escape(record.help))
    return "<br>".join(lines)


def _parameter_tip(view: CanvasView, item: NodeItem, name: str) -> str:
    record = item.ports.parameter(name) if item.ports is not None else None
    lines = [f"<b>{escape(_readable(name))}</b>"]
    if record is not None and record.help:
        lines.append(escape(record.help))
    problems = view.desk.document.problems_at(view.desk.selection.path(item.node.id))
    lines += [_problem_line(problem.message, problem.remedy) for problem in problems if problem.port == name]
    if record is not None and record.kind in ("integer", "number"):
        lines.append(f"<i>{escape(_tr('Drag to change it; Shift finer, Ctrl coarser. Double-click to type.'))}</i>")
    return "<br>".join(lines)


def _node_tip(view: CanvasView, item: NodeItem) -> str:
    desk, path = view.desk, view.desk.selection.path(item.node.id)
    kind = desk.registry.get(item.node.type_id)
    lines = [f"<b>{escape(item.title)}</b>"]
    if kind is not None and kind.summary:
        lines.append(escape(kind.summary))
    if not item.anatomy.known:
        text = _tr("The node type {0} is not known here. What it holds is kept.")
        lines.append(escape(text.format(item.node.type_id)))
    lines += [_problem_line(problem.message, problem.remedy) for problem in desk.document.problems_at(path)]
    result = item.result
    if result.failure is not None:
        lines.append(_problem_line(result.failure.message, result.failure.remedy))
    if result.summary:
        lines.append(escape(result.summary))
    lines += [escape(text) for text in result.warnings]
    if result.seconds >= 0.1:
        lines.append(escape(_tr("took {0} s").format(f"{result.seconds:.1f}")))
    return "<br>".join(lines)


def _problem_line(message: str, remedy: str) -> str:
    return f"⚠ {escape(f'{message} {remedy}'.strip())}"


def _readable(name: str) -> str:
    return name.replace("_", " ")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
