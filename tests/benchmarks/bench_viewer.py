"""What a frame of an 832x480x81 clip costs the window: read, convert, paint; with overlays, wiped, as depth.

Run: python -m tests.benchmarks.bench_viewer [--frames 81]
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.runs.results import NodeResult
from app.viewer import ViewerPanel
from app.viewer.footage import ClipFootage
from app.viewer.overlays import Found, Overlay
from nodes.graph import default_registry
from nodes.graph.project import Project
from nodes.values import Clip, Depth, Tracks, Value, mapped_clip
from tests.benchmarks.bench_values import moving_pattern

EXAMPLE = Path(__file__).resolve().parents[2] / "assets" / "projects" / "dragged-ball.kino"
LIMIT_MS = 5.0


Times = list[tuple[float, float]]
"""Seconds on the clock, and of the window's thread alone, which other work on the machine does not stretch."""


def row(name: str, times: Times, limit: float | None = LIMIT_MS) -> None:
    clock, thread = (np.array(column) * 1000 for column in zip(*times, strict=True))
    told = (
        f"{np.median(clock):6.2f} ms, 95 % {np.percentile(clock, 95):6.2f} ms; UI thread {np.median(thread):6.2f} ms"
    )
    verdict = "" if limit is None else f"  {'ok' if np.median(thread) < limit else 'MISSED'} (under {limit:g})"
    print(f"{name:44} {told}{verdict}")


def timed(work: Callable[[int], object], count: int) -> Times:
    taken = []
    for step in range(count):
        clock, thread = time.perf_counter(), time.thread_time()
        work(step)
        taken.append((time.perf_counter() - clock, time.thread_time() - thread))
    return taken


def desk_with(value: Value, folder: Path) -> Desk:
    """The example, whose clip is this value."""
    desk = Desk(default_registry(), project=Project.open(EXAMPLE, read_only=True, state=folder / "state"))
    desk.look.load_fonts()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    desk.look.put_on(application)
    desk.results.set_source(lambda path, output: desk.results.value_arrived.emit(path, output, value, None))
    desk.results.set_node("decode", NodeResult("cached"))
    return desk


def shown(desk: Desk, size: tuple[int, int]) -> ViewerPanel:
    panel = ViewerPanel(desk)
    panel.resize(*size)
    panel.show()
    desk.selection.select(["decode"])
    QApplication.processEvents()
    return panel


def play(panel: ViewerPanel, count: int, *, cached: bool) -> Times:
    """Move the playhead frame by frame and paint each, in software."""
    view = panel.stage.view

    def frame(step: int) -> None:
        if not cached:
            panel.stage.cache.keep_only()
        panel.desk.playhead.move_to((step + 1) % panel.desk.playhead.frame_count)
        view.repaint()

    return timed(frame, count)


def bench_frames(clip: Clip, folder: Path) -> None:
    row("read and convert a frame", timed(lambda step: ClipFootage(clip).image(step % clip.frame_count), 2 * 81))
    desk = desk_with(clip, folder)
    for size in ((548, 400), (1040, 700), (1900, 1000)):
        panel = shown(desk, size)
        row(f"play in {size[0]}x{size[1]}, each frame new", play(panel, clip.frame_count, cached=False))
        play(panel, clip.frame_count, cached=True)
        row(f"play in {size[0]}x{size[1]}, frames at hand", play(panel, clip.frame_count, cached=True))
        panel.close()
        panel.deleteLater()


def bench_laid_over(clip: Clip, folder: Path) -> None:
    desk = desk_with(clip, folder)
    panel = shown(desk, (1040, 700))
    panel.compare.use_value(Clip(clip.as_array()[:, ::-1].copy(), clip.fps), "B")
    row("wiped with another clip", play(panel, 40, cached=False), 10.0)
    panel.compare.set_mode("difference")
    row("difference of two clips", play(panel, 40, cached=False), 10.0)
    panel.compare.forget()
    x = np.linspace(0.1, 0.9, clip.frame_count, dtype=np.float32)
    for count in (20, 400):
        y = np.linspace(0.1, 0.9, count, dtype=np.float32)
        xy = np.stack(np.broadcast_arrays(x[None], y[:, None]), axis=-1)
        tracks = Tracks(xy, np.ones(xy.shape[:2], bool), np.zeros(count, "f4"), np.ones(count, "f4"), ("",) * count)
        panel._laid_over.always = [Overlay(Found("x", "y", "Tracks", "x", 0), True, 1.0, tracks)]
        row(f"{count} tracks over it", play(panel, 40, cached=False), 10.0)
    panel.close()


def bench_depth(folder: Path, frames: int) -> None:
    values = np.random.default_rng(0).random((frames, 480, 832), np.float32) * 9 + 1
    panel = shown(desk_with(Depth(values, "metric"), folder), (1040, 700))
    row("depth in false colours, each frame new", play(panel, min(40, frames), cached=False), 20.0)
    panel.close()


def bench_large(folder: Path) -> None:
    """A clip of 2 GB on disk: to open it, to jump about in it, and what it takes of memory."""
    file = folder / "large.npy"
    frames = 2_000_000_000 // (480 * 832 * 3)
    np.lib.format.open_memmap(file, "w+", np.uint8, (frames, 480, 832, 3)).flush()
    before = resident_mb()
    desk = desk_with(mapped_clip(file, Fraction(24)), folder)
    start = time.perf_counter()
    panel = shown(desk, (1040, 700))
    print(f"{f'open a clip of {file.stat().st_size / 1e9:.1f} GB':44} {1000 * (time.perf_counter() - start):6.1f} ms")
    jump = np.random.default_rng(0).integers(0, frames, 60)
    row("jump to a frame of it", timed(lambda step: _go(panel, int(jump[step])), len(jump)), 20.0)
    ready = panel.stage.cache.nbytes >> 20
    print(f"{'memory taken of its own meanwhile':44} {resident_mb() - before:6.0f} MB, ready frames {ready} MB of it")
    panel.close()


def resident_mb() -> float:
    """Of this process, without pages of mapped files; the most it ever took where that is not told."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _go(panel: ViewerPanel, frame: int) -> None:
    panel.desk.playhead.move_to(frame)
    panel.stage.view.repaint()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=81)
    frames = parser.parse_args().frames
    application = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / "clip.npy", moving_pattern(frames, 480, 832))
        clip = mapped_clip(folder / "clip.npy", Fraction(16))
        bench_frames(clip, folder)
        bench_laid_over(clip, folder)
        bench_depth(folder, frames)
        bench_large(folder)
    application.processEvents()


if __name__ == "__main__":
    main()
