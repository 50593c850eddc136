"""The graph of bench_canvas drawn by OdenGraphQt or NodeGraphQt; run by it in an environment of its own.

Reads the graph as JSON from its input and writes milliseconds by name as JSON to its output.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable


def main() -> None:
    told = json.load(sys.stdin)
    try:
        from OdenGraphQt import BaseNode, NodeGraph
    except ImportError:
        from NodeGraphQt import BaseNode, NodeGraph
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    kinds = _kinds(BaseNode, told)
    graph = NodeGraph()
    for kind in kinds.values():
        graph.register_node(kind)
    view = graph.viewer()
    graph.widget.resize(told["width"], told["height"])
    graph.widget.show()
    app.processEvents()
    found = {}
    begin = time.thread_time()
    nodes = {}
    for name, type_id, x, y in told["nodes"]:
        nodes[name] = graph.create_node(kinds[type_id].type_, pos=[x, y], push_undo=False)
    for source, output, target, into in told["wires"]:
        nodes[source].outputs()[output].connect_to(nodes[target].inputs()[into], push_undo=False)
    view.viewport().repaint()
    found["open"] = 1000 * (time.thread_time() - begin)
    app.processEvents()
    graph.clear_selection()
    view.fitInView(view.scene().itemsBoundingRect())
    bars = view.horizontalScrollBar(), view.verticalScrollBar()

    def pan(place: int) -> None:
        shift = QPoint(18, 8) if place < told["frames"] / 2 else QPoint(-18, -8)
        for bar, part in zip(bars, (shift.x(), shift.y()), strict=True):
            bar.setValue(bar.value() + part)

    for zoom in (0.3, 0.5, 1.0):
        view.resetTransform()
        view.scale(zoom, zoom)
        found[f"pan at {zoom:.2f}"] = _frames(view, pan, told["frames"])
    begin = time.thread_time()
    graph.create_node(next(iter(kinds.values())).type_)
    found["add a node"] = 1000 * (time.thread_time() - begin)
    print(json.dumps(found))


def _kinds(base: type, told: dict) -> dict[str, type]:
    """A node class for each type, with the ports that its wires name."""
    types = {name: type_id for name, type_id, _, _ in told["nodes"]}
    inputs: dict[str, set[str]] = {type_id: set() for type_id in types.values()}
    outputs: dict[str, set[str]] = {type_id: set() for type_id in types.values()}
    for source, output, target, into in told["wires"]:
        outputs[types[source]].add(output)
        inputs[types[target]].add(into)
    return {type_id: _kind(base, type_id, sorted(inputs[type_id]), sorted(outputs[type_id])) for type_id in inputs}


def _kind(base: type, type_id: str, inputs: list[str], outputs: list[str]) -> type:
    def begin(self: object) -> None:
        base.__init__(self)  # type: ignore[misc]
        for name in inputs:
            self.add_input(name)  # type: ignore[attr-defined]
        for name in outputs:
            self.add_output(name, multi_output=True)  # type: ignore[attr-defined]

    name = type_id.replace(".", "_").title().replace("_", "")
    return type(name, (base,), {"__identifier__": "bench", "NODE_NAME": type_id, "__init__": begin})


def _frames(view: object, move: Callable[[int], None], count: int) -> float:
    spent = []
    for place in range(count):
        begin = time.thread_time()
        move(place)
        view.viewport().repaint()  # type: ignore[attr-defined]
        spent.append(1000 * (time.thread_time() - begin))
    return statistics.mean(spent)


if __name__ == "__main__":
    main()
