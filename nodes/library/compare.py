"""Looking nodes: clips side by side, a contact sheet, the difference of two clips."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Out, Range, Run, node
from nodes.library.derived import as_kind, derived_clip
from nodes.library.picture import fit_pixels
from nodes.values import Clip, Image

LABEL_PX = 18
_DARK, _INK = 24, 216


def strip(text: str, width: int, height: int = LABEL_PX) -> NDArray[np.uint8]:
    """A dark strip [height, width, 3] with one line of text, shrunk until it fits."""
    import cv2

    out = np.full((height, width, 3), _DARK, dtype=np.uint8)
    shown = text.encode("ascii", "replace").decode()
    scale = 0.4 * height / LABEL_PX
    while shown and scale > 0.25 and cv2.getTextSize(shown, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)[0][0] > width - 6:
        scale -= 0.05
    place = (3, height - 5)
    cv2.putText(out, shown, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (_INK, _INK, _INK), 1, cv2.LINE_AA)
    return out


@node("Picture", title="Contact Sheet", search=("grid", "thumbnails", "overview", "storyboard"))
def contact_sheet(
    clip: Clip,
    pictures: Annotated[int, Range(1, 400)] = 12,
    columns: Annotated[int, Range(0, 40)] = 0,
    width: Annotated[int, Range(16, 4096, 16, "px")] = 192,
    labels: bool = True,
) -> Annotated[Image, Out("image")]:
    """Frames of a clip at equal distances on one picture.

    clip: the clip.
    pictures: how many frames, first and last among them; fewer when the clip is shorter.
    columns: pictures in a row; 0 makes the sheet about square.
    width: of each picture.
    labels: write frame number and time under each.
    """
    count = min(pictures, clip.frame_count)
    numbers = np.unique(np.rint(np.linspace(0, clip.frame_count - 1, count)).astype(int))
    high = max(1, round(clip.height * width / clip.width))
    cell = high + (LABEL_PX if labels else 0)
    across = columns or max(1, round(math.sqrt(len(numbers) * cell / width)))
    across = min(across, len(numbers))
    down = -(-len(numbers) // across)
    gap = 4
    sheet = np.full((down * (cell + gap) + gap, across * (width + gap) + gap, 3), 16, dtype=np.uint8)
    for place, number in enumerate(numbers):
        top = gap + place // across * (cell + gap)
        left = gap + place % across * (width + gap)
        picture = as_kind(fit_pixels(clip.frame(int(number)), width, high, "stretch"), np.dtype(np.uint8))
        sheet[top : top + high, left : left + width] = picture
        if labels:
            text = f"{number}  {float(number / clip.fps):.2f} s"
            sheet[top + high : top + cell, left : left + width] = strip(text, width)
    return Image(sheet)


def draw_beside(
    number: int,
    clips: tuple[Clip, ...],
    *,
    boxes: list[list[int]],
    canvas: list[int],
    lengths: str,
    labels: list[str],
) -> NDArray[Any]:
    """Frame `number` of clips side by side; boxes: left, top, width, height of each."""
    kind = np.dtype(clips[0].frames.dtype)
    out = np.full((canvas[1], canvas[0], 3), _DARK, dtype=np.uint8)
    out = as_kind(out, kind)
    for clip, (left, top, wide, high), label in zip(clips, boxes, labels, strict=True):
        at = _source_frame(number, clips[0], clip, lengths)
        out[top : top + high, left : left + wide] = fit_pixels(as_kind(clip.frame(at), kind), wide, high, "stretch")
        if label:
            out[top + high : top + high + LABEL_PX, left : left + wide] = as_kind(strip(label, wide), kind)
    return out


def _source_frame(number: int, first: Clip, clip: Clip, lengths: str) -> int:
    """The frame of `clip` shown with frame `number` of the first one's rate."""
    at = int(number * clip.fps / first.fps + 1e-9)
    return at % clip.frame_count if lengths == "repeat" else min(at, clip.frame_count - 1)


@node("Picture", title="Side by Side", search=("compare", "ab", "grid", "split"))
def side_by_side(
    run: Run,
    a: Clip,
    b: Clip,
    c: Clip | None = None,
    d: Clip | None = None,
    direction: Literal["across", "down"] = "across",
    lengths: Literal["hold last frame", "repeat", "shortest"] = "hold last frame",
    labels: str = "",
    gap: Annotated[int, Range(0, 100, 2, "px")] = 4,
) -> Clip:
    """Two to four clips beside each other, at the first one's rate and with its sound.

    a: the first clip; the others are scaled to its height (across) or width (down), keeping their aspect.
    b: the second clip.
    c: a third clip.
    d: a fourth clip.
    direction: in a row or in a column.
    lengths: what a shorter clip does: hold its last frame, begin again, or end all with the shortest.
    labels: a name for each, separated by commas.
    gap: between them.
    """
    clips = [clip for clip in (a, b, c, d) if clip is not None]
    names = [name.strip() for name in labels.split(",")] if labels.strip() else []
    if len(names) > len(clips):
        raise NodeError(
            f"Side by Side: {len(names)} labels for {len(clips)} clips.", remedy="Give one for each clip."
        )
    names += [""] * (len(clips) - len(names))
    under = LABEL_PX if any(names) else 0
    boxes: list[list[int]] = []
    edge = 0
    for clip in clips:
        if direction == "across":
            wide, high = max(1, round(clip.width * a.height / clip.height)), a.height
            boxes.append([edge, 0, wide, high])
            edge += wide + gap
        else:
            wide, high = a.width, max(1, round(clip.height * a.width / clip.width))
            boxes.append([0, edge, wide, high])
            edge += high + under + gap
    size = [edge - gap, a.height + under] if direction == "across" else [a.width, edge - gap]
    spans = [math.ceil(clip.frame_count * a.fps / clip.fps) for clip in clips]
    frames = min(spans) if lengths == "shortest" else max(spans)
    return derived_clip(
        draw_beside,
        clips,
        frames=frames,
        size=(size[0], size[1]),
        fps=a.fps,
        audio=a.audio,
        run=run,
        boxes=boxes,
        canvas=size,
        lengths=lengths,
        labels=names,
    )


def draw_difference(number: int, clips: tuple[Clip, ...], *, gain: float) -> NDArray[Any]:
    """Frame `number` of the absolute difference of two clips."""
    left, right = (as_kind(clip.frame(number), np.dtype(np.float32)) for clip in clips)
    return as_kind(np.clip(np.abs(left - right) * np.float32(gain), 0, 1), np.dtype(np.uint8))


@node("Picture", title="Difference", search=("compare", "error", "subtract"))
def difference(run: Run, a: Clip, b: Clip, gain: Annotated[float, Range(1.0, 64.0)] = 4.0) -> Clip:
    """How much two clips differ, pixel by pixel, as brightness.

    a: a clip.
    b: a clip of the same size; the longer one is cut.
    gain: how much to brighten the difference.
    Errors: NodeError when the sizes differ.
    """
    if (a.width, a.height) != (b.width, b.height):
        raise NodeError(
            f"Difference: {a.width} x {a.height} against {b.width} x {b.height}.", remedy="Resize one of them first."
        )
    count = min(a.frame_count, b.frame_count)
    kind = np.dtype(np.uint8)
    return derived_clip(
        draw_difference, (a, b), frames=count, size=(a.width, a.height), fps=a.fps, dtype=kind, run=run, gain=gain
    )
