"""A picture seen from a moved camera: each pixel goes where its depth says it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nodes.errors import NodeError
from nodes.motion.projection import project, unproject

__all__ = ["filled_from_behind", "reference_depths", "reproject", "reprojected_grid"]

Array = NDArray[np.float64]
HIDDEN_BEHIND = 0.05
FAR_ENOUGH = 0.7
WIDEST_CRACK = 4


def reference_depths(depth: ArrayLike, kind: str) -> Array:
    """Depth along the axis [H, W] whose middle value (median) is 1, the reference that camera moves are given in.

    depth: [H, W].  kind: "metric", or "relative_inverse" (larger is nearer); of the latter only the order and the
    rough proportion are known, so its range is taken to span a factor of ten.
    Errors: NodeError for metric depth of 0 everywhere.
    """
    values = np.asarray(depth, dtype=np.float64)
    if kind == "relative_inverse":
        low, high = float(values.min()), float(values.max())
        values = 1.0 / (0.1 + 0.9 * (values - low) / max(high - low, 1e-12)) if high > low else np.ones_like(values)
    middle = float(np.median(values))
    if middle <= 0:
        raise NodeError("At least half of the depth is 0 metres.", remedy="Give depth in metres along the axis.")
    return np.maximum(values / middle, 1e-3)


def reproject(
    picture: NDArray[np.uint8], depth: Array, camera_to_world: Array, start: Array, intrinsics: Array
) -> tuple[NDArray[np.uint8], Array]:
    """The picture from another camera, and its depth there: uint8 [H, W, 3] and [H, W], infinite where unseen.

    picture: seen from the identity.  depth: [H, W], as reference_depths gives it.  camera_to_world: [4, 4].
    start, intrinsics: [4] of the picture and of the new view.  Where depth jumps, holes open; they are black.

    First the depth goes over, pixel by pixel, of which the nearest wins; then every pixel of the new view looks up
    its colour where that depth puts it in the picture, between pixels.
    """
    import cv2

    height, width = depth.shape
    there = _depth_from(depth, camera_to_world, start, intrinsics)
    seen = np.isfinite(there)
    world = unproject(_pixel_centres(width, height), np.where(seen, there, 1.0), camera_to_world, intrinsics)
    xy, distance = project(world, np.eye(4), start)
    columns, rows = xy[..., 0] * width - 0.5, xy[..., 1] * height - 0.5
    # A closed crack may reach beyond its thing: what is looked up there must be as far away as is thought.
    column, row = (np.clip(np.rint(at), 0, size - 1).astype(int) for at, size in ((columns, width), (rows, height)))
    nearness, wanted = 1.0 / depth[row, column], 1.0 / np.maximum(distance, 1e-6)
    seen &= np.abs(nearness - wanted) < 0.02 / float(depth.min()) + 0.05 * wanted
    seen &= (columns > -0.51) & (columns < width - 0.49) & (rows > -0.51) & (rows < height - 0.49)
    view = cv2.remap(
        picture,
        columns.astype(np.float32),
        rows.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.where(seen[..., None], view, 0).astype(np.uint8), np.where(seen, there, np.inf)


def filled_from_behind(view: NDArray[np.uint8], depth: Array) -> NDArray[np.uint8]:
    """The view with its holes painted by what stands farthest around them: uint8 [H, W, 3].

    depth: [H, W], infinite in holes. What comes out from behind a near thing is taken to look like the ground beside
    it, not like the thing: of the seen pixels to the left, right, above and below, the far ones count, nearer ones in
    the picture more. The rim of a hole, where both sides mix, is painted too where it belongs to the ground.
    """
    import cv2

    seen = np.isfinite(depth)
    if seen.all() or not seen.any():
        return view
    whole = cv2.erode(seen.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
    trusted = cv2.erode(seen.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
    trusted = trusted if trusted.any() else seen
    rows, columns = np.nonzero(~whole)
    distances = np.full((4, len(rows)), -np.inf)
    weights = np.zeros_like(distances)
    colours = np.zeros((4, len(rows), 3))
    for number, (axis, backwards) in enumerate(((0, False), (0, True), (1, False), (1, True))):
        last = _nearest(trusted, axis, backwards)[rows, columns]
        there = last >= 0
        at = (last[there], columns[there]) if axis == 0 else (rows[there], last[there])
        away = np.abs(last[there] - (rows if axis == 0 else columns)[there])
        distances[number, there], colours[number, there], weights[number, there] = depth[at], view[at], 1.0 / away
    farthest = distances.max(axis=0)
    weights *= distances >= FAR_ENOUGH * farthest
    paint = (weights.sum(axis=0) > 0) & (depth[rows, columns] >= FAR_ENOUGH * farthest)
    rows, columns, weights, colours = rows[paint], columns[paint], weights[:, paint], colours[:, paint]
    painted = np.where(seen[..., None], view, view[trusted].mean(axis=0).astype(np.uint8))
    painted[rows, columns] = (weights[..., None] * colours).sum(axis=0) / weights.sum(axis=0)[:, None]
    painted[rows, columns] = cv2.blur(painted, (5, 5))[rows, columns]
    return painted


def _nearest(marked: NDArray[np.bool_], axis: int, backwards: bool) -> NDArray[np.intp]:
    """Place along the axis of the last marked pixel before each one (after it, backwards); -1 where there is none."""
    look = np.flip(marked, axis) if backwards else marked
    count = marked.shape[axis]
    places = np.arange(count)[:, None] if axis == 0 else np.arange(count)[None, :]
    last = np.maximum.accumulate(np.where(look, places, -1), axis=axis)
    return np.flip(np.where(last >= 0, count - 1 - last, -1), axis) if backwards else last


def reprojected_grid(
    depth: Array, camera_to_world: Array, intrinsics: Array, columns: int, rows: int
) -> tuple[Array, NDArray[np.bool_], Array]:
    """Tracks of a grid of points over a path: xy [N, T, 2], visible [N, T], depth [N, T].

    depth: [H, W] of the first frame.  camera_to_world: [T, 4, 4].  intrinsics: [T, 4].  columns, rows: of the grid.
    A point is visible while it is inside the picture, before the camera, and nothing of the first frame stands before
    it by more than 5 %.
    """
    height, width = depth.shape
    points = _pixel_centres(columns, rows).reshape(-1, 2)
    at = depth[(points[:, 1] * height).astype(int), (points[:, 0] * width).astype(int)]
    world = unproject(points, at, np.eye(4), intrinsics[0])
    xy, z = project(world[:, None], camera_to_world[None], intrinsics[None])
    visible = (z > 1e-3) & ((xy >= 0) & (xy < 1)).all(axis=-1)
    everything = unproject(_pixel_centres(width, height), depth, np.eye(4), intrinsics[0]).reshape(-1, 3)
    for frame in range(len(camera_to_world)):
        places, distances = project(everything, camera_to_world[frame], intrinsics[frame])
        nearest = np.full((height, width), np.inf)
        inside = (distances > 1e-3) & ((places >= 0) & (places < 1)).all(axis=-1)
        cells = (places[inside] * [width, height]).astype(int)
        np.minimum.at(nearest, (cells[:, 1], cells[:, 0]), distances[inside])
        shown = np.flatnonzero(visible[:, frame])
        cell = (xy[shown, frame] * [width, height]).astype(int)
        hidden = z[shown, frame] > nearest[cell[:, 1], cell[:, 0]] * (1.0 + HIDDEN_BEHIND)
        visible[shown[hidden], frame] = False
    return xy, visible, z


def _depth_from(depth: Array, camera_to_world: Array, start: Array, intrinsics: Array) -> Array:
    """Depth [H, W] seen from the new camera, infinite where nothing was seen."""
    height, width = depth.shape
    world = unproject(_pixel_centres(width, height), depth, np.eye(4), start)
    xy, z = project(world, camera_to_world, intrinsics)
    columns = np.rint(np.clip(xy[..., 0] * width - 0.5, -2, width + 1)).astype(np.int64)
    rows = np.rint(np.clip(xy[..., 1] * height - 0.5, -2, height + 1)).astype(np.int64)
    inside = (z > 1e-3) & (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    nearest = np.full(height * width, np.inf)
    np.minimum.at(nearest, (rows * width + columns)[inside], z[inside])
    larger = np.sqrt((intrinsics[0] / start[0]) * (intrinsics[1] / start[1])) * (depth / np.maximum(z, 1e-6))[inside]
    reach = int(np.clip(np.ceil(larger.max(initial=1.0)), 1, WIDEST_CRACK))
    return _without_cracks(nearest.reshape(height, width), reach)


def _without_cracks(depth: Array, reach: int) -> Array:
    """Depth [H, W] where what shows through between two nearer pixels on opposite sides is closed.

    A surface that comes nearer is spread over more pixels than it had, and a turned one misses some. reach: how far
    away the two sides may be, in pixels.
    """
    closed = depth
    for axis in (1, 0):
        sides = []
        for way in (1, -1):
            side = np.full_like(depth, np.inf)
            for step in range(1, reach + 1):
                side = np.minimum(side, _shifted(closed, way * step, axis))
            sides.append(side)
        farther = np.maximum(*sides)
        closed = np.where(farther < 0.95 * closed, farther, closed)
    return closed


def _shifted(depth: Array, by: int, axis: int) -> Array:
    """Depth moved along an axis; infinite comes in from the edge."""
    moved = np.roll(depth, by, axis)
    gone = slice(None, by) if by > 0 else slice(by, None)
    moved[gone if axis == 0 else (slice(None), gone)] = np.inf
    return moved


def _pixel_centres(width: int, height: int) -> Array:
    """Normalised positions of the middles of pixels: [H, W, 2]."""
    x, y = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
    return np.stack([x, y], axis=-1)
