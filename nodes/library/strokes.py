"""Strokes, and the tracks they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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


@node("Motion", title="Smooth Strokes", search=("simplify", "calm", "jitter", "clean"))
def smooth_strokes(
    strokes: Strokes,
    smoothing: Annotated[float, Range(0.0, 1.0, 0.05)] = 0.5,
    passes: Annotated[int, Range(0, 100)] = 4,
    simplify: Annotated[float, Range(0.0, 0.2, 0.001)] = 0.0,
) -> Strokes:
    """Calm what the hand drew: take out the jitter, and points that say little. Ends stay where they are.

    strokes: the strokes.
    smoothing: how far each point goes to the middle of its neighbours.
    passes: how often.
    simplify: leave out points that lie within this distance of the rest of the line, as a share of the picture.
    Returns strokes.
    """
    from nodes.motion.curves import simplify as worth_keeping
    from nodes.motion.curves import smooth

    done = []
    for stroke in strokes.strokes:
        points = smooth(stroke.points, smoothing, passes)
        kept = worth_keeping(points, simplify) if simplify > 0 else np.arange(len(points))
        times = None if stroke.times_s is None else stroke.times_s[kept]
        done.append(replace(stroke, points=points[kept], times_s=times))
    return Strokes(tuple(done))


@node("Motion", title="Transform Strokes", search=("move", "scale", "rotate", "mirror", "reverse", "duplicate"))
def transform_strokes(
    strokes: Strokes,
    shift_x: Share = 0.0,
    shift_y: Share = 0.0,
    scale: Annotated[float, Range(0.01, 100.0, 0.05)] = 1.0,
    rotation: Annotated[float, Range(-3600.0, 3600.0, 5.0, "deg")] = 0.0,
    aspect: Annotated[float, Range(0.1, 10.0, 0.01)] = 1.777,
    reverse: bool = False,
    regions: bool = True,
) -> Strokes:
    """Strokes moved, scaled and turned about the middle of them all.

    strokes: the strokes.
    shift_x: to the right, as a share of the width.
    shift_y: down, as a share of the height.
    scale: 1 is as they are.
    rotation: clockwise.
    aspect: width of the picture divided by its height, so that turning keeps shapes.
    reverse: run each stroke from its end to its beginning.
    regions: carry the regions along; otherwise only the paths change.
    Returns strokes.
    """
    from nodes.motion.transforms import apply_similarity, bounding_box, similarity

    if not strokes.strokes:
        return strokes
    square = np.array([aspect, 1.0])
    left, top, right, bottom = bounding_box(np.concatenate([stroke.points for stroke in strokes.strokes]) * square)
    pivot = ((left + right) / 2, (top + bottom) / 2)
    matrix = similarity(np.array([shift_x, shift_y]) * square, scale, rotation, pivot)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        placed: NDArray[np.float64] = apply_similarity(matrix, points * square) / square
        return placed

    done = []
    for stroke in strokes.strokes:
        points, times = moved(stroke.points), stroke.times_s
        region = moved(stroke.region) if regions and stroke.region is not None else stroke.region
        if reverse:
            points, times = points[::-1], None if times is None else times[-1] - times[::-1]
        done.append(replace(stroke, points=points, times_s=times, region=region))
    return Strokes(tuple(done))


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
