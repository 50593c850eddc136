"""Path Error: how far things went from where their tracks told them to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Out, Run, node
from nodes.library.cut_outs import cut_outs, stands
from nodes.values import Clip, Mask, Number, Report, Series, Table, Tracks

if TYPE_CHECKING:
    from models.measure import PathError

UNSURE = 0.3


@node("Report", title="Path Error", search=("measure", "objmc", "accuracy", "distance", "evaluate"))
def path_error(
    run: Run, clip: Clip, tracks: Tracks, mask: Mask | None = None, without_control: Clip | None = None
) -> tuple[Annotated[Report, Out("report")], Annotated[Number, Out("mean_px")]]:
    """How far what was dragged went from its track, in pixels of the clip.

    clip: the clip to measure.
    tracks: where things were told to go; pins are left out when anything moves.
    mask: what moves, where a track has no region; otherwise the disc of its radius in the first frame.
    without_control: the same clip made without the control, for comparison.
    Returns report: mean (ObjMC), median and final distance, a row for each track, distance over the frames.  mean_px:
    the mean distance.
    Errors: NodeError when clip and tracks differ in length or nothing can be followed.
    """
    for other, name in ((clip, "clip"), (without_control, "clip without control")):
        if other is not None and other.frame_count != tracks.frame_count:
            raise NodeError(
                f"The tracks have {tracks.frame_count} frames, the {name} has {other.frame_count}.",
                remedy="Make the tracks with as many frames as the clip.",
            )
    chosen = [index for index in range(tracks.count) if not stands(tracks, index)] or list(range(tracks.count))
    controlled = _Measured(run, clip, tracks, mask, chosen, "measuring")
    plain = None
    if without_control is not None:
        plain = _Measured(run, without_control, tracks, mask, chosen, "measuring without control")
    return _report(clip, tracks, chosen, controlled, plain), Number(controlled.total.mean)


class _Measured:
    """Where the tracked things went in one clip.

    places: [n,T,2] in pixels.  sure: [n,T] 0..1.  each: error of each track.  total: error over all.
    """

    def __init__(self, run: Run, clip: Clip, tracks: Tracks, mask: Mask | None, chosen: list[int], note: str) -> None:
        from models.measure import path_error as distance
        from models.measure import track_cutout

        size = np.array([clip.width, clip.height], dtype=np.float64)
        wanted = tracks.xy[chosen].astype(np.float64) * size
        masks = cut_outs(tracks, _first_mask(mask, clip), clip.width, clip.height)[chosen]
        pixels = clip.as_uint8()
        places, sure = [], []
        for place, (path, region) in enumerate(zip(wanted, masks, strict=True)):
            run.progress(place, len(chosen), f"{note}, track {place + 1} of {len(chosen)}")
            begin = np.clip(path[0], 0, size - 1e-3)
            found = track_cutout(pixels, start=(float(begin[0]), float(begin[1])), mask=region > 0.5)
            places.append(found.positions + (path[0] - begin))
            sure.append(found.confidence)
        self.places, self.sure = np.stack(places), np.stack(sure)
        visible = tracks.visible[chosen]
        if not visible.any():
            raise NodeError("No track is visible in any frame.", remedy="Wire tracks that are seen.")
        self.each: list[PathError | None] = [
            distance(path, seen, shown) if shown.any() else None
            for path, seen, shown in zip(wanted, self.places, visible, strict=True)
        ]
        self.total = distance(wanted, self.places, visible)


def _first_mask(mask: Mask | None, clip: Clip) -> NDArray[np.float32] | None:
    from nodes.library.control_clips import scaled_mask

    if mask is None:
        return None
    scaled: NDArray[np.float32] = scaled_mask(mask.values[:1], clip.width, clip.height)[0]
    return scaled


def _report(clip: Clip, tracks: Tracks, chosen: list[int], found: _Measured, plain: _Measured | None) -> Report:
    total = found.total
    rows: list[tuple[str | float, ...]] = [
        ("mean (ObjMC)", total.mean),
        ("median", total.median),
        ("final", total.final),
    ]
    columns: tuple[str, ...] = ("distance", "px")
    if plain is not None:
        columns = (*columns, "px without control")
        others = (plain.total.mean, plain.total.median, plain.total.final)
        rows = [(*row, other) for row, other in zip(rows, others, strict=True)]
    notes = [
        f"The mean distance from the track is {total.mean:.2f} px of {clip.width} x {clip.height}, "
        f"over {clip.frame_count} frames and {len(chosen)} of {tracks.count} tracks.",
        "Method: what lies under each track in the first frame is cut out and looked for in every later frame by "
        "masked template matching; the distance is Euclidean, and frames where the track is hidden do not count.",
    ]
    if plain is not None and plain.total.median > 0:
        share = total.median / plain.total.median
        notes.insert(1, f"The median is {share:.0%} of what it is without control ({plain.total.median:.2f} px).")
    weak = [str(index) for index, sure in zip(chosen, found.sure, strict=True) if float(sure.min()) < UNSURE]
    if weak:
        notes.append(f"The match was unsure in some frames of track {', '.join(weak)}: look at the clip.")
    return Report(
        title="Path error",
        tables=(Table("Path error", columns, tuple(rows)), _track_table(tracks, chosen, found)),
        series=(_series(clip, found, plain),),
        notes=tuple(notes),
    )


def _track_table(tracks: Tracks, chosen: list[int], found: _Measured) -> Table:
    rows: list[tuple[str | float, ...]] = []
    for index, error, sure in zip(chosen, found.each, found.sure, strict=True):
        if error is None:
            rows.append((float(index), tracks.layer[index], "hidden", "hidden", "hidden", float(sure.mean())))
        else:
            rows.append(
                (float(index), tracks.layer[index], error.mean, error.median, error.final, float(sure.mean()))
            )
    return Table("Tracks", ("track", "layer", "mean px", "median px", "final px", "match 0..1"), tuple(rows))


def _series(clip: Clip, found: _Measured, plain: _Measured | None) -> Series:
    counted = np.isfinite(found.total.per_frame)
    if plain is not None:
        counted &= np.isfinite(plain.total.per_frame)
    lines = {"distance": found.total.per_frame[counted]}
    if plain is not None:
        lines["without control"] = plain.total.per_frame[counted]
    frames = np.arange(clip.frame_count, dtype=np.float64)[counted]
    return Series("Distance from the track", "frame", "px", frames, lines)
