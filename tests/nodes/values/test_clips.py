"""Clips in memory and on disk: same hash, read piece by piece, passed on by reference, coded without loss."""

from __future__ import annotations

import multiprocessing
import pickle
from fractions import Fraction
from operator import methodcaller
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.errors import ValueRefused
from nodes.values import Audio, Clip, FrameSource, Image, RawFrames, load_value, mapped_clip, save_value
from nodes.values.frames import CHUNK_BYTES
from nodes.values.hashing import array_digest


def noise(*shape: int) -> Any:
    return np.random.default_rng(7).integers(0, 256, shape, dtype=np.uint8)


class Counting:
    """Frames of an array that counts what is read: stands for a reader of coded video."""

    def __init__(self, frames: Any) -> None:
        self.frames, self.spans = frames, []
        self.shape, self.dtype = frames.shape, frames.dtype

    def read(self, start: int, stop: int) -> Any:
        self.spans.append((start, stop))
        return self.frames[start:stop].copy()

    def digest(self) -> str:
        return "f" * 64


def test_raw_frames_are_a_frame_source(tmp_path: Path) -> None:
    np.save(tmp_path / "frames.npy", noise(3, 4, 5, 3))
    assert isinstance(RawFrames(tmp_path / "frames.npy"), FrameSource)
    assert not isinstance(noise(3, 4, 5, 3), FrameSource)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_the_same_frames_hash_alike_in_memory_and_on_disk(tmp_path: Path, dtype: Any) -> None:
    frames = (noise(5, 6, 7, 3) / 255).astype(dtype) if dtype == np.float32 else noise(5, 6, 7, 3)
    np.save(tmp_path / "frames.npy", frames)
    on_disk = mapped_clip(tmp_path / "frames.npy", Fraction(8))
    assert on_disk.on_disk
    assert on_disk.content_hash() == Clip(frames, Fraction(8)).content_hash()
    assert RawFrames(tmp_path / "frames.npy").digest() == array_digest(frames)


def test_a_loaded_clip_stays_on_disk(tmp_path: Path) -> None:
    frames = noise(9, 16, 24, 3)
    save_value(Clip(frames, Fraction(30000, 1001)), tmp_path / "clip")
    loaded = load_value(tmp_path / "clip")
    assert isinstance(loaded, Clip)
    assert loaded.on_disk
    assert loaded.nbytes() == 0
    assert np.array_equal(loaded.as_uint8(), frames)
    assert np.array_equal(loaded.frame(-1), frames[-1])
    assert [frame.tobytes() for frame in loaded.iter_frames()] == [frame.tobytes() for frame in frames]


def test_frames_on_disk_are_read_in_pieces_and_only_when_asked(tmp_path: Path) -> None:
    per_frame = 1024 * 1024 * 3
    source = Counting(np.zeros((20, 1024, 1024, 3), np.uint8))
    clip = Clip(source)
    assert clip.summary() == "Clip 1024x1024, 20 frames at 24 fps, 0.8 s"
    assert clip.content_hash() == Clip(Counting(np.zeros((20, 1024, 1024, 3), np.uint8))).content_hash()
    assert source.spans == []
    clip.frame(7)
    clip.draw(frame=3)
    assert source.spans == [(7, 8), (3, 4)]
    source.spans.clear()
    assert sum(1 for _ in clip.iter_frames()) == 20
    assert max(stop - start for start, stop in source.spans) * per_frame <= CHUNK_BYTES
    assert [stop - start for start, stop in source.spans].count(0) == 0


def test_saving_a_clip_on_disk_keeps_its_hash(tmp_path: Path) -> None:
    clip = Clip(Counting(noise(4, 5, 6, 3)), Fraction(8))
    save_value(clip, tmp_path / "clip")
    loaded = load_value(tmp_path / "clip")
    assert loaded.content_hash() == clip.content_hash()
    save_value(loaded, tmp_path / "again")
    assert load_value(tmp_path / "again").content_hash() == clip.content_hash()


def test_a_source_that_gives_other_frames_than_it_said_is_refused() -> None:
    source = Counting(noise(4, 5, 6, 3))
    source.shape = (6, 5, 6, 3)
    with pytest.raises(ValueRefused, match=r"Clip.frames\[5:6\]"):
        Clip(source).frame(5)


@pytest.mark.parametrize("shape", [(0, 5, 6, 3), (4, 5, 6), (4, 5, 6, 4), (2**23, 5, 6, 3), (4, 5, 40_000, 3)])
def test_a_source_with_an_absurd_shape_is_refused(shape: tuple[int, ...]) -> None:
    source = Counting(noise(4, 5, 6, 3))
    source.shape = shape
    with pytest.raises(ValueRefused, match=r"Clip.frames"):
        Clip(source)


