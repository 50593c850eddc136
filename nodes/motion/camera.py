"""Camera moves by name.

A move is camera-to-world [T, 4, 4] with the first frame the identity, and intrinsics [T, 4]. Lengths are fractions
of the reference depth: 1 is the distance of the subject, which stands on the axis. Directions are the camera's own,
so "truck left" carries the camera to x < 0 and everything in the picture moves right.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.motion.easing import ease
from nodes.motion.projection import intrinsics_from_fov
from nodes.motion.rotation import from_angles

__all__ = ["PRESETS", "Preset", "camera_move"]

Array = NDArray[np.float64]
Preset = Literal[
    "static",
    "pan left",
    "pan right",
    "tilt up",
    "tilt down",
    "roll clockwise",
    "roll anticlockwise",
    "dolly in",
    "dolly out",
    "truck left",
    "truck right",
    "pedestal up",
    "pedestal down",
    "orbit left",
    "orbit right",
    "arc left",
    "arc right",
    "crane up",
    "crane down",
    "zoom in",
    "zoom out",
    "dolly zoom in",
    "dolly zoom out",
    "handheld",
]
PRESETS: Final[tuple[str, ...]] = get_args(Preset)

# What an amount of 1 means.
PAN_DEG = 30.0
TILT_DEG = 20.0
ROLL_DEG = 60.0
TRAVEL = 0.5
ORBIT_DEG = 360.0
ARC_DEG = 45.0
ZOOM_OCTAVES = 1.0
SHAKE_DEG = 1.0
SHAKE_TRAVEL = 0.02
CLOSEST = 0.05


def camera_move(
    preset: str,
    frames: int,
    *,
    amount: float = 1.0,
    easing: str = "linear",
    fov_deg: float = 60.0,
    aspect: float = 16.0 / 9.0,
    seed: int = 0,
) -> tuple[Array, Array]:
    """A named move: camera-to-world [frames, 4, 4] and intrinsics [frames, 4].

    preset: one of PRESETS.  amount: 1 is the usual size (pan 30 degrees, tilt 20, roll 60, orbit a full turn, arc 45
    degrees, dolly, truck, pedestal and crane half the subject's distance, zoom twice the focal length, handheld about
    one degree); 0 stands still, a negative one goes the other way.  easing: see nodes.motion.easing; not used by
    handheld.  fov_deg: horizontal field of view at the start.  aspect: width / height.  seed: of the handheld shake.
    Errors: NodeError for an unknown preset, no frames, or a move through the subject.
    """
    if preset not in PRESETS:
        raise NodeError(f"There is no camera move '{preset}'.", remedy=f"Take one of: {', '.join(PRESETS)}.")
    if frames < 1:
        raise NodeError(f"A camera path of {frames} frames was asked for.", remedy="Ask for at least one frame.")
    intrinsics = np.repeat(intrinsics_from_fov(fov_deg, aspect)[None], frames, axis=0)
    if preset == "handheld":
        return _handheld(frames, amount, seed), intrinsics
    share = ease(easing, np.arange(frames) / max(frames - 1, 1)) * amount
    family, _, direction = preset.rpartition(" ")
    way = -share if direction in ("left", "down", "anticlockwise", "out") else share
    if family in ("dolly", "dolly zoom") and (1.0 - TRAVEL * way).min() < CLOSEST:
        raise NodeError(
            f"'{preset}' by {amount} drives the camera through the subject.", remedy="Give a smaller amount."
        )
    if family in ("zoom", "dolly zoom"):
        factor = 2.0 ** (ZOOM_OCTAVES * way) if family == "zoom" else 1.0 - TRAVEL * way
        intrinsics[:, :2] *= factor[:, None]
    return _poses(family, way), intrinsics


def _poses(family: str, way: Array) -> Array:
    """Camera-to-world [T, 4, 4]; way [T] is how far the move has come, in amounts: right, up and in count plus."""
    none = np.zeros_like(way)
    if family == "pan":
        return _pose(from_angles(PAN_DEG * way))
    if family == "tilt":
        return _pose(from_angles(none, TILT_DEG * way))
    if family == "roll":
        return _pose(from_angles(none, none, ROLL_DEG * way))
    if family in ("dolly", "dolly zoom"):
        return _pose(position=(none, none, TRAVEL * way))
    if family == "truck":
        return _pose(position=(TRAVEL * way, none, none))
    if family == "pedestal":
        return _pose(position=(none, -TRAVEL * way, none))
    if family in ("orbit", "arc"):
        degrees = (ORBIT_DEG if family == "orbit" else ARC_DEG) * way
        angle = np.deg2rad(degrees)
        return _pose(from_angles(-degrees), (np.sin(angle), none, 1.0 - np.cos(angle)))
    if family == "crane":
        height = TRAVEL * way
        return _pose(from_angles(none, -np.rad2deg(np.arctan(height))), (none, -height, none))
    return _pose(position=(none, none, none))


def _handheld(frames: int, amount: float, seed: int) -> Array:
    """Slow sways at unrelated pitches, the same for every length: a longer clip goes on where a shorter one ends."""
    generator = np.random.default_rng(seed)
    pitches = generator.uniform([0.08, 0.2, 0.45], [0.2, 0.45, 0.9], size=(6, 3))
    phases = generator.uniform(0.0, 2.0 * np.pi, size=(6, 3))
    weights = np.array([0.6, 0.3, 0.1]) * generator.uniform(0.7, 1.3, size=(6, 3))
    frame = np.arange(frames)[:, None, None]
    sway = (weights * (np.sin(pitches * frame + phases) - np.sin(phases))).sum(axis=-1) * amount
    angles = SHAKE_DEG * sway[:, :3] * [1.0, 1.0, 0.5]
    position = SHAKE_TRAVEL * sway[:, 3:]
    poses = _pose(from_angles(*angles.T), tuple(position.T))
    poses[0] = np.eye(4)
    return poses


def _pose(rotation: Array | None = None, position: tuple[Array, ...] | None = None) -> Array:
    frames = len(rotation) if rotation is not None else len(position[0]) if position is not None else 0
    poses = np.repeat(np.eye(4)[None], frames, axis=0)
    if rotation is not None:
        poses[:, :3, :3] = rotation
    if position is not None:
        poses[:, :3, 3] = np.stack(position, axis=-1)
    return poses
