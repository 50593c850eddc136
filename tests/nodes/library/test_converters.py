"""What stands on wires between unlike types."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.graph import default_registry
from nodes.library.control import first_frame_control
from nodes.library.pose import walking_person
from nodes.library.strokes import track_from_numbers
from nodes.values import (
    Boxes,
    Clip,
    Control,
    Depth,
    Flow,
    Image,
    Mask,
    Number,
    Poses,
    Stroke,
    Strokes,
    Text,
    Tracks,
    Value,
)

REGISTRY = default_registry()
GREYS = np.tile(np.array([0, 51, 255], np.uint8)[None, None, :, None], (2, 2, 1, 3))


def convert(value: Value, target: type[Value]) -> Value:
    kind = REGISTRY.converter(type(value), target)
    assert kind is not None, f"{type(value).__name__} to {target.__name__}"
    result = kind.function(**{kind.inputs[0].name: value})
    assert type(result) is target
    return result


def test_pictures_and_clips() -> None:
    clip = Clip(np.stack([np.full((4, 6, 3), value, np.uint8) for value in (10, 20)]))
    assert convert(clip, Image).pixels[0, 0].tolist() == [10, 10, 10]
    assert convert(convert(clip, Image), Clip).shape == (1, 4, 6, 3)


def test_masks_keep_their_values_through_pictures() -> None:
    mask = convert(Clip(GREYS), Mask)
    assert mask.values[1, 0].tolist() == pytest.approx([0, 0.2, 1])
    assert np.array_equal(convert(mask, Clip).as_uint8(), GREYS)
    assert np.array_equal(convert(mask, Image).pixels, GREYS[0])
    assert convert(Image(GREYS[0]), Mask).values[0, 0].tolist() == pytest.approx([0, 0.2, 1])


def test_an_image_gives_its_alpha_as_mask_where_it_has_one() -> None:
    alpha = np.array([[0.25, 0.5, 1.0]] * 2, np.float32)
    assert np.array_equal(convert(Image(GREYS[0], alpha), Mask).values[0], alpha)


def test_float_clips_above_white_make_masks_too() -> None:
    assert convert(Clip(np.full((1, 2, 2, 3), 3.0, np.float32)), Mask).values.max() == 1


def test_depth_poses_controls_and_drawings_become_clips() -> None:
    depth = Depth(np.stack([np.eye(4, dtype=np.float32)] * 3), "relative_inverse")
    assert convert(depth, Clip).frame(2)[0, 0].tolist() == [255] * 3
    assert convert(walking_person(3, width=64, height=48), Clip).shape == (3, 48, 64, 3)
    assert convert(Poses(((),)), Clip).frame_count == 1
    control = first_frame_control(Image(GREYS[0]), 5)
    assert isinstance(control, Control)
    assert convert(control, Clip).frame_count == 5
    assert convert(track_from_numbers(frames=3), Clip).frame_count == 3
    assert convert(Boxes(np.tile(np.array([0, 0, 1, 1], np.float32), (1, 4, 1)), ("",)), Clip).frame_count == 4


def test_flow_is_drawn_by_direction() -> None:
    flow = np.zeros((1, 2, 2, 2), np.float32)
    flow[0, 0, 0], flow[0, 0, 1] = (2, 0), (-2, 0)
    picture = convert(Flow(flow), Clip).frame(0)
    assert picture[0, 0].tolist() == [255, 0, 0]
    assert picture[0, 1].tolist() == [0, 255, 255]
    assert picture[1, 1].tolist() == [255, 255, 255]
    assert (convert(Flow(np.zeros((1, 2, 2, 2), np.float32)), Clip).frame(0) == 255).all()


def test_strokes_become_tracks_of_seventeen_frames() -> None:
    tracks = convert(Strokes((Stroke(np.array([[0.1, 0.1], [0.9, 0.9]])),)), Tracks)
    assert tracks.frame_count == 17
    with pytest.raises(NodeError, match="No stroke"):
        convert(Strokes(), Tracks)


@pytest.mark.parametrize("number", [0, 17, -3, 0.1, 1e-9, 2**62, 3.0])
def test_numbers_come_back_from_their_text(number: float) -> None:
    back = convert(convert(Number(number), Text), Number).value
    assert back == number
    assert type(back) is type(number)


@pytest.mark.parametrize("text", ["", "seven", "nan", "inf", "1 2", "0x10"])
def test_texts_that_are_no_numbers_are_named(text: str) -> None:
    with pytest.raises(NodeError, match="no number"):
        convert(Text(text), Number)