def test_a_clip_on_disk_is_pickled_by_reference(tmp_path: Path) -> None:
    np.save(tmp_path / "frames.npy", noise(50, 64, 64, 3))
    clip = mapped_clip(tmp_path / "frames.npy")
    clip.frame(0)
    assert len(pickle.dumps(clip)) < 1000
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        (there,) = pool.map(methodcaller("frame", 49), [clip])
    assert np.array_equal(there, clip.frame(49))


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    np.save(tmp_path / "frames.npy", noise(3, 4, 5, 3))
    clip = mapped_clip(tmp_path / "frames.npy")
    (tmp_path / "frames.npy").unlink()
    with pytest.raises(ValueRefused, match=r"frames\.npy"):
        clip.frame(0)


def test_a_file_that_changed_is_named(tmp_path: Path) -> None:
    np.save(tmp_path / "frames.npy", noise(3, 4, 5, 3))
    clip = mapped_clip(tmp_path / "frames.npy")
    np.save(tmp_path / "frames.npy", noise(3, 4, 9, 3))
    with pytest.raises(ValueRefused, match=r"frames\.npy changed"):
        clip.frame(0)


def test_frames_outside_are_an_index_error() -> None:
    clip = Clip(noise(3, 4, 5, 3))
    for index in (3, -4):
        with pytest.raises(IndexError, match=str(index)):
            clip.frame(index)


def test_frames_cannot_be_written_through_a_clip(tmp_path: Path) -> None:
    np.save(tmp_path / "frames.npy", noise(3, 4, 5, 3))
    for clip in (Clip(noise(3, 4, 5, 3)), mapped_clip(tmp_path / "frames.npy"), Clip(Counting(noise(3, 4, 5, 3)))):
        for frames in (clip.frame(0), clip.as_array(), clip.as_uint8(), next(iter(clip.iter_frames()))):
            assert not frames.flags.writeable


@settings(max_examples=8)
@given(
    t=st.integers(1, 6), h=st.integers(1, 40), w=st.integers(1, 40), rate=st.sampled_from([24, "30000/1001", "1/3"])
)
def test_ffv1_gives_back_every_bit(
    tmp_path_factory: pytest.TempPathFactory, t: int, h: int, w: int, rate: Any
) -> None:
    folder = tmp_path_factory.mktemp("clips")
    clip = Clip(noise(t, h, w, 3), Fraction(rate), Audio(np.linspace(-1, 1, 50, dtype=np.float32)[:, None], 8000))
    save_value(clip, folder / "compact", compact=True)
    assert (folder / "compact" / "frames.mkv").exists()
    loaded = load_value(folder / "compact", verify=True)
    assert isinstance(loaded, Clip)
    assert np.array_equal(loaded.as_array(), clip.as_array())
    assert loaded == clip


def test_ffv1_is_smaller(tmp_path: Path) -> None:
    ramp = np.linspace(0, 255, 128, dtype=np.uint8)
    frames = np.broadcast_to(ramp[None, None, :, None], (8, 96, 128, 3))
    save_value(Clip(frames), tmp_path / "raw")
    save_value(Clip(frames), tmp_path / "compact", compact=True)
    raw, compact = (sum(p.stat().st_size for p in (tmp_path / n).iterdir()) for n in ("raw", "compact"))
    assert compact < raw / 3


def test_float_frames_are_never_coded(tmp_path: Path) -> None:
    clip = Clip(noise(2, 3, 4, 3).astype(np.float32) / 255)
    save_value(clip, tmp_path / "clip", compact=True)
    assert (tmp_path / "clip" / "frames.npy").exists()
    assert load_value(tmp_path / "clip") == clip


def test_ffv1_cut_short_or_foreign_is_refused(tmp_path: Path) -> None:
    save_value(Clip(noise(6, 32, 32, 3)), tmp_path / "clip", compact=True)
    file = tmp_path / "clip" / "frames.mkv"
    whole = file.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:100], b"", b"not a video at all"):
        file.write_bytes(content)
        with pytest.raises(ValueRefused, match=r"frames\.mkv"):
            load_value(tmp_path / "clip")


def test_from_images() -> None:
    images = [Image(noise(4, 5, 3)), Image(noise(4, 5, 3)[::-1])]
    clip = Clip.from_images(images, fps=12.5)
    assert clip.fps == Fraction(25, 2)
    assert clip.duration_s == pytest.approx(0.16)
    assert np.array_equal(clip.frame(1), images[1].pixels)
    mixed = Clip.from_images([images[0], Image(images[1].as_float())])
    assert mixed.frames.dtype == np.float32
    assert np.array_equal(mixed.as_uint8(), clip.as_uint8())


def test_uint8_survives_the_way_through_float() -> None:
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, 3)
    assert np.array_equal(Clip(Image(every[0]).as_float()[None]).as_uint8(), every)
