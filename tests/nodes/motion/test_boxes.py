"""Boxes on tracks and between key frames."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.motion.boxes import boxes_along, boxes_from_keys


def test_boxes_are_centred_on_their_track_and_grow_with_its_scale() -> None:
    xy = np.array([[[0.5, 0.5], [0.6, 0.4]]])
    boxes = boxes_along(xy, 0.2, 0.1, scale=[[1.0, 2.0]])
    assert boxes.shape == (1, 2, 4)
    assert np.allclose(boxes, [[[0.4, 0.45, 0.6, 0.55], [0.4, 0.3, 0.8, 0.5]]])


def test_boxes_pass_through_their_keys_and_rest_outside_them() -> None:
    boxes = boxes_from_keys([2, 6], [[0, 0, 0.2, 0.2], [0.4, 0.4, 0.8, 0.6]], 9)
    assert np.allclose(boxes[:3], [0, 0, 0.2, 0.2])
    assert np.allclose(boxes[4], [0.2, 0.2, 0.5, 0.4])
    assert np.allclose(boxes[6:], [0.4, 0.4, 0.8, 0.6])


def test_one_key_stays() -> None:
    assert np.allclose(boxes_from_keys([5], [[0.1, 0.1, 0.2, 0.2]], 3), [0.1, 0.1, 0.2, 0.2])


@pytest.mark.parametrize(
    ("frames", "boxes", "said"),
    [
        ([], np.zeros((0, 4)), "0 key frames"),
        ([0, 0], [[0, 0, 1, 1], [0, 0, 1, 1]], "do not rise"),
        ([3], [[0.5, 0, 0.2, 1]], "frame 3"),
        ([3, 4], [[0, 0, 1, 1]], "do not fit"),
    ],
)
def test_bad_keys_are_named(frames: list, boxes: list, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        boxes_from_keys(frames, boxes, 5)


def test_a_box_without_size_is_refused() -> None:
    with pytest.raises(NodeError, match="0 by"):
        boxes_along([[[0.5, 0.5]]], 0, 0.1)
