"""Media files: how fast each codec is written and read, what random access costs, and what memory it takes.

python -m tests.benchmarks.bench_media [frames]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from nodes.exchange.video_reader import read_clip
from nodes.exchange.video_writer import VideoJob, write_video

WIDTH, HEIGHT = 832, 480
CODECS = [
    ("H.264", ".mp4", 75),
    ("H.264", ".mp4", 100),
    ("H.265", ".mp4", 75),
    ("VP9", ".webm", 75),
    ("AV1", ".webm", 75),
    ("ProRes", ".mov", 75),
    ("FFV1", ".mkv", 75),
    ("WebP", ".webp", 75),
    ("GIF", ".gif", 75),
]


def moving_picture(count: int) -> Iterator[np.ndarray]:
    """Smooth colours with some grain, sliding."""
    rng = np.random.default_rng(0)
    base = cv2.resize(
        rng.integers(0, 256, (9, 16, 3), dtype=np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    base = np.clip(base + rng.normal(0, 3, base.shape), 0, 255).astype(np.uint8)
    for number in range(count):
        yield np.roll(base, 4 * number, axis=1)


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 48
    rng = np.random.default_rng(1)
    print(f"{count} frames of {WIDTH}x{HEIGHT}")
    print(
        f"{'codec':14}{'write ms/frame':>16}{'read ms/frame':>15}{'random ms':>11}{'MB':>8}{'error':>8}{'peak MB':>9}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for codec, suffix, quality in CODECS:
            path = Path(folder) / f"{codec}-{quality}{suffix}"
            begin = time.perf_counter()
            write_video(
                path, moving_picture(count), VideoJob(WIDTH, HEIGHT, Fraction(24), codec=codec, quality=quality)
            )
            wrote = (time.perf_counter() - begin) / count
            begin = time.perf_counter()
            clip = read_clip(path).clip
            error = np.mean(
                [
                    np.abs(frame.astype(np.int16) - truth).mean()
                    for frame, truth in zip(clip.iter_frames(), moving_picture(count), strict=True)
                ]
            )
            read = (time.perf_counter() - begin) / count
            fresh = read_clip(path).clip
            begin = time.perf_counter()
            for number in rng.permutation(count)[:12]:
                fresh.frame(int(number))
            random = (time.perf_counter() - begin) / 12
            size = path.stat().st_size / 1e6
            print(
                f"{codec + ' ' + str(quality):14}{wrote * 1e3:16.1f}{read * 1e3:15.1f}{random * 1e3:11.1f}"
                f"{size:8.2f}{error:8.2f}{peak_megabytes():9.0f}"
            )


if __name__ == "__main__":
    main()
