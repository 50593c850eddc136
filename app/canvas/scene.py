"""The open graph as items, kept in step with the document change by change."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsScene, QWidget

from app.canvas.anatomy import REROUTE, is_pictured
from app.canvas.connecting import judge
from app.canvas.face import wrapped
from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.ink import Ink
from app.canvas.metrics import INSET, PICTURE_HEIGHT
from app.canvas.node_item import NodeItem
from app.canvas.search.fitting import pulled_from
from app.canvas.wire_item import WireItem
from app.desk import Desk
from app.edits import Change
from nodes.graph import Graph, Node, Wire

__all__ = ["CanvasScene"]

log = logging.getLogger(__name__)
_SPACE = 4000.0
_Bounded = TypeVar("_Bounded", NodeItem, WireItem)


class CanvasScene(QGraphicsScene):
    """was_rebuilt(): another graph is shown.  drawing_changed(): anything that is drawn has changed.

    shows_text: whether values can be read at the view's zoom; the view says.
    """

    was_rebuilt = Signal()
    drawing_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.ink = Ink(desk.look)
        self.shows_text = True
        self.shows_pictures = bool(desk.settings.get("canvas.thumbnails"))
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[tuple[str, str], WireItem] = {}
        self.frames: dict[str, FrameItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self._into: dict[str, set[tuple[str, str]]] = {}
        self._out: dict[str, set[tuple[str, str]]] = {}
        self._told: set[str] = set()
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._listen()
        self.rebuild()

    @property
    def graph(self) -> Graph:
        """The open graph; an empty one in the moment in which it went away."""
        return self.desk.document.graph_at(self.desk.selection.where) or Graph()

    # -- following the document --------------------------------------------------------------------

    def rebuild(self) -> None:
        """Show another graph."""
        for item in self.items():  # not clear(): a gesture or a field may still hold one of them
            self.removeItem(item)
        for table in (self.nodes, self.wires, self.frames, self.notes, self._into, self._out):
            table.clear()
        graph = self.graph
        for key in graph.wires:
            self._note_wire(key, graph.wires[key])
        for frame in graph.frames.values():
            self._put(self.frames, frame.id, FrameItem(self, frame))
        for note in graph.notes.values():
            self._put(self.notes, note.id, NoteItem(self, note))
        for name in graph.nodes:
            self._show_node(graph, name)
        for key in graph.wires:
            self._show_wire(graph, key)
        self.on_problems_changed()
        self.on_selection_changed()
        self._fit_space(self.rect_of_all())
        self.was_rebuilt.emit()
        self.drawing_changed.emit()

    def on_document_changed(self, change: Change) -> None:
        """Only what changed is touched."""
        here, graph = change.at(self.desk.selection.where), self.graph
        touched = set(here.nodes)
        wires = set(here.wires)
        for key in here.wires:
            touched |= self._forget_wire(key)
            if key in graph.wires:
                self._note_wire(key, graph.wires[key])
                touched |= {graph.wires[key].source, graph.wires[key].target}
        for name in touched:
            if name in graph.nodes:
                self._show_node(graph, name)
            elif name in self.nodes:
                self._drop(self.nodes, name)
            wires |= self.keys_at(name)
        for key in self._with_followers(wires, graph):
            self._show_wire(graph, key)
        self._follow_boxes(here.frames, here.notes, graph)
        if here.nodes or here.frames or here.notes or here.wires:
            self._fit_space(self.rect_of(touched, here.frames, here.notes))
            self.drawing_changed.emit()

    def on_where_changed(self) -> None:
        self.rebuild()

    def on_opened(self) -> None:
        self._told.clear()
        self.rebuild()

    def on_results_changed(self, path: str) -> None:
        where, _, name = path.rpartition("/")
        if where == self.desk.selection.where and name in self.nodes:
            self._show_result(self.nodes[name])
            self.drawing_changed.emit()

    def on_results_reset(self) -> None:
        for name, item in self.nodes.items():
            if name in self.graph.nodes:  # another project may be open already, and be shown in a moment
                self._show_result(item)
        self.drawing_changed.emit()

    def on_problems_changed(self) -> None:
        document, selection = self.desk.document, self.desk.selection
        for name, item in self.nodes.items():
            problems = document.problems_at(selection.path(name))
            real = any(problem.blocking and not problem.code.startswith("input.") for problem in problems)
            item.set_problem("fail" if real else "warn" if problems else "")
        self.drawing_changed.emit()

    def on_selection_changed(self) -> None:
        selection = self.desk.selection
        for items, chosen in (
            (self.nodes, selection.nodes),
            (self.frames, selection.frames),
            (self.notes, selection.notes),
        ):
            for name, item in items.items():
                item.set_selected(name in chosen)
        self.drawing_changed.emit()

    def on_look_changed(self) -> None:
        self.ink = Ink(self.desk.look)
        for item in (*self.nodes.values(), *self.notes.values()):
            item.forget_look()
        self.update()
        self.drawing_changed.emit()

    def on_setting(self, name: str) -> None:
        if name == "canvas.thumbnails":
            self.shows_pictures = bool(self.desk.settings.get(name))
            graph = self.graph
            for node in graph.nodes:
                self._show_node(graph, node)
            for key in graph.wires:
                self._show_wire(graph, key)
            self.drawing_changed.emit()

    # -- asking ------------------------------------------------------------------------------------

    def keys_at(self, node: str) -> set[tuple[str, str]]:
        """The wires into and out of a node."""
        return self._into.get(node, set()) | self._out.get(node, set())

    def wires_out(self, node: str) -> set[tuple[str, str]]:
        return self._out.get(node, set())

    def title_of(self, node: Node) -> str:
        kind = self.desk.registry.get(node.type_id)
        return node.title or (kind.title if kind is not None else self._unnamed(node))

    def count_lines(self, text: str, width: float) -> int:
        return len(wrapped(text, self.ink.node_metrics, self.ink.node_font, width - 4, 4))

    def is_quiet(self, wire: Wire) -> bool:
        """A wire of a node that is switched off."""
        item = self.nodes.get(wire.source)
        return item is not None and item.node.muted

    def size_of(self, node: Node) -> tuple[float, float]:
        """How large a node is or will be once it has a picture, for whoever places nodes."""
        item = self.nodes.get(node.id)
        if item is None:
            return (200.0, 60.0)
        wide, high = item.rect.width(), item.rect.height()
        awaited = self.shows_pictures and not item.has_picture and not node.collapsed and is_pictured(item.ports)
        return (wide, high + PICTURE_HEIGHT + INSET - 4.0 if awaited else high)

    def rect_of_all(self) -> QRectF:
        """Around everything; empty when there is nothing."""
        whole = QRectF()
        for item in (*self.nodes.values(), *self.frames.values(), *self.notes.values()):
            whole = whole.united(item.scene_rect())
        return whole

    def rect_of(self, nodes: Iterable[str], frames: Iterable[str] = (), notes: Iterable[str] = ()) -> QRectF:
        whole = QRectF()
        for table, names in ((self.nodes, nodes), (self.frames, frames), (self.notes, notes)):
            for name in names:
                if name in table:
                    whole = whole.united(table[name].scene_rect())
        return whole

    def paint_all(self, painter: QPainter, rect: QRectF, scale: float = 1.0) -> None:
        """Everything in this rectangle of the scene in full detail, whatever the view shows; for exports."""
        painter.fillRect(rect, self.ink.canvas)
        for item in self.in_order():
            if item.boundingRect().translated(item.pos()).intersects(rect):
                painter.save()
                painter.translate(item.pos())
                item.draw(painter, max(scale, 1.0))
                painter.restore()

    def draw_items(self, painter: QPainter, seen: QRectF, scale: float) -> None:
        """What of the items lies in this part of the scene, from the back to the front."""
        left, top, right, bottom = seen.left(), seen.top(), seen.right(), seen.bottom()
        for frame in sorted(self.frames.values(), key=FrameItem.zValue):
            if frame.scene_rect().adjusted(-3, -3, 3, 3).intersects(seen):
                _draw_at(painter, frame, scale)
        for wire in _uncovered(self.wires.values()):
            x0, y0, x1, y1 = wire.bounds
            if x0 < right and x1 > left and y0 < bottom and y1 > top:
                wire.draw(painter, scale)
        for note in self.notes.values():
            if note.scene_rect().adjusted(-3, -3, 3, 3).intersects(seen):
                _draw_at(painter, note, scale)
        chosen = [item for item in self.nodes.values() if item.selected]
        for item in (*_uncovered(item for item in self.nodes.values() if not item.selected), *chosen):
            x0, y0, x1, y1 = item.bounds
            if x0 < right and x1 > left and y0 < bottom and y1 > top:
                _draw_at(painter, item, scale)

    def in_order(self) -> Iterator[FrameItem | WireItem | NoteItem | NodeItem]:
        """From the back to the front."""
        yield from sorted(self.frames.values(), key=FrameItem.zValue)
        yield from self.notes.values()
        yield from self.wires.values()
        yield from sorted(self.nodes.values(), key=NodeItem.zValue)

    def route(self, node: str) -> None:
        """Lay the wires of a node anew, as while it is dragged."""
        for key in self.keys_at(node):
            self._route(self.wires[key])

    def tell_broken(self, node: str, error: Exception) -> None:
        """Say once that a node cannot be drawn."""
        if node not in self._told:
            self._told.add(node)
            text = self.tr("{0} cannot be drawn: {1}. The rest of the graph goes on.").format(node, error)
            self.desk.say(text, "warn", key=f"drawing {node}")

    # -- inside ------------------------------------------------------------------------------------

    def _unnamed(self, node: Node) -> str:
        return self.tr("Subgraph") if node.graph is not None else node.type_id

    def _show_node(self, graph: Graph, name: str) -> None:
        node = graph.nodes[name]
        item = self.nodes.get(name)
        fresh = item is None
        if item is None:
            item = NodeItem(self, node)
        ports = self.desk.document.interface_of(node)
        kind = self.desk.registry.get(node.type_id)
        category = kind.category if kind is not None else ""
        into = [key[1] for key in self._into.get(name, ())]
        out = [graph.wires[key].output for key in self._out.get(name, ()) if key in graph.wires]
        if fresh:
            self._read_result(item)
        item.set_node(node, ports, self.title_of(node), category, sorted(into), sorted(out))
        if fresh:
            self._put(self.nodes, name, item)

    def _read_result(self, item: NodeItem) -> bool:
        path = self.desk.selection.path(item.node.id)
        results = self.desk.results
        is_seen = item.node.type_id != REROUTE and is_pictured(self.desk.document.interface_of(item.node))
        found = results.preview(path) or (results.thumbnail(path) if is_seen else None)
        return item.set_result(results.of(path), found)

    def _show_result(self, item: NodeItem) -> None:
        if self._read_result(item):
            self._show_node(self.graph, item.node.id)
            self.route(item.node.id)

    def _show_wire(self, graph: Graph, key: tuple[str, str]) -> None:
        wire = graph.wires.get(key)
        if wire is None:
            if key in self.wires:
                self._drop(self.wires, key)
            return
        item = self.wires.get(key)
        if item is None:
            item = WireItem(self, wire)
            self._put(self.wires, key, item)
        item.wire = wire
        self._judge_wire(graph, item)
        self._route(item)

    def _judge_wire(self, graph: Graph, item: WireItem) -> None:
        wire, registry = item.wire, self.desk.registry
        pulled = pulled_from(graph, registry, wire.source, wire.output, from_output=True)
        type_name = pulled.type_name if pulled is not None else ""
        verdict = judge(graph, registry, wire.source, wire.output, wire.target, wire.input, looking_for_circles=False)
        known = self._is_known(graph, wire.source) and self._is_known(graph, wire.target)
        converter = verdict.converter.title if verdict.converter is not None else ""
        item.set_kind(type_name, converter, broken=known and not verdict.ok)
        target = self.nodes.get(wire.target)
        if target is not None and target.passing_type != type_name and self._passes_on(graph, wire):
            target.passing_type = type_name
            target.update()

    def _is_known(self, graph: Graph, name: str) -> bool:
        return name in graph.nodes and self.desk.document.interface_of(graph.nodes[name]) is not None

    def _passes_on(self, graph: Graph, wire: Wire) -> bool:
        ports = self.desk.document.interface_of(graph.nodes[wire.target])
        port = ports.input(wire.input) if ports is not None else None
        return port is not None and port.any

    def _with_followers(self, keys: set[tuple[str, str]], graph: Graph) -> list[tuple[str, str]]:
        """And the wires behind nodes that pass on what comes in: their colour may be another now."""
        found, stack = dict.fromkeys(keys), list(keys)
        while stack:
            wire = graph.wires.get(stack.pop())
            if wire is not None and wire.target in graph.nodes and self._passes_on(graph, wire):
                fresh = [key for key in self._out.get(wire.target, ()) if key not in found]
                found |= dict.fromkeys(fresh)
                stack.extend(fresh)
        return list(found)

    def _route(self, item: WireItem) -> None:
        source, target = self.nodes.get(item.wire.source), self.nodes.get(item.wire.target)
        if source is None or target is None:
            item.set_ends(QPointF(), QPointF())
            return
        item.set_ends(
            source.port_point(item.wire.output, is_output=True), target.port_point(item.wire.input, is_output=False)
        )

    def _note_wire(self, key: tuple[str, str], wire: Wire) -> None:
        self._into.setdefault(wire.target, set()).add(key)
        self._out.setdefault(wire.source, set()).add(key)

    def _forget_wire(self, key: tuple[str, str]) -> set[str]:
        item = self.wires.get(key)
        if item is None:
            return set()
        self._into.get(item.wire.target, set()).discard(key)
        self._out.get(item.wire.source, set()).discard(key)
        return {item.wire.source, item.wire.target}

    def _follow_boxes(self, frames: Iterable[str], notes: Iterable[str], graph: Graph) -> None:
        for name in frames:
            if name not in graph.frames:
                self._drop(self.frames, name)
            elif name in self.frames:
                self.frames[name].set_frame(graph.frames[name])
            else:
                self._put(self.frames, name, FrameItem(self, graph.frames[name]))
        for name in notes:
            if name not in graph.notes:
                self._drop(self.notes, name)
            elif name in self.notes:
                self.notes[name].set_note(graph.notes[name])
            else:
                self._put(self.notes, name, NoteItem(self, graph.notes[name]))

    def _put(self, table: dict, name: object, item: NodeItem | WireItem | FrameItem | NoteItem) -> None:
        table[name] = item
        self.addItem(item)

    def _drop(self, table: dict, name: object) -> None:
        item = table.pop(name, None)
        if item is not None:
            self.removeItem(item)

    def _fit_space(self, rect: QRectF) -> None:
        """Room to move about in on every side."""
        whole = rect.adjusted(-_SPACE, -_SPACE, _SPACE, _SPACE)
        if not self.sceneRect().contains(whole):
            self.setSceneRect(whole.united(self.sceneRect()))

    def _listen(self) -> None:
        desk = self.desk
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.on_opened)
        desk.document.problems_changed.connect(self.on_problems_changed)
        desk.selection.where_changed.connect(self.on_where_changed)
        desk.selection.changed.connect(self.on_selection_changed)
        desk.results.node_changed.connect(self.on_results_changed)
        desk.results.was_reset.connect(self.on_results_reset)
        desk.look.changed.connect(self.on_look_changed)
        desk.settings.changed.connect(self.on_setting)


def _draw_at(painter: QPainter, item: NodeItem | FrameItem | NoteItem, scale: float) -> None:
    place = item.pos()
    painter.translate(place)
    item.draw(painter, scale)
    painter.translate(-place)


def _uncovered(items: Iterable[_Bounded]) -> Iterable[_Bounded]:
    """Of things that lie exactly on each other, as after many pastes or a generated graph, only the last."""
    return {item.bounds: item for item in items}.values()
