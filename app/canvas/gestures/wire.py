"""Drag a wire: out of an output, out of an input, or off the input it leads into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.canvas.connecting import Verdict, WireEnd, downstream, first_fit, judge, upstream
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.ink import mixed
from app.canvas.node_item import NodeItem
from app.canvas.wire_item import draw_wire
from app.canvas.wire_shape import curve
from nodes.graph import Wire
from nodes.graph.edits import Connect, Disconnect, Edit

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["WireGesture"]


class WireGesture(Gesture):
    """held: the ends that stay; several when all wires of an output are taken along.  lifted: wires that were drawn
    and hang on the mouse now. Where it would not fit it says why beside the mouse."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, begin: Pointer, held: list[WireEnd], lifted: list[Wire]) -> None:
        super().__init__(view, begin)
        self._held = held
        self._lifted = lifted
        self._to = begin.scene
        self._target: tuple[str, str] | None = None
        self._verdict = Verdict(True)
        self._over = ""
        self._graph = self.canvas.graph.copy()
        for wire in lifted:
            self._graph.wires.pop((wire.target, wire.input), None)

    @property
    def verdict(self) -> Verdict:
        """What is said of the place under the mouse."""
        return self._verdict

    def start(self) -> None:
        self._offer()

    def on_moved_first(self, pointer: Pointer) -> None:
        for wire in self._lifted:
            item = self.canvas.wires.get((wire.target, wire.input))
            if item is not None:
                item.setVisible(False)

    def move(self, pointer: Pointer) -> None:
        self._to = pointer.scene
        self._find(pointer.scene)
        self.view.redraw()

    def finish(self, pointer: Pointer) -> None:
        self._clear()
        if not self.moved:
            return
        if self._target is not None and self._verdict.ok:
            self._connect(*self._target)
        elif self._over:
            self.desk.say(self._verdict.reason, "warn", key="wire")
        elif self._lifted:
            edits: list[Edit] = [Disconnect(wire.target, wire.input, self.where) for wire in self._lifted]
            self.perform(edits, self.tr("Disconnect"))
        else:
            self.view.search_wanted.emit(pointer.scene, self._held[0])

    def cancel(self) -> None:
        self._clear()

    def paint(self, painter: QPainter) -> None:
        if not self.moved:
            return
        ink, scale = self.canvas.ink, self.view.pixels_a_unit
        for held in self._held:
            item = self.canvas.nodes.get(held.node)
            if item is None:
                continue
            port = item.anatomy.port(held.port, is_output=held.from_output)
            fast, loose = item.port_point(held.port, is_output=held.from_output), self._loose_end()
            path = curve(fast, loose) if held.from_output else curve(loose, fast)
            colour = ink.fail if not self._verdict.ok else ink.type(item.type_of(port) if port is not None else "")
            draw_wire(painter, ink, path, colour, scale, hot=True, dashed=True)
        self._paint_words(painter)

    # -- inside ------------------------------------------------------------------------------------

    def _loose_end(self) -> QPointF:
        if self._target is not None and self._verdict.ok:
            node, port = self._target
            return self.canvas.nodes[node].port_point(port, is_output=not self._held[0].from_output)
        return self._to

    def _words(self) -> str:
        if not self._verdict.ok:
            return self._verdict.reason
        if self._target is None:
            return ""
        if self._verdict.converter is not None:
            return self.tr("through {0}").format(self._verdict.converter.title)
        return self._target[1].replace("_", " ")

    def _paint_words(self, painter: QPainter) -> None:
        words = self._words()
        if not words:
            return
        ink, look = self.canvas.ink, self.desk.look
        place = self.view.mapFromScene(self._to)
        painter.save()
        painter.resetTransform()
        painter.setFont(look.font("caption"))
        room = QRectF(0, 0, look.px(280), look.px(200))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        pad = look.px(7)
        text = painter.boundingRect(room, flags, words)
        box = text.adjusted(-pad, -pad * 0.6, pad, pad * 0.6)
        port = self.view.viewport().rect()
        x = min(place.x() + look.px(16), port.right() - box.width() - pad)
        y = min(place.y() + look.px(14), port.bottom() - box.height() - pad)
        box.moveTo(max(x, pad), max(y, pad))
        edge = ink.fail if not self._verdict.ok else ink.hairline
        painter.setPen(QPen(edge, 1.0))
        painter.setBrush(mixed(ink.body, ink.fail, 0.08) if not self._verdict.ok else ink.body)
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.setPen(ink.text)
        painter.drawText(box.adjusted(pad, pad * 0.6, pad, pad), flags, words)
        painter.restore()

    def _find(self, point: QPointF) -> None:
        """What is under the mouse: a port, else the first port of a node that fits, else nothing."""
        wants_output = not self._held[0].from_output
        self._target, self._verdict, self._over = None, Verdict(True), ""
        item = self.view.node_near(point)
        if item is None:
            self._light(None)
            return
        port = item.port_at(point)
        name = item.node.id
        if port is not None and port.is_output == wants_output:
            self._take(name, port.name, self._judged(name, port.name))
        elif item.scene_rect().contains(point):
            row = item.anatomy.row_at(point.y() - item.y())
            if row is not None and row.kind in ("input", "parameter", "output") and not item.node.collapsed:
                verdict = self._judged(name, row.name)
                if verdict.ok and (row.kind == "output") == wants_output:
                    self._take(name, row.name, verdict)
                    self._light(item)
                    return
            found, verdict = first_fit(self._graph, self.desk.registry, self._held[0], name)
            self._take(name, found, verdict)
        self._light(item)

    def _take(self, node: str, port: str, verdict: Verdict) -> None:
        self._over, self._verdict = node, verdict
        self._target = (node, port) if port else None

    def _judged(self, node: str, port: str) -> Verdict:
        found = Verdict(True)
        for held in self._held:
            if held.from_output:
                found = judge(self._graph, self.desk.registry, held.node, held.port, node, port)
            else:
                found = judge(self._graph, self.desk.registry, node, port, held.node, held.port)
            if not found.ok:
                return found
        return found

    def _light(self, item: NodeItem | None) -> None:
        self.view.set_hot_port(item, self._target[1] if self._target else "", not self._held[0].from_output)

    def _connect(self, node: str, port: str) -> None:
        edits: list[Edit] = []
        for held in self._held:
            if held.from_output:
                wire = Wire(held.node, held.port, node, port)
            else:
                wire = Wire(node, port, held.node, held.port)
            if self.canvas.graph.wires.get((wire.target, wire.input)) != wire:
                edits.append(Connect(wire, self.where))
            gone = [
                lifted for lifted in self._lifted
                if held.from_output and (lifted.target, lifted.input) != (wire.target, wire.input)
            ]  # fmt: skip
            edits = [*(Disconnect(lifted.target, lifted.input, self.where) for lifted in gone), *edits]
        self.perform(edits, self.tr("Connect"))

    def _offer(self) -> None:
        """Every visible node shows which of its ports would take the wire."""
        held, registry, seen = self._held[0], self.desk.registry, self.view.seen()
        circle = (upstream if held.from_output else downstream)(self._graph, held.node) | {held.node}
        for name, item in self.canvas.nodes.items():
            if not item.scene_rect().intersects(seen):
                continue
            outs = {f">{port}" for port in item.anatomy.outputs}
            if held.from_output:
                ports, refused = item.anatomy.inputs, set(outs)
            else:
                ports, refused = item.anatomy.outputs, set(item.anatomy.inputs)
            sign = "" if held.from_output else ">"
            fits = set()
            for port in ports:
                ends = (held.node, held.port, name, port) if held.from_output else (name, port, held.node, held.port)
                if name in circle or not judge(self._graph, registry, *ends, looking_for_circles=False).ok:
                    refused.add(f"{sign}{port}")
                else:
                    fits.add(port)
            if name == held.node:
                refused.discard(f"{'>' if held.from_output else ''}{held.port}")
            item.set_offer(fits if held.from_output else (), refused)

    def _clear(self) -> None:
        for item in self.canvas.nodes.values():
            if item.refused is not None or item.offered:
                item.set_offer((), None)
        for wire in self._lifted:
            item = self.canvas.wires.get((wire.target, wire.input))
            if item is not None:
                item.setVisible(True)
        self.view.set_hot_port(None, "", False)
        self.view.redraw()
