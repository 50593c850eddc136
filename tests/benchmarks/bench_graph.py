"""How fast the graph is: import, resolving and validating up to 20,000 nodes, 1,000 edits undone and redone.

Run: python -m tests.benchmarks.bench_graph
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from nodes.graph import Graph, Node, Registry, Wire, node, resolve, validate
from nodes.graph.edits import (
    AddNodes,
    Connect,
    Disconnect,
    Edit,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetFlag,
    SetParameter,
)
from nodes.graph.history import History
from nodes.graph.project import Project
from nodes.values import Number


@node("Bench")
def step(before: Number | None = None, other: Number | None = None, amount: float = 1.0) -> Number:
    """Add.

    before: a number.  other: another.  amount: what to add.
    """
    return Number((before.value if before else 0) + amount)


def chain(count: int) -> Graph:
    """A chain `count` long, written end first, each node with one parameter set."""
    nodes = [Node(f"n{index}", "bench.step", parameters={"amount": 2.0}) for index in reversed(range(count))]
    return Graph(nodes, [Wire(f"n{index}", "number", f"n{index + 1}", "before") for index in range(count - 1)])


def fastest(work: Callable[[], object], repeats: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def import_seconds() -> float:
    code = "import time; t = time.perf_counter(); import nodes.graph; print(time.perf_counter() - t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    return sorted(times)[2]


def edits(count: int) -> list[Edit]:
    """What a person does, over a graph of 500 nodes: values, moves, wires, nodes, flags, in turn."""
    made: list[Edit] = []
    for index in range(count):
        here = f"n{index % 400}"
        made.append(
            [
                SetParameter(here, "amount", float(index)),
                MoveNodes({here: (index, index), f"n{index % 400 + 1}": (0, index)}),
                Connect(Wire("n499", "number", here, "other")) if index % 400 else Rename(here, "x"),
                Rename(here, f"title {index}"),
                SetFlag((here,), "muted", index % 2 == 0),
                AddNodes((Node(f"new{index}", "bench.step"),), (Wire(here, "number", f"new{index}", "before"),)),
                RemoveNodes((f"new{index - 1}",)),
                Disconnect(f"n{index % 400}", "before") if index % 400 else Rename(here, "y"),
            ][index % 8]
        )
        if index % 8 == 7 and index % 400:
            made[-1] = Connect(Wire(f"n{index % 400 - 1}", "number", here, "before"))
    return made


def undo_and_redo(count: int) -> tuple[float, float, float]:
    """Seconds to apply, to undo and redo all, and MiB that the history holds."""
    graph = chain(500)
    tracemalloc.start()
    history = History(lambda edit: edit.apply(graph))
    begin = time.perf_counter()
    for edit in edits(count):
        history.apply(edit)
        history.end_step()
    memory = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    applied = time.perf_counter() - begin
    text = json.dumps(graph.to_document())
    begin = time.perf_counter()
    undone = sum(1 for _ in iter(history.undo, False))
    redone = sum(1 for _ in iter(history.redo, False))
    seconds = time.perf_counter() - begin
    assert undone == redone == count
    assert json.dumps(graph.to_document()) == text
    return applied, seconds, memory


def journalled(count: int) -> tuple[float, float]:
    """Seconds of `count` edits under a journal, and of one save of 2,000 nodes."""
    with tempfile.TemporaryDirectory() as folder:
        with Project.new(state=Path(folder) / "state") as project:
            project.graph = chain(2000)
            begin = time.perf_counter()
            for index in range(count):
                project.apply(SetParameter(f"n{index}", "amount", 3.0))
            edited = time.perf_counter() - begin
            saving = fastest(lambda: project.save(Path(folder) / "bench.kino"), 3)
        return edited, saving


def main() -> None:
    registry = Registry.from_functions(step)
    print(f"import nodes.graph             {import_seconds() * 1000:8.1f} ms   (target 150)")
    print(f"{'nodes':>8} {'resolve':>10} {'validate':>10} {'to JSON':>10} {'from JSON':>10} {'copy':>8}   us a node")
    each: dict[int, float] = {}
    for count in (200, 2000, 20_000):
        graph = chain(count)
        document = graph.to_document()
        works = (
            lambda graph=graph: resolve(graph, registry),
            lambda graph=graph: validate(graph, registry),
            graph.to_document,
            lambda document=document: Graph.from_document(document),
            graph.copy,
        )
        times = [fastest(work) / count * 1e6 for work in works]  # type: ignore[arg-type]
        each[count] = times[0]
        print(f"{count:>8} " + " ".join(f"{value:>10.2f}" for value in times))
    print(f"resolve, a node at 20,000 to a node at 2,000: {each[20_000] / each[2000]:.2f}   (1 is linear)")
    applied, seconds, memory = undo_and_redo(1000)
    print(
        f"1,000 edits on 500 nodes: applied {applied:.3f} s, undone and redone {seconds:.3f} s (target 2),", end=" "
    )
    print(f"history {memory:.1f} MiB (target 50)")
    edited, saving = journalled(1000)
    print(f"1,000 edits under a journal {edited:.3f} s; a save of 2,000 nodes {saving * 1000:.0f} ms")


if __name__ == "__main__":
    main()
