"""A clip is written whole or not at all, and what was there before stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from nodes.errors import Cancelled, MediaError
from nodes.exchange.video_writer import VideoJob, write_video

SUFFIXES = [".mp4", ".mkv", ".webm", ".gif", ".webp", ".png"]


def frames(count: int = 8) -> Iterator[np.ndarray]:
    for number in range(count):
        yield np.full((32, 48, 3), number * 20, dtype=np.uint8)


def job(**changes: object) -> VideoJob:
    return VideoJob(**{"width": 48, "height": 32, "fps": Fraction(24), **changes})  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(params=SUFFIXES)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that an earlier take left."""
    path = tmp_path / f"take{request.param}"
    write_video(path, frames(3), job())
    return path


@pytest.mark.parametrize("when", [0, 1, 5])
def test_a_source_that_fails_leaves_what_was_there(earlier: Path, when: int) -> None:
    before = contents(earlier.parent)

    def failing() -> Iterator[np.ndarray]:
        for number, frame in enumerate(frames()):
            if number == when:
                raise RuntimeError("the clip broke")
            yield frame

    with pytest.raises(RuntimeError, match="broke"):
        write_video(earlier, failing(), job())
    assert contents(earlier.parent) == before


def test_cancelling_leaves_what_was_there(earlier: Path) -> None:
    before = contents(earlier.parent)

    def stop(done: int) -> None:
        if done == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_video(earlier, frames(), job(on_frame=stop))
    assert contents(earlier.parent) == before


def test_a_frame_of_another_size_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    def growing() -> Iterator[np.ndarray]:
        yield np.zeros((32, 48, 3), np.uint8)
        yield np.zeros((34, 48, 3), np.uint8)

    with pytest.raises(MediaError, match="frame 1"):
        write_video(tmp_path / "a.mp4", growing(), job())
    assert list(tmp_path.iterdir()) == []


def test_no_frames_is_an_error(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        with pytest.raises(MediaError, match="no frame"):
            write_video(tmp_path / f"a{suffix}", iter(()), job())
    assert list(tmp_path.iterdir()) == []


def test_a_shorter_take_replaces_a_longer_sequence_whole(tmp_path: Path) -> None:
    write_video(tmp_path / "a.png", frames(9), job())
    write_video(tmp_path / "a.png", frames(4), job())
    assert len(list((tmp_path / "a").iterdir())) == 4


def test_other_files_in_a_sequence_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("keep me", encoding="utf-8")
    write_video(tmp_path / "a.png", frames(3), job())
    assert sorted(contents(tmp_path)) == ["a/a_0001.png", "a/a_0002.png", "a/a_0003.png", "a/notes.txt"]


def test_a_pattern_names_the_pictures(tmp_path: Path) -> None:
    for pattern in ("shots/s.%04d.png", "shots2/s.####.png"):
        written = write_video(tmp_path / pattern, frames(2), job())
        assert sorted(path.name for path in written.path.iterdir()) == ["s.0001.png", "s.0002.png"]


FULL_DISK = """
import resource, signal, sys
from fractions import Fraction
from pathlib import Path
import numpy as np
from nodes.errors import MediaError
from nodes.exchange.video_writer import VideoJob, write_video
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
rng = np.random.default_rng(0)
noise = (rng.integers(0, 256, (96, 128, 3), dtype=np.uint8) for _ in range(40))
try:
    write_video(Path(sys.argv[1]), noise, VideoJob(128, 96, Fraction(24), quality=90))
except MediaError as error:
    print("REFUSED", error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webp", ".gif"])
def test_a_full_disk_is_said_and_leaves_what_was_there(suffix: str, tmp_path: Path, repository: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"earlier")
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], cwd=repository, capture_output=True, text=True, check=False
    )
    assert "REFUSED" in ran.stdout, ran.stderr[-800:]
    assert "disk is full" in ran.stdout
    assert path.name in ran.stdout
    assert contents(tmp_path) == {path.name: b"earlier"}


def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):  # root may write anywhere but here
        folder = Path("/sys/kernel")
    if not folder.is_dir():
        pytest.skip("no folder here that may not be written to")
    for suffix in (".mp4", ".png"):
        with pytest.raises(MediaError, match=r"read-only|could not be written"):
            write_video(folder / f"kinograph{suffix}", frames(), job())


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").mkdir()
    with pytest.raises(MediaError, match="is a folder"):
        write_video(tmp_path / "a.mp4", frames(), job())
    (tmp_path / "b").write_text("x", encoding="utf-8")
    with pytest.raises(MediaError, match="is a file"):
        write_video(tmp_path / "b.png", frames(), job())


def test_the_file_has_ordinary_permissions(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        written = write_video(tmp_path / "a.mp4", frames(), job())
    finally:
        os.umask(mask)
    assert written.path.stat().st_mode & 0o777 == 0o644


def test_memory_stays_flat_in_the_length_of_the_clip(tmp_path: Path) -> None:
    alive: list[int] = []

    class Watched(np.ndarray):
        def __del__(self) -> None:
            alive[0] -= 1

    alive.append(0)
    most = 0

    def source() -> Iterator[np.ndarray]:
        nonlocal most
        for _ in range(60):
            frame = np.zeros((32, 48, 3), np.uint8).view(Watched)
            alive[0] += 1
            most = max(most, alive[0])
            yield frame

    write_video(tmp_path / "a.mp4", source(), job())
    assert most < 12  # views of views count too
