"""What is worked out of a stroke, remembered as long as the stroke and its timing are the same."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.editors.stroke_edits import Points, Stroke, points_of
from app.editors.stroke_timing import Timing, curve_of, frame_points, frame_shares

__all__ = ["Drawn", "StrokeCache"]

MOST_PAINTED = 400
MOST_KEPT = 4096


class Drawn:
    """Of one stroke. Nothing is worked out before it is asked for."""

    def __init__(self, stroke: Stroke, timing: Timing) -> None:
        self.stroke = stroke
        self._timing = timing

    @cached_property
    def frame_points(self) -> Points:
        """[frames, 2]."""
        return frame_points(self.stroke, self._timing)

    @cached_property
    def frame_shares(self) -> NDArray[np.float64]:
        """[frames]."""
        return frame_shares(self.stroke, self._timing)

    @cached_property
    def curve(self) -> Points:
        """The path as a fine polyline [P, 2]."""
        return curve_of(points_of(self.stroke), self._timing.shape)

    @cached_property
    def painted(self) -> Points:
        """The path with no more points than can be seen."""
        curve = self.curve
        every = -(-len(curve) // MOST_PAINTED)
        return curve if every < 2 else np.concatenate([curve[:-1:every], curve[-1:]])

    @cached_property
    def box(self) -> tuple[Points, Points]:
        """Lowest and highest x, y of the path."""
        return self.curve.min(axis=0), self.curve.max(axis=0)


class StrokeCache:
    """By identity of the stroke, which no change alters in place."""

    def __init__(self) -> None:
        self._known: dict[int, Drawn] = {}
        self._timing: Timing | None = None

    def of(self, stroke: Stroke, timing: Timing) -> Drawn:
        if timing != self._timing or len(self._known) > MOST_KEPT:
            self._known.clear()
            self._timing = timing
        known = self._known.get(id(stroke))
        if known is None or known.stroke is not stroke:
            known = self._known[id(stroke)] = Drawn(stroke, timing)
        return known
