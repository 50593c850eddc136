"""What it costs that the engine is a process of its own: start, a job there and back, events, previews.

Run: python -m tests.benchmarks.bench_engine_process
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from nodes.engine import EngineClient, EngineSettings, Job
from nodes.engine.messages import JobEvent
from nodes.graph import Graph, Node

NODES = Path(__file__).resolve().parents[1] / "nodes" / "engine"
JOBS, STEPS, PREVIEWS = 50, 20_000, 100


def job(kind: str, **parameters: object) -> Job:
    return Job(Graph(nodes={"n": Node("n", f"test.{kind}", 1, parameters)}).to_document())


def timed(client: EngineClient, asked: Job, away_s: float = 0.0) -> tuple[float, int, str]:
    """Seconds from submitting to the answer, messages heard, and what the node said about itself."""
    began = time.perf_counter()
    job_id = client.submit(asked)
    time.sleep(away_s)
    heard, said = 0, ""
    for message in client.until_over(job_id, 120):
        heard += 1
        said = getattr(message.event, "text", said) if isinstance(message, JobEvent) else said
    return time.perf_counter() - began, heard, said


def main() -> None:
    sys.path.insert(0, str(NODES))  # the child is given the same search path
    began = time.perf_counter()
    client = EngineClient(EngineSettings(library=False, modules=("process_nodes",), log=os.devnull))
    client.poll(60)
    print(f"start until ready              {time.perf_counter() - began:8.3f} s")
    timed(client, job("shout", text="warm"))
    began = time.perf_counter()
    for number in range(JOBS):
        timed(client, job("shout", text=str(number)))
    print(f"job of one node, there and back {(time.perf_counter() - began) / JOBS * 1e3:7.2f} ms")
    seconds, heard, _ = timed(client, job("steps", count=STEPS, pause_ms=0))
    print(f"events, each                   {seconds / heard * 1e6:8.1f} us   ({heard} in {seconds:.2f} s)")
    for away_s, reader, side in ((0.0, "eager", 632), (3.0, "away", 633)):
        _, _, said = timed(client, job("previewing", count=PREVIEWS, side=side, wait_for=""), away_s)
        each = float(said.split()[0]) / PREVIEWS * 1e3
        print(f"preview of 1.2 MB, reader {reader:5s} {each:8.2f} ms   in the node")
    began = time.perf_counter()
    client.close()
    print(f"close                          {time.perf_counter() - began:8.3f} s")


if __name__ == "__main__":
    main()
