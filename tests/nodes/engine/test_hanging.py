"""A child that does not read: asking it never holds the asker up, killing it is told, and another one takes over."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nodes.engine import EngineClient, EngineLost, EngineSettings, Job
from nodes.engine.messages import EngineReady, JobFinished, Message
from nodes.graph import Graph, Node

WAIT_S = 30.0
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped by a signal")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[EngineClient]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    settings = EngineSettings(library=False, modules=("process_nodes",), views=str(tmp_path / "views"))
    with EngineClient(settings) as client:
        until(client, EngineReady)
        yield client


def until(client: EngineClient, kind: type) -> Message:
    while True:
        for message in client.poll(WAIT_S):
            if isinstance(message, kind):
                return message


def large_job(nodes: int = 8) -> Job:
    """Some five megabytes."""
    graph = Graph([Node(f"n{index}", "test.shout", 1, {"text": "word " * 130_000}) for index in range(nodes)], [])
    return Job(graph.to_document(), ("n0",))


def test_a_large_document_goes_out_in_pieces(client: EngineClient) -> None:
    client.submit(large_job())
    answer = until(client, JobFinished)
    assert isinstance(answer, JobFinished)
    assert answer.ok


def test_asking_a_stopped_process_returns_and_killing_it_is_told(client: EngineClient) -> None:
    assert client.process_id is not None
    os.kill(client.process_id, signal.SIGSTOP)
    job_id = client.submit(large_job())
    client.states(large_job())
    client.cancel(job_id)
    assert client.poll() == []
    client.kill()
    lost = until(client, EngineLost)
    assert isinstance(lost, EngineLost)
    assert job_id in lost.jobs
    client.submit(large_job(1), job_id)
    assert isinstance(until(client, JobFinished), JobFinished)


def test_a_stopped_process_goes_on_where_it_was(client: EngineClient) -> None:
    assert client.process_id is not None
    os.kill(client.process_id, signal.SIGSTOP)
    client.submit(large_job())
    assert client.poll() == []
    os.kill(client.process_id, signal.SIGCONT)
    answer = until(client, JobFinished)
    assert isinstance(answer, JobFinished)
    assert answer.ok
