"""What is not valid is refused when a value is built, with the type, the field, the offending value and a way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.errors import ValueRefused
from nodes.values import (
    Audio,
    Boxes,
    CameraPath,
    Clip,
    Conditioning,
    Control,
    Depth,
    Flow,
    Image,
    Latents,
    Lora,
    Mask,
    Model,
    Number,
    Person,
    Poses,
    Report,
    Series,
    Stroke,
    Strokes,
    Table,
    Text,
    Tracks,
    ValueList,
)
from nodes.values.checks import MAX_EDGE, MAX_TEXT

f32 = np.float32
NAN, INF = float("nan"), float("inf")


def zeros(*shape: int, dtype: Any = f32) -> Any:
    return np.zeros(shape, dtype)


def huge(*shape: int, dtype: Any = f32) -> Any:
    """An array that claims a shape without having the memory: reading it would take minutes or all memory."""
    return np.broadcast_to(np.zeros((), dtype), shape)


def put(array: Any, index: tuple[int, ...], number: float) -> Any:
    array[index] = number
    return array


def tracks(**changes: Any) -> Tracks:
    fields: dict[str, Any] = {
        "xy": zeros(2, 3, 2),
        "visible": np.ones((2, 3), bool),
        "radius": zeros(2),
        "strength": zeros(2),
        "layer": ("a", "b"),
    }
    return Tracks(**{**fields, **changes})


def path(**changes: Any) -> CameraPath:
    fields: dict[str, Any] = {
        "camera_to_world": np.tile(np.eye(4), (3, 1, 1)),
        "intrinsics": np.tile([1.0, 1.8, 0.5, 0.5], (3, 1)),
    }
    return CameraPath(**{**fields, **changes})


def latents(**changes: Any) -> Latents:
    fields: dict[str, Any] = {"array": zeros(4, 2, 3, 5), "model_family": "wan", "frame_map": (0, 1), "frames": 5}
    return Latents(**{**fields, **changes})


def stroke(**changes: Any) -> Stroke:
    return Stroke(**{"points": np.array([[0.1, 0.2], [0.3, 0.4]]), **changes})


def person(**changes: Any) -> Person:
    return Person(**{"keypoints": zeros(18, 3), **changes})


def series(**changes: Any) -> Series:
    return Series(**{"title": "", "x_label": "", "y_label": "", "x": zeros(3), "lines": {"a": zeros(3)}, **changes})


def clip(*shape: int) -> Clip:
    return Clip(zeros(*shape, dtype=np.uint8))


NOT_FINITE: list[tuple[Callable[[float], Any], str]] = [
    (lambda x: Number(x), "Number.value"),
    (lambda x: Image(put(zeros(3, 4, 3), (1, 2, 0), x)), "Image.pixels[1, 2, 0]"),
    (lambda x: Image(zeros(3, 4, 3), put(zeros(3, 4), (2, 3), x)), "Image.alpha[2, 3]"),
    (lambda x: Clip(put(zeros(2, 3, 4, 3), (1, 2, 3, 2), x)), "Clip.frames[1, 2, 3, 2]"),
    (lambda x: Clip(zeros(2, 3, 4, 3), x), "Clip.fps"),
    (lambda x: Audio(put(zeros(9, 2), (8, 1), x), 8000), "Audio.samples[8, 1]"),
    (lambda x: Mask(put(zeros(2, 3, 4), (0, 0, 0), x)), "Mask.values[0, 0, 0]"),
    (lambda x: Depth(put(zeros(2, 3, 4), (1, 1, 1), x), "metric"), "Depth.values[1, 1, 1]"),
    (lambda x: Depth(zeros(2, 3, 4), "metric", near=x), "Depth.near"),
    (lambda x: person(keypoints=put(zeros(18, 3), (17, 1), x)), "Person.keypoints[17, 1]"),
    (lambda x: stroke(points=[[0.1, x]]), "Stroke.points[0, 1]"),
    (lambda x: stroke(times_s=[0.0, x]), "Stroke.times_s[1]"),
    (lambda x: stroke(radius=x), "Stroke.radius"),
    (lambda x: tracks(xy=put(zeros(2, 3, 2), (1, 2, 0), x)), "Tracks.xy[1, 2, 0]"),
    (lambda x: tracks(depth=put(zeros(2, 3), (1, 2), x)), "Tracks.depth[1, 2]"),
    (lambda x: tracks(region=(None, np.array([[0, 0], [1, x], [1, 1]]))), "Tracks.region[1][1, 1]"),
    (lambda x: Boxes(put(zeros(1, 2, 4), (0, 1, 3), x), ("a",)), "Boxes.ltrb[0, 1, 3]"),
    (lambda x: path(intrinsics=[[1, 1, 0.5, x]] * 3), "CameraPath.intrinsics[0, 3]"),
    (lambda x: path(camera_to_world=np.full((3, 4, 4), x)), "CameraPath.camera_to_world[0, 0, 0]"),
    (lambda x: Flow(put(zeros(1, 2, 3, 2), (0, 1, 2, 1), x)), "Flow.forward[0, 1, 2, 1]"),
    (lambda x: Flow(zeros(1, 2, 3, 2), put(zeros(1, 2, 3, 2), (0, 0, 0, 1), x)), "Flow.backward[0, 0, 0, 1]"),
    (lambda x: latents(array=put(zeros(4, 2, 3, 5), (3, 1, 2, 4), x)), "Latents.array[3, 1, 2, 4]"),
    (lambda x: Lora("a", "b", x), "Lora.weight"),
    (lambda x: Model("a", "b", "c", facts={"x": [1, x]}), "Model.facts.x[1]"),
    (lambda x: Control("depth", clip(1, 2, 2, 3), Mask(zeros(1, 2, 2)), x), "Control.strength"),
    (lambda x: Table("t", ("a",), ((1.0,), (x,))), "Table.rows[1][0]"),
    (lambda x: series(lines={"e": [0, 1, x]}), "Series.lines['e'][2]"),
]


@pytest.mark.parametrize("number", [NAN, INF, -INF])
@pytest.mark.parametrize(("build", "named"), NOT_FINITE, ids=lambda x: x if isinstance(x, str) else "")
def test_numbers_that_are_not_finite(build: Callable[[float], Any], named: str, number: float) -> None:
    with pytest.raises(ValueRefused) as refused:
        build(number)
    assert str(refused.value).startswith(f"{named}: {number} is not finite")


WRONG: list[tuple[str, Callable[[], Any], tuple[str, ...]]] = [
    # shapes
    ("picture without channels", lambda: Image(zeros(3, 4)), ("Image.pixels", "(3, 4)", "[H, W, 3]")),
    ("picture with four channels", lambda: Image(zeros(3, 4, 4)), ("Image.pixels", "(3, 4, 4)")),
    ("alpha of another size", lambda: Image(zeros(3, 4, 3), zeros(4, 3)), ("Image.alpha", "H = 4", "H = 3")),
    ("a picture for a clip", lambda: Clip(zeros(3, 4, 3)), ("Clip.frames", "(3, 4, 3)")),
    ("mask without time", lambda: Mask(zeros(3, 4)), ("Mask.values", "(3, 4)", "[T, H, W]")),
    ("sound without channels", lambda: Audio(zeros(9), 8000), ("Audio.samples", "(9,)")),
    ("sound transposed", lambda: Audio(zeros(2, 9000), 8000), ("Audio.samples", "9000 channels")),
    ("tracks disagree on N", lambda: tracks(radius=zeros(5)), ("Tracks.radius", "N = 5", "xy has N = 2")),
    ("tracks disagree on T", lambda: tracks(visible=np.ones((2, 4), bool)), ("Tracks.visible", "T = 4", "T = 3")),
    ("layers disagree", lambda: tracks(layer=("a",)), ("Tracks.layer", "N = 1", "N = 2")),
    ("regions disagree", lambda: tracks(region=(None,)), ("Tracks.region", "N = 1", "N = 2")),
    ("labels disagree", lambda: Boxes(zeros(2, 3, 4), ("a",)), ("Boxes.labels", "N = 1", "N = 2")),
    ("intrinsics disagree", lambda: path(intrinsics=[[1, 1, 0.5, 0.5]]), ("CameraPath.intrinsics", "T = 1", "T = 3")),
    ("backward disagrees", lambda: Flow(zeros(1, 2, 3, 2), zeros(1, 2, 4, 2)), ("Flow.backward", "W = 4", "W = 3")),
    ("frame map disagrees", lambda: latents(frame_map=(0,)), ("Latents.frame_map", "F = 1", "F = 2")),
    ("times disagree", lambda: stroke(times_s=[0.0]), ("Stroke.times_s", "K = 1", "K = 2")),
    ("curves disagree", lambda: series(lines={"a": zeros(2)}), ("Series.lines['a']", "K = 2", "K = 3")),
    ("cells disagree", lambda: Table("t", ("a", "b"), ((1.0,),)), ("Table.rows[0]", "1 cells", "2 columns")),
    (
        "control mask of another size",
        lambda: Control("x", clip(2, 3, 4, 3), Mask(zeros(1, 3, 5))),
        ("width", "5", "4"),
    ),
    ("control mask of other frames", lambda: Control("x", clip(4, 2, 2, 3), Mask(zeros(3, 2, 2))), ("3 frames", "4")),
    ("ragged rows", lambda: stroke(points=[[0.1, 0.2], [0.3]]), ("Stroke.points", "unequal length")),
    # dtypes
    ("picture in float64", lambda: Image(zeros(3, 4, 3, dtype=np.float64)), ("Image.pixels", "float64", "uint8")),
    ("picture in uint16", lambda: Clip(zeros(1, 3, 4, 3, dtype=np.uint16)), ("Clip.frames", "uint16")),
    ("picture in bool", lambda: Image(zeros(3, 4, 3, dtype=bool)), ("Image.pixels", "bool")),
    ("picture as a list", lambda: Image([[[0, 0, 0]]]), ("Image.pixels", "not list")),
    ("tracks in float64", lambda: tracks(xy=zeros(2, 3, 2, dtype=float)), ("Tracks.xy", "float64", ".astype")),
    ("visible as numbers", lambda: tracks(visible=zeros(2, 3)), ("Tracks.visible", "float32", "bool")),
    ("start beyond 32 bits", lambda: tracks(start=np.array([0, 2**40])), ("Tracks.start", str(2**40), "int32")),
    ("complex numbers", lambda: Mask(zeros(1, 2, 2, dtype=complex)), ("Mask.values", "complex128")),
    ("objects", lambda: Mask(np.full((1, 2, 2), None)), ("Mask.values", "object")),
    ("no array", lambda: Mask(None), ("Mask.values", "None")),
    ("no frames", lambda: Clip("film.mp4"), ("Clip.frames", "not str")),
    # empty
    ("empty picture", lambda: Image(zeros(0, 4, 3, dtype=np.uint8)), ("Image.pixels", "empty along H")),
    ("empty clip", lambda: Clip(zeros(0, 3, 4, 3)), ("Clip.frames", "empty along T")),
    ("no tracks", lambda: tracks(xy=zeros(0, 3, 2)), ("Tracks.xy", "empty along N")),
    ("no sound", lambda: Audio(zeros(0, 2), 8000), ("Audio.samples", "empty along N")),
    ("no pose frames", lambda: Poses(()), ("Poses.frames", "empty")),
    ("no pictures", lambda: Clip.from_images([]), ("Clip.images", "empty")),
    ("no title", lambda: Report(""), ("Report.title", "empty")),
    ("no curves", lambda: series(lines={}), ("Series.lines",)),
    # absurd sizes, refused before anything is read
    ("wide picture", lambda: Image(huge(2, MAX_EDGE + 1, 3)), ("Image.pixels", str(MAX_EDGE))),
    ("endless clip", lambda: Clip(huge(10**6, 1080, 1920, 3, dtype=np.uint8)), ("Clip.frames", "elements")),
    ("endless mask", lambda: Mask(huge(10**6, 1000, 1000)), ("Mask.values", "elements")),
    (
        "endless latents",
        lambda: latents(array=huge(10**5, 10**6, 3, 3), frame_map=(0,)),
        ("Latents.array", "elements"),
    ),
    ("endless tracks", lambda: tracks(xy=huge(10**6, 10**5, 2)), ("Tracks.xy", "elements")),
    # ranges
    ("mask of 0..255", lambda: Mask(np.full((1, 2, 2), 255, np.uint8)), ("Mask.values[0, 0, 0]", "255", "divide")),
    ("mask below 0", lambda: Mask(put(zeros(1, 2, 2), (0, 1, 0), -0.01)), ("Mask.values[0, 1, 0]", "-0.0")),
    ("float picture of 0..255", lambda: Image(np.full((2, 2, 3), 200, f32)), ("Image.pixels[0, 0, 0]", "200", "255")),
    ("points in pixels", lambda: tracks(xy=np.full((2, 3, 2), 312, f32)), ("Tracks.xy[0, 0, 0]", "312", "fractions")),
    ("confidence of 2", lambda: person(keypoints=np.full((18, 3), 2, f32)), ("Person.keypoints[:, 2][0]", "2.0")),
    ("depth below 0", lambda: Depth(np.full((1, 2, 2), -1, f32), "metric"), ("Depth.values[0, 0, 0]", "-1.0")),
    ("near beyond far", lambda: Depth(zeros(1, 2, 2), "metric", 5, 1), ("Depth.near", "5.0", "1.0")),
    ("box turned over", lambda: Boxes([[[0.5, 0, 0.1, 1]]], ("a",)), ("Boxes.ltrb", "float64")),
    ("box left of itself", lambda: Boxes(np.array([[[0.5, 0, 0.1, 1]]], f32), ("a",)), ("Boxes.ltrb[0, 0]", "0.1")),
    ("rate of 0", lambda: Clip(zeros(1, 2, 2, 3), Fraction(0)), ("Clip.fps", "0")),
    ("sound at 0 Hz", lambda: Audio(zeros(9, 1), 0), ("Audio.rate", "0")),
    ("end before start", lambda: stroke(start=5, end=3), ("Stroke.end", "3", "5")),
    ("track ends before it starts", lambda: tracks(start=[5, 0], end=[3, 9]), ("Tracks.end[0]", "3", "5")),
    ("times go back", lambda: stroke(times_s=[1.0, 0.5]), ("Stroke.times_s[1]", "0.5", "1.0")),
    ("a pin with a path", lambda: stroke(pinned=True), ("Stroke.points", "pin", "2")),
    ("region of two corners", lambda: stroke(region=[[0.0, 0], [1, 1]]), ("Stroke.region", "3 corners")),
    ("focal length of 0", lambda: path(intrinsics=[[0, 1, 0.5, 0.5]] * 3), ("CameraPath.intrinsics[0]", "0, 1")),
    ("frame map runs back", lambda: latents(frame_map=(1, 0)), ("Latents.frame_map[1]", "0")),
    ("frame map beyond the clip", lambda: latents(frame_map=(0, 5)), ("Latents.frame_map[1]", "5")),
    ("seed of 65 bits", lambda: Number(2**64), ("Number.value", str(2**64))),
    # cameras
    (
        "camera with scale",
        lambda: path(camera_to_world=np.tile(np.diag([2.0, 2, 2, 1]), (3, 1, 1))),
        ("orthonormal",),
    ),
    (
        "camera that mirrors",
        lambda: path(camera_to_world=np.tile(np.diag([-1.0, 1, 1, 1]), (3, 1, 1)), absolute=True),
        ("camera_to_world[0]", "mirrors"),
    ),
    (
        "camera that starts elsewhere",
        lambda: path(camera_to_world=np.tile(np.diag([-1.0, -1, 1, 1]), (3, 1, 1))),
        ("camera_to_world[0]", "identity", "absolute"),
    ),
    (
        "matrix with a projective row",
        lambda: path(camera_to_world=put(np.tile(np.eye(4), (3, 1, 1)), (2, 3, 0), 0.5)),
        ("camera_to_world[2, 3]", "last row"),
    ),
    # names and texts
    ("unknown schema", lambda: Poses(((),), "coco19"), ("Poses.schema", "'coco19'", "coco18")),
    ("key points of another schema", lambda: Poses(((person(),),), "body25"), ("frames[0][0]", "18", "25")),
    ("unknown depth", lambda: Depth(zeros(1, 2, 2), "feet"), ("Depth.kind", "'feet'")),
    ("unknown unit", lambda: path(unit="miles"), ("CameraPath.unit", "'miles'")),
    ("unknown layout", lambda: latents(layout="FCHW"), ("Latents.layout", "'FCHW'")),
    ("endless text", lambda: Text("a" * (MAX_TEXT + 1)), ("Text.text", str(MAX_TEXT + 1), str(MAX_TEXT))),
    ("endless prompt", lambda: Conditioning("a" * (MAX_TEXT + 1)), ("Conditioning.prompt",)),
    ("half a character", lambda: Text("ab\ud800"), ("Text.text[2]", "\\ud800")),
    ("bytes for a text", lambda: Text(b"abc"), ("Text.text", "bytes")),
    ("text for a number", lambda: Number("3"), ("Number.value", "'3'")),
    ("facts beyond JSON", lambda: Model("a", "b", "c", facts={"x": {1, 2}}), ("Model.facts.x", "set")),
    ("no folder", lambda: Model("", "b", "c"), ("Model.folder", "empty")),
    # parts of another type
    ("sound of another type", lambda: Clip(zeros(1, 2, 2, 3), audio="a.wav"), ("Clip.audio", "'a.wav'")),
    ("no value in a list", lambda: ValueList((Text("a"), "b")), ("ValueList.items[1]", "'b'")),
    ("a list in a list", lambda: ValueList((ValueList(()),)), ("ValueList.items[0]",)),
    ("a stroke as a dict", lambda: Strokes(({},)), ("Strokes.strokes[0]", "dict")),
    (
        "pictures of two sizes",
        lambda: Clip.from_images([Image(zeros(2, 2, 3)), Image(zeros(2, 4, 3))]),
        ("Clip.images[1]", "4x2", "2x2"),
    ),
]


@pytest.mark.parametrize(("build", "named"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_refuses(build: Callable[[], Any], named: tuple[str, ...]) -> None:
    with pytest.raises(ValueRefused) as refused:
        build()
    for part in named:
        assert part in str(refused.value)
    assert len(str(refused.value)) < 400


STROKES_JSON: list[tuple[str, object, tuple[str, ...]]] = [
    ("no list", {"points": []}, ("Strokes.strokes", "dict")),
    ("a text", "[]", ("Strokes.strokes", "'[]'")),
    ("no object", [[0, 1]], ("Strokes.strokes[0]", "list")),
    ("no points", [{"name": "a"}], ("Strokes.strokes[0]", "no points")),
    ("unknown field", [{"points": [[0, 0]], "colour": "red"}], ("Strokes.strokes[0]", "'colour'", "radius")),
    ("points of text", [{"points": [["a", "b"]]}], ("Strokes.strokes[0].points", "numbers")),
    ("points of None", [{"points": [[None, 1]]}], ("Strokes.strokes[0].points",)),
    ("points in a row", [{"points": [0.1, 0.2]}], ("Strokes.strokes[0].points", "(2,)")),
    ("no points in it", [{"points": []}], ("Strokes.strokes[0].points",)),
    ("NaN", [{"points": [[0, 0]]}, {"points": [[0, NAN]]}], ("Strokes.strokes[1].points[0, 1]", "nan")),
    ("pinned by a number", [{"points": [[0, 0]], "pinned": 1}], ("Stroke.pinned", "1")),
    ("layer by a fraction", [{"points": [[0, 0]], "layer": 1.5}], ("Stroke.layer", "1.5")),
]


@pytest.mark.parametrize(
    ("data", "named"), [case[1:] for case in STROKES_JSON], ids=[case[0] for case in STROKES_JSON]
)
def test_strokes_from_json_refuse(data: object, named: tuple[str, ...]) -> None:
    with pytest.raises(ValueRefused) as refused:
        Strokes.from_json(data)
    for part in named:
        assert part in str(refused.value)


fields = st.sampled_from(["points", "times_s", "region", "name", "radius", "layer", "start", "end", "pinned"])
plain = st.none() | st.booleans() | st.floats() | st.text()


@given(data=st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(fields, inner)))
def test_strokes_from_any_json_give_strokes_or_a_refusal(data: object) -> None:
    for given_data in (data, [data], [{"points": [[0.5, 0.5]], "region": data}]):
        with suppress(ValueRefused):
            assert isinstance(Strokes.from_json(given_data), Strokes)


LOSSLESS: list[tuple[str, Callable[[], Any], Any]] = [
    ("half floats to float32", lambda: Image(zeros(2, 2, 3, dtype=np.float16)).pixels.dtype, f32),
    ("bool to mask", lambda: Mask(np.ones((1, 2, 2), bool)).values.dtype, f32),
    ("integers to frame numbers", lambda: tracks(start=np.array([1, 2])).start.dtype, np.int32),
    ("lists of JSON to points", lambda: stroke(points=[[0, 1], [0.5, 0.25]]).points.dtype, np.float64),
    ("float32 to float64", lambda: stroke(points=np.zeros((2, 2), f32)).points.dtype, np.float64),
    ("numpy integer to int", lambda: type(Number(np.int16(3)).value), int),
    ("numpy float to float", lambda: type(Number(np.float32(0.5)).value), float),
    ("numpy bool to bool", lambda: type(Number(np.True_).value), bool),
    ("rate as a number", lambda: Clip(zeros(1, 2, 2, 3), 29.97).fps, Fraction(2997, 100)),
    ("rate as an integer", lambda: Clip(zeros(1, 2, 2, 3), 8).fps, Fraction(8)),
]


@pytest.mark.parametrize(("found", "expected"), [case[1:] for case in LOSSLESS], ids=[case[0] for case in LOSSLESS])
def test_converts_what_loses_nothing(found: Callable[[], Any], expected: Any) -> None:
    assert found() == expected


def test_shares_may_be_off_by_rounding() -> None:
    mask = Mask(np.array([[[1.0000002, -1e-7, 0.5]]], f32))
    assert mask.values.tolist() == [[[1.0, 0.0, 0.5]]]


def test_a_writeable_array_is_copied() -> None:
    pixels = zeros(2, 2, 3, dtype=np.uint8)
    view = pixels[:]
    view.setflags(write=False)
    memory = bytearray(12)
    shared = np.frombuffer(memory, np.uint8).reshape(2, 2, 3)
    shared.setflags(write=False)
    values = [Image(pixels), Image(view), Image(shared)]
    pixels[:] = 255
    memory[:] = b"x" * 12
    assert all(not value.pixels.any() for value in values)


def test_an_array_given_away_is_not_copied() -> None:
    frames = zeros(2, 3, 4, 3, dtype=np.uint8)
    frames.setflags(write=False)
    assert Clip(frames).frames is frames
    assert Image(Clip(frames).frame(1)).pixels.base is frames
