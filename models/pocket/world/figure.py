"""A walking figure: joints by forward kinematics, capsule limbs, and the 18 COCO keypoints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.pocket.world.camera import rotation
from models.pocket.world.words import Colour

# 0 nose, 1 neck, 2-4 right arm, 5-7 left arm, 8-10 right leg, 11-13 left leg, 14/15 eyes R/L, 16/17 ears R/L
KEYPOINTS = 18


@dataclass(frozen=True, slots=True)
class Figure:
    """joints: [T,18,3] world metres. pelvis: [T,3]. colours: skin, shirt, trousers. scale: 1 = 1.75 m tall."""

    joints: NDArray[np.float64]
    pelvis: NDArray[np.float64]
    colours: tuple[Colour, Colour, Colour]
    scale: float

    def capsules(self, frame: int) -> list[tuple[NDArray[np.float64], NDArray[np.float64], float, Colour]]:
        """The figure's parts at one frame: start [3], end [3], radius in metres, colour."""
        j, s = self.joints[frame], self.scale
        skin, shirt, trousers = self.colours
        shoulders, hips = (j[2] + j[5]) / 2, (j[8] + j[11]) / 2
        head = (j[16] + j[17]) / 2
        parts = [
            (head, head + np.array([0, -0.04 * s, 0]), 0.145 * s, skin),
            (j[1], head, 0.07 * s, skin),
            (shoulders + np.array([0, 0.09 * s, 0]), hips, 0.165 * s, shirt),
            (j[2], j[5], 0.085 * s, shirt),
            (j[8], j[11], 0.105 * s, trousers),
        ]
        for a, b, c in ((2, 3, 4), (5, 6, 7)):
            parts += [(j[a], j[b], 0.07 * s, shirt), (j[b], j[c], 0.06 * s, skin)]
        for a, b, c in ((8, 9, 10), (11, 12, 13)):
            parts += [(j[a], j[b], 0.09 * s, trousers), (j[b], j[c], 0.075 * s, trousers)]
        return parts


def walk(
    start: NDArray[np.float64],
    heading_rad: float,
    distance_m: float,
    frames: int,
    strides: float,
    phase: float,
    scale: float,
    colours: tuple[Colour, Colour, Colour],
) -> Figure:
    """A figure walking straight ahead on the ground plane.

    start: [3] below the pelvis at the first frame. heading_rad: 0 walks towards +z (away), pi/2 towards +x.
    strides: gait cycles over the whole clip.
    """
    progress = np.linspace(0.0, 1.0, frames)
    forward = np.array([np.sin(heading_rad), 0.0, np.cos(heading_rad)])
    turn = rotation("y", heading_rad)
    joints = np.empty((frames, KEYPOINTS, 3))
    pelvis = np.empty((frames, 3))
    for t, p in enumerate(progress):
        root = start + forward * distance_m * p
        joints[t] = root + _body(phase + 2 * np.pi * strides * p) * scale @ turn.T
        pelvis[t] = root + np.array([0, -0.93 * scale, 0])
    return Figure(joints, pelvis, colours, scale)


def _body(phase: float) -> NDArray[np.float64]:
    """Keypoints [18,3] of a 1.75 m person at the origin facing +z, y down (seen from behind, right is +x)."""
    k = np.zeros((KEYPOINTS, 3))
    bob = 0.025 * np.cos(2 * phase)
    k[1] = (0, -1.44 + bob, 0.02)
    k[0] = (0, -1.60 + bob, 0.15)
    k[14], k[15] = (0.045, -1.645 + bob, 0.125), (-0.045, -1.645 + bob, 0.125)
    k[16], k[17] = (0.13, -1.62 + bob, 0.02), (-0.13, -1.62 + bob, 0.02)
    for side, shoulder, hip, at in ((1.0, 2, 8, phase), (-1.0, 5, 11, phase + np.pi)):
        k[shoulder] = (side * 0.21, -1.42 + bob, 0)
        swing = -0.55 * np.sin(at)
        k[shoulder + 1] = k[shoulder] + _along(swing, 0.29) + (side * 0.05, 0, 0)
        k[shoulder + 2] = k[shoulder + 1] + _along(swing + 0.45, 0.26)
        k[hip] = (side * 0.105, -0.92 + bob, 0)
        thigh = 0.52 * np.sin(at)
        knee = 0.15 + 0.65 * max(0.0, float(np.cos(at)))
        k[hip + 1] = k[hip] + _along(thigh, 0.43)
        k[hip + 2] = k[hip + 1] + _along(thigh - knee, 0.42)
    return k


def _along(angle_rad: float, length_m: float) -> NDArray[np.float64]:
    """A bone that hangs straight down at angle 0 and swings forward with positive angles."""
    return np.array([0.0, np.cos(angle_rad), np.sin(angle_rad)]) * length_m
