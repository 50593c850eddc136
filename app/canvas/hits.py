"""What of the canvas lies under a point, from the front to the back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from app.canvas.anatomy import Port
from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.metrics import PORT_REACH
from app.canvas.node_item import NodeItem
from app.canvas.scene import CanvasScene
from app.canvas.wire_item import WireItem

__all__ = ["Hit", "hit_at", "node_near", "wire_at"]

WIRE_REACH = 7.0


@dataclass(frozen=True, slots=True)
class Hit:
    """item: node, note or frame (only at its title or edge).  wire: when there is nothing over it.

    grip: the edges of a frame or note that a drag would move.
    """

    item: NodeItem | FrameItem | NoteItem | None = None
    port: Port | None = None
    parameter: str = ""
    wire: WireItem | None = None
    grip: str = ""

    @property
    def is_nothing(self) -> bool:
        return self.item is None and self.wire is None


def hit_at(scene: CanvasScene, point: QPointF, scale: float) -> Hit:
    """scale: pixels a unit, so that thin things can be taken from far away too."""
    item = node_near(scene, point)
    if item is not None:
        port = item.port_at(point)
        inside = item.scene_rect().contains(point)
        if port is not None:
            return Hit(item, port)
        if inside:
            return Hit(item, None, item.parameter_at(point))
    for note in reversed(scene.notes.values()):
        grip = note.grip_at(point) if note.hot or note.selected else ""
        if grip or note.scene_rect().contains(point):
            return Hit(note, grip=grip)
    wire = wire_at(scene, point, scale)
    if wire is not None:
        return Hit(wire=wire)
    for frame in sorted(scene.frames.values(), key=FrameItem.zValue, reverse=True):
        grip = frame.grip_at(point)
        if grip or frame.title_rect().translated(frame.pos()).contains(point):
            return Hit(frame, grip=grip)
    return Hit()


def node_near(scene: CanvasScene, point: QPointF) -> NodeItem | None:
    """The node in front at this point; one whose port is in reach when the point is beside it."""
    x, y = point.x(), point.y()
    found: NodeItem | None = None
    beside: NodeItem | None = None
    for item in scene.nodes.values():
        place, rect = item.pos(), item.rect
        dx, dy = x - place.x(), y - place.y()
        if not (-PORT_REACH <= dx <= rect.width() + PORT_REACH and -PORT_REACH <= dy <= rect.height() + PORT_REACH):
            continue
        if 0 <= dx <= rect.width() and 0 <= dy <= rect.height():
            if found is None or item.zValue() >= found.zValue():
                found = item
        elif item.port_at(point) is not None:
            beside = item
    if found is not None and (beside is None or found.port_at(point) is not None):
        return found
    return beside if found is None or beside is None or beside.zValue() >= found.zValue() else found


def wire_at(scene: CanvasScene, point: QPointF, scale: float) -> WireItem | None:
    """The nearest wire within reach."""
    best, nearest = None, WIRE_REACH / max(scale, 0.05)
    x, y = point.x(), point.y()
    for wire in scene.wires.values():
        away = wire.far_from(x, y)
        if away < nearest:
            best, nearest = wire, away
    return best
