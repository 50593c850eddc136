"""What the window's document costs: one edit, and 1,000 edits on 500 nodes undone and redone, panels attached or not.

Run: python -m tests.benchmarks.bench_document [--window]
--window puts the canvas, the inspector and the viewer on the document, as in the studio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time

from tests.benchmarks.bench_graph import chain, edits, step

NODES, EDITS = 500, 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--window", action="store_true", help="with the panels that follow the document")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.desk import Desk
    from nodes.graph import Registry
    from nodes.graph.project import Project

    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        project = Project.new(state=folder)
        project.graph = chain(NODES)
        desk = Desk(Registry.from_functions(step), project=project)
        panels = _panels(desk) if options.window else []
        print(f"{NODES} nodes, {EDITS} edits, {len(panels)} panels")
        each = []
        for edit in edits(EDITS):
            begin = time.perf_counter()
            desk.document.apply(edit)
            each.append(time.perf_counter() - begin)
            desk.document.end_step()
            app.processEvents()
        each.sort()
        print(f"  one edit       {1000 * statistics.median(each):7.2f} ms, 99 of 100 under {1000 * each[-10]:.2f} ms")
        for name, move in (("undo all", desk.document.undo), ("redo all", desk.document.redo)):
            begin, count = time.perf_counter(), 0
            while move():
                count += 1
            app.processEvents()
            print(f"  {name:14} {time.perf_counter() - begin:7.2f} s for {count} steps (undone and redone: 2 s)")
        begin = time.perf_counter()
        desk.document.check_now()
        print(f"  checking       {1000 * (time.perf_counter() - begin):7.2f} ms")
        for panel in panels:
            panel.close()
        project.close()


def _panels(desk: object) -> list:
    from app.canvas import CanvasPanel
    from app.inspector import InspectorPanel
    from app.viewer import ViewerPanel

    panels = [kind(desk) for kind in (CanvasPanel, InspectorPanel, ViewerPanel)]
    for panel in panels:
        panel.resize(900, 700)
        panel.show()
    return panels


if __name__ == "__main__":
    main()
