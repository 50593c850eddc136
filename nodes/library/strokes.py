"""Strokes, and the tracks they become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Editor, Json, Out, Range, node
from nodes.motion.strokes import Shape, Timing
from nodes.values import Image, Stroke, Strokes, Tracks

Frames = Annotated[int, Range(1, 1025)]
Share = Annotated[float, Range(-1.0, 2.0, 0.01)]
Radius = Annotated[float, Range(0.001, 1.0, 0.01)]


@node("Motion", title="Strokes", search=("drag", "path", "draw", "trajectory", "motion brush"))
def strokes(image: Image | None = None, strokes: Annotated[Json, Editor("strokes")] = ()) -> Strokes:
    """Paths drawn by hand over a picture: what is dragged, where, how fast.

    image: the picture to draw over; only the editor looks at it.
    strokes: list of strokes; points and regions as shares of the picture (0 to 1, x right, y down).
    Returns strokes.   Errors: ValueRefused naming the stroke and the field.
    """
    return Strokes.from_json(list(strokes))


@node("Motion", title="Pins", search=("static", "anchor", "hold still"))
def pins(
    strokes: Strokes | None = None,
    points: Annotated[Json, Editor("points")] = (),
    radius: Radius = 0.05,
) -> Strokes:
    """Points that must stay where they are, added to other strokes.

    strokes: what the pins join.
    points: list of [x, y] as shares of the picture.
    radius: of the disc held still, as a share of the picture's width.
    Returns strokes.   Errors: NodeError naming a point that is no pair of numbers.
    """
    kept = strokes.strokes if strokes is not None else ()
    return Strokes(
        (*kept, *(Stroke(_point(place, given), radius=radius, pinned=True) for place, given in _listed(points)))
    )


@node("Motion", title="Join Strokes", search=("merge", "combine", "add"))
def join_strokes(first: Strokes, second: Strokes) -> Strokes:
    """The strokes of two drawings together, the first one's first.

    first: some strokes.
    second: more strokes.
    Returns strokes.
    """
    return Strokes((*first.strokes, *second.strokes))


@node("Motion", title="Strokes to Tracks", search=("drag", "path", "resample", "easing", "timing"))
def strokes_to_tracks(
    strokes: Strokes,
    frames: Frames = 17,
    easing: Timing = "as drawn",
    shape: Shape = "smooth",
) -> Annotated[Tracks, Out("tracks")]:
    """Resample strokes to one point per frame.

    strokes: what was drawn.
    frames: how many frames the clip has.
    easing: how the movement spreads over its time; "as drawn" keeps the timing of the hand.
    shape: run a smooth curve through the points, or join them by straight lines.
    Returns tracks, one per stroke; size and turn grow along the path.
    Errors: NodeError when nothing is drawn or a stroke begins after the last frame.
    """
    return tracks_of(strokes, frames, easing, shape)


def tracks_of(strokes: Strokes, frames: int, easing: str = "as drawn", shape: Shape = "smooth") -> Tracks:
    """One track per stroke; for the arguments see strokes_to_tracks."""
    from nodes.motion.strokes import resample_stroke, stroke_progress

    if not strokes.strokes:
        raise NodeError("No stroke has been drawn.", remedy="Drag on the picture in the stroke editor.")
    rows, scales, turns, ends = [], [], [], []
    for index, stroke in enumerate(strokes.strokes):
        if stroke.start >= frames:
            raise NodeError(
                f"{_named(index, stroke)} starts at frame {stroke.start}, but the clip has {frames} frames.",
                remedy="Start it earlier or ask for more frames.",
            )
        end = None if stroke.end is None else min(stroke.end, frames - 1)
        span = {"times_s": stroke.times_s, "timing": easing, "shape": shape, "start": stroke.start, "end": end}
        share = stroke_progress(stroke.points, frames, **span)  # type: ignore[arg-type]
        rows.append(resample_stroke(stroke.points, frames, **span))  # type: ignore[arg-type]
        scales.append(stroke.scale_end**share)
        turns.append(stroke.rotation_end_deg * share)
        ends.append(frames - 1 if end is None else end)
    drawn = strokes.strokes
    return Tracks(
        xy=np.stack(rows).astype(np.float32),
        visible=np.ones((len(rows), frames), dtype=np.bool_),
        radius=np.array([stroke.radius for stroke in drawn], dtype=np.float32),
        strength=np.array([stroke.strength for stroke in drawn], dtype=np.float32),
        layer=tuple(str(stroke.layer) for stroke in drawn),
        start=np.array([stroke.start for stroke in drawn], dtype=np.int32),
        end=np.array(ends, dtype=np.int32),
        scale=np.stack(scales).astype(np.float32),
        rotation_deg=np.stack(turns).astype(np.float32),
        region=tuple(stroke.region for stroke in drawn),
    )


@node("Motion", title="Track from Numbers", search=("line", "move", "drag", "keyable"))
def track_from_numbers(
    from_x: Share = 0.3,
    from_y: Share = 0.5,
    to_x: Share = 0.7,
    to_y: Share = 0.5,
    frames: Frames = 17,
    easing: Timing = "constant speed",
    radius: Radius = 0.1,
    scale_end: Annotated[float, Range(0.05, 20.0, 0.05)] = 1.0,
    rotation_end: Annotated[float, Range(-3600.0, 3600.0, 5.0, "deg")] = 0.0,
) -> Annotated[Tracks, Out("tracks")]:
    """A straight track between two points, all of whose numbers can be wired.

    from_x: where it begins, as a share of the picture's width.
    from_y: where it begins, as a share of the picture's height.
    to_x: where it ends.
    to_y: where it ends.
    frames: how many frames the clip has.
    easing: how the movement spreads over its time.
    radius: of the disc dragged, as a share of the picture's width.
    scale_end: size at the end; 1 is as in the picture.
    rotation_end: turn at the end, clockwise.
    Returns tracks: one.
    """
    stroke = Stroke(
        np.array([[from_x, from_y], [to_x, to_y]], dtype=np.float64),
        radius=radius,
        scale_end=scale_end,
        rotation_end_deg=rotation_end,
    )
    return tracks_of(Strokes((stroke,)), frames, easing, "straight")


def _named(index: int, stroke: Stroke) -> str:
    return f"Stroke {index} ({stroke.name})" if stroke.name else f"Stroke {index}"


def _listed(points: object) -> list[tuple[int, object]]:
    if not isinstance(points, Sequence) or isinstance(points, str):
        raise NodeError(f"The points are {type(points).__name__}, not a list.", remedy="Give a list of [x, y].")
    return list(enumerate(points))


def _point(place: int, given: object) -> NDArray[np.float64]:
    try:
        point = np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        point = np.zeros(0)
    if point.shape != (2,) or not np.isfinite(point).all():
        raise NodeError(f"Point {place} is {given!r}.", remedy="Give [x, y] as shares of the picture.")
    return point[None]
