"""How fast the inspector is: another node selected, a value dragged, in milliseconds the window's thread computes.

Run: python -m tests.benchmarks.bench_inspector
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.inspector import InspectorPanel
from nodes.graph import Graph, Node, default_registry
from nodes.graph.edits import SetParameter
from nodes.graph.project import Project

REPEATS = 7


def fastest(work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of several."""
    times = []
    for _ in range(REPEATS):
        begin = time.thread_time()
        work()
        times.append(time.thread_time() - begin)
    return min(times) * 1000


def main() -> None:
    app = QApplication([])
    registry = default_registry()
    with tempfile.TemporaryDirectory() as folder:
        project = Project.new(state=Path(folder))
        project.graph = Graph([Node(kind.type_id.replace(".", "_"), kind.type_id) for kind in registry])
        desk = Desk(registry, project=project)
        desk.look.load_fonts()
        desk.look.put_on(app)
        panel = InspectorPanel(desk)
        panel.resize(440, 900)
        panel.show()
        app.processEvents()
        selected(app, desk, panel)
        dragged(app, desk, panel)
        project.close()


def selected(app: QApplication, desk: Desk, panel: InspectorPanel) -> None:
    """Every kind of node in turn, each until it is painted."""
    made = {name: selecting(app, desk, panel, name) for name in desk.document.graph.nodes}
    order = sorted(made, key=lambda name: made[name][0])
    for title, name in (("median", order[len(order) // 2]), ("slowest", order[-1])):
        rebuilt, painted = made[name]
        print(f"another node selected, {title:8} {rebuilt:6.1f} ms (target 16), painted {painted:6.1f} ms   {name}")


def selecting(app: QApplication, desk: Desk, panel: InspectorPanel, name: str) -> tuple[float, float]:
    """Milliseconds until the form is there and until it is painted too; the fastest of several."""
    rebuilt, painted = [], []
    for _ in range(REPEATS):
        desk.selection.clear()
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as a running event loop does
        begin = time.thread_time()
        desk.selection.select([name])
        rebuilt.append((time.thread_time() - begin) * 1000)
        app.processEvents()
        panel.grab()
        painted.append((time.thread_time() - begin) * 1000)
    return min(rebuilt), min(painted)


def dragged(app: QApplication, desk: Desk, panel: InspectorPanel) -> None:
    desk.selection.select(["model_sample"])
    app.processEvents()
    values = iter(range(1, 10_000))

    def change() -> None:
        desk.document.apply(SetParameter("model_sample", "steps", next(values)))

    print(f"one step of a dragged value, with the inspector following  {fastest(change):6.2f} ms")


if __name__ == "__main__":
    main()
