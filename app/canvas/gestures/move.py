"""Move nodes, frames with what lies in them, and notes; put a node into a wire by dropping it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.snapping import Guide, snap
from app.canvas.inserting import insertion_edits
from app.canvas.node_item import NodeItem
from app.canvas.wire_item import WireItem
from nodes.graph.edits import Edit, MoveNodes

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["MoveGesture"]

Ids = tuple[frozenset[str], frozenset[str], frozenset[str]]


class MoveGesture(Gesture):
    """grabbed: what is under the mouse; the rest keeps its distance to it. Alt: neither grid nor neighbours."""

    def __init__(self, view: CanvasView, begin: Pointer, grabbed, click=None) -> None:
        super().__init__(view, begin)
        self._grabbed = grabbed
        self._click = click
        self._guides: tuple[Guide, ...] = ()
        self._start: dict[str, dict[str, QPointF]] = {"nodes": {}, "frames": {}, "notes": {}}
        self._others: list[tuple[float, float, float, float]] = []
        self._wire: WireItem | None = None

    def on_moved_first(self, pointer: Pointer) -> None:
        nodes, frames, notes = self._what_moves()
        canvas = self.canvas
        for table, items, names in (
            ("nodes", canvas.nodes, nodes),
            ("frames", canvas.frames, frames),
            ("notes", canvas.notes, notes),
        ):
            self._start[table] = {name: items[name].pos() for name in names if name in items}
        seen = self.view.seen()
        self._others = [
            (rect.x(), rect.y(), rect.width(), rect.height())
            for items, moved in ((canvas.nodes, nodes), (canvas.notes, notes))
            for name, item in items.items()
            if name not in moved and (rect := item.scene_rect()).intersects(seen)
        ]

    def move(self, pointer: Pointer) -> None:
        shift = self._shift(pointer)
        for table, items in self._tables():
            for name, start in self._start[table].items():
                if name in items:
                    _stand(items[name], start + shift)
        for name in self._start["nodes"]:
            self.canvas.route(name)
        self._look_for_wire(pointer)
        self.view.redraw()

    def finish(self, pointer: Pointer) -> None:
        if not self.moved:
            if self._click is not None:
                self._click()
            return
        places = {
            table: {name: _place(items[name].pos()) for name in self._start[table] if name in items}
            for table, items in self._tables()
        }
        wire = self._wire
        self._mark(None)
        edits: list[Edit] = []
        if any(_place(self._start[table][name]) != to for table in places for name, to in places[table].items()):
            edits.append(MoveNodes(places["nodes"], places["frames"], places["notes"], self.where))
        if wire is not None and isinstance(self._grabbed, NodeItem):
            edits += insertion_edits(
                self.canvas.graph, self.desk.registry, self._grabbed.node.id, wire.wire, self.where
            )
        if edits and not self.perform(edits, self.tr("Insert into a wire") if wire is not None else self.tr("Move")):
            self._restore()
        self.view.redraw()

    def cancel(self) -> None:
        self._mark(None)
        self._restore()
        self.view.redraw()

    def paint(self, painter: QPainter) -> None:
        pen = QPen(self.canvas.ink.accent, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines([QLineF(guide.x0, guide.y0, guide.x1, guide.y1) for guide in self._guides])

    # -- inside ------------------------------------------------------------------------------------

    def _tables(self):  # type: ignore[no-untyped-def]
        canvas = self.canvas
        return (("nodes", canvas.nodes), ("frames", canvas.frames), ("notes", canvas.notes))

    def _what_moves(self) -> Ids:
        selection, canvas = self.desk.selection, self.canvas
        nodes, frames, notes = set(selection.nodes), set(selection.frames), set(selection.notes)
        for name in selection.frames:
            if name not in canvas.frames:
                continue
            room = canvas.frames[name].scene_rect()
            nodes |= {inner for inner, item in canvas.nodes.items() if room.contains(item.scene_rect().center())}
            notes |= {inner for inner, item in canvas.notes.items() if room.contains(item.scene_rect())}
            frames |= {
                inner for inner, item in canvas.frames.items() if inner != name and room.contains(item.scene_rect())
            }
        return frozenset(nodes), frozenset(frames), frozenset(notes)

    def _shift(self, pointer: Pointer) -> QPointF:
        away = pointer.scene - self.begin.scene
        self._guides = ()
        start = next(
            (
                self._start[table][name]
                for table, items in self._tables()
                for name in self._start[table]
                if items.get(name) is self._grabbed
            ),
            None,
        )
        if start is None or pointer.alt or not self.desk.settings.get("canvas.snap"):
            return away
        to = start + away
        rect: QRectF = self._grabbed.rect
        found = snap((to.x(), to.y(), rect.width(), rect.height()), self._others, 6.0 / self.view.zoom)
        self._guides = found.guides
        return QPointF(found.x, found.y) - start

    def _look_for_wire(self, pointer: Pointer) -> None:
        """The wire that this node would be put into: it is alone, unwired, and lies on it."""
        item = self._grabbed
        alone = isinstance(item, NodeItem) and sum(len(part) for part in self._start.values()) == 1
        if not alone or self.canvas.keys_at(item.node.id):
            return
        graph, registry = self.canvas.graph, self.desk.registry
        rect = item.scene_rect().adjusted(8, 0, -8, 0)
        near = [
            (wire.far_from(rect.center().x(), rect.top() + 14.0), place, wire)
            for place, wire in enumerate(self.canvas.wires.values())
            if any(rect.contains(x, y) for x, y in wire.points)
        ]
        for _, _, wire in sorted(near):
            if insertion_edits(graph, registry, item.node.id, wire.wire, self.where):
                self._mark(wire)
                return
        self._mark(None)

    def _mark(self, wire: WireItem | None) -> None:
        if wire is not self._wire:
            for each, on in ((self._wire, False), (wire, True)):
                if each is not None:
                    each.set_marked(on)
            self._wire = wire

    def _restore(self) -> None:
        for table, items in self._tables():
            for name, start in self._start[table].items():
                if name in items:
                    _stand(items[name], start)
        for name in self._start["nodes"]:
            self.canvas.route(name)


def _place(point: QPointF) -> tuple[float, float]:
    return (round(point.x(), 2), round(point.y(), 2))


def _stand(item: NodeItem | FrameItem | NoteItem, place: QPointF) -> None:
    if isinstance(item, NodeItem):
        item.move_to(place.x(), place.y())
    else:
        item.setPos(place)
