"""Loading and saving nodes, from the file to the value and back."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from nodes.errors import Cancelled, MediaError
from nodes.graph import Graph, PlainRun, node_type_of
from nodes.graph.embed import export_document, read_embedded
from nodes.library.media_in import (
    add_sound,
    image_sequence,
    load_clip,
    load_image,
    load_matte,
    load_sound,
)
from nodes.library.media_out import preview, save_clip, save_image, save_image_sequence
from nodes.values import Audio, Clip, Image, Text

DOCUMENT = json.loads(export_document(Graph().to_document())) | {"title": "naïve 🎈"}


@pytest.fixture
def clip() -> Clip:
    levels = np.arange(12, dtype=np.uint8)[:, None, None, None] * 20
    frames = np.broadcast_to(levels, (12, 32, 48, 3)).copy()
    tone = np.sin(np.arange(24000) / 10).astype(np.float32)[:, None] * 0.3
    return Clip(frames, Fraction(24), Audio(tone, 48000))


@pytest.fixture
def run(tmp_path: Path) -> PlainRun:
    return PlainRun(tmp_path, document=json.dumps(DOCUMENT))


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm", "a.gif", "a.webp", "folder/b.mp4"])
def test_a_saved_clip_loads_again(name: str, clip: Clip, run: PlainRun, tmp_path: Path) -> None:
    save_clip(run, [clip], name)
    found = load_clip(run, name)
    assert (found.frame_count, found.width, found.height, found.fps) == (12, 48, 32, 24)
    assert np.abs(found.as_uint8().astype(int) - clip.as_uint8()).mean() < 3
    assert run.steps[-1][:2] == (12, 12)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm"])
def test_a_saved_clip_carries_its_project_unless_told_not_to(
    name: str, clip: Clip, run: PlainRun, tmp_path: Path
) -> None:
    save_clip(run, [clip], name)
    assert read_embedded(tmp_path / name) == DOCUMENT
    save_clip(run, [clip], name, project=False)
    assert read_embedded(tmp_path / name) is None


def test_the_first_picture_of_a_sequence_carries_the_project(clip: Clip, run: PlainRun, tmp_path: Path) -> None:
    save_image_sequence(run, [clip], "take")
    assert read_embedded(tmp_path / "take" / "take_0001.png") == DOCUMENT
    assert read_embedded(tmp_path / "take" / "take_0002.png") is None
    found = image_sequence(run, "take", 24.0)
    assert np.array_equal(found.as_uint8(), clip.as_uint8())


def test_a_saved_picture_carries_its_project(run: PlainRun, tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    save_image(run, [Image(pixels)], "a.png")
    assert read_embedded(tmp_path / "a.png") == DOCUMENT
    assert np.array_equal(load_image(run, "a.png").pixels, pixels)
    save_image(run, [Image(pixels)], "b")
    assert (tmp_path / "b.png").is_file()
    save_image(run, [Image(pixels)], "c.jpg")
    assert any("no project" in text for text in run.warnings)


def test_what_cannot_carry_the_project_says_so(clip: Clip, run: PlainRun) -> None:
    save_clip(run, [clip], "a.gif")
    assert any("no project" in text for text in run.warnings)
    assert any("no sound" in text for text in run.warnings)


def test_sound_goes_along_and_can_be_left_out(clip: Clip, run: PlainRun) -> None:
    save_clip(run, [clip], "a.mp4")
    assert load_clip(run, "a.mp4").audio is not None
    assert load_clip(run, "a.mp4", sound=False).audio is None
    save_clip(run, [clip], "b.mp4", sound=False)
    assert load_clip(run, "b.mp4").audio is None


def test_sound_alone_is_loaded_and_put_on_a_clip(clip: Clip, run: PlainRun) -> None:
    save_clip(run, [clip], "a.mkv", codec="FFV1")
    sound = load_sound(run, "a.mkv")
    assert sound.duration_s == pytest.approx(0.5, abs=0.01)
    silent = add_sound(clip, None)
    assert silent.audio is None
    assert add_sound(silent, sound).audio is sound
    save_clip(run, [silent], "silent.mp4")
    with pytest.raises(MediaError, match="no sound"):
        load_sound(run, "silent.mp4")


def test_a_rate_typed_as_people_do_is_exact(clip: Clip, run: PlainRun) -> None:
    save_clip(run, [clip], "a.mp4")
    assert load_clip(run, "a.mp4", frames_per_second=23.976).fps == Fraction(24000, 1001)
    assert load_clip(run, "a.mp4", frames_per_second=12).frame_count == 6


def test_alpha_of_a_picture_is_a_mask(run: PlainRun) -> None:
    alpha = np.linspace(0, 1, 30, dtype=np.float32)[None].repeat(20, axis=0)
    save_image(run, [Image(np.zeros((20, 30, 3), np.uint8), alpha)], "a.png")
    assert np.abs(load_matte(run, "a.png").values[0] - alpha).max() < 0.003
    save_image(run, [Image(np.zeros((20, 30, 3), np.uint8))], "b.png")
    with pytest.raises(MediaError, match="no alpha"):
        load_matte(run, "b.png")


@pytest.mark.parametrize("load", [load_clip, load_image, load_matte, load_sound, image_sequence])
def test_missing_and_unchosen_files_are_named(load: object, run: PlainRun) -> None:
    with pytest.raises(MediaError, match=r"gone\.mp4"):
        load(run, "gone.mp4")  # type: ignore[operator]
    with pytest.raises(MediaError, match=r"No (file|folder) is chosen"):
        load(run, "")  # type: ignore[operator]


def test_a_folder_given_as_a_file_points_to_the_right_node(run: PlainRun, tmp_path: Path) -> None:
    (tmp_path / "frames").mkdir()
    with pytest.raises(MediaError, match="folder") as caught:
        load_clip(run, "frames")
    assert "Image Sequence" in caught.value.remedy


def test_fingerprints_follow_the_contents(clip: Clip, run: PlainRun, tmp_path: Path) -> None:
    save_clip(run, [clip], "a.mp4")
    fingerprint = node_type_of(load_clip).fingerprint
    assert fingerprint is not None
    first = fingerprint(file="a.mp4", frames=0, resolve=run.resolve)
    (tmp_path / "b.mp4").write_bytes((tmp_path / "a.mp4").read_bytes())
    assert fingerprint(file="b.mp4", frames=0, resolve=run.resolve) == first
    save_clip(run, [clip], "b.mp4", quality=20)
    assert fingerprint(file="b.mp4", frames=0, resolve=run.resolve) != first
    with pytest.raises(MediaError, match="gone"):
        fingerprint(file="gone.mp4", resolve=run.resolve)
    sequence = node_type_of(image_sequence).fingerprint
    assert sequence is not None
    save_image_sequence(run, [clip], "take")
    before = sequence(folder="take", resolve=run.resolve)
    assert sequence(folder="take/take_####.png", resolve=run.resolve) == before
    (tmp_path / "take" / "take_0012.png").unlink()
    assert sequence(folder="take", resolve=run.resolve) != before


def test_stopping_while_saving_leaves_nothing(clip: Clip, run: PlainRun, tmp_path: Path) -> None:
    run.stop = True
    with pytest.raises(Cancelled):
        save_clip(run, [clip], "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_contradiction_is_refused(clip: Clip, run: PlainRun) -> None:
    with pytest.raises(MediaError, match="ProRes"):
        save_clip(run, [clip], "a.mp4", codec="ProRes")
    with pytest.raises(MediaError, match="No file name"):
        save_clip(run, [clip], "  ")


def test_preview_shows_and_passes_on(clip: Clip, run: PlainRun) -> None:
    assert preview(run, clip) is clip
    words = Text("hello")
    assert preview(run, words) is words
    assert run.previews[0] is clip
    assert isinstance(run.previews[1], Image)


def test_each_of_a_list_gets_its_own_file(clip: Clip, run: PlainRun, tmp_path: Path) -> None:
    save_clip(run, [clip, clip], "a.mp4")
    save_clip(run, [clip, clip], "s.%02d.png")
    save_image(run, [Image(clip.frame(0)), Image(clip.frame(1))], "b.png")
    names = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert names[:4] == ["a_001.mp4", "a_002.mp4", "b_001.png", "b_002.png"]
    assert len(names) == 4 + 24
    assert names[4].startswith("s_001.")
    assert names[-1].startswith("s_002.")
    assert load_clip(run, "a_002.mp4").frame_count == 12
