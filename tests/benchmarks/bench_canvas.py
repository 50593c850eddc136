"""What the canvas costs: panning and zooming over large graphs, adding a node, opening a project, and NodeGraphQt.

Run: python -m tests.benchmarks.bench_canvas [--nodes 500 2000] [--size 1600x900] [--rival PYTHON]
--rival: the python of an environment that holds NodeGraphQt and a Qt binding; the same graph is drawn by it.
Frames are drawn by Qt's software renderer without a screen. The aim is what the studio promises for 500 nodes.
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
        for name, milliseconds in ours.items():
            frames = name.startswith(("pan", "zoom"))
            told = f"  {1000 / milliseconds:6.0f} frames/s" if frames else ""
            told += f"  aim {aim:.0f}: {1000 / milliseconds / aim:.1f} times" if frames and aim else ""
            print(f"  {name:28} {milliseconds:9.2f} ms{told}")
        if options.rival:
            compare(ours, rival(options.rival, count, width, height))


def measured(count: int, width: int, height: int) -> dict[str, float]:
    """Milliseconds by what was done, the median of several."""
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
        found = {}
        begin = time.perf_counter()
        desk.document.open(project)
        panel.view.viewport().repaint()
        found["open"] = 1000 * (time.perf_counter() - begin)
        app.processEvents()
        view = panel.view
        view.zoom_to_fit()
        fitting = view.zoom
        for zoom in (fitting, 0.3, 0.5, 1.0):
            view.set_zoom(zoom)
            found[f"pan at {zoom:.2f}"] = frames(view, panned(view))
        found["zoom from all to 1 and back"] = frames(view, zoomed(view, fitting))
        added = []
        for place in range(30):
            node = Node(f"more_{place}", "control.drag_control", position=(place * 40.0, -400.0))
            begin = time.perf_counter()
            desk.document.apply(AddNodes((node,)))
            added.append(1000 * (time.perf_counter() - begin))
            desk.document.end_step()
        found["add a node"] = statistics.median(added)
        panel.close()
        desk.document.project.close()
    return found


def graph_of(count: int):  # type: ignore[no-untyped-def]
    """Nodes of several kinds in columns, most wires to the next column."""
    from nodes.graph import Graph, Node, Wire

    kinds = ("control.drag_control", "model.sample", "model.decode", "picture.contact_sheet", "text.prompt")
    takes = {
        "control.drag_control": ("image", "tracks", "mask"),
        "model.sample": ("model", "conditioning", "control", "image"),
        "model.decode": ("model", "latents"),
        "picture.contact_sheet": ("clip",),
        "text.prompt": (),
    }
    gives = {
        "control.drag_control": "control",
        "model.sample": "latents",
        "model.decode": "clip",
        "picture.contact_sheet": "image",
        "text.prompt": "conditioning",
    }
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
                wires[name, port] = Wire(source, gives[types[source]], name, port)
    wanted = round(count * WIRES_A_NODE)
    return Graph(nodes, list(wires.values())[:wanted])


def frames(view, move: Callable[[int], None]) -> float:  # type: ignore[no-untyped-def]
    spent = []
    for place in range(FRAMES):
        begin = time.perf_counter()
        move(place)
        view.viewport().repaint()
        spent.append(1000 * (time.perf_counter() - begin))
    return statistics.median(spent)


def panned(view) -> Callable[[int], None]:  # type: ignore[no-untyped-def]
    from PySide6.QtCore import QPoint

    def move(place: int) -> None:
        view.scroll_to(view.scroll_place() + QPoint(9 if place % 40 < 20 else -9, 5 if place % 20 < 10 else -5))

    return move


def zoomed(view, fitting: float) -> Callable[[int], None]:  # type: ignore[no-untyped-def]
    """From everything to full size and back in steps of a wheel."""

    def move(place: int) -> None:
        share = abs(place % FRAMES - FRAMES / 2) / (FRAMES / 2)
        view.set_zoom(fitting**share, moving=True)

    return move


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


def compare(ours: dict[str, float], theirs: dict[str, float]) -> None:
    for name, milliseconds in theirs.items():
        mine = next((value for key, value in ours.items() if key.startswith(name)), None)
        ratio = f"  {milliseconds / mine:6.1f} times ours" if mine else ""
        print(f"  NodeGraphQt {name:16} {milliseconds:9.2f} ms{ratio}")


if __name__ == "__main__":
    main()
