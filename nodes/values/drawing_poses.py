"""Skeletons in the OpenPose colours, as pose controls are trained with; at any size.

Colours are the 18 hues 20 degrees apart; limbs at 60 % brightness under full joints, hands as thin lines over the
hues, face points white: what OpenPose and DWPose draw, and so what ControlNet, VACE and their kin expect. Widths are
those of a 512 px picture, scaled by the shorter side.
"""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.values.drawing import DIM, GROUND, RGB, Pen, blank, fitted, type_size, write

if TYPE_CHECKING:
    from nodes.values.poses import Poses

LIMB_BRIGHTNESS = 0.6
REFERENCE_EDGE_PX = 512
LIMB_WIDTH, JOINT_RADIUS, HAND_WIDTH, FACE_RADIUS = 8.0, 4.0, 2.0, 2.0

# Joints: 0 nose, 1 neck, 2-4 right arm, 5-7 left arm, 8-10 right leg, 11-13 left leg, 14 15 eyes, 16 17 ears.
COCO18_LIMBS: tuple[tuple[int, int], ...] = (
    *((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7)),
    *((1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13)),
    *((1, 0), (0, 14), (14, 16), (0, 15), (15, 17)),
)
COCO18_COLOURS: tuple[RGB, ...] = tuple(
    (round(r * 255), round(g * 255), round(b * 255))
    for r, g, b in (colorsys.hsv_to_rgb(i / 18, 1, 1) for i in range(18))
)
# Where each coco18 joint stands in the other schemas; None is the neck, midway between the shoulders.
_COCO17_ORDER = (0, None, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
_BODY25_ORDER = (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)
_BODY25_FEET = ((14, 19), (19, 20), (14, 21), (11, 22), (22, 23), (11, 24))
_WHOLEBODY_FEET = ((15, 17), (17, 18), (15, 19), (16, 20), (20, 21), (16, 22))
_FACE = slice(23, 91)
_HAND_STARTS = (91, 112)
_FINGERS = tuple((0 if k == 0 else 4 * finger + k, 4 * finger + k + 1) for finger in range(5) for k in range(4))


def coco18_of(keypoints: NDArray[Any], schema: str) -> NDArray[np.float32]:
    """[K,3] of any schema as coco18 [18,3]; a neck the schema lacks is put between the shoulders."""
    keypoints = np.asarray(keypoints, dtype=np.float32)
    if schema == "coco18":
        return keypoints
    if schema == "body25":
        return keypoints[list(_BODY25_ORDER)]
    left, right = keypoints[5], keypoints[6]
    neck = np.append((left[:2] + right[:2]) / 2, min(left[2], right[2])).astype(np.float32)
    return np.stack([neck if index is None else keypoints[index] for index in _COCO17_ORDER])


def draw_skeleton(
    canvas: NDArray[np.uint8], keypoints_px: NDArray[Any], schema: str = "coco18", *, threshold: float = 0.1
) -> NDArray[np.uint8]:
    """`canvas` [H,W,3] with one person over it, as a new array.

    keypoints_px: [K,3], x and y in pixels (corner origin), confidence; points at or below `threshold` are left out.
    """
    pen = Pen(canvas)
    draw_person(pen, np.asarray(keypoints_px, dtype=np.float32), schema, threshold)
    return pen.finish()


def draw_person(pen: Pen, points: NDArray[np.float32], schema: str, threshold: float = 0.1) -> None:
    """One person with a pen that may draw more: see draw_skeleton."""
    scale = min(pen.width, pen.height) / REFERENCE_EDGE_PX
    body = coco18_of(points, schema)
    feet = {"body25": _BODY25_FEET, "wholebody133": _WHOLEBODY_FEET}.get(schema, ())
    width = max(1.0, LIMB_WIDTH * scale)
    for (a, b), colour in zip(COCO18_LIMBS, COCO18_COLOURS, strict=False):
        _limb(pen, body[a], body[b], _dimmed(colour), width, threshold)
    for index, (a, b) in enumerate(feet):
        _limb(pen, points[a], points[b], _dimmed(COCO18_COLOURS[10 if index < 3 else 8]), width * 0.75, threshold)
    for joint, colour in zip(body, COCO18_COLOURS, strict=True):
        if joint[2] > threshold:
            pen.dot((float(joint[0]), float(joint[1])), max(1.0, JOINT_RADIUS * scale), colour)
    if schema == "wholebody133":
        _draw_hands_and_face(pen, points, scale, threshold)


def _draw_hands_and_face(pen: Pen, points: NDArray[np.float32], scale: float, threshold: float) -> None:
    for start in _HAND_STARTS:
        hand = points[start : start + 21]
        for index, (a, b) in enumerate(_FINGERS):
            r, g, b_ = colorsys.hsv_to_rgb(index / len(_FINGERS), 1, 1)
            colour = (round(r * 255), round(g * 255), round(b_ * 255))
            _limb(pen, hand[a], hand[b], colour, max(1.0, HAND_WIDTH * scale), threshold)
    for x, y, confidence in points[_FACE]:
        if confidence > threshold:
            pen.dot((float(x), float(y)), max(0.4, FACE_RADIUS * scale), (255, 255, 255))


def _limb(
    pen: Pen, a: NDArray[np.float32], b: NDArray[np.float32], colour: RGB, width: float, threshold: float
) -> None:
    if min(a[2], b[2]) > threshold:
        pen.line([(float(a[0]), float(a[1])), (float(b[0]), float(b[1]))], colour, width)


def _dimmed(colour: RGB) -> RGB:
    r, g, b = (int(part * LIMB_BRIGHTNESS) for part in colour)
    return r, g, b


def draw_poses(poses: Poses, frame: int, width: int, height: int) -> NDArray[np.uint8]:
    """Everyone of one frame over black, letterboxed to the picture they were found in."""
    canvas = blank(width, height)
    left, top, w, h = fitted(poses.width or width, poses.height or height, width, height)
    canvas[top : top + h, left : left + w] = tuple(part // 2 for part in GROUND)
    people = poses.frames[frame]
    if not people:
        size = type_size(height)
        write(canvas, "nobody in this frame", (width / 2, height / 2 + size / 3), size, DIM, align="centre")
        return canvas
    pen = Pen(np.ascontiguousarray(canvas[top : top + h, left : left + w]))
    for person in people:
        draw_person(pen, person.keypoints * np.array([w, h, 1], np.float32), poses.schema)
    canvas[top : top + h, left : left + w] = pen.finish()
    return canvas
