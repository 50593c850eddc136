"""What the tools around the canvas cost: search, tidying, overview, copy and paste, beside what is aimed at.

Run: python -m tests.benchmarks.bench_canvas_tools [--nodes 500 2000] [--rounds 7]
Milliseconds of the processor, the median of the rounds; without a screen. The search is measured without the canvas
under it being painted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable

AIMS = {"search, first time": 30.0, "search, opened again": 30.0, "search, a letter": 5.0, "tidy up": 1000.0}
"""Milliseconds; tidying with 500 nodes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="*", default=[500, 2000])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    for count in options.nodes:
        print(f"{count} nodes")
        for name, milliseconds in measured(count, options.rounds).items():
            aim = AIMS.get(name)
            told = f", {aim / milliseconds:.0f} times quicker than the {aim:.0f} aimed at" if aim else ""
            print(f"  {name:24} {milliseconds:8.2f} ms{told}")
    application.quit()


def measured(count: int, rounds: int) -> dict[str, float]:
    """Milliseconds by what was done."""
    from app.canvas import CanvasPanel
    from app.canvas.search import SearchPopup
    from app.desk import Desk
    from nodes.graph import default_registry
    from nodes.graph.project import Project
    from tests.studio.canvas_tools.graphs import random_graph

    registry = default_registry()
    with tempfile.TemporaryDirectory() as folder:
        project = Project.new(state=folder)
        project.graph = random_graph(registry, 1, count, round(count * 1.6))
        desk = Desk(registry, project=project)
        desk.look.load_fonts()
        panel = CanvasPanel(desk)
        panel.resize(1200, 800)
        tools, search = panel.tools, panel.tools.search
        made: list[SearchPopup] = []
        found = {
            "search, first time": median(
                rounds, lambda: made.append(SearchPopup(desk, panel.view)) or open_it(made[-1])
            ),
            "search, opened again": median(rounds, lambda: open_it(search)),
            "search, a letter": median(rounds, lambda: type_it(search)),
            "overview, drawn anew": median(rounds, tools.minimap.redraw, tools.minimap.grab),
            "overview, moved in": median(rounds, tools.minimap.grab),
            "tidy up": median(1, lambda: desk.commands.run("canvas.tidy")),
        }
        desk.selection.select(desk.document.graph.nodes)
        found["copy all"] = median(rounds, lambda: desk.commands.run("edit.copy"))
        found["paste all"] = median(1, lambda: desk.commands.run("edit.paste"))
        project.close()
        return found


def open_it(search: object) -> None:
    from PySide6.QtCore import QPoint

    search.open_at(QPoint(20, 20), (0.0, 0.0))  # type: ignore[attr-defined]
    search.grab()  # type: ignore[attr-defined]


def type_it(search: object) -> None:
    """The key and the painting of what it found."""
    field = search.field  # type: ignore[attr-defined]
    field.setText("" if field.text() == "st" else "st")
    search.grab()  # type: ignore[attr-defined]


def median(rounds: int, *steps: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        for step in steps:
            step()
        times.append(1000 * (time.process_time() - begin))
    return statistics.median(times)


if __name__ == "__main__":
    main()
