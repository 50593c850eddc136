"""What a run costs the window: the longest time its event loop was held up, and what a preview costs.

Run: python -m tests.benchmarks.bench_studio_runs [--window]
The example runs with Pocket in the engine process while a timer of 5 ms watches the event loop; then previews of
832 x 480 x 81 arrive from a node that does nothing else.  --window shows the whole studio window meanwhile.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "assets" / "projects" / "dragged-ball.kino"
GOAL_GAP_MS, GOAL_PREVIEW_MS = 50.0, 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--window", action="store_true", help="with the studio's window over it")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="kinograph-bench-") as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CACHE_HOME": folder, "XDG_CONFIG_HOME": folder}
        _measure(options.window, Path(folder))


def _measure(with_window: bool, folder: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from app.desk import Desk
    from app.runs.runs import Runs
    from nodes.graph import default_registry
    from nodes.graph.project import Project

    app = QApplication([])
    desk = Desk(default_registry(), project=Project.open(EXAMPLE, read_only=True, state=folder))
    desk.look.load_fonts()
    desk.look.put_on(app)
    desk.runs = runs = Runs(desk, desk)
    window = _window(desk) if with_window else None
    runs.start()
    _until(app, lambda: runs.ready)
    gaps, own, seconds = _run(app, runs, ["decode"])
    print(f"a Pocket run of {seconds:.1f} s{' under the window' if window else ''}")
    print(f"  event loop held up at most {gaps[-1]:.1f} ms (goal {GOAL_GAP_MS:.0f}), 99 of 100 {_near_end(gaps):.1f}")
    print(f"  of which it worked itself at most {own[-1]:.1f} ms; the rest other programs had the processor")
    if window is not None:
        window.close()
    runs.close()
    desk.document.project.close()
    _previews(app, folder)


def _previews(app: Any, folder: Path) -> None:
    """What it costs to take in previews as large as 832 x 480 x 81: each call that listens is timed."""
    from app.desk import Desk
    from app.runs.runs import Runs
    from nodes.engine import EngineSettings
    from nodes.graph import Node, Registry
    from nodes.graph.edits import AddNodes
    from nodes.graph.project import Project

    sys.path.insert(0, str(ROOT / "tests" / "nodes" / "engine"))
    registry = Registry.from_modules([importlib.import_module("process_nodes")])
    desk = Desk(registry, project=Project.new(state=folder))
    settings = EngineSettings(
        library=False, modules=("process_nodes",), views=str(folder / "v"), checkpoints=str(folder)
    )
    runs = Runs(desk, desk, settings=settings, queue=folder / "q", history=folder / "h")
    desk.document.apply(AddNodes((Node("p", "test.previewing", 1, {"count": 60, "side": 632, "frames": 81}),)))
    runs.start()
    _until(app, lambda: runs.ready)
    arrived: list[object] = []
    desk.results.preview_arrived.connect(
        lambda path, clip: arrived.append((clip.width, clip.height, clip.frame_count))
    )
    over: list[object] = []
    runs.finished.connect(over.append)
    runs.run(["p"])
    costs, own = [], []
    while not over:
        count, begin, own_begin = len(arrived), time.perf_counter(), time.thread_time()
        runs.link.listen()
        if len(arrived) > count:
            costs.append(1000 * (time.perf_counter() - begin))
            own.append(1000 * (time.thread_time() - own_begin))
        app.processEvents()
        time.sleep(0.002)
    runs.close()
    costs.sort()
    own.sort()
    middle, last = costs[len(costs) // 2], costs[-1]
    print(f"{len(costs)} previews as large as 832 x 480 x 81, shown as {arrived[-1]}:")
    print(f"  {middle:.2f} ms in the middle, at most {last:.2f} (goal {GOAL_PREVIEW_MS:.0f} a frame)")
    print(f"  of its own work {own[len(own) // 2]:.2f} ms in the middle, at most {own[-1]:.2f}")


def _run(app: Any, runs: Any, targets: list[str]) -> tuple[list[float], list[float], float]:
    from PySide6.QtCore import Qt, QTimer

    over: list[object] = []
    gaps: list[float] = []
    own: list[float] = []
    last, worked = time.perf_counter(), time.thread_time()

    def tick() -> None:
        nonlocal last, worked
        now, spent = time.perf_counter(), time.thread_time()
        gaps.append(1000 * (now - last) - 5.0)
        own.append(1000 * (spent - worked))
        last, worked = now, spent

    timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    runs.finished.connect(over.append)
    begin = time.perf_counter()
    timer.start()
    runs.run(targets)
    while not over:
        app.processEvents()
        time.sleep(0.0005)
    timer.stop()
    return sorted(gaps), sorted(own), time.perf_counter() - begin


def _window(desk: Any) -> Any:
    from app.projects import Projects
    from app.window import StudioWindow

    desk.projects = Projects(desk)
    window = StudioWindow(desk)
    window.resize(1920, 1080)
    window.show()
    return window


def _until(app: Any, done: Any) -> None:
    deadline = time.monotonic() + 60
    while not done():
        app.processEvents()
        time.sleep(0.005)
        if time.monotonic() > deadline:
            raise SystemExit("the engine did not get ready within a minute")


def _near_end(values: list[float]) -> float:
    return values[int(len(values) * 0.99)]


if __name__ == "__main__":
    main()
