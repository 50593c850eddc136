"""Camera paths as controls: the picture seen from the moved camera, and tracks of points that stand still."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Out, Range, Run, node
from nodes.library.control_clips import Rate, Size, Strength, make_control, rate_of, scaled
from nodes.values import Boxes, CameraPath, Control, Depth, Image, Tracks

GridSize = Annotated[int, Range(2, 128)]


@node("Control", title="Camera Control", dear=True, search=("pan", "dolly", "orbit", "reproject", "parallax", "vace"))
def camera_control(
    run: Run,
    image: Image,
    camera: CameraPath,
    depth: Depth | None = None,
    width: Size = 0,
    height: Size = 0,
    strength: Strength = 1.0,
    frames_per_second: Rate = 16.0,
) -> Annotated[Control, Out("control")]:
    """The picture as the moving camera would see it, its holes filled from around them: an animation to follow.

    image: the picture; it becomes the first frame.
    camera: the path; its lengths are shares of the middle depth, or metres.
    depth: of the picture; its first frame counts. Without it the picture is taken for a flat wall.
    width: of the control; 0 takes the image's. The picture is stretched: crop it before where shapes differ.
    height: of the control; 0 takes the image's.
    strength: how strongly the model follows; 1 is plain.
    frames_per_second: of the control clip.
    Returns control: kind "camera", one frame per frame of the path, the first one kept.
    Errors: NodeError for depth that is 0 in most places, or a path in metres without depth in metres.
    """
    from nodes.motion.reproject import filled_from_behind, reproject

    wide, high = width or image.width, height or image.height
    still = scaled(image.as_uint8(), wide, high)
    distances = _distances(camera, depth, wide, high)
    path, intrinsics = _relative(camera), camera.intrinsics
    frames = np.empty((camera.frame_count, high, wide, 3), dtype=np.uint8)
    for frame in range(camera.frame_count):
        view, seen_depth = reproject(still, distances, path[frame], intrinsics[0], intrinsics[frame])
        frames[frame] = filled_from_behind(view, seen_depth)
        run.progress(frame + 1, camera.frame_count)
    rate = rate_of(frames_per_second)
    return make_control("camera", frames, Image(still), strength=strength, fps=rate)


@node("Camera", title="Tracks from Camera", search=("grid", "parallax", "static points", "project"))
def tracks_from_camera(
    camera: CameraPath,
    depth: Depth,
    columns: GridSize = 12,
    rows: GridSize = 8,
    radius: Annotated[float, Range(0.001, 1.0, 0.01)] = 0.03,
) -> Annotated[Tracks, Out("tracks")]:
    """A grid of points that stand still in the world, as the moving camera sees them: a camera for models that
    follow tracks.

    camera: the path; its lengths are shares of the middle depth.
    depth: of the first picture.
    columns: points across.
    rows: points down.
    radius: of each track, as a share of the picture's width.
    Returns tracks: hidden while something nearer stands before them or they are outside the picture.
    Errors: NodeError for depth that is 0 in most places.
    """
    from nodes.motion.reproject import reprojected_grid

    distances = _distances(camera, depth, depth.width, depth.height)
    xy, visible, z = reprojected_grid(distances, _relative(camera), camera.intrinsics, columns, rows)
    count = len(xy)
    return Tracks(
        xy=np.clip(np.nan_to_num(xy), -8.0, 9.0).astype(np.float32),
        visible=visible,
        radius=np.full(count, radius, dtype=np.float32),
        strength=np.ones(count, dtype=np.float32),
        layer=("0",) * count,
        depth=np.maximum(z, 0.0).astype(np.float32),
    )


@node("Motion", title="Tracks from Boxes", search=("bounding box", "layout", "follow"))
def tracks_from_boxes(boxes: Boxes) -> Annotated[Tracks, Out("tracks")]:
    """The middles of boxes as tracks that take along what the box holds in the first frame, scaled with it.

    boxes: one per thing.
    Returns tracks: one per box, for Drag Control.
    Errors: NodeError for a box without any area in the first frame.
    """
    ltrb = boxes.ltrb.astype(np.float64)
    sides = ltrb[..., 2:] - ltrb[..., :2]
    flat = np.flatnonzero((sides[:, 0] <= 0).any(axis=-1))
    if flat.size:
        name = boxes.labels[flat[0]] or str(int(flat[0]))
        raise NodeError(f"Box {name} has no area in the first frame.", remedy="Draw it round what is to move.")
    scale = np.sqrt(sides.prod(axis=-1) / sides[:, :1].prod(axis=-1))
    count, frames = ltrb.shape[:2]
    corners = [[0, 1], [2, 1], [2, 3], [0, 3]]
    return Tracks(
        xy=((ltrb[..., :2] + ltrb[..., 2:]) / 2).astype(np.float32),
        visible=np.ones((count, frames), dtype=np.bool_),
        radius=np.clip(sides[:, 0, 0] / 2, 0.001, 2.0).astype(np.float32),
        strength=np.ones(count, dtype=np.float32),
        layer=tuple("0" for _ in range(count)),
        scale=scale.astype(np.float32),
        region=tuple(box[0][corners] for box in ltrb),
    )


def _relative(camera: CameraPath) -> NDArray[np.float64]:
    from nodes.motion.projection import relative_to_first

    return relative_to_first(camera.camera_to_world) if camera.absolute else camera.camera_to_world


def _distances(camera: CameraPath, depth: Depth | None, width: int, height: int) -> NDArray[np.float64]:
    """Depth [height, width] in the unit of the path: metres, or shares of the middle depth."""
    import cv2

    from nodes.motion.reproject import reference_depths

    if camera.unit == "metres" and (depth is None or depth.kind != "metric"):
        raise NodeError(
            "The camera path is in metres, but there is no depth in metres.",
            remedy="Wire metric depth, or make the path in shares of the subject's distance.",
        )
    if depth is None:
        return np.ones((height, width))
    values = depth.values[0]
    if values.shape != (height, width):
        values = np.asarray(cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    if camera.unit == "metres":
        return np.asarray(np.maximum(values, 1e-3), dtype=np.float64)
    return reference_depths(values, depth.kind)
