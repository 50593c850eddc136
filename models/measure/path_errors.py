"""How far what happened is from what was commanded: paths on the picture and cameras in space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestRefused

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PathError:
    """Distances in pixels of the clip the paths were measured in.

    mean: ObjMC, the mean over frames (and tracks) of the distance.  final: in the last frame.  per_frame [T].
    """

    mean: float
    median: float
    final: float
    per_frame: Floats


def path_error(
    commanded: NDArray[np.floating], measured: NDArray[np.floating], visible: NDArray[np.bool_] | None = None
) -> PathError:
    """Euclidean distance between two paths [T,2] (or sets of paths [N,T,2]) in pixels.

    visible [T] or [N,T]: only these points count (then the mean is what papers call EPE). Frame 0 counts, as in the
    definition. Source: ObjMC, MotionCtrl, arXiv 2312.03641; EPE over visible points, arXiv 2412.02700.
    """
    a, b = (np.asarray(path, dtype=np.float64) for path in (commanded, measured))
    if a.shape != b.shape or a.ndim not in (2, 3) or a.shape[-1] != 2 or 0 in a.shape:
        raise RequestRefused(f"Paths should both be [T,2] or [N,T,2], they are {list(a.shape)} and {list(b.shape)}.")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise RequestRefused("Paths must be finite numbers.")
    distance = np.linalg.norm(a - b, axis=-1)
    if visible is not None:
        shown = np.broadcast_to(np.asarray(visible, dtype=bool), distance.shape)
        if not shown.any():
            raise RequestRefused("No point of the path is visible, so there is no error to measure.")
        distance = np.where(shown, distance, np.nan)
    frames = np.atleast_2d(distance)
    counted = np.isfinite(frames).any(axis=0)
    per_frame = np.full(frames.shape[1], np.nan)
    per_frame[counted] = np.nanmean(frames[:, counted], axis=0)
    last = int(np.nonzero(counted)[0][-1])
    return PathError(
        mean=float(np.nanmean(distance)),
        median=float(np.nanmedian(distance)),
        final=float(per_frame[last]),
        per_frame=per_frame,
    )


@dataclass(frozen=True, eq=False)
class CameraError:
    """rotation_deg, translation: means over the frames after the first; per_frame_* [T]; translation has no unit."""

    rotation_deg: float
    translation: float
    per_frame_rotation_deg: Floats
    per_frame_translation: Floats


def camera_error(commanded: NDArray[np.floating], measured: NDArray[np.floating]) -> CameraError:
    """RotErr and TransErr between two camera paths, camera-to-world [T,4,4].

    Both are made relative to their first frame; translations are divided by the largest distance of their own path
    from its start, so a scale factor between the two does not count.
    RotErr = arccos((tr(R_a^T R_b) - 1) / 2). Source: CameraCtrl, arXiv 2404.02101, with relative scale as CamI2V.
    """
    a, b = (np.asarray(path, dtype=np.float64) for path in (commanded, measured))
    if a.shape != b.shape or a.ndim != 3 or a.shape[1:] != (4, 4) or len(a) == 0:
        raise RequestRefused(f"Camera paths should both be [T,4,4], they are {list(a.shape)} and {list(b.shape)}.")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise RequestRefused("Camera paths must be finite numbers.")
    a, b = (np.linalg.inv(path[0]) @ path for path in (a, b))
    trace = np.einsum("tij,tij->t", a[:, :3, :3], b[:, :3, :3])
    rotation = np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1)))
    moves = [path[:, :3, 3] / max(float(np.linalg.norm(path[:, :3, 3], axis=1).max()), 1e-9) for path in (a, b)]
    translation = np.linalg.norm(moves[0] - moves[1], axis=1)
    later = slice(1, None) if len(a) > 1 else slice(None)
    return CameraError(float(rotation[later].mean()), float(translation[later].mean()), rotation, translation)
