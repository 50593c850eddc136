"""Keypoint orders of people, the ways between them, and the drawing that pose controls are trained on.

A person is [K, 3]: x and y in the normalised raster and a confidence, 0 where the point is missing. Orders: coco18
(OpenPose COCO), body25 (OpenPose BODY_25), coco17 (COCO) and wholebody133 (COCO-WholeBody: body 17, feet 6, face 68,
left hand 21, right hand 21).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError

__all__ = ["KEYPOINTS", "LIMBS", "RAINBOW", "convert_person", "draw_people"]

Keypoints = NDArray[np.float32]
KEYPOINTS: Final[dict[str, int]] = {"coco18": 18, "body25": 25, "coco17": 17, "wholebody133": 133}
SEEN = 0.3
FACE = slice(23, 91)
LEFT_HAND = slice(91, 112)
RIGHT_HAND = slice(112, 133)

# Where each coco18 point stands in the other orders; the neck (1) is the middle of the shoulders in COCO orders.
FROM_COCO17 = (0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
FROM_BODY25 = (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)
FEET_IN_BODY25 = (19, 20, 21, 22, 23, 24)

# OpenPose COCO: pairs of joints and the hues they are drawn in.
LIMBS: Final = (
    *((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13)),
    *((1, 0), (0, 14), (14, 16), (0, 15), (15, 17)),
)
RAINBOW: Final = (
    *((255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0)),
    *((0, 255, 85), (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255)),
    *((170, 0, 255), (255, 0, 255), (255, 0, 170), (255, 0, 85)),
)
FINGERS: Final = tuple((0 if joint == 0 else 4 * finger + joint, 4 * finger + joint + 1)
                       for finger in range(5) for joint in range(4))  # fmt: skip
LIMB_SHADE = 0.6
STICK_AT_512 = 4.0


def convert_person(keypoints: Keypoints, source: str, target: str) -> Keypoints:
    """The person in another order: [K', 3].  Points the source lacks are missing (0, 0, 0).

    The neck, or the mid hip, that a source lacks is the middle of the shoulders, or hips, when both are there.
    source, target: "coco18", "body25", "coco17" or "wholebody133".
    """
    for schema in (source, target):
        if schema not in KEYPOINTS:
            raise NodeError(f"There is no keypoint order '{schema}'.", remedy=f"Take one of: {', '.join(KEYPOINTS)}.")
    given = np.asarray(keypoints, dtype=np.float32)
    if given.shape != (KEYPOINTS[source], 3):
        raise NodeError(
            f"A {source} person has {KEYPOINTS[source]} points of 3 numbers; this one has the shape "
            f"{list(given.shape)}.",
            remedy="Name the right keypoint order.",
        )
    if source == target:
        return given.copy()
    person = np.zeros((KEYPOINTS[target], 3), dtype=np.float32)
    body = _to_coco18(given, source)
    if target == "coco18":
        return body
    if target == "body25":
        person[list(FROM_BODY25)] = body
        person[8] = _middle(body[8], body[11])
        if source == "wholebody133":
            person[list(FEET_IN_BODY25)] = given[17:23]
        return person
    if source == "wholebody133":
        return given[:17].copy()
    for place, origin in enumerate(FROM_COCO17):
        if origin >= 0:
            person[origin] = body[place]
    if target == "wholebody133" and source == "body25":
        person[17:23] = given[list(FEET_IN_BODY25)]
    return person


def draw_people(people: Sequence[Keypoints], schema: str, width: int, height: int) -> NDArray[np.uint8]:
    """OpenPose drawing on black: uint8 [height, width, 3].

    people: [K, 3] each, in the order `schema`.  Limbs are 4 pixels wide on a picture of 512 and never under one;
    hands and faces are drawn for wholebody133.
    """
    import cv2

    canvas = np.zeros((height, width, 3), dtype=np.uint8)
    stick = STICK_AT_512 * min(width, height) / 512.0
    thick = max(1, round(stick))
    for person in people:
        body = convert_person(person, schema, "coco18")
        points = _pixels(body, width, height)
        for (first, second), colour in zip(LIMBS, RAINBOW, strict=False):
            if min(body[first, 2], body[second, 2]) > SEEN:
                shade = tuple(int(part * LIMB_SHADE) for part in colour)
                cv2.line(
                    canvas, points[first], points[second], shade, thick, cv2.LINE_AA if thick > 1 else cv2.LINE_8
                )
        for point, colour, seen in zip(points, RAINBOW, body[:, 2], strict=True):
            if seen > SEEN:
                _dot(canvas, point, stick, colour)
        if schema == "wholebody133":
            _draw_details(canvas, np.asarray(person), stick)
    return canvas


def _draw_details(canvas: NDArray[np.uint8], person: Keypoints, stick: float) -> None:
    import cv2

    height, width = canvas.shape[:2]
    thin = max(1, round(stick / 2))
    for hand in (LEFT_HAND, RIGHT_HAND):
        joints, points = person[hand], _pixels(person[hand], width, height)
        for edge, (first, second) in enumerate(FINGERS):
            if min(joints[first, 2], joints[second, 2]) > SEEN:
                cv2.line(canvas, points[first], points[second], _hue(edge / len(FINGERS)), thin, cv2.LINE_AA)
        for joint, point in zip(joints, points, strict=True):
            if joint[2] > SEEN:
                _dot(canvas, point, stick / 2, (0, 0, 255))
    for joint, point in zip(person[FACE], _pixels(person[FACE], width, height), strict=True):
        if joint[2] > SEEN:
            _dot(canvas, point, stick / 2, (255, 255, 255))


def _to_coco18(given: Keypoints, source: str) -> Keypoints:
    if source == "coco18":
        return given.copy()
    if source == "body25":
        return given[list(FROM_BODY25)]
    body = given[[max(place, 0) for place in FROM_COCO17]]
    body[1] = _middle(given[5], given[6])
    return body


def _middle(first: Keypoints, second: Keypoints) -> Keypoints:
    if min(first[2], second[2]) <= 0:
        return np.zeros(3, dtype=np.float32)
    return np.array([*(first[:2] + second[:2]) / 2, min(first[2], second[2])], dtype=np.float32)


def _pixels(points: Keypoints, width: int, height: int) -> list[tuple[int, int]]:
    scaled = np.floor(np.clip(points[:, :2], -4.0, 5.0) * [width, height]).astype(int)
    return [(int(x), int(y)) for x, y in scaled]


def _dot(canvas: NDArray[np.uint8], centre: tuple[int, int], radius: float, colour: tuple[int, int, int]) -> None:
    import cv2

    if radius < 1.0:
        x, y = centre
        if 0 <= x < canvas.shape[1] and 0 <= y < canvas.shape[0]:
            canvas[y, x] = colour
        return
    cv2.circle(canvas, centre, round(radius), colour, -1, cv2.LINE_AA)


def _hue(share: float) -> tuple[int, int, int]:
    import colorsys

    red, green, blue = colorsys.hsv_to_rgb(share, 1.0, 1.0)
    return int(red * 255), int(green * 255), int(blue * 255)
