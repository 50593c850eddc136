"""Milliseconds of the geometry that editors call while a hand moves, and of the controls at a real size.

Run:  python -m tests.benchmarks.bench_motion
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from nodes.graph import PlainRun
from nodes.library.camera import camera_path
from nodes.library.camera_control import camera_control
from nodes.library.control import drag_control
from nodes.library.strokes import strokes_to_tracks
from nodes.motion.camera import camera_move
from nodes.motion.curves import simplify
from nodes.motion.regions import polygon_mask
from nodes.motion.skeletons import draw_people
from nodes.motion.strokes import resample_stroke
from nodes.motion.walking import walk_cycle
from nodes.values import Depth, Image, Stroke, Strokes

WIDTH, HEIGHT, FRAMES = 832, 480, 81


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Shortest of several runs."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best * 1000


def main() -> None:
    random = np.random.default_rng(0)
    hand = np.clip(np.cumsum(random.normal(0, 0.01, (400, 2)), axis=0) + 0.5, 0, 1)
    times = np.linspace(0, 4, 400)
    ring = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    region = np.stack([0.5 + 0.1 * np.cos(ring), 0.5 + 0.15 * np.sin(ring)], axis=1)
    image = Image(random.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8))
    depth = Depth(
        np.linspace(1, 5, HEIGHT, dtype=np.float32)[None, :, None] * np.ones((1, 1, WIDTH), np.float32), "metric"
    )
    stroke = Strokes((Stroke(np.array([[0.5, 0.5], [0.6, 0.3], [0.8, 0.5]]), region=region),))
    tracks = strokes_to_tracks(stroke, FRAMES)
    person = walk_cycle(1)[0]
    orbit = camera_path("arc left", FRAMES, aspect=WIDTH / HEIGHT)
    rows = [
        ("resample a stroke of 400 points to 81 frames", lambda: resample_stroke(hand, FRAMES, times_s=times), 20),
        ("simplify it", lambda: simplify(hand, 0.005), 20),
        ("polygon of 200 corners as a mask, 832x480", lambda: polygon_mask(region, WIDTH, HEIGHT), 20),
        ("camera preset, 81 frames", lambda: camera_move("orbit left", FRAMES), 20),
        ("draw a skeleton, 832x480", lambda: draw_people([person], "coco18", WIDTH, HEIGHT), 20),
        ("drag control, 832x480, 81 frames", lambda: drag_control(PlainRun(), image, tracks), 1),
        ("camera control, 832x480, 81 frames", lambda: camera_control(PlainRun(), image, orbit, depth), 1),
    ]
    for name, work, repeats in rows:
        print(f"{name:48s} {milliseconds(work, repeats):10.2f} ms")


if __name__ == "__main__":
    main()
