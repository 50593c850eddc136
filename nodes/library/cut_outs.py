"""What a track takes along: its region, a patch of a mask, or a disc."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.library.masks import region_mask
from nodes.values import Tracks

Floats = NDArray[np.float32]
LONGEST_STEP = 0.2  # of the picture's width, between two frames
SMALLEST_AREA_PX = 32


def cut_outs(tracks: Tracks, mask: Floats | None, width: int, height: int) -> Floats:
    """One mask per track: [N, height, width].

    A region drawn round the track comes first, then the patch of `mask` the track begins in (the whole mask when only
    one track moves), then the disc of its radius. Pins never take the mask.
    Errors: NodeError for a track that takes nothing along or begins outside the picture, and for two in one patch.
    """
    moving = [index for index in range(tracks.count) if not stands(tracks, index)]
    by_mask = [index for index in moving if _region(tracks, index) is None] if mask is not None else []
    patches = _patches(tracks, mask, by_mask) if mask is not None and by_mask else {}
    rows = []
    for index in range(tracks.count):
        start = np.asarray(tracks.xy[index, 0], dtype=np.float64)
        region = _region(tracks, index)
        if region is None and index not in patches and not ((start >= 0) & (start <= 1)).all():
            raise NodeError(
                f"Track {index} begins at {start[0]:.3f}, {start[1]:.3f}, outside the picture.",
                remedy="Begin the stroke on what is to move, or draw a region.",
            )
        taken = patches.get(index)
        if taken is None:
            taken = region_mask(region, start, float(tracks.radius[index]), width, height)
        if float(taken.max()) < 0.5:
            raise NodeError(
                f"Track {index} takes nothing along: its cut-out covers no pixel.",
                remedy="Draw the region on the picture, or make the radius larger.",
            )
        rows.append(taken)
    return np.stack(rows)


def doubts(tracks: Tracks, masks: Floats) -> list[str]:
    """What may go wrong with each track although it can be tried, one sentence each.

    masks: [N, H, W], what each takes along.
    """
    height, width = masks.shape[1:]
    said = []
    for index in range(tracks.count):
        path = tracks.xy[index].astype(np.float64)
        outside = np.flatnonzero(((path < 0) | (path > 1)).any(axis=-1))
        if outside.size:
            said.append(f"Track {index} leaves the picture at frame {outside[0]}.")
        steps = np.sqrt(((np.diff(path, axis=0) * [width, height]) ** 2).sum(axis=-1))
        if steps.size and steps.max() > LONGEST_STEP * width:
            frame = int(steps.argmax())
            said.append(f"Track {index} jumps {steps[frame]:.0f} px after frame {frame}; slower is followed better.")
        area = float(masks[index].sum())
        if area < SMALLEST_AREA_PX:
            said.append(f"Track {index} takes only {area:.0f} pixels along; larger is followed better.")
    return said


def stands(tracks: Tracks, index: int) -> bool:
    """Whether a track neither moves nor grows nor turns: a pin."""
    moves = bool((tracks.xy[index] != tracks.xy[index, 0]).any())
    grows = tracks.scale is not None and bool((tracks.scale[index] != 1).any())
    turns = tracks.rotation_deg is not None and bool((tracks.rotation_deg[index] != 0).any())
    return not (moves or grows or turns)


def far_to_near(tracks: Tracks) -> list[int]:
    """Indices of the tracks in the order to draw them: by depth where it is known, else by layer number."""
    if tracks.depth is not None:
        return [int(index) for index in np.argsort(-tracks.depth[:, 0], kind="stable")]
    return sorted(range(tracks.count), key=lambda index: _number(tracks.layer[index]))


def _region(tracks: Tracks, index: int) -> NDArray[np.float64] | None:
    return tracks.region[index] if tracks.region else None


def _number(layer: str) -> float:
    try:
        return float(layer)
    except ValueError:
        return 0.0


def _patches(tracks: Tracks, mask: Floats, indices: list[int]) -> dict[int, Floats]:
    """For each of these tracks the connected patch of the mask it begins in, or the nearest one."""
    import cv2

    if float(mask.max()) < 0.5:
        raise NodeError("The mask is empty, so nothing would move.", remedy="Mask what is to move.")
    if len(indices) == 1:
        return {indices[0]: mask}
    _, labels = cv2.connectedComponents((mask >= 0.5).astype(np.uint8), connectivity=8)
    rows, columns = np.nonzero(labels)
    places = np.stack([(columns + 0.5) / mask.shape[1], (rows + 0.5) / mask.shape[0]], axis=1)
    taken: dict[int, int] = {}
    patches = {}
    for index in indices:
        nearest = int(np.argmin(((places - tracks.xy[index, 0]) ** 2).sum(axis=1)))
        label = int(labels[rows[nearest], columns[nearest]])
        if label in taken:
            raise NodeError(
                f"Tracks {taken[label]} and {index} begin in the same patch of the mask.",
                remedy="Draw a region for each, or keep one of them.",
            )
        taken[label] = index
        near = cv2.dilate((labels == label).astype(np.uint8), np.ones((5, 5), np.uint8))
        others = ((labels != 0) & (labels != label)).astype(np.float32)
        patches[index] = np.asarray(mask * near * (1 - others), dtype=np.float32)
    return patches
