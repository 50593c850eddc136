"""Strategies that draw a valid value of every type, with the awkward numbers among the plain ones."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

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
    Value,
    ValueList,
)

settings.register_profile(
    "values", max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("values")

sizes = st.integers(1, 5)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
rates = st.sampled_from([Fraction(24), Fraction(30000, 1001), Fraction(8), Fraction(1, 3)])


def floats(draw: Any, shape: tuple[int, ...], low: float, high: float, dtype: Any = np.float32) -> Any:
    """Random numbers of [low, high], some of them the ends, zero and the smallest subnormal where they fit."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    array = random.uniform(low, high, shape).astype(dtype)
    np.clip(array, low, high, out=array)
    special = np.array([low, high, *(x for x in (0.0, -0.0, 1e-45, 1.0) if low <= x <= high)], dtype=dtype)
    chosen = random.random(shape) < 0.2
    array[chosen] = random.choice(special, int(chosen.sum()))
    return array


def pictures(draw: Any, shape: tuple[int, ...]) -> Any:
    if draw(st.booleans()):
        return floats(draw, shape, 0, 1)
    return np.random.default_rng(draw(st.integers(0, 2**32 - 1))).integers(0, 256, shape, dtype=np.uint8)


def bools(draw: Any, shape: tuple[int, ...]) -> Any:
    return np.random.default_rng(draw(st.integers(0, 2**32 - 1))).random(shape) < 0.5


@st.composite
def images(draw: Any) -> Image:
    h, w = draw(sizes), draw(sizes)
    return Image(pictures(draw, (h, w, 3)), floats(draw, (h, w), 0, 1) if draw(st.booleans()) else None)


@st.composite
def audios(draw: Any) -> Audio:
    return Audio(
        floats(draw, (draw(st.integers(1, 40)), draw(st.integers(1, 2))), -1, 1), draw(st.integers(100, 48000))
    )


@st.composite
def clips(draw: Any) -> Clip:
    shape = (draw(sizes), draw(sizes), draw(sizes), 3)
    return Clip(pictures(draw, shape), draw(rates), draw(st.none() | audios()))


@st.composite
def masks(draw: Any) -> Mask:
    return Mask(floats(draw, (draw(sizes), draw(sizes), draw(sizes)), 0, 1))


@st.composite
def depths(draw: Any) -> Depth:
    shape = (draw(sizes), draw(sizes), draw(sizes))
    if draw(st.booleans()):
        near, far = draw(st.sampled_from([(None, None), (0.5, None), (0.1, 80.0)]))
        return Depth(floats(draw, shape, 0, 100), "metric", near, far)
    return Depth(floats(draw, shape, -1, 30), "relative_inverse", draw(st.sampled_from([None, 30.0])), None)


@st.composite
def poses(draw: Any) -> Poses:
    schema = draw(st.sampled_from(["coco18", "body25", "coco17", "wholebody133"]))
    count = {"coco18": 18, "body25": 25, "coco17": 17, "wholebody133": 133}[schema]
    frames = [
        [Person(floats(draw, (count, 3), 0, 1)) for _ in range(draw(st.integers(0, 2)))] for _ in range(draw(sizes))
    ]
    return Poses(tuple(tuple(people) for people in frames), schema, draw(st.none() | st.just(640)), None)


@st.composite
def strokes(draw: Any) -> Strokes:
    return Strokes(tuple(draw(one_stroke()) for _ in range(draw(st.integers(0, 3)))))


@st.composite
def one_stroke(draw: Any) -> Stroke:
    count = draw(sizes)
    return Stroke(
        floats(draw, (count, 2), -1, 2, np.float64),
        np.sort(floats(draw, (count,), 0, 9, np.float64)) if draw(st.booleans()) else None,
        floats(draw, (draw(st.integers(3, 6)), 2), 0, 1, np.float64) if draw(st.booleans()) else None,
        name=draw(texts),
        radius=draw(st.floats(0, 2)),
        strength=draw(st.floats(0, 10)),
        layer=draw(st.integers(-9, 9)),
        start=draw(st.integers(0, 4)),
        end=draw(st.none() | st.integers(4, 9)),
        scale_end=draw(st.floats(0.1, 3)),
        rotation_end_deg=draw(st.floats(-360, 360)),
        pinned=count == 1 and draw(st.booleans()),
    )


@st.composite
def tracks(draw: Any) -> Tracks:
    n, t = draw(sizes), draw(sizes)

    def maybe(make: Callable[[], Any]) -> Any:
        return make() if draw(st.booleans()) else None

    regions = tuple(maybe(lambda: floats(draw, (draw(st.integers(3, 5)), 2), 0, 1, np.float64)) for _ in range(n))
    return Tracks(
        floats(draw, (n, t, 2), -1, 2),
        bools(draw, (n, t)),
        floats(draw, (n,), 0, 1),
        floats(draw, (n,), 0, 2),
        tuple(draw(texts) for _ in range(n)),
        maybe(lambda: floats(draw, (n, t), 0, 50)),
        maybe(lambda: np.zeros(n, np.int32)),
        maybe(lambda: np.full(n, t - 1, np.int32)),
        maybe(lambda: floats(draw, (n, t), 0.1, 4)),
        maybe(lambda: floats(draw, (n, t), -180, 180)),
        regions if draw(st.booleans()) else (),
    )


