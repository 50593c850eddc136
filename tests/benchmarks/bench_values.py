"""How fast values are hashed, stored and found again: MB/s of a 200 MB clip, FFV1, digests, import time.

Run: python -m tests.benchmarks.bench_values [--megabytes 200]
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nodes.values import Clip, Depth, load_value, save_value

MB = 1e6


def moving_pattern(frames: int, height: int, width: int) -> NDArray[np.uint8]:
    """A textured picture that slides by one pixel a frame: codes like footage, not like noise or flat colour."""
    random = np.random.default_rng(0)
    coarse = random.random((height // 16 + 2, (width + frames) // 16 + 2, 3))
    picture = coarse.repeat(16, 0).repeat(16, 1)[:height, : width + frames] * 200
    picture += random.random(picture.shape) * 12
    wide = picture.astype(np.uint8)
    return np.stack([wide[:, t : t + width] for t in range(frames)])


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def row(name: str, taken_s: float, size: int, note: str = "") -> None:
    print(f"{name:44} {taken_s * 1000:9.1f} ms {size / MB / taken_s:9.0f} MB/s  {note}")


def bench_digests(data: NDArray[np.uint8]) -> None:
    for name in ("sha256", "blake2b"):
        row(f"digest {name}", seconds(lambda name=name: hashlib.new(name, data).digest()), data.nbytes)


def bench_raw(frames: NDArray[np.uint8]) -> None:
    """What the store does with a clip: hash it, save it, find it again, and read every frame."""
    frames.setflags(write=False)
    row("clip hash", seconds(lambda: Clip(frames).content_hash()), frames.nbytes)
    for attempt in range(3):
        with tempfile.TemporaryDirectory() as folder:
            clip = Clip(frames)
            marks = [time.perf_counter()]
            save_value(clip, Path(folder) / "clip")
            marks.append(time.perf_counter())
            loaded = load_value(Path(folder) / "clip")
            assert loaded.content_hash() == clip.content_hash()
            marks.append(time.perf_counter())
            assert isinstance(loaded, Clip)
            assert sum(int(frame.sum(dtype=np.int64)) for frame in loaded.iter_frames()) > 0
            marks.append(time.perf_counter())
        if attempt:
            names = ("hash and save (raw)", "load", "read every frame")
            for name, start, end in zip(names, marks, marks[1:], strict=False):
                row(f"clip {name}", end - start, frames.nbytes)
            row("clip hash, save and load", marks[2] - marks[0], frames.nbytes, "wanted: 300 or better")


def bench_ffv1(frames: NDArray[np.uint8]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "clip"
        clip = Clip(frames)
        row("clip save (FFV1)", seconds(lambda: save_value(clip, target, compact=True), 1), frames.nbytes)
        size = (target / "frames.mkv").stat().st_size
        row(
            "clip load (FFV1)", seconds(lambda: load_value(target)), frames.nbytes, f"{size / frames.nbytes:.0%} size"
        )


def bench_depth() -> None:
    depth = Depth(np.random.default_rng(0).random((81, 480, 832), dtype=np.float32), "metric")
    values = depth.values
    row("depth check at construction", seconds(lambda: Depth(values, "metric")), values.nbytes)
    with tempfile.TemporaryDirectory() as folder:
        row("depth save", seconds(lambda: save_value(depth, Path(folder) / "depth"), 1), values.nbytes)
        row("depth load", seconds(lambda: load_value(Path(folder) / "depth")), values.nbytes)


def bench_import() -> None:
    def spent(code: str) -> float:
        return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True), 5)

    numpy_s, values_s = spent("import numpy"), spent("import nodes.values")
    print(f"{'import nodes.values':44} {values_s * 1000:9.1f} ms           of which numpy {numpy_s * 1000:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    frames = moving_pattern(max(1, round(parser.parse_args().megabytes * MB / (480 * 832 * 3))), 480, 832)
    print(f"clip of {frames.shape[0]} frames 832x480, {frames.nbytes / MB:.0f} MB")
    bench_digests(frames)
    bench_raw(frames)
    bench_ffv1(frames[:40])
    bench_depth()
    bench_import()


if __name__ == "__main__":
    main()
