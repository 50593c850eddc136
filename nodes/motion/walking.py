"""A walking person as keypoints: a gait cycle without any weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError

__all__ = ["walk_cycle"]

# Lengths as shares of the body's height, and swings in radians. Confidence is 1 throughout.
HIP_HEIGHT, SHOULDER_HEIGHT, NECK_HEIGHT, NOSE_HEIGHT = 0.525, 0.81, 0.82, 0.91
THIGH, SHIN, UPPER_ARM, FOREARM = 0.265, 0.25, 0.17, 0.155
HIP_HALF, SHOULDER_HALF = 0.06, 0.12
LEG_SWING, KNEE_BEND, ARM_SWING, ELBOW_BEND = 0.48, 0.95, 0.5, 0.35
RIGHT, LEFT = 1.0, -1.0


def walk_cycle(
    frames: int,
    *,
    from_x: float = 0.2,
    to_x: float = 0.8,
    ground_y: float = 0.92,
    size: float = 0.7,
    steps: float = 4.0,
    heading_deg: float | None = None,
    aspect: float = 16.0 / 9.0,
) -> NDArray[np.float32]:
    """One walking person: float32 [frames, 18, 3], coco18, normalised raster.

    from_x, to_x: where the hips stand at the first and last frame.  ground_y: where the lower foot stands.
    size: body height as a share of the picture's height.  steps: steps taken over the clip.
    heading_deg: 90 walks to the right, -90 to the left, 0 away from the camera, 180 towards it; None looks where it
    goes.  aspect: width / height of the picture.
    Errors: NodeError for no frames or a size of nothing.
    """
    if frames < 1 or size <= 0 or aspect <= 0:
        raise NodeError(
            f"A walk of {frames} frames, size {size} and aspect {aspect} was asked for.",
            remedy="Give at least one frame and positive sizes.",
        )
    heading = heading_deg if heading_deg is not None else (90.0 if to_x >= from_x else -90.0)
    share = np.linspace(0.0, 1.0, frames) if frames > 1 else np.zeros(1)
    body = np.stack([_body(np.pi * steps * moment) for moment in share])
    feet = body[:, [10, 13], 1].min(axis=1)
    body[..., 1] -= feet[:, None]
    # Seen from the side the body's forward axis runs across the picture, seen from behind its right side does.
    angle = np.deg2rad(heading)
    across = body[..., 2] * np.sin(angle) + body[..., 0] * np.cos(angle)
    hips = from_x + (to_x - from_x) * share
    people = np.ones((frames, 18, 3), dtype=np.float32)
    people[..., 0] = hips[:, None] + across * size / aspect
    people[..., 1] = ground_y - body[..., 1] * size
    return people


def _body(phase: float) -> NDArray[np.float64]:
    """[18, 3]: right, up and forward of each keypoint at a phase of the gait (pi is one step), in body heights."""
    points = np.zeros((18, 3))
    points[0], points[1] = (0, NOSE_HEIGHT, 0.06), (0, NECK_HEIGHT, 0)
    points[14], points[15] = (0.025, 0.935, 0.05), (-0.025, 0.935, 0.05)
    points[16], points[17] = (0.06, 0.925, -0.005), (-0.06, 0.925, -0.005)
    for side, shoulder, hip, moment in ((RIGHT, 2, 8, phase), (LEFT, 5, 11, phase + np.pi)):
        arm = -ARM_SWING * np.sin(moment)
        points[shoulder] = (side * SHOULDER_HALF, SHOULDER_HEIGHT, 0)
        points[shoulder + 1] = points[shoulder] + _hanging(arm, UPPER_ARM)
        points[shoulder + 2] = points[shoulder + 1] + _hanging(arm + ELBOW_BEND, FOREARM)
        thigh = LEG_SWING * np.sin(moment)
        bend = 0.08 + KNEE_BEND * max(0.0, float(np.cos(moment))) ** 2
        points[hip] = (side * HIP_HALF, HIP_HEIGHT, 0)
        points[hip + 1] = points[hip] + _hanging(thigh, THIGH)
        points[hip + 2] = points[hip + 1] + _hanging(thigh - bend, SHIN)
    return points


def _hanging(angle_rad: float, length: float) -> NDArray[np.float64]:
    """A bone that hangs straight down at angle 0 and swings forward with positive angles."""
    return np.array([0.0, -np.cos(angle_rad), np.sin(angle_rad)]) * length