@st.composite
def boxes(draw: Any) -> Boxes:
    n, t = draw(sizes), draw(sizes)
    corners = np.sort(floats(draw, (n, t, 2, 2), -1, 2), axis=2)
    return Boxes(corners.reshape(n, t, 4), tuple(draw(texts) for _ in range(n)))


@st.composite
def camera_paths(draw: Any) -> CameraPath:
    count, absolute = draw(sizes), draw(st.booleans())
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rotation, _ = np.linalg.qr(random.normal(size=(count, 3, 3)))
    rotation[np.linalg.det(rotation) < 0] *= -1
    matrices = np.tile(np.eye(4), (count, 1, 1))
    matrices[:, :3, :3], matrices[:, :3, 3] = rotation, random.normal(size=(count, 3))
    if not absolute:
        matrices = np.linalg.inv(matrices[0]) @ matrices
        matrices[0] = np.eye(4)
        matrices[:, 3] = (0, 0, 0, 1)
    intrinsics = np.tile([1.1, 1.9, 0.5, 0.5], (count, 1)) * random.uniform(0.8, 1.2, (count, 4))
    return CameraPath(matrices, intrinsics, draw(st.sampled_from(["reference_depth", "metres"])), absolute)


@st.composite
def flows(draw: Any) -> Flow:
    t, h, w = draw(sizes), draw(sizes), draw(sizes)
    back = floats(draw, (t, h, w, 2), -40, 40) if draw(st.booleans()) else None
    return Flow(floats(draw, (t, h, w, 2), -40, 40), back, bools(draw, (t, h, w)) if draw(st.booleans()) else None)


@st.composite
def latents(draw: Any) -> Latents:
    frames = draw(sizes)
    array = floats(draw, (draw(sizes), frames, draw(sizes), draw(sizes)), -4, 4)
    starts = tuple(0 if j == 0 else 1 + (j - 1) * 4 for j in range(frames))
    return Latents(array, draw(names), "CFHW", starts, 64, 96, 4 * frames, draw(rates))


loras = st.builds(Lora, names, names, st.floats(-10, 10))
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
models = st.builds(
    Model,
    names,
    names,
    names,
    names,
    st.lists(loras, max_size=2).map(tuple),
    texts,
    st.lists(names, max_size=3).map(tuple),
    st.dictionaries(texts, plain, max_size=3),
)


@st.composite
def controls(draw: Any) -> Control:
    clip = draw(clips())
    count = draw(st.sampled_from([1, clip.frame_count]))
    mask = Mask(floats(draw, (count, clip.height, clip.width), 0, 1))
    return Control(draw(names), clip, mask, draw(st.floats(0, 10)))


@st.composite
def reports(draw: Any) -> Report:
    count = draw(sizes)
    cells = texts | st.floats(allow_nan=False, allow_infinity=False)
    columns = tuple(draw(texts) for _ in range(count))
    rows = tuple(tuple(draw(cells) for _ in range(count)) for _ in range(draw(st.integers(0, 3))))
    curves = {
        name: floats(draw, (count,), -5, 5, np.float64) for name in draw(st.sets(names, min_size=1, max_size=3))
    }
    series = Series(draw(texts), "frame", "px", np.arange(count, dtype=np.float64), curves)
    return Report(draw(names), (Table(draw(texts), columns, rows),), (series,), (draw(texts),))


simple: dict[type[Value], st.SearchStrategy[Any]] = {
    Text: st.builds(Text, texts),
    Number: st.builds(
        Number,
        st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False),
    ),
    Image: images(),
    Clip: clips(),
    Audio: audios(),
    Mask: masks(),
    Depth: depths(),
    Poses: poses(),
    Strokes: strokes(),
    Tracks: tracks(),
    Boxes: boxes(),
    CameraPath: camera_paths(),
    Flow: flows(),
    Latents: latents(),
    Conditioning: st.builds(Conditioning, texts, texts, texts),
    Model: models,
    Lora: loras,
    Control: controls(),
    Report: reports(),
}


@pytest.fixture(scope="session")
def strategies() -> dict[type[Value], st.SearchStrategy[Any]]:
    """How to draw a value of each type. A type that is missing here fails the contract tests."""
    lists = st.lists(st.one_of(list(simple.values())), max_size=3).map(lambda items: ValueList(tuple(items)))
    return {**simple, ValueList: lists}


@pytest.fixture(scope="session")
def examples(strategies: dict[type[Value], st.SearchStrategy[Any]]) -> dict[type[Value], Value]:
    """One fixed value of each type."""
    quick = settings(phases=[Phase.generate], max_examples=50, database=None)
    return {kind: find(strategy, lambda _: True, settings=quick) for kind, strategy in strategies.items()}
