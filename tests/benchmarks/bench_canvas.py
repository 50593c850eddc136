"""What the canvas costs: panning and zooming over large graphs, adding a node, opening a project, and NodeGraphQt.

Run: python -m tests.benchmarks.bench_canvas [--nodes 500 2000] [--size 1600x900] [--rival PYTHON]
--rival: the python of an environment that holds NodeGraphQt and a Qt binding; the same graph is drawn by it.
Frames are drawn by Qt's software renderer without a screen. Times are of the processor, so that other work on the
machine counts little; the longest frame is told too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WIRES_A_NODE = 1.6
FRAMES = 60
AIMS = {500: 60.0, 2000: 30.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="*", default=[500, 2000])
    parser.add_argument("--size", default="1600x900", help="of the view in pixels")
    parser.add_argument("--rival", help="python with NodeGraphQt in it")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, height = map(int, options.size.split("x"))
    for count in options.nodes:
        ours = measured(count, width, height)
        print(f"{count} nodes, {round(count * WIRES_A_NODE)} wires, {width}x{height}")
        aim = AIMS.get(count)
        for name, (milliseconds, longest) in ours.items():
            told = f"longest {longest:7.2f} ms"
            if name.startswith(("pan", "zoom")):
                told += f"  {1000 / milliseconds:6.0f} frames/s"
                told += f", {1000 / milliseconds / aim:.1f} times the {aim:.0f} aimed at" if aim else ""
            print(f"  {name:28} {milliseconds:8.2f} ms, {told}")
        if options.rival:
            compare(ours, rival(options.rival, count, width, height))


def measured(count: int, width: int, height: int) -> dict[str, tuple[float, float]]:
    """(milliseconds on average, the longest) by what was done."""
    from PySide6.QtWidgets import QApplication

    from app.canvas import CanvasPanel
    from app.desk import Desk
    from nodes.graph import Node, default_registry
    from nodes.graph.edits import AddNodes
    from nodes.graph.project import Project

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(default_registry(), project=Project.new(state=Path(folder)))
        desk.look.load_fonts()
        panel = CanvasPanel(desk)
        panel.resize(width, height)
        panel.show()
        app.processEvents()
        project = Project.new(state=Path(folder) / "big")
        project.graph = graph_of(count)
        found: dict[str, tuple[float, float]] = {}
        begin = time.thread_time()
        desk.document.open(project)
        panel.view.viewport().repaint()
        spent = 1000 * (time.thread_time() - begin)
        found["open"] = spent, spent
        app.processEvents()
        view = panel.view
        view.zoom_to_fit()
        fitting = view.zoom
        for zoom in (fitting, 0.3, 0.5, 1.0):
            view.set_zoom(zoom)
            view.centerOn(view.scene_rect_of_all().center())
            view.viewport().repaint()
            found[f"pan at {zoom:.2f}"] = frames(view, panned(view))
        found["zoom from 1 to all and back"] = frames(view, zoomed(view, fitting))
        found["sharp again after it"] = sharpened(view, app)
        added = []
        for place in range(30):
            node = Node(f"more_{place}", "picture.difference", position=(place * 40.0, -400.0))
            begin = time.thread_time()
            desk.document.apply(AddNodes((node,)))
            added.append(1000 * (time.thread_time() - begin))
            desk.document.end_step()
        found["add a node"] = statistics.median(added), max(added)
        panel.close()
        desk.document.project.close()
    return found


def graph_of(count: int):  # type: ignore[no-untyped-def]
    """Nodes of several kinds in columns, most wires to the next column."""
    from nodes.graph import Graph, Node, Wire

    takes = {
        "media.load_clip": (),
        "picture.difference": ("a", "b"),
        "picture.side_by_side": ("a", "b", "c", "d"),
        "picture.resize_clip": ("clip",),
        "picture.trim_clip": ("clip",),
    }
    kinds = tuple(takes)
    rows = max(1, round((count * 0.75) ** 0.5))
    names = [f"n{place}" for place in range(count)]
    types = {name: kinds[place % len(kinds)] for place, name in enumerate(names)}
    nodes = [Node(name, types[name], position=(place // rows * 280.0, place % rows * 340.0))
             for place, name in enumerate(names)]  # fmt: skip
    wires: dict[tuple[str, str], Wire] = {}
    for place in range(rows, count):
        name = names[place]
        for step, port in enumerate(takes[types[name]]):
            source = names[max(0, place - rows + step * 3 - 2) % count]
            if source != name and names.index(source) < place:
                wires[name, port] = Wire(source, "clip", name, port)
    wanted = round(count * WIRES_A_NODE)
    return Graph(nodes, list(wires.values())[:wanted])


def frames(view, move: Callable[[int], None]) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Milliseconds a frame on average, and of the longest one."""
    spent = []
    for place in range(FRAMES):
        begin = time.thread_time()
        move(place)
        view.viewport().repaint()
        spent.append(1000 * (time.thread_time() - begin))
    return statistics.mean(spent), max(spent)


def panned(view) -> Callable[[int], None]:  # type: ignore[no-untyped-def]
    """Across the graph, 20 pixels a frame, as a quick hand does it."""
    from PySide6.QtCore import QPoint

    def move(place: int) -> None:
        view.scroll_to(view.scroll_place() + QPoint(18, 8))

    return move


def zoomed(view, fitting: float) -> Callable[[int], None]:  # type: ignore[no-untyped-def]
    """From full size to everything and back in steps of a wheel."""

    def move(place: int) -> None:
        share = 1.0 - abs(place - FRAMES / 2) / (FRAMES / 2)
        view.set_zoom(fitting**share, moving=True)

    return move


def sharpened(view, app) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """After the hand rests: milliseconds until everything is sharp, and the longest stretch of it."""
    spent = []
    time.sleep(0.15)  # the hand rests
    while True:
        begin = time.thread_time()
        app.processEvents()
        view.viewport().repaint()
        spent.append(1000 * (time.thread_time() - begin))
        if not view.painting.is_blurred:
            return sum(spent), max(spent)


def rival(python: str, count: int, width: int, height: int) -> dict[str, float]:
    """The same graph in NodeGraphQt, in its own process and environment."""
    script = Path(__file__).with_name("rival_nodegraphqt.py")
    graph = graph_of(count)
    told = json.dumps(
        {
            "width": width,
            "height": height,
            "frames": FRAMES,
            "nodes": [[node.id, node.type_id, *node.position] for node in graph.nodes.values()],
            "wires": [[wire.source, wire.output, wire.target, wire.input] for wire in graph.wires.values()],
        }
    )
    done = subprocess.run([python, str(script)], input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(ours: dict[str, tuple[float, float]], theirs: dict[str, float]) -> None:
    for name, milliseconds in theirs.items():
        mine = next((value[0] for key, value in ours.items() if key.startswith(name)), None)
        ratio = f"  {milliseconds / mine:6.1f} times ours" if mine else ""
        print(f"  NodeGraphQt {name:16} {milliseconds:9.2f} ms{ratio}")


if __name__ == "__main__":
    main()
