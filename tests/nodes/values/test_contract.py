"""What every type of value promises; run over each of value_types(), so a forgotten type fails."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, fields
from fractions import Fraction
from operator import methodcaller
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.values import Clip, Mask, Number, Text, Value, ValueList, load_value, save_value, value_types
from nodes.values.base import Record
from nodes.values.hashing import digest_of_parts

Strategies = dict[type[Value], st.SearchStrategy[Any]]

each_type = pytest.mark.parametrize("kind", value_types(), ids=lambda kind: kind.type_name)


def arrays_in(part: object) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(part, np.ndarray):
        yield part
    elif isinstance(part, Mapping):
        for item in part.values():
            yield from arrays_in(item)
    elif isinstance(part, tuple):
        for item in part:
            yield from arrays_in(item)
    elif isinstance(part, Record):
        for field in fields(part):
            yield from arrays_in(getattr(part, field.name))


@each_type
def test_says_what_it_is(kind: type[Value]) -> None:
    assert kind.type_name == kind.__name__
    assert re.fullmatch(r"#[0-9A-F]{6}", kind.colour)
    assert kind.family in {"picture", "data", "handle"}
    assert kind.version >= 1
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}("), "the docstring dataclass makes up is no documentation"


@each_type
@given(data=st.data())
def test_is_the_same_after_save_and_load(kind: type[Value], strategies: Strategies, data: st.DataObject) -> None:
    value = data.draw(strategies[kind])
    with tempfile.TemporaryDirectory() as folder:
        save_value(value, Path(folder) / "value")
        loaded = load_value(Path(folder) / "value", verify=True)
        assert type(loaded) is kind
        assert loaded.content_hash() == value.content_hash()
        assert loaded == value
        assert loaded.summary() == value.summary()


@each_type
@given(data=st.data())
def test_is_the_same_after_pickling(kind: type[Value], strategies: Strategies, data: st.DataObject) -> None:
    value = data.draw(strategies[kind])
    for protocol in (2, pickle.HIGHEST_PROTOCOL):
        copy = pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - our own bytes
        copy.__dict__.pop("_hash", None)
        assert copy.content_hash() == value.content_hash()
        assert all(not array.flags.writeable for array in arrays_in(copy))


@each_type
@given(data=st.data())
def test_cannot_be_changed(kind: type[Value], strategies: Strategies, data: st.DataObject) -> None:
    value = data.draw(strategies[kind])
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)
    for array in arrays_in(value):
        assert not array.flags.writeable
        assert array.flags.c_contiguous


@each_type
@given(data=st.data())
def test_sums_itself_up_in_one_line(kind: type[Value], strategies: Strategies, data: st.DataObject) -> None:
    value = data.draw(strategies[kind])
    assert value.summary()
    assert "\n" not in value.summary()
    assert len(value.summary()) < 400
    assert value.nbytes() >= 0
    assert repr(value) == f"<{value.summary()}>"


@each_type
@settings(max_examples=5)
@given(data=st.data())
def test_draws_itself_at_any_size(kind: type[Value], strategies: Strategies, data: st.DataObject) -> None:
    value = data.draw(strategies[kind])
    for width, height, frame in ((320, 180, 0), (96, 54, 3), (17, 200, -5), (1, 1, 10**6)):
        picture = value.draw(width, height, frame)
        assert picture.shape == (height, width, 3)
        assert picture.dtype == np.uint8
    assert np.array_equal(value.draw(), value.draw())


def changed(part: Any) -> Any:
    """`part` with the least change."""
    match part:
        case None:
            return 0
        case bool():
            return not part
        case int() | Fraction():
            return part + 1
        case float():
            return float(np.nextafter(part, np.inf))
        case str():
            return part + " "
        case np.ndarray():
            copy = part.copy()
            flat = copy.reshape(-1).view(np.uint8)
            flat[-1] ^= 1
            return copy
        case tuple():
            return (*part[:-1], changed(part[-1])) if part else (None,)
        case Mapping():
            return {**part, "one more": 1}
    return Text("something else")


@each_type
@given(data=st.data())
def test_hash_changes_with_every_field(kind: type[Value], strategies: Strategies, data: st.DataObject) -> None:
    value = data.draw(strategies[kind])
    parts = value.parts()
    seen = {value.content_hash(), digest_of_parts(kind.type_name, value.version + 1, parts)}
    for name, part in parts.items():
        seen.add(digest_of_parts(kind.type_name, value.version, {**parts, name: changed(part)}))
    assert len(seen) == len(parts) + 2


def test_hash_tells_apart_what_looks_alike() -> None:
    alike = [Number(1), Number(1.0), Number(True), Text("1"), Text(""), Number(0), Number(0.0), Number(False)]
    assert len({value.content_hash() for value in alike}) == len(alike)
    grid = np.arange(6, dtype=np.float32) / 6
    assert Mask(grid.reshape(1, 2, 3)) != Mask(grid.reshape(1, 3, 2))
    assert ValueList((Text("ab"), Text("c"))) != ValueList((Text("a"), Text("bc")))


def test_hash_does_not_depend_on_strides() -> None:
    frames = np.random.default_rng(0).integers(0, 255, (4, 6, 5, 3), dtype=np.uint8)
    assert Clip(frames[::-1][::-1]) == Clip(frames)
    assert Clip(np.asfortranarray(frames)) == Clip(frames)


def test_hashes_are_those_of_the_first_release() -> None:
    """A change here makes every stored result stale: move the type's version instead when its meaning changes."""
    ramp = np.linspace(0, 1, 12, dtype=np.float32).reshape(1, 3, 4)
    assert Text("Kinograph").content_hash()[:16] == "db745dda0afbd594"
    assert Mask(ramp).content_hash()[:16] == "90f63adedf824f02"
    assert Clip(np.zeros((2, 3, 4, 3), np.uint8), Fraction(8)).content_hash()[:16] == "6b1370bf39bb86f2"


SCRIPT = """
import sys
from pathlib import Path
from nodes.values import load_value
for folder in sorted(Path(sys.argv[1]).iterdir()):
    value = load_value(folder)
    value.__dict__.pop("_hash", None)
    value.__dict__.pop("_frames_digest", None)
    print(folder.name, value.content_hash())
"""


def test_hashes_are_equal_in_other_processes(examples: dict[type[Value], Value], tmp_path: Path) -> None:
    for kind, value in examples.items():
        save_value(value, tmp_path / kind.type_name)
    told = []
    for seed in ("0", "12345"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
        told.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert told[0] == told[1]
    hashes = dict(line.split() for line in told[0].splitlines())
    assert hashes == {kind.type_name: value.content_hash() for kind, value in examples.items()}


def test_values_cross_into_a_spawned_process(examples: dict[type[Value], Value]) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.map(methodcaller("summary"), list(examples.values())) == [v.summary() for v in examples.values()]


def test_import_brings_numpy_only() -> None:
    heavy = ["cv2", "av", "torch", "safetensors", "PIL", "scipy", "multiprocessing", "PySide6"]
    code = f"import sys, nodes.values; print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
