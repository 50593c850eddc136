"""When the engine process dies, or its client does: what is told, what goes on, what is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from nodes.engine import EngineClient, EngineLost, EngineSettings, Job, events
from nodes.engine.messages import JobEvent, JobFinished, Message
from nodes.errors import EngineDied, EngineError
from nodes.graph import Graph, Node
from nodes.values import Text

WAIT_S = 30.0
HERE = Path(__file__).parent


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineSettings:
    monkeypatch.syspath_prepend(str(HERE))
    return EngineSettings(
        library=False,
        modules=("process_nodes",),
        checkpoints=str(tmp_path / "checkpoints"),
        log=str(tmp_path / "engine.log"),
    )


@pytest.fixture
def client(settings: EngineSettings) -> Iterator[EngineClient]:
    with EngineClient(settings) as client:
        yield client


def job(kind: str, name: str = "n", **parameters: Any) -> Job:
    return Job(Graph(nodes={name: Node(name, f"test.{kind}", 1, parameters)}).to_document())


def answer(client: EngineClient, job_id: str) -> Message:
    return list(client.until_over(job_id, WAIT_S))[-1]


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert true()


def until_started(client: EngineClient, job_id: str) -> None:
    for message in client.until_over(job_id, WAIT_S):
        if isinstance(message, JobEvent) and isinstance(message.event, events.NodeStarted):
            return


def shared_memory() -> set[str]:
    return {path.name for path in Path("/dev/shm").glob(f"kinograph_{os.getpid()}_*")}


def test_an_engine_that_exits_is_told_with_its_node_and_code_and_replaced(client: EngineClient) -> None:
    first = client.process_id
    job_id = client.submit(job("die", "culprit", how="exit"))
    waiting = client.submit(job("shout"))
    lost = answer(client, job_id)
    assert isinstance(lost, EngineLost)
    assert isinstance(lost.error, EngineDied)
    assert (lost.nodes, lost.running, lost.exit_code, lost.signal) == (("culprit",), job_id, 7, "")
    assert lost.jobs == (job_id, waiting)
    assert "culprit" in str(lost.error)
    assert "7" in str(lost.error)
    assert shared_memory() == set()
    assert client.fileno() == -1
    again = answer(client, client.submit(job("shout")))
    assert isinstance(again, JobFinished)
    assert again.ok
    assert client.process_id != first


def test_a_killed_engine_is_told_with_its_signal(client: EngineClient) -> None:
    lost = answer(client, client.submit(job("die", how="kill")))
    assert isinstance(lost, EngineLost)
    assert (lost.exit_code, lost.signal, lost.nodes) == (-signal.SIGKILL, "SIGKILL", ("n",))
    assert "memory" in lost.error.remedy


def test_a_crash_in_native_code_leaves_its_trace(client: EngineClient) -> None:
    lost = answer(client, client.submit(job("die", how="crash")))
    assert isinstance(lost, EngineLost)
    assert lost.signal == "SIGSEGV"
    assert "Fatal Python error" in lost.detail
    assert "process_nodes.py" in lost.detail


def test_an_idle_engine_that_dies_is_told_at_the_next_poll(client: EngineClient) -> None:
    client.poll(WAIT_S)
    assert client.process_id is not None
    os.kill(client.process_id, signal.SIGKILL)
    heard = client.poll(WAIT_S)
    assert isinstance(heard[-1], EngineLost)
    assert (heard[-1].nodes, heard[-1].jobs) == ((), ())
    assert client.poll() == []


def test_a_death_not_yet_polled_is_still_told_after_the_next_submit(client: EngineClient) -> None:
    client.poll(WAIT_S)
    assert client.process_id is not None
    os.kill(client.process_id, signal.SIGKILL)
    os.waitid(os.P_PID, client.process_id, os.WEXITED | os.WNOWAIT)  # dead, and not yet noticed by anyone
    job_id = client.submit(job("shout"))
    heard = list(client.until_over(job_id, WAIT_S))
    assert isinstance(heard[0], EngineLost)
    assert isinstance(heard[-1], JobFinished)
    assert heard[-1].ok


def test_a_killed_job_goes_on_from_its_last_checkpoint(client: EngineClient, tmp_path: Path) -> None:
    asked = job("resumable", total=6, folder=str(tmp_path))
    job_id = client.submit(asked)
    until_started(client, job_id)
    wait_for((tmp_path / "waiting").exists)
    assert client.process_id is not None
    os.kill(client.process_id, signal.SIGKILL)
    assert isinstance(answer(client, job_id), EngineLost)
    done = answer(client, client.submit(asked, job_id))
    assert isinstance(done, JobFinished)
    assert done.values["n"]["text"] == Text("15")
    assert (tmp_path / "done.txt").read_text().split() == ["0", "1", "2", "3", "4", "5"]


def test_nodes_that_cannot_be_had_are_told_with_the_reason(settings: EngineSettings) -> None:
    with EngineClient(EngineSettings(library=False, modules=("no_such_module",), log=settings.log)) as client:
        lost = answer(client, client.submit(job("shout")))
    assert isinstance(lost, EngineLost)
    assert "no_such_module" in lost.error.message


def test_closing_leaves_no_process_no_thread_and_no_shared_memory(settings: EngineSettings) -> None:
    threads = set(threading.enumerate())
    client = EngineClient(settings)
    job_id = client.submit(job("steps"))
    until_started(client, job_id)
    assert client.process_id is not None
    child = psutil.Process(client.process_id)
    assert len(shared_memory()) == 1
    client.close()
    client.close()
    assert not child.is_running()
    assert shared_memory() == set()
    assert set(threading.enumerate()) == threads
    with pytest.raises(EngineError, match="closed"):
        client.submit(job("shout"))


def test_an_engine_that_does_not_answer_is_killed_on_closing(settings: EngineSettings) -> None:
    client = EngineClient(settings)
    client.poll(WAIT_S)
    assert client.process_id is not None
    child = psutil.Process(client.process_id)
    child.suspend()
    client.close(timeout=0.1)
    assert not child.is_running()
    assert shared_memory() == set()


def test_closing_before_the_engine_is_up_is_clean(settings: EngineSettings) -> None:
    client = EngineClient(settings)
    assert client.process_id is not None
    child = psutil.Process(client.process_id)
    client.close()
    assert not child.is_running()
    assert shared_memory() == set()


PARENT = """
    import os, sys, time
    from nodes.engine import EngineClient, EngineSettings, Job, events
    from nodes.engine.messages import JobEvent
    from nodes.graph import Graph, Node

    if __name__ == "__main__":
        client = EngineClient(EngineSettings(library=False, modules=("process_nodes",), log=sys.argv[1]))
        document = Graph(nodes={"n": Node("n", "test.steps", 1, {})}).to_document()
        for message in client.until_over(client.submit(Job(document)), 30):
            if isinstance(message, JobEvent) and isinstance(message.event, events.NodeProgress):
                break
        print(client.process_id, client._engine.ring.place.name, flush=True)
        if sys.argv[2] == "stay":
            time.sleep(60)
        if sys.argv[2] == "kill":
            os.kill(client.process_id, 9)
            while client.process_id is not None:
                client.poll(1)
