"""Strokes on a picture: painted over it, drawn and changed with the mouse and the keys.

A layer for the viewer's picture: what it does not use is left to the view.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.desk import Desk
from app.editors.active_strokes import ActiveStrokes, active_strokes, nearest_on
from app.editors.adjusting import DragCorner, DragDot, DragPoints, DragRadius, DragStroke, Resize, Turn
from app.editors.gestures import Band, Circle, Curve, Freehand, Gesture, Pin, Region, inside
from app.editors.source_picture import source_picture
from app.editors.stage import Stage
from app.editors.stroke_actions import stroke_actions
from app.editors.stroke_edits import points_of, region_of
from app.editors.stroke_painting import OtherStrokes, paint_now, paint_outline, paint_selected, taken_outline
from app.editors.stroke_timing import subdivided
from app.viewer.layer import Layer
from app.viewer.picture_view import PictureView

__all__ = ["TOOLS", "StrokesOnPicture"]

TOOLS = ("draw", "curve", "region", "circle", "pin", "turn", "size", "select")
POINT_PX, PATH_PX, DOT_PX, PIN_PX = 8.0, 6.0, 7.0, 10.0
SEVERAL_CLICKS = (Curve, Region)
_DRAWING = {"curve": Curve, "region": Region, "circle": Circle, "pin": Pin}
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class StrokesOnPicture(QObject, Layer):
    """tool: one of TOOLS.  drew: whether the last gesture drew a path.

    repaint(): what is painted has changed.  began(), ended(): of a gesture.  menu_wanted(QPointF): a right click on a
    stroke, which is then selected.
    """

    repaint = Signal()
    began = Signal()
    ended = Signal()
    tool_changed = Signal()
    menu_wanted = Signal(QPointF)

    def __init__(self, desk: Desk, view: PictureView) -> None:
        super().__init__(view)
        self._desk = desk
        self._view = view
        self._active: ActiveStrokes = active_strokes(desk)
        self._picture = source_picture(desk)
        self._actions = stroke_actions(desk)
        self._gesture: Gesture | None = None
        self._others = OtherStrokes(self._active, desk.look)
        self.tool = "draw"
        self.drew = False
        self._active.changed.connect(self.repaint)
        self._active.picked.connect(self.repaint)
        self._active.wired.connect(self.repaint)
        desk.look.changed.connect(self.repaint)
        desk.playhead.moved.connect(self.repaint)
        self.repaint.connect(view.update)

    @property
    def gesturing(self) -> bool:
        return self._gesture is not None

    @property
    def drawing(self) -> bool:
        """Whether the gesture under way draws a path."""
        return isinstance(self._gesture, Freehand | Curve)

    def set_tool(self, tool: str) -> None:
        """Take another tool; what is being drawn in clicks is finished first."""
        self._end_clicks()
        if tool != self.tool:
            self.tool = tool
            self.tool_changed.emit()

    def stage(self) -> Stage:
        return Stage.of(self._view, self._picture.size)

    # -- painting

    def paint(self, painter: QPainter, view: PictureView) -> None:
        if not self._active.node_id:
            return
        stage = self.stage()
        self._others.paint(painter, stage, view)
        paint_selected(painter, self._active, stage, self._desk.look)
        paint_now(painter, self._active, stage, self._desk.look, self._desk.playhead.frame)
        line = self._gesture.outline() if self._gesture is not None else None
        if line is not None:
            paint_outline(painter, *line, stage, self._desk.look)

    # -- mouse

    def mouse_press(self, event: QMouseEvent, view: PictureView) -> bool:
        place = event.position()
        if not self._active.node_id or self._active.problem:
            return False
        if event.button() == Qt.MouseButton.RightButton:
            return self._right_press(place, event)
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if self._gesture is None:
            self._gesture = self._gesture_at(place, event)
            if self._gesture is None:
                return False
            self.began.emit()
        self._gesture.press(place, event)
        self._after()
        return True

    def mouse_move(self, event: QMouseEvent, view: PictureView) -> bool:
        if self._gesture is None:
            view.setCursor(self.cursor_at(event.position()))
            return False
        self._gesture.move(event.position(), event)
        self._after()
        return True

    def mouse_release(self, event: QMouseEvent, view: PictureView) -> bool:
        if self._gesture is None:
            return False
        if event.button() == Qt.MouseButton.LeftButton:
            self._gesture.release(event.position(), event)
            self._after()
        return True

    def mouse_double_click(self, event: QMouseEvent, view: PictureView) -> bool:
        """On a path: one point more. In a gesture of several clicks: its end."""
        if event.button() != Qt.MouseButton.LeftButton or not self._active.node_id:
            return False
        if isinstance(self._gesture, SEVERAL_CLICKS):
            self._gesture.finish()
            self._after()
            return True
        index = self._stroke_at(event.position())
        if index < 0 or self._active.strokes[index].get("pinned"):
            return self.mouse_press(event, view)
        _, share = nearest_on(self._active.curve(index), self.stage().share(event.position()), self.stage().aspect)
        more, point = subdivided(self._active.strokes[index], self._active.timing, share)
        self._active.change_stroke(index, more, self.tr("Add a point"))
        self._active.select(index, [point])
        return True

    def cursor_at(self, place: QPointF) -> Qt.CursorShape:
        """What the mouse would do here."""
        if not self._active.node_id:
            return Qt.CursorShape.ArrowCursor
        if self._gesture is None and self._handle_at(place) is not None:
            return Qt.CursorShape.PointingHandCursor
        if self._gesture is None and self._stroke_at(place) >= 0:
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.ArrowCursor if self.tool == "select" else Qt.CursorShape.CrossCursor

    # -- keys

    def key_press(self, event: QKeyEvent, view: PictureView) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if self._gesture is not None:
            return self._key_in_gesture(key)
        if key in _ARROWS and self._active.selected is not None:
            step = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._actions.nudge(*(step * way for way in _ARROWS[key]))
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._active.selected is not None:
            self._actions.delete()
            return True
        return False

    def key_release(self, event: QKeyEvent, view: PictureView) -> bool:
        if event.key() in _ARROWS and not event.isAutoRepeat():
            self._actions.end_nudge()
            return True
        return False

    def cancel(self) -> None:
        """Drop what is being drawn."""
        if self._gesture is not None:
            self._gesture.cancel()
            self._after()

    # -- inside

    def _escape(self) -> bool:
        if self._gesture is not None:
            self.cancel()
        elif self._active.points:
            self._active.select(self._active.index)
        elif self._active.index >= 0:
            self._active.select(-1)
        else:
            return False
        return True

    def _key_in_gesture(self, key: int) -> bool:
        assert self._gesture is not None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._gesture.finish()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._gesture.back()
        else:
            return False
        self._after()
        return True

    def _right_press(self, place: QPointF, event: QMouseEvent) -> bool:
        """In a gesture its end, on a stroke its menu, elsewhere a pin."""
        if self._gesture is not None:
            self._gesture.finish()
            self._after()
            return True
        index = self._stroke_at(place)
        if index >= 0:
            self._active.select(index, self._active.points if index == self._active.index else ())
            self.menu_wanted.emit(place)
            return True
        xy = self.stage().share(place)
        if ((xy < 0) | (xy > 1)).any():
            return False
        Pin(self._active, self.stage()).press(place, event)
        return True

    def _end_clicks(self) -> None:
        if isinstance(self._gesture, SEVERAL_CLICKS):
            self._gesture.finish()
            self._after()

    def _after(self) -> None:
        if self._gesture is not None and not self._gesture.going:
            self.drew = self.drawing
            self._gesture = None
            self.ended.emit()
        self.repaint.emit()

    def _gesture_at(self, place: QPointF, event: QMouseEvent) -> Gesture | None:
        stage, active = self.stage(), self._active
        drawing = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.tool in ("turn", "size"):
            return self._turning(place, stage)
        handle = None if drawing else self._handle_at(place, event)
        if handle is not None:
            return handle
        index = -1 if drawing or self.tool in ("region", "circle", "pin") else self._stroke_at(place)
        if index >= 0:
            active.select(index)
            return DragStroke(active, stage)
        if self.tool == "select":
            thing = self._thing_at(stage.share(place))
            if thing >= 0 and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                active.select(thing)
                return DragStroke(active, stage)
            return Band(active, stage)
        xy = stage.share(place)
        if self.tool in ("draw", "pin") and ((xy < 0) | (xy > 1)).any():
            return None
        if self.tool == "draw":
            look = self._desk.settings.get("strokes.find_outlines")
            return Freehand(active, stage, self._picture.small() if look else None)
        return _DRAWING[self.tool](active, stage)

    def _turning(self, place: QPointF, stage: Stage) -> Gesture | None:
        index = self._stroke_at(place)
        if index >= 0:
            self._active.select(index)
        if self._active.selected is None:
            return None
        return (Turn if self.tool == "turn" else Resize)(self._active, stage)

    def _handle_at(self, place: QPointF, event: QMouseEvent | None = None) -> Gesture | None:
        """What of the selected stroke can be taken here: with Alt a dot, else a point, a corner, the disc's rim."""
        active, stroke = self._active, self._active.selected
        if stroke is None:
            return None
        stage = self.stage()
        if event is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier and not stroke.get("pinned"):
            dot, away = _nearest(stage, active.frame_points(active.index), place)
            return DragDot(active, stage, dot) if away <= DOT_PX * self._desk.look.scale else None
        near, away = _nearest(stage, points_of(stroke), place)
        if away <= POINT_PX * self._desk.look.scale:
            if event is not None and near not in active.points:
                more = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                active.select(active.index, [*active.points, near] if more else [near])
            return DragPoints(active, stage)
        return self._rim_at(place, stage)

    def _rim_at(self, place: QPointF, stage: Stage) -> Gesture | None:
        stroke = self._active.selected
        assert stroke is not None
        outline = taken_outline(stroke, stage)
        corner, away = _nearest(stage, outline, place)
        reach = PATH_PX * self._desk.look.scale
        if region_of(stroke) is not None:
            return DragCorner(self._active, stage, corner) if away <= reach else None
        ring = np.concatenate([outline, outline[:1]])
        off, _ = nearest_on(ring, stage.share(place), stage.aspect)
        return DragRadius(self._active, stage) if off * stage.extent[1] <= reach else None

    def _stroke_at(self, place: QPointF) -> int:
        """The stroke whose path or pin lies here, the selected one first; -1 for none."""
        stage, scale = self.stage(), self._desk.look.scale
        order = sorted(range(len(self._active.strokes)), key=lambda index: index != self._active.index)
        xy = stage.share(place)
        for index in order:
            drawn = self._active.drawn(index)
            reach = (PIN_PX if drawn.stroke.get("pinned") else PATH_PX) * scale
            low, high = drawn.box
            near = reach / np.array(stage.extent)
            if (xy < low - near).any() or (xy > high + near).any():
                continue
            off, _ = nearest_on(drawn.painted, xy, stage.aspect)
            if off * stage.extent[1] <= reach:
                return index
        return -1

    def _thing_at(self, xy: np.ndarray) -> int:
        """The stroke whose outline or disc lies here."""
        stage = self.stage()
        for index in reversed(range(len(self._active.strokes))):
            if inside(taken_outline(self._active.strokes[index], stage), xy):
                return index
        return -1


def _nearest(stage: Stage, points: np.ndarray, place: QPointF) -> tuple[int, float]:
    away = np.hypot(*(stage.places(points) - [place.x(), place.y()]).T)
    best = int(away.argmin())
    return best, float(away[best])
