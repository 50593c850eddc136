"""What the engine itself costs: microseconds a node, a cached run, and the disk store in megabytes a second.

    python -m tests.benchmarks.bench_engine

Targets: a node under 50 us on its first run, 1,000 cached nodes under 20 ms, cost linear up to 20,000 nodes,
a 200 MB clip stored and found at 300 MB/s.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from nodes.engine import DiskStore, Engine, Job
from nodes.engine.entries import Entry
from nodes.engine.keys import digest
from nodes.graph import Graph, Node, Registry, Wire, node
from nodes.values import Clip, Number


@node("Bench")
def start(value: int = 0) -> Number:
    """A number.

    value: which.
    """
    return Number(value)


@node("Bench")
def plus(a: Number, by: int = 1) -> Number:
    """Add.

    a: to what.
    by: how much.
    """
    return Number(a.value + by)


def chains(count: int, length: int) -> Job:
    """`count` chains of `length` nodes, all different, from one start."""
    nodes = [Node("s", "bench.start")]
    wires = []
    for chain in range(count):
        before = "s"
        for place in range(length):
            name = f"n{chain}-{place}"
            nodes.append(Node(name, "bench.plus", parameters={"by": chain + 1}))
            wires.append(Wire(before, "number", name, "a"))
            before = name
    return Job(Graph(nodes, wires).to_document())


def timed(job: Job, *, listening: bool = False) -> tuple[float, float]:
    """(seconds of the first run, seconds of the second), the best of five engines."""
    first, second = [], []
    for _ in range(5 if len(job.document["nodes"]) < 5000 else 2):
        engine = Engine(Registry.from_functions(start, plus), checkpoints=Path(tempfile.gettempdir()))
        listener = (lambda event: None) if listening else None
        for found in (first, second):
            began = time.perf_counter()
            result = engine.run(job, listener)
            found.append(time.perf_counter() - began)
            assert result.ok
    return min(first), min(second)


def store_speed(megabytes: int = 200) -> tuple[float, float]:
    """Megabytes a second of storing a clip and of finding it again, the frames read."""
    height, width = 480, 832
    frames = megabytes * 10**6 // (height * width * 3)
    content = np.random.default_rng(0).integers(0, 256, (frames, height, width, 3), np.uint8)
    clip = Clip(content)
    size = content.nbytes / 1e6
    with tempfile.TemporaryDirectory() as folder:
        store = DiskStore(Path(folder))
        began = time.perf_counter()
        assert store.put(digest(b"clip"), Entry({"clip": clip}, 1.0))
        put = time.perf_counter() - began
        began = time.perf_counter()
        found = store.find(digest(b"clip"))
        assert found is not None
        back = found.outputs["clip"]
        assert isinstance(back, Clip)
        last = sum(int(frame[0, 0, 0]) for frame in back.iter_frames())
        find = time.perf_counter() - began
        assert last == int(content[:, 0, 0, 0].sum())
        store.close()
    return size / put, size / find


def main() -> None:
    print(f"{'graph':<28}{'first run':>14}{'a node':>12}{'cached':>12}")
    rows = [("chain of 1,000", 1, 1000, False), ("100 chains of 10", 100, 10, False)]
    rows += [("chain of 1,000, listening", 1, 1000, True), ("chain of 20,000", 1, 20_000, False)]
    rows += [("2,000 chains of 10", 2000, 10, False)]
    for name, count, length, listening in rows:
        first, cached = timed(chains(count, length), listening=listening)
        each = first / (count * length) * 1e6
        print(f"{name:<28}{first * 1e3:>11.1f} ms{each:>9.1f} us{cached * 1e3:>9.2f} ms")
    put, find = store_speed()
    print(f"disk store, 200 MB clip: stored at {put:.0f} MB/s, found and read at {find:.0f} MB/s")


if __name__ == "__main__":
    main()
