"""Box nodes."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.library.boxes import box_keys, boxes_along_tracks, mask_from_boxes
from nodes.library.strokes import track_from_numbers


def test_boxes_follow_their_track_and_carry_a_label() -> None:
    boxes = boxes_along_tracks(track_from_numbers(0.2, 0.5, 0.8, 0.5, frames=3, scale_end=2.0), 0.2, 0.1, "ball")
    assert boxes.labels == ("ball",)
    assert np.allclose(boxes.ltrb[0, 0], [0.1, 0.45, 0.3, 0.55], atol=1e-6)
    assert np.allclose(boxes.ltrb[0, -1], [0.6, 0.4, 1.0, 0.6], atol=1e-6)


def test_keys_in_any_order_make_a_box_per_label() -> None:
    boxes = box_keys(
        [
            {"label": "b", "frame": 8, "box": [0.4, 0.4, 0.6, 0.6]},
            {"label": "a", "frame": 0, "box": [0, 0, 1, 1]},
            {"label": "b", "frame": 0, "box": [0.0, 0.0, 0.2, 0.2]},
        ],
        9,
    )
    assert boxes.labels == ("b", "a")
    assert np.allclose(boxes.ltrb[0, 4], [0.2, 0.2, 0.4, 0.4])
    assert (boxes.ltrb[1] == [0, 0, 1, 1]).all()


def test_boxes_become_a_mask() -> None:
    mask = mask_from_boxes(box_keys([{"frame": 0, "box": [0.25, 0.5, 0.75, 1.0]}], 2), 40, 20)
    assert mask.values.shape == (2, 20, 40)
    assert mask.values.sum(axis=(1, 2)).tolist() == [200, 200]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([], "no box keys"),
        (None, "no box keys"),
        ([3], "key 0"),
        ([{"frame": -1, "box": [0, 0, 1, 1]}], "frame -1"),
        ([{"frame": 0}], "box None"),
        ([{"frame": 0, "box": [0, 0, 1]}], "key 0"),
        ([{"frame": 0, "box": [0, 0, "1", 1]}], "key 0"),
        ([{"frame": 0, "box": [1, 0, 0, 1]}], "frame 0"),
        ([{"frame": 0, "box": [0, 0, 1, 1]}] * 2, "do not rise"),
    ],
)
def test_bad_keys_are_named(keys: object, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        box_keys(keys)
