"""What a hand does on the picture, one class a gesture: begun by a press, carried on, finished or cancelled.

A gesture changes the draft of the active strokes only; `finish` makes it one step, `cancel` leaves no trace.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QInputEvent, QMouseEvent

from app.editors.active_strokes import ActiveStrokes
from app.editors.find_outline import outline_steps
from app.editors.stage import Stage
from app.editors.stroke_edits import (
    Points,
    Stroke,
    circle,
    free_name,
    has_length,
    points_of,
    region_of,
    with_path,
    with_region,
    worth_keeping,
)
from nodes.motion.strokes import resample_stroke

__all__ = ["Band", "Circle", "Curve", "Freehand", "Gesture", "Pin", "Region"]

STILL_S = 0.12
CLICK_PX = 5.0
CLOSE_PX = 10.0
HAND_TOLERANCE_PX = 0.5


def tr(text: str) -> str:
    return QCoreApplication.translate("Strokes", text)


class Gesture:
    """going: until it is finished or cancelled.  Places are of the widget."""

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        self.active = active
        self.stage = stage
        self.going = True

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        """The button goes down: the first time, or once more in a gesture of several clicks."""

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        """The mouse moves, with the button down or not."""

    def release(self, place: QPointF, event: QMouseEvent) -> None:
        self.finish()

    def finish(self) -> None:
        self.going = False

    def cancel(self) -> None:
        self.going = False
        self.active.cancel()

    def back(self) -> None:
        """Take the last click back."""

    def outline(self) -> tuple[NDArray[np.float64], bool] | None:
        """A line [K, 2] to be drawn dashed while it lasts, and whether it is closed."""
        return None


class Freehand(Gesture):
    """A path drawn by the hand with its timing; with Shift a straight line, with Shift and Ctrl in steps of 15°.

    Begun inside the outline of a thing that holds still, it is that thing's path. picture: where the outline of what
    it begins on is looked for while the hand moves; None looks for none.
    """

    def __init__(self, active: ActiveStrokes, stage: Stage, picture: NDArray[np.uint8] | None = None) -> None:
        super().__init__(active, stage)
        self._picture = picture
        self._outline: Iterator[Points | None] = iter(())
        self._places: list[tuple[float, float]] = []
        self._seconds: list[float] = []
        self._clock = _Clock()
        self._straight = False
        self._number = len(active.strokes)
        self._base: Stroke = {}

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        begin = self.stage.share(place)
        self._base, self._number = _begun_in(self.active, begin)
        if self._picture is not None and self._base.get("region") is None:
            self._outline = outline_steps(self._picture, begin, careful=True)
        self._add(place, event)

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        if not self._places:
            return
        self._straight = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._add(_in_steps(self._places[0], place, event) if self._straight else place, event)
        found = next(self._outline, None)
        if found is not None:
            self._base = with_region(self._base, found)
        self._show(self._hand())

    def release(self, place: QPointF, event: QMouseEvent) -> None:
        now = self._clock.of(event)
        if now - self._seconds[-1] > STILL_S and not self._straight:
            self._places.append(self._places[-1])
            self._seconds.append(now)
        self.finish()

    def finish(self) -> None:
        super().finish()
        far = np.hypot(*np.ptp(np.array(self._places), axis=0))
        if far < CLICK_PX or not has_length(points_of(self._hand())):
            self.active.cancel()
            self.active.select(-1)
            return
        self._show(self._hand() if self._straight else self._tidied(self._hand()))
        number = self._number
        if self.active.finish(tr("Draw {0}").format(self._name())):
            self.active.select(number)

    def _add(self, place: QPointF, event: QMouseEvent) -> None:
        at, now = (place.x(), place.y()), self._clock.of(event)
        if self._places and at == self._places[-1]:
            return
        if self._places and now - self._seconds[-1] > STILL_S:  # the hand rested where it was
            self._places.append(self._places[-1])
            self._seconds.append(now - 0.016)
        self._places.append(at)
        self._seconds.append(now)

    def _hand(self) -> dict[str, Any]:
        ends = [self._places[0], self._places[-1]] if self._straight else self._places
        shares = (np.array(ends) - self.stage.origin) / self.stage.extent
        return with_path(self._base, shares, None if self._straight else self._seconds)

    def _tidied(self, stroke: Stroke) -> dict[str, Any]:
        """Without the points that neither path nor timing needs: within half a pixel of the hand at every moment."""
        points, times = points_of(stroke), np.asarray(stroke["times_s"])
        pixel = 1.0 / max(self.stage.size)
        moments = 4 * len(points)
        drawn = resample_stroke(points, moments, times_s=times)
        for tolerance in (1.0, 0.5, 0.25):
            kept = worth_keeping(points, times, tolerance * pixel)
            fewer = resample_stroke(points[kept], moments, times_s=times[kept])
            if np.abs((fewer - drawn) * self.stage.size).max() <= HAND_TOLERANCE_PX:
                return with_path(stroke, points[kept], times[kept])
        return dict(stroke)

    def _show(self, stroke: dict[str, Any]) -> None:
        strokes = list(self.active.strokes)
        strokes[self._number : self._number + 1] = [stroke]
        self.active.draft(strokes)
        self.active.select(self._number)

    def _name(self) -> str:
        return str(self._base.get("name", "")) or tr("stroke")


class Curve(Gesture):
    """A smooth curve through clicked points. Double click or Enter ends it, Backspace takes a point back."""

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self._points: list[NDArray[np.float64]] = []
        self._base: Stroke = {}
        self._number = len(active.strokes)

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        xy = self.stage.share(place)
        if not self._points:
            self._base, self._number = _begun_in(self.active, xy)
        elif self.stage.distance(self._points[-1], place) < CLICK_PX:
            return
        self._points.append(xy)
        self._show(None)

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        self._show(self.stage.share(place))

    def release(self, place: QPointF, event: QMouseEvent) -> None:
        """Each click is only a point."""

    def back(self) -> None:
        if self._points:
            self._points.pop()
        if not self._points:
            self.cancel()
            return
        self._show(None)

    def finish(self) -> None:
        super().finish()
        if len(self._points) < 2:
            self.active.cancel()
            return
        self._show(None)
        number = self._number
        if self.active.finish(tr("Draw {0}").format(self._base.get("name") or tr("curve"))):
            self.active.select(number)

    def _show(self, hover: NDArray[np.float64] | None) -> None:
        points = [*self._points] if hover is None else [*self._points, hover]
        if len(points) < 2:
            return
        strokes = list(self.active.strokes)
        strokes[self._number : self._number + 1] = [with_path(self._base, np.array(points), None)]
        self.active.draft(strokes)
        self.active.select(self._number)


class Pin(Gesture):
    """A point that holds still."""

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        self.going = False
        pin = {**with_path({"points": []}, [self.stage.share(place)], None), "pinned": True}
        pin["name"] = free_name(tr("pin"), self.active.names())
        self.active.add(pin, tr("Add {0}").format(pin["name"]))

    def release(self, place: QPointF, event: QMouseEvent) -> None:
        """The press was all."""


class Region(Gesture):
    """The outline of what moves: corners by clicks, or drawn round it in one go. It goes to the selected stroke.

    Without a selected stroke it becomes a thing that holds still, until a path is drawn from inside it.
    """

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self._corners: list[NDArray[np.float64]] = []
        self._hover: NDArray[np.float64] | None = None
        self._lasso = False
        self._start = QPointF()

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        if len(self._corners) >= 3 and self.stage.distance(self._corners[0], place) < CLOSE_PX:
            self.finish()
            return
        self._start = place
        if not self._corners or self.stage.distance(self._corners[-1], place) >= CLICK_PX:
            self._corners.append(self.stage.share(place))

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        self._hover = self.stage.share(place)
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        away = place - self._start
        if len(self._corners) == 1 and abs(away.x()) + abs(away.y()) > CLICK_PX:
            self._lasso = True
        if self._lasso and self.stage.distance(self._corners[-1], place) >= 2.0:
            self._corners.append(self.stage.share(place))

    def release(self, place: QPointF, event: QMouseEvent) -> None:
        if self._lasso:
            self.finish()

    def back(self) -> None:
        if self._corners:
            self._corners.pop()
        if not self._corners:
            self.cancel()

    def outline(self) -> tuple[NDArray[np.float64], bool] | None:
        more = [self._hover] if self._hover is not None and not self._lasso else []
        corners = [*self._corners, *more]
        return (np.array(corners), self._lasso) if len(corners) > 1 else None

    def finish(self) -> None:
        super().finish()
        corners = np.array(self._corners).reshape(-1, 2)
        if self._lasso:
            corners = corners[worth_keeping(corners, None, 0.5 / max(self.stage.size))]
        if len(corners) >= 3:
            give_region(self.active, corners)


class Circle(Gesture):
    """A round outline, from its middle outwards."""

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self._centre = np.zeros(2)
        self._radius = 0.0

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        self._centre = self.stage.share(place)

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        self._radius = self.stage.distance(self._centre, place) / self.stage.extent[0]

    def outline(self) -> tuple[NDArray[np.float64], bool] | None:
        return circle(self._centre, self._radius, self.stage.aspect), True

    def finish(self) -> None:
        super().finish()
        if self._radius * self.stage.extent[0] >= CLICK_PX:
            give_region(self.active, circle(self._centre, self._radius, self.stage.aspect))


class Band(Gesture):
    """A rectangle drawn over points of the selected stroke selects them; with Shift more of them."""

    def __init__(self, active: ActiveStrokes, stage: Stage) -> None:
        super().__init__(active, stage)
        self._before = frozenset[int]()
        self._ends = np.zeros((2, 2))

    def press(self, place: QPointF, event: QMouseEvent) -> None:
        more = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._before = self.active.points if more else frozenset()
        self._ends[:] = self.stage.share(place)

    def move(self, place: QPointF, event: QMouseEvent) -> None:
        self._ends[1] = self.stage.share(place)
        if self.active.selected is None:
            return
        low, high = self._ends.min(axis=0), self._ends.max(axis=0)
        points = points_of(self.active.selected)
        found = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1)).tolist()
        self.active.select(self.active.index, self._before | set(found))

    def outline(self) -> tuple[NDArray[np.float64], bool] | None:
        (left, top), (right, bottom) = self._ends
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]]), True

    def finish(self) -> None:
        super().finish()
        moved = np.abs((self._ends[1] - self._ends[0]) * self.stage.extent).max()
        if moved < CLICK_PX:
            self.active.select(-1)


def give_region(active: ActiveStrokes, corners: Points) -> None:
    """The outline to the selected stroke, or to a new thing that holds still in its middle."""
    stroke = active.selected
    if stroke is not None:
        active.change_stroke(active.index, with_region(stroke, corners), tr("Outline {0}").format(_called(active)))
        return
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    thing = with_region(with_path({"points": []}, [middle], None), corners)
    thing["name"] = free_name(tr("thing"), active.names())
    active.add(thing, tr("Outline {0}").format(thing["name"]))


def inside(region: Points, xy: NDArray[np.float64]) -> bool:
    """Whether a place lies in a polygon (even-odd)."""
    x, y = region.T
    x_next, y_next = np.roll(x, -1), np.roll(y, -1)
    crosses = (y <= xy[1]) != (y_next <= xy[1])
    at = x[crosses] + (xy[1] - y[crosses]) / (y_next[crosses] - y[crosses]) * (x_next[crosses] - x[crosses])
    return bool((at > xy[0]).sum() % 2)


class _Clock:
    """Seconds of events: by the window system's own stamps where two in a row have one, else by our clock."""

    def __init__(self) -> None:
        self._stamp = 0
        self._real_s = 0.0
        self._now_s = 0.0

    def of(self, event: QInputEvent) -> float:
        stamp, real = event.timestamp(), time.monotonic()
        by_stamps = stamp - self._stamp if stamp and self._stamp else -1
        passed = by_stamps / 1000 if by_stamps >= 0 else real - (self._real_s or real)
        self._stamp, self._real_s = stamp, real
        self._now_s += passed
        return self._now_s


def _begun_in(active: ActiveStrokes, xy: NDArray[np.float64]) -> tuple[Stroke, int]:
    """The thing at a place that has an outline and no path yet, and its number; else a new stroke, and the next."""
    order = sorted(range(len(active.strokes)), key=lambda number: number != active.index)
    for number in order:
        stroke = active.strokes[number]
        region = region_of(stroke)
        if stroke.get("pinned") and region is not None and inside(region, xy):
            return stroke, number
    return {"points": [], "name": free_name(tr("stroke"), active.names())}, len(active.strokes)


def _called(active: ActiveStrokes) -> str:
    stroke = active.selected
    return str(stroke.get("name", "")) or tr("stroke {0}").format(active.index + 1) if stroke is not None else ""


def _in_steps(start: tuple[float, float], place: QPointF, event: QMouseEvent) -> QPointF:
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return place
    x, y = place.x() - start[0], place.y() - start[1]
    angle = np.round(np.arctan2(y, x) / (np.pi / 12)) * (np.pi / 12)
    far = np.hypot(x, y)
    return QPointF(start[0] + float(np.cos(angle) * far), start[1] + float(np.sin(angle) * far))