"""


@pytest.fixture
def parent(tmp_path: Path, repository: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a program that has an engine at work and prints the engine's process id and shared memory."""
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(PARENT))
    started = []

    def start(mode: str) -> subprocess.Popen[str]:
        paths = os.pathsep.join((str(repository), str(HERE)))
        program = subprocess.Popen(
            [sys.executable, str(script), str(tmp_path / "log"), mode],
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def test_killing_the_parent_leaves_no_orphan_and_no_shared_memory(
    parent: Callable[[str], subprocess.Popen[str]],
) -> None:
    program = parent("stay")
    assert program.stdout is not None
    process_id, memory = program.stdout.readline().split()
    child = psutil.Process(int(process_id))
    assert (Path("/dev/shm") / memory).exists()
    program.kill()
    _, complaints = program.communicate()  # returns once the child and the resource tracker have let go of the pipe
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    assert not (Path("/dev/shm") / memory).exists()
    assert complaints == ""


def test_a_program_that_ends_without_closing_ends_its_engine_silently(
    parent: Callable[[str], subprocess.Popen[str]],
) -> None:
    program = parent("end")
    said, complaints = program.communicate(timeout=WAIT_S)
    process_id, memory = said.split()
    assert program.returncode == 0
    assert not psutil.pid_exists(int(process_id))
    assert not (Path("/dev/shm") / memory).exists()
    assert complaints == ""


def test_a_killed_engine_leaves_no_complaint_when_its_program_ends(
    parent: Callable[[str], subprocess.Popen[str]],
) -> None:
    program = parent("kill")
    _, complaints = program.communicate(timeout=WAIT_S)
    assert program.returncode == 0
    assert complaints == ""
