"""What the curves panel draws: numbers over the frames, with the keys that can be dragged. Pure, no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.editors.stroke_edits import Stroke
from app.editors.stroke_timing import Timing, duration_of, frame_points, retimed, span_of, timed, with_knot_time
from nodes.motion.camera import camera_move
from nodes.motion.camera_keys import camera_from_keys, parse_camera_keys
from nodes.motion.projection import field_of_view_deg

__all__ = ["CHANNELS", "Curve", "Key", "camera_curves", "speed_curve", "with_camera_key", "with_key_at", "with_speed"]

Array = NDArray[np.float64]
CHANNELS = ("right", "down", "forward", "pan", "tilt", "roll", "fov")
UNITS = ("", "", "", "°", "°", "°", "°")
MOST_KEYS = 24
STILL = 1e-6


@dataclass(frozen=True, slots=True)
class Key:
    """frame: where it stands, between frames too.  index: of the point or camera key it stands for."""

    frame: float
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """name: "speed" or a camera channel.  owner: what it belongs to, in words.  values: one per frame.

    low, high: of its axis.  kind: type whose colour it has.  node: id of the camera node, "" for the stroke.
    """

    name: str
    owner: str
    values: Array
    keys: tuple[Key, ...]
    unit: str
    kind: str
    low: float
    high: float
    node: str = ""

    def at(self, frame: float) -> float:
        return float(np.interp(frame, np.arange(len(self.values)), self.values))


def speed_curve(
    stroke: Stroke, timing: Timing, size: tuple[int, int], owner: str, chosen: Sequence[int] = ()
) -> Curve:
    """How fast a stroke moves, in pixels of the given size a frame."""
    path = frame_points(stroke, timing)
    speeds = speeds_of(path, size)
    start, end = span_of(stroke, timing.frames)
    times = timed(stroke, timing)
    total = times[-1] if times[-1] > 0 else 1.0
    frames = start + times / total * (end - start)
    count = len(times)
    shown = range(count) if count <= MOST_KEYS else sorted({0, count - 1, *chosen, *range(0, count, count // 12)})
    keys = tuple(Key(float(frames[index]), index) for index in shown)
    return Curve("speed", owner, speeds, keys, "px", "Tracks", 0.0, max(float(speeds.max()) * 1.15, 1.0))


def speeds_of(path: Array, size: tuple[int, int]) -> Array:
    """Pixels a frame at each frame [T]: the mean of the step before and the one after."""
    steps = np.hypot(*(np.diff(path, axis=0) * size).T)
    if not len(steps):
        return np.zeros(len(path))
    padded = np.concatenate([steps[:1], steps, steps[-1:]])
    return np.asarray((padded[:-1] + padded[1:]) / 2)


def with_key_at(stroke: Stroke, timing: Timing, index: int, frame: float) -> dict[str, Any]:
    """A point of the stroke reached at another frame."""
    start, end = span_of(stroke, timing.frames)
    total = duration_of(stroke) or (end - start) / float(timing.frames_per_second)
    return with_knot_time(stroke, timing, index, (frame - start) / max(end - start, 1) * total)


def with_speed(stroke: Stroke, timing: Timing, size: tuple[int, int], frame: float, speed: float) -> dict[str, Any]:
    """As fast as `speed` (px a frame) around a frame, slower or faster elsewhere, so that it arrives all the same."""
    start, end = span_of(stroke, timing.frames)
    if end - start < 2:
        return dict(stroke)
    path = frame_points(stroke, timing)[start : end + 1]
    steps = np.hypot(*(np.diff(path, axis=0) * size).T)
    total = float(steps.sum())
    if total <= 0:
        return dict(stroke)
    steps = np.maximum(steps, total / len(steps) * 1e-3)
    around = np.arange(len(steps)) + 0.5 - (frame - start)
    bump = np.exp(-0.5 * (around / max(len(steps) / 8, 0.75)) ** 2)
    place = int(np.clip(round(frame - start - 0.5), 0, len(steps) - 1))
    low, high = -8.0, 8.0
    for _ in range(40):
        middle = (low + high) / 2
        bent = steps * np.exp(middle * bump)
        reached = bent[place] * total / bent.sum()
        low, high = (middle, high) if reached < speed else (low, middle)
    bent = steps * np.exp((low + high) / 2 * bump)
    shares = np.concatenate([[0.0], np.cumsum(bent) / bent.sum()])
    whole = np.concatenate([np.zeros(start), shares, np.ones(timing.frames - 1 - end)])
    return retimed(stroke, timing, whole)


def camera_curves(node: str, owner: str, type_id: str, values: Mapping[str, Any]) -> list[Curve]:
    """The channels of a camera node that do anything. Errors: NodeError for parameters that make no path."""
    keyed = type_id == "camera.camera_keys"
    if keyed:
        keys = parse_camera_keys(values["keys"])
        poses, intrinsics = camera_from_keys(
            keys,
            int(values["frames"]),
            path=values["path"],
            easing=str(values["easing"]),
            fov_deg=float(values["field_of_view"]),
            aspect=float(values["aspect"]),
        )
        marks = tuple(Key(float(key.frame), index) for index, key in enumerate(keys))
    else:
        poses, intrinsics = camera_move(
            str(values["move"]),
            int(values["frames"]),
            amount=float(values["amount"]),
            easing=str(values["easing"]),
            fov_deg=float(values["field_of_view"]),
            aspect=float(values["aspect"]),
            seed=int(values["seed"]),
        )
        marks = ()
    made = []
    for name, unit, line in zip(CHANNELS, UNITS, channels_of(poses, intrinsics), strict=True):
        if np.ptp(line) > STILL:
            room = max(float(np.ptp(line)) * 0.15, 1e-3)
            low, high = float(line.min()) - room, float(line.max()) + room
            made.append(Curve(name, owner, line, marks, unit, "CameraPath", low, high, node))
    return made


def channels_of(poses: Array, intrinsics: Array) -> Array:
    """[7, T]: right, down, forward; pan, tilt, roll and field of view in degrees. Angles run on past a turn."""
    rotation = poses[:, :3, :3]
    forward = rotation[:, :, 2]
    pan = np.unwrap(np.arctan2(forward[:, 0], forward[:, 2]))
    tilt = np.arcsin(np.clip(-forward[:, 1], -1.0, 1.0))
    level = np.stack([np.cos(pan), np.zeros_like(pan), -np.sin(pan)], axis=-1)
    down = np.cross(forward, level)
    right = rotation[:, :, 0]
    roll = np.unwrap(np.arctan2((right * down).sum(axis=-1), (right * level).sum(axis=-1)))
    turns = np.rad2deg(np.stack([pan, tilt, roll]))
    return np.concatenate([poses[:, :3, 3].T, turns, field_of_view_deg(intrinsics[:, 0])[None]])


def with_camera_key(
    keys: Sequence[Mapping[str, Any]], index: int, name: str, frame: int, value: float, field_of_view: float
) -> list[dict[str, Any]]:
    """Camera keys with one of them at another frame (where none stands yet) or with another value of a channel."""
    made = [dict(key) for key in sorted(keys, key=lambda key: int(key["frame"]))]
    key = made[index]
    if frame >= 0 and all(int(other["frame"]) != frame for at, other in enumerate(made) if at != index):
        low = int(made[index - 1]["frame"]) if index else -1
        high = int(made[index + 1]["frame"]) if index + 1 < len(made) else frame + 1
        key["frame"] = frame if low < frame < high else key["frame"]
    if name == "fov":
        key["fov"] = round(min(max(value, 1.0), 170.0), 3)
        return made
    field, place = (
        ("translation", CHANNELS.index(name)) if name in CHANNELS[:3] else ("rotation", CHANNELS.index(name) - 3)
    )
    parts = [float(part) for part in key.get(field, (0.0, 0.0, 0.0))]
    parts[place] = round(value, 4)
    key[field] = parts
    return made
