"""Values in folders: nothing foreign, cut, linked or pickled is loaded, and nothing is overwritten."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.errors import ValueRefused
from nodes.values import Clip, Control, Mask, Text, Tracks, Value, ValueList, load_value, save_value


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    """A folder with a saved mask."""
    save_value(Mask(np.linspace(0, 1, 24, dtype=np.float32).reshape(2, 3, 4)), tmp_path / "mask")
    return tmp_path / "mask"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A folder with a saved clip of 5 frames 6x4."""
    frames = np.random.default_rng(0).integers(0, 256, (5, 4, 6, 3), dtype=np.uint8)
    save_value(Clip(frames), tmp_path / "clip")
    return tmp_path / "clip"


def edit(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Rewrites a JSON file of a saved value; change returns the new content, or edits in place."""
    data = json.loads((folder / name).read_text())
    (folder / name).write_text(json.dumps(change(data) or data))


def refusal(folder: Path, **options: bool) -> str:
    with pytest.raises(ValueRefused) as refused:
        load_value(folder, **options)
    assert str(folder) in str(refused.value)
    assert len(str(refused.value)) < 600
    return str(refused.value)


def test_a_folder_in_use_is_not_overwritten(mask: Path) -> None:
    before = {path.name: path.read_bytes() for path in mask.iterdir()}
    with pytest.raises(ValueRefused, match="not empty"):
        save_value(Text("a"), mask)
    assert {path.name: path.read_bytes() for path in mask.iterdir()} == before


def test_files_hold_no_pickle(tmp_path: Path) -> None:
    clip = Clip(np.zeros((2, 3, 4, 3), np.uint8))
    save_value(
        ValueList((Control("depth", clip, Mask(np.zeros((1, 3, 4), np.float32))), Text("x"))), tmp_path / "list"
    )
    suffixes = {path.suffix for path in (tmp_path / "list").rglob("*") if path.is_file()}
    assert suffixes == {".json", ".npy", ".safetensors"}


def test_missing_folder(tmp_path: Path) -> None:
    assert "value.json is missing" in refusal(tmp_path / "none")


@pytest.mark.parametrize("name", ["fields.json", "arrays.safetensors"])
def test_missing_file(mask: Path, name: str) -> None:
    (mask / name).unlink()
    refusal(mask)


def test_unknown_type(mask: Path) -> None:
    edit(mask, "value.json", lambda head: head.update(type="Hologram"))
    assert "'Hologram'" in refusal(mask)


@pytest.mark.parametrize("version", [2, 0, -1, "1", None, 1.5, True])
def test_unknown_version(mask: Path, version: object) -> None:
    edit(mask, "value.json", lambda head: head.update(version=version))
    assert f"Mask version {version!r}" in refusal(mask)


def test_another_type_under_this_name(mask: Path) -> None:
    edit(mask, "value.json", lambda head: head.update(type="Depth"))
    assert "Depth" in refusal(mask)


@pytest.mark.parametrize("field", ["values", "valuez"])
def test_wrong_fields(mask: Path, field: str) -> None:
    edit(mask, "fields.json", lambda fields: {field: {"tuple": [1, 2]}, "more": 1})
    refusal(mask)


@pytest.mark.parametrize("name", ["value.json", "fields.json"])
@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "3", '{"a": NaN}', '{"a": Infinity}', '{"a": 1e999}', "[" * 100_000, "\x00\xff"],
)
def test_json_of_another_kind(mask: Path, name: str, content: str) -> None:
    (mask / name).write_text(content, encoding="latin-1")
    refusal(mask)


@given(item=st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.just("values"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["array", "value", "record", "fields", "map", "tuple", "fraction"]), inner, max_size=2),
))  # fmt: skip
def test_any_json_in_a_field_gives_a_value_or_a_refusal(
    item: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mask")
    Mask(np.zeros((1, 2, 2), np.float32)).save(folder)
    (folder / "value.json").write_text('{"type": "Mask", "version": 1}')
    (folder / "fields.json").write_text(json.dumps({"values": item}))
    with suppress(ValueRefused):
        assert isinstance(load_value(folder), Mask)


@pytest.mark.parametrize("kept", [0, 4, 8, 40, -1, -16])
def test_arrays_cut_short(mask: Path, kept: int) -> None:
    file = mask / "arrays.safetensors"
    file.write_bytes(file.read_bytes()[:kept])
    assert "arrays.safetensors" in refusal(mask)


def test_arrays_that_claim_more_than_is_there(mask: Path) -> None:
    file = mask / "arrays.safetensors"
    header = json.dumps({"values": {"dtype": "F32", "shape": [10**6, 10**6, 10**6], "data_offsets": [0, 4 * 10**18]}})
    file.write_bytes(len(header).to_bytes(8, "little") + header.encode() + bytes(64))
    assert "arrays.safetensors" in refusal(mask)


def test_arrays_replaced_by_a_pickle(mask: Path) -> None:
    (mask / "arrays.safetensors").write_bytes(pickle.dumps({"values": np.zeros((2, 3, 4), np.float32)}))
    refusal(mask)


def test_arrays_of_another_dtype(mask: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"values": np.zeros((2, 3, 4), np.float64)}, str(mask / "arrays.safetensors"))
    with pytest.raises(ValueRefused, match="float64"):
        load_value(mask)


@pytest.mark.parametrize("name", ["value.json", "fields.json", "arrays.safetensors"])
def test_links_out_of_the_folder(mask: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    (mask / name).rename(outside)
    (mask / name).symlink_to(outside)
    assert "symbolic link" in refusal(mask)


@pytest.mark.parametrize("name", ["../clip", "/etc", "..", ".", "", "a/b", "a\\b", "C:"])
def test_names_that_lead_out_of_the_folder(tmp_path: Path, clip: Path, name: str) -> None:
    save_value(ValueList((Text("a"),)), tmp_path / "list")
    edit(tmp_path / "list", "fields.json", lambda _: {"items": {"tuple": [{"value": name}]}})
    assert "plain name" in refusal(tmp_path / "list")


def test_frames_replaced_by_pickled_objects(clip: Path) -> None:
    np.save(clip / "frames.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert "object" in refusal(clip)


@pytest.mark.parametrize("kept", [0, 5, 60, 128, -1])
def test_frames_cut_short(clip: Path, kept: int) -> None:
    file = clip / "frames.npy"
    file.write_bytes(file.read_bytes()[:kept])
    assert "frames.npy" in refusal(clip)


@pytest.mark.parametrize(
    "shape", [(10**7, 4096, 4096, 3), (5, 10**6, 10**6, 3), (0, 4, 6, 3), (5, 4, 6), (5, 4, 6, 4), (5, 4, 6, -3)]
)
def test_frames_whose_header_claims_an_absurd_shape(clip: Path, shape: tuple[int, ...]) -> None:
    with (clip / "frames.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
        file.write(bytes(360))
    assert "frames.npy" in refusal(clip)


@pytest.mark.parametrize("dtype", ["<f8", "<i8", "|b1", "<U4"])
def test_frames_of_another_dtype(clip: Path, dtype: str) -> None:
    np.save(clip / "frames.npy", np.zeros((5, 4, 6, 3), np.dtype(dtype)))
    assert "dtype" in refusal(clip)


def test_frames_in_fortran_order(clip: Path) -> None:
    np.save(clip / "frames.npy", np.asfortranarray(np.zeros((5, 4, 6, 3), np.uint8)))
    assert "Fortran" in refusal(clip)


def test_frames_linked_from_elsewhere(clip: Path, tmp_path: Path) -> None:
    (clip / "frames.npy").rename(tmp_path / "elsewhere.npy")
    (clip / "frames.npy").symlink_to(tmp_path / "elsewhere.npy")
    assert "symbolic link" in refusal(clip)


@pytest.mark.parametrize("name", ["../frames.npy", "value.json", "", 3, None])
def test_frames_stored_under_another_name(clip: Path, name: object) -> None:
    edit(clip, "fields.json", lambda fields: fields.update(stored=name))
    assert repr(name) in refusal(clip)


def test_a_changed_byte_is_found_when_asked_to_verify(mask: Path, clip: Path) -> None:
    for folder, name in ((mask, "arrays.safetensors"), (clip, "frames.npy")):
        data = bytearray((folder / name).read_bytes())
        data[-8] ^= 1
        (folder / name).write_bytes(data)
        load_value(folder)
        assert "not what was saved" in refusal(folder, verify=True)


def test_a_text_of_another_alphabet_survives(tmp_path: Path) -> None:
    text = 'Ünïcödé 漢字 🎞️ "quotes" \\ back\nline\u2028separator\x00nul'
    save_value(Text(text), tmp_path / "text")
    assert load_value(tmp_path / "text") == Text(text)


def test_many_small_arrays_make_one_file(tmp_path: Path) -> None:
    regions = tuple(np.random.default_rng(n).random((5, 2)) for n in range(200))
    n = len(regions)
    flat = np.ones(n, np.float32)
    value: Value = Tracks(
        np.zeros((n, 3, 2), np.float32), np.ones((n, 3), bool), flat, flat, ("",) * n, region=regions
    )
    save_value(value, tmp_path / "tracks")
    assert len(list((tmp_path / "tracks").iterdir())) == 3
    assert load_value(tmp_path / "tracks") == value
