"""Gestures that change what has been drawn: points, whole strokes, outlines, timing, turn and size."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from app.editors.active_strokes import ActiveStrokes, nearest_on
from app.editors.gestures import CLICK_PX, Gesture, tr
from app.editors.stage import Stage
from app.editors.stroke_edits import (
    Stroke,
    about,
    duplicated,
    moved,
    points_of,
    region_of,
    with_field,
    with_points_moved,
    with_region,
)
from app.editors.stroke_timing import frame_shares, retimed, span_of

__all__ = ["DragCorner", "DragDot", "DragPoints", "DragRadius", "DragStroke", "Resize", "Turn"]


class _Dragged(Gesture):
    """Carries something of the selected stroke from where it was pressed."""

    title = ""

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self.index = active.index
        self.stroke: Stroke = active.strokes[active.index]
        self.start = QPointF()
        self._moves = False

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        self.start = place

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        away = place - self.start
        if not self._moves and abs(away.x()) + abs(away.y()) < 2:
            return
        self._moves = True
        self.carry(place, event)

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        super().finish()
        name = str(self.stroke.get("name", "")) or str(self.index + 1)
        self.active.finish(tr(self.title).format(name))


class DragPoints(_Dragged):
    """The selected points of the path; with Shift along one axis."""

    title = "Move points of {0}"

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        by = _shift(self, place, event)
        self.active.draft_stroke(self.index, with_points_moved(self.stroke, self.active.points, by))


class DragStroke(_Dragged):
    """A whole stroke with its outline; with Alt a second one, with Shift along one axis."""

    title = "Move {0}"

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self._copied = False
        self._before = active.strokes

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        by = _shift(self, place, event)
        self._copied = self._copied or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self._copied:
            copy = duplicated(self.stroke, by, self.active.names()[: len(self._before)])
            self.active.draft([*self._before, copy])
            self.active.select(len(self._before))
        else:
            self.active.draft_stroke(self.index, moved(self.stroke, by))


class DragCorner(_Dragged):
    """One corner of the outline."""

    title = "Outline {0}"

    def __init__(self, active: ActiveStrokes, stage: Stage, corner: int) -> None:
        super().__init__(active, stage)
        self._corner = corner

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        region = region_of(self.stroke)
        if region is not None:
            changed = region.copy()
            changed[self._corner] = self.stage.share(place)
            self.active.draft_stroke(self.index, with_region(self.stroke, changed))


class DragRadius(_Dragged):
    """The rim of the disc that is dragged where there is no outline."""

    title = "Radius of {0}"

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        centre = points_of(self.stroke)[0]
        radius = self.stage.distance(centre, place) / self.stage.extent[0]
        radius = round(float(np.clip(radius, 0.001, 1.0)), 4)
        self.active.draft_stroke(self.index, with_field(self.stroke, "radius", radius, 0.05))


class DragDot(_Dragged):
    """The dot of a frame, along the path: it is reached sooner or later, the path stays."""

    title = "Time {0}"

    def __init__(self, active: ActiveStrokes, stage: Stage, frame: int) -> None:
        super().__init__(active, stage)
        self._frame = frame
        self._curve = active.curve(active.index)

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        timing = self.active.timing
        start, end = span_of(self.stroke, timing.frames)
        if not start < self._frame < end:
            return
        _, share = nearest_on(self._curve, self.stage.share(place), self.stage.aspect)
        shares = frame_shares(self.stroke, timing)
        share = float(np.clip(share, 1e-3, 1 - 1e-3))
        old = float(np.clip(shares[self._frame], 1e-6, 1 - 1e-6))
        bent = np.interp(shares, [0.0, old, 1.0], [0.0, share, 1.0])
        self.active.draft_stroke(self.index, retimed(self.stroke, timing, bent))


class Turn(_Dragged):
    """How far the thing is turned at the end; with Alt the path itself is turned about its beginning."""

    title = "Turn {0}"

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self._angle = 0.0
        self._last = 0.0

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        super().press(place, event)
        self._last = self._angle_at(place)

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        now = self._angle_at(place)
        self._angle += (now - self._last + 180) % 360 - 180
        self._last = now
        angle = round(self._angle / 15) * 15 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self._angle
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            turned = about(self.stroke, points_of(self.stroke)[0], aspect=self.stage.aspect, rotation_deg=angle)
        else:
            end = round(float(self.stroke.get("rotation_end_deg", 0.0)) + angle, 1)
            turned = with_field(self.stroke, "rotation_end_deg", end, 0.0)
        self.active.draft_stroke(self.index, turned)

    def _angle_at(self, place: QPointF) -> float:
        centre = self.stage.place(points_of(self.stroke)[-1])
        return float(np.degrees(np.arctan2(place.y() - centre.y(), place.x() - centre.x())))


class Resize(_Dragged):
    """How large the thing is at the end; with Alt the path itself is scaled about its beginning."""

    title = "Scale {0}"

    def carry(self, place: QPointF, event: QMouseEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        centre = points_of(self.stroke)[0 if alt else -1]
        before = max(self.stage.distance(centre, self.start), 4 * CLICK_PX)
        factor = float(np.clip(self.stage.distance(centre, place) / before, 0.01, 100.0))
        if alt:
            scaled = about(self.stroke, centre, aspect=self.stage.aspect, scale=factor)
        else:
            end = round(float(np.clip(self.stroke.get("scale_end", 1.0) * factor, 0.05, 20.0)), 3)
            scaled = with_field(self.stroke, "scale_end", end, 1.0)
        self.active.draft_stroke(self.index, scaled)


def _shift(gesture: _Dragged, place: QPointF, event: QMouseEvent) -> np.ndarray:
    by = gesture.stage.share(place) - gesture.stage.share(gesture.start)
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        on_screen = np.abs(by * gesture.stage.extent)
        by[int(on_screen.argmin())] = 0.0
    return by
