"""Camera paths from key frames: turns on the shortest arc, positions on a smooth or straight line between keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.motion.easing import ease
from nodes.motion.projection import intrinsics_from_fov
from nodes.motion.rotation import from_angles, from_quaternion, slerp, to_quaternion

__all__ = ["CameraKey", "camera_from_keys", "parse_camera_keys"]

Array = NDArray[np.float64]
KEY_FIELDS = ("frame", "translation", "rotation", "fov")


@dataclass(frozen=True, slots=True)
class CameraKey:
    """Where the camera is at one frame.

    translation: x right, y down, z forward.  rotation_deg: pan (right), tilt (up), roll (clockwise).
    fov_deg: horizontal field of view, or None for that of the path.
    """

    frame: int
    translation: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)
    fov_deg: float | None = None


def parse_camera_keys(data: object) -> tuple[CameraKey, ...]:
    """Key frames from plain JSON, ordered by frame.

    data: a list of {"frame": 0, "translation": [x, y, z], "rotation": [pan, tilt, roll], "fov": 60}; all but the
    frame may be left out.  Errors: NodeError that names the key and the field.
    """
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        raise NodeError(
            "There are no camera key frames.", remedy='Give a list such as [{"frame": 0}, {"frame": 16}].'
        )
    keys = sorted((_parse_key(index, entry) for index, entry in enumerate(data)), key=lambda key: key.frame)
    for earlier, later in pairwise(keys):
        if earlier.frame == later.frame:
            raise NodeError(f"Two camera keys stand at frame {later.frame}.", remedy="Give each frame one key.")
    return tuple(keys)


def camera_from_keys(
    keys: Sequence[CameraKey],
    frames: int,
    *,
    path: Literal["smooth", "straight"] = "smooth",
    easing: str = "linear",
    fov_deg: float = 60.0,
    aspect: float = 16.0 / 9.0,
) -> tuple[Array, Array]:
    """Camera-to-world [frames, 4, 4] (as the keys say, not made relative) and intrinsics [frames, 4].

    keys: rising by frame.  path: "smooth" is Catmull-Rom through the keys' positions, "straight" goes in lines.
    easing: between two keys.  Before the first and after the last key the camera rests.
    """
    if frames < 1:
        raise NodeError(f"A camera path of {frames} frames was asked for.", remedy="Ask for at least one frame.")
    if not keys:
        raise NodeError("There are no camera key frames.", remedy="Add at least one.")
    numbers = np.array([key.frame for key in keys], dtype=np.float64)
    positions = np.array([key.translation for key in keys], dtype=np.float64)
    turns = to_quaternion(from_angles(*np.array([key.rotation_deg for key in keys], dtype=np.float64).T))
    views = np.array([fov_deg if key.fov_deg is None else key.fov_deg for key in keys], dtype=np.float64)
    index = np.clip(np.arange(frames, dtype=np.float64), numbers[0], numbers[-1])
    segment = np.clip(np.searchsorted(numbers, index, side="right") - 1, 0, max(len(keys) - 2, 0))
    after = np.minimum(segment + 1, len(keys) - 1)
    span = np.maximum(numbers[after] - numbers[segment], 1.0)
    share = ease(easing, (index - numbers[segment]) / span)
    poses = np.repeat(np.eye(4)[None], frames, axis=0)
    poses[:, :3, :3] = from_quaternion(slerp(turns[segment], turns[after], share))
    poses[:, :3, 3] = _between(positions, numbers, segment, after, share, path == "smooth")
    view = views[segment] * (1.0 - share) + views[after] * share
    return poses, intrinsics_from_fov(view, aspect)


def _between(
    positions: Array,
    numbers: Array,
    segment: NDArray[np.intp],
    after: NDArray[np.intp],
    share: Array,
    smooth: bool,
) -> Array:
    """Positions [T, 3]: straight, or a Hermite curve whose slopes are the neighbours' mean speed."""
    here, there, u = positions[segment], positions[after], share[:, None]
    if not smooth or len(positions) < 3:
        return np.asarray(here * (1.0 - u) + there * u)
    slopes = np.gradient(positions, numbers, axis=0)
    span = (numbers[after] - numbers[segment])[:, None]
    u2, u3 = u * u, u * u * u
    return np.asarray(
        here * (2 * u3 - 3 * u2 + 1)
        + span * slopes[segment] * (u3 - 2 * u2 + u)
        + there * (3 * u2 - 2 * u3)
        + span * slopes[after] * (u3 - u2)
    )


def _parse_key(index: int, entry: object) -> CameraKey:
    if not isinstance(entry, Mapping) or "frame" not in entry:
        raise NodeError(f"Camera key {index} has no frame: {entry!r}.", remedy='Write {"frame": 0, ...}.')
    unknown = sorted(str(name) for name in entry if name not in KEY_FIELDS)
    if unknown:
        raise NodeError(
            f"Camera key {index} has an unknown field '{unknown[0]}'.", remedy=f"It may have {', '.join(KEY_FIELDS)}."
        )
    frame = entry["frame"]
    if isinstance(frame, bool) or not isinstance(frame, int) or frame < 0:
        raise NodeError(f"Camera key {index} stands at frame {frame!r}.", remedy="Give a whole number from 0 on.")
    fov = entry.get("fov")
    if fov is not None and (not _is_number(fov) or not 0 < fov < 180):
        raise NodeError(
            f"Camera key {index} has a field of view of {fov!r}.", remedy="Give degrees between 0 and 180."
        )
    return CameraKey(
        frame,
        _three(index, "translation", entry.get("translation", (0.0, 0.0, 0.0))),
        _three(index, "rotation", entry.get("rotation", (0.0, 0.0, 0.0))),
        None if fov is None else float(fov),
    )


def _three(index: int, name: str, value: Any) -> tuple[float, float, float]:
    if not isinstance(value, Sequence) or len(value) != 3 or not all(_is_number(part) for part in value):
        raise NodeError(f"Camera key {index} has the {name} {value!r}.", remedy="Give three numbers.")
    return float(value[0]), float(value[1]), float(value[2])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))
