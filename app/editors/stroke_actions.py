"""What can be done to the selected stroke without the mouse: for menus, keys and the palette alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.source_picture import source_picture
from app.editors.stroke_edits import (
    Stroke,
    duplicated,
    mirrored,
    moved,
    reversed_stroke,
    simplified,
    smoothed,
    with_points_moved,
    without_points,
)
from app.editors.stroke_timing import knot_shares, subdivided, with_easing

__all__ = ["StrokeActions", "stroke_actions"]

STEP_ASIDE = 0.02


def stroke_actions(desk: Desk) -> StrokeActions:
    """The one that all panels of a desk share."""
    found = desk.findChild(StrokeActions, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, StrokeActions) else StrokeActions(desk)


class StrokeActions(QObject):
    """Each is one step with a title. Nothing happens where nothing is selected."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._active = active_strokes(desk)
        self._picture = source_picture(desk)

    def delete(self) -> None:
        """The selected points; without any, the stroke."""
        stroke, active = self._active.selected, self._active
        if stroke is None:
            return
        if active.points:
            left, points = without_points(stroke, active.points), frozenset(active.points)
            active.select(active.index)
            title = self._delete_title(len(points)) if left else self._title(self.tr("Delete {0}"))
            active.change_stroke(active.index, left, title)
            return
        active.change_stroke(active.index, None, self._title(self.tr("Delete {0}")))

    def delete_all(self) -> None:
        self._active.change((), self.tr("Delete all strokes"))

    def duplicate(self) -> None:
        """A second one, a little aside."""
        stroke = self._active.selected
        if stroke is not None:
            by = (STEP_ASIDE, STEP_ASIDE * self._picture.aspect)
            self._active.add(duplicated(stroke, by, self._active.names()), self._title(self.tr("Duplicate {0}")))

    def reverse(self) -> None:
        self._change(reversed_stroke, self.tr("Reverse {0}"))

    def mirror_across(self) -> None:
        self._change(_mirrored_across, self.tr("Mirror {0}"))

    def mirror_down(self) -> None:
        self._change(_mirrored_down, self.tr("Mirror {0}"))

    def smooth(self) -> None:
        self._change(smoothed, self.tr("Smooth {0}"))

    def simplify(self) -> None:
        """Without the points that say less than two pixels."""
        stroke = self._active.selected
        if stroke is not None:
            fewer = simplified(stroke, 2.0 / max(self._picture.size))
            self._active.select(self._active.index)
            self._active.change_stroke(self._active.index, fewer, self._title(self.tr("Simplify {0}")))

    def subdivide(self) -> None:
        """A point between each two."""
        stroke = self._active.selected
        if stroke is None or stroke.get("pinned"):
            return
        timing = self._active.timing
        made: Stroke = stroke
        shares = knot_shares(np.asarray(stroke["points"], dtype=np.float64), timing.shape)
        for share in (shares[:-1] + shares[1:]) / 2:
            made, _ = subdivided(made, timing, float(share))
        self._active.change_stroke(self._active.index, made, self._title(self.tr("Subdivide {0}")))

    def ease(self, easing: str) -> None:
        """Write the timing of a named easing into the stroke."""
        stroke = self._active.selected
        if stroke is not None and not stroke.get("pinned"):
            eased = with_easing(stroke, self._active.timing, easing)
            self._active.change_stroke(self._active.index, eased, self._title(self.tr("Time {0}")))

    def nudge(self, right: float, down: float) -> None:
        """By pixels of the picture; presses in a row are one step until `end_nudge`."""
        stroke, active = self._active.selected, self._active
        if stroke is None:
            return
        by = np.array([right, down]) / self._picture.size
        put = with_points_moved(stroke, active.points, by) if active.points else moved(stroke, by)
        active.nudge([*active.strokes[: active.index], put, *active.strokes[active.index + 1 :]])

    def end_nudge(self) -> None:
        self._desk.document.end_step()

    def select_next(self) -> None:
        self._select(1)

    def select_previous(self) -> None:
        self._select(-1)

    def select_next_point(self) -> None:
        self._select_point(1)

    def select_previous_point(self) -> None:
        self._select_point(-1)

    def select_all_points(self) -> None:
        stroke = self._active.selected
        if stroke is not None:
            self._active.select(self._active.index, range(len(stroke["points"])))

    def _delete_title(self, count: int) -> str:
        return self.tr("Delete a point") if count == 1 else self.tr("Delete {0} points").format(count)

    def _select(self, by: int) -> None:
        count = len(self._active.strokes)
        if count:
            self._active.select((self._active.index + by) % count)

    def _select_point(self, by: int) -> None:
        stroke = self._active.selected
        if stroke is not None:
            now = min(self._active.points, default=-1 if by > 0 else 0)
            self._active.select(self._active.index, [(now + by) % len(stroke["points"])])

    def _change(self, change: Callable[[Stroke], dict[str, Any]], title: str) -> None:
        stroke = self._active.selected
        if stroke is not None and not stroke.get("pinned"):
            self._active.change_stroke(self._active.index, change(stroke), self._title(title))

    def _title(self, form: str) -> str:
        stroke = self._active.selected
        name = str(stroke.get("name", "")) if stroke is not None else ""
        return form.format(name or self.tr("stroke {0}").format(self._active.index + 1))


def _mirrored_across(stroke: Stroke) -> dict[str, Any]:
    return mirrored(stroke, 0)


def _mirrored_down(stroke: Stroke) -> dict[str, Any]:
    return mirrored(stroke, 1)
