"""Boxes that say where something is in each frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np

from nodes.errors import NodeError
from nodes.graph import Editor, Json, Range, node
from nodes.motion.easing import Easing
from nodes.values import Boxes, Mask, Tracks

Side = Annotated[float, Range(0.001, 2.0, 0.01)]
Pixels = Annotated[int, Range(1, 8192, 8, "px")]


@node("Motion", title="Boxes along Tracks", search=("bounding box", "layout", "follow"))
def boxes_along_tracks(tracks: Tracks, width: Side = 0.2, height: Side = 0.2, label: str = "") -> Boxes:
    """A box around each track's point in every frame, growing with the track's scale.

    tracks: what the boxes follow.
    width: of the box, as a share of the picture's width.
    height: of the box, as a share of the picture's height.
    label: of every box; without it the box is named after its track's layer.
    Returns boxes.
    """
    from nodes.motion.boxes import boxes_along

    labels = tuple(label or layer for layer in tracks.layer)
    return Boxes(boxes_along(tracks.xy, width, height, tracks.scale), labels)


@node("Motion", title="Box Keys", search=("bounding box", "layout", "key frames"))
def box_keys(
    keys: Annotated[Json, Editor("boxes")] = (),
    frames: Annotated[int, Range(1, 1025)] = 17,
    easing: Easing = "linear",
) -> Boxes:
    """Boxes from key frames.

    keys: list of {"label": "ball", "frame": 0, "box": [left, top, right, bottom]}, shares of the picture.
    frames: how many frames the clip has.
    easing: between two keys.
    Returns boxes, one per label.
    Errors: NodeError naming the key and what is wrong with it.
    """
    from nodes.motion.boxes import boxes_from_keys

    by_label: dict[str, list[tuple[int, list[float]]]] = {}
    if not isinstance(keys, Sequence) or isinstance(keys, str) or not keys:
        raise NodeError(
            "There are no box keys.", remedy='Give a list such as [{"frame": 0, "box": [0, 0, 0.5, 0.5]}].'
        )
    for index, key in enumerate(keys):
        label, frame, box = _parsed(index, key)
        by_label.setdefault(label, []).append((frame, box))
    rows = []
    for found in by_label.values():
        found.sort(key=lambda pair: pair[0])
        rows.append(boxes_from_keys([frame for frame, _ in found], [box for _, box in found], frames, easing))
    return Boxes(np.stack(rows), tuple(by_label))


@node("Mask", title="Mask from Boxes", search=("bounding box", "region", "rectangle"))
def mask_from_boxes(boxes: Boxes, width: Pixels = 832, height: Pixels = 480) -> Mask:
    """What lies inside any of the boxes, frame by frame.

    boxes: the boxes.
    width: of the mask.
    height: of the mask.
    Returns mask: 1 inside.
    """
    from nodes.motion.regions import polygon_mask

    values = np.zeros((boxes.frame_count, height, width), dtype=np.float32)
    for track in boxes.ltrb:
        for frame, (left, top, right, bottom) in enumerate(track):
            corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
            values[frame] = np.maximum(values[frame], polygon_mask(corners, width, height))
    return Mask(values)


def _parsed(index: int, key: object) -> tuple[str, int, list[float]]:
    if not isinstance(key, Mapping):
        raise NodeError(f"Box key {index} is {key!r}.", remedy='Write {"frame": 0, "box": [0, 0, 0.5, 0.5]}.')
    frame, box, label = key.get("frame"), key.get("box"), key.get("label", "")
    if isinstance(frame, bool) or not isinstance(frame, int) or frame < 0:
        raise NodeError(f"Box key {index} stands at frame {frame!r}.", remedy="Give a whole number from 0 on.")
    if not _is_box(box):
        raise NodeError(f"Box key {index} has the box {box!r}.", remedy="Give left, top, right and bottom.")
    return str(label), frame, [float(side) for side in box]  # type: ignore[union-attr]


def _is_box(box: Any) -> bool:
    if not isinstance(box, Sequence) or isinstance(box, str) or len(box) != 4:
        return False
    return all(isinstance(side, int | float) and not isinstance(side, bool) and np.isfinite(side) for side in box)
