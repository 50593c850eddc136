"""The job queue on disk: order, pause, two processes, restarts and kill -9, damaged files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from nodes.engine import Job, JobQueue
from nodes.errors import EngineError

JOB = Job({"nodes": {}, "wires": []}, targets=("a", "b"), overrides={"a": {"seed": 2**63}}, outputs={"a": "x.mp4"})


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[JobQueue]:
    queue = JobQueue(tmp_path / "queue", clock=count(100).__next__)
    yield queue
    queue.close()


def titles(queue: JobQueue, state: str | None = None) -> list[str]:
    return [entry.title for entry in queue.entries() if state is None or entry.state == state]


def test_jobs_come_out_in_the_order_they_went_in_and_whole(queue: JobQueue) -> None:
    for title in ("one", "two", "three"):
        queue.add(JOB, title)
    taken = queue.take()
    assert taken is not None
    assert (taken.title, taken.state, taken.job) == ("one", "running", JOB)
    assert titles(queue, "pending") == ["two", "three"]
    queue.finish(taken.job_id, "done")
    over = queue.entries()[0]
    assert (over.title, over.state) == ("one", "done")
    assert over.started is not None
    assert over.ended is not None
    assert over.added < over.started < over.ended


def test_an_empty_queue_gives_nothing(queue: JobQueue) -> None:
    assert queue.take() is None
    assert queue.entries() == []


def test_a_restart_finds_jobs_order_states_and_the_pause(queue: JobQueue) -> None:
    ids = [queue.add(JOB, title).job_id for title in ("one", "two", "three")]
    queue.move(ids[2], 0)
    queue.cancel(ids[0])
    queue.pause()
    again = JobQueue(queue.folder)
    assert [(entry.title, entry.state) for entry in again.entries()] == [
        ("three", "pending"),
        ("one", "cancelled"),
        ("two", "pending"),
    ]
    assert again.paused
    assert again.take() is None
    again.resume()
    taken = again.take()
    assert taken is not None
    assert taken.title == "three"
    again.close()


def test_moving_beyond_the_end_is_the_end(queue: JobQueue) -> None:
    first = queue.add(JOB, "one").job_id
    queue.add(JOB, "two")
    queue.move(first, 99)
    assert titles(queue) == ["two", "one"]
    queue.move(first, -5)
    assert titles(queue) == ["one", "two"]


def test_a_cancelled_job_is_not_taken_and_a_failed_one_can_be_tried_again(queue: JobQueue) -> None:
    queue.cancel(queue.add(JOB, "cancelled").job_id)
    entry = queue.add(JOB, "failing")
    assert queue.take() is not None
    queue.finish(entry.job_id, "failed", "no such file")
    assert queue.take() is None
    assert queue.entries()[1].error == "no such file"
    queue.retry(entry.job_id)
    assert queue.entries()[1].error == ""
    taken = queue.take()
    assert taken is not None
    assert taken.job_id == entry.job_id


def test_a_removed_job_is_gone(queue: JobQueue) -> None:
    job_id = queue.add(JOB).job_id
    queue.remove(job_id)
    assert queue.entries() == []
    assert list((queue.folder / "jobs").iterdir()) == []


def test_what_does_not_fit_a_jobs_state_is_refused(queue: JobQueue) -> None:
    job_id = queue.add(JOB).job_id
    with pytest.raises(EngineError, match="pending"):
        queue.retry(job_id)
    with pytest.raises(EngineError, match="not taken here"):
        queue.finish(job_id, "done")
    queue.take()
    with pytest.raises(EngineError, match="running, not pending"):
        queue.cancel(job_id)
    with pytest.raises(EngineError, match="running"):
        queue.remove(job_id)
    with pytest.raises(EngineError, match="cannot finish as running"):
        queue.finish(job_id, "running")
    for ask in (queue.cancel, queue.remove, queue.retry, lambda name: queue.move(name, 0)):
        with pytest.raises(EngineError, match="nobody"):
            ask("nobody")


def test_closing_puts_a_job_at_work_back_as_interrupted(queue: JobQueue) -> None:
    queue.add(JOB, "one")
    queue.take()
    queue.close()
    (entry,) = JobQueue(queue.folder).entries()
    assert (entry.state, entry.interrupted) == ("pending", True)
    assert list((queue.folder / "running").iterdir()) == []


def test_a_job_that_is_not_plain_data_is_refused_and_nothing_is_written(queue: JobQueue) -> None:
    with pytest.raises(EngineError, match="JSON"):
        queue.add(Job({"nodes": {"a": object()}}), "odd")
    assert queue.entries() == []
    assert queue.damaged() == []
    assert list((queue.folder / "jobs").iterdir()) == []


RUNNER = """
    import sys, time
    from pathlib import Path
    from nodes.engine import JobQueue

    queue = JobQueue(Path(sys.argv[1]))
    if sys.argv[2] == "hold":
        print(queue.take().title, flush=True)
        time.sleep(60)
    print("ready", flush=True)
    sys.stdin.readline()
    while (entry := queue.take()) is not None:
        print(entry.title, flush=True)
        queue.finish(entry.job_id, "done")
"""


@pytest.fixture
def runner(tmp_path: Path, repository: Path) -> Iterator[Callable[[Path, str], subprocess.Popen[str]]]:
    """Starts another process that works on the queue."""
    script = tmp_path / "runner.py"
    script.write_text(textwrap.dedent(RUNNER))
    started = []

    def start(folder: Path, mode: str) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, str(script), str(folder), mode],
            env={**os.environ, "PYTHONPATH": str(repository)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def test_a_job_whose_runner_was_killed_is_pending_again_and_marked(
    queue: JobQueue, runner: Callable[[Path, str], subprocess.Popen[str]]
) -> None:
    queue.add(JOB, "one")
    queue.add(JOB, "two")
    other = runner(queue.folder, "hold")
    assert other.stdout is not None
    assert other.stdout.readline().strip() == "one"
    assert titles(queue, "running") == ["one"]
    assert [entry.interrupted for entry in queue.entries()] == [False, False]
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert [(entry.title, entry.state, entry.interrupted) for entry in queue.entries()] == [
        ("one", "pending", True),
        ("two", "pending", False),
    ]
    taken = queue.take()
    assert taken is not None
    assert (taken.title, taken.interrupted) == ("one", True)


def test_two_processes_never_take_the_same_job(
    queue: JobQueue, runner: Callable[[Path, str], subprocess.Popen[str]]
) -> None:
    names = [f"job {index}" for index in range(40)]
    for name in names:
        queue.add(JOB, name)
    others = [runner(queue.folder, "work") for _ in range(2)]
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
    done = []
    for other in others:
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
    for other in others:
        said, _ = other.communicate(timeout=30)
        done += said.splitlines()
    assert sorted(done) == sorted(names)
    assert titles(queue, "done") == names


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"format": 1, "job_id"',
        b"[]",
        b'{"format": 99}',
        b'{"format": 1, "job_id": "other"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1, "job_id": "bad", "state": "asleep"}',
        b'{"format": 1, "job_id": "bad", "state": "pending", "job": {"document": 5}}',
        b'{"format": 1, "job_id": "bad", "state": "pending", "job": {"document": {}, "targets": [5]}}',
        b'{"format": 1, "job_id": "bad", "state": "pending", "job": {"document": {}, "overrides": {"a": 5}}}',
    ],
)
def test_a_damaged_job_is_reported_and_the_others_go_on(queue: JobQueue, content: bytes) -> None:
    bad = queue.folder / "jobs" / "bad.json"
    bad.write_bytes(content)
    queue.add(JOB, "good")
    assert titles(queue) == ["good"]
    assert queue.damaged() == [bad]
    taken = queue.take()
    assert taken is not None
    assert taken.title == "good"
    assert bad.read_bytes() == content


def test_without_its_order_the_queue_runs_as_it_was_filled(queue: JobQueue) -> None:
    ids = [queue.add(JOB, title).job_id for title in ("one", "two", "three")]
    queue.move(ids[0], 2)
    (queue.folder / "order.json").write_text("{half")
    assert titles(queue) == ["one", "two", "three"]
    (queue.folder / "order.json").write_text(json.dumps([ids[1], "gone", 5]))
    assert titles(queue) == ["two", "one", "three"]


def test_what_a_killed_writer_left_is_swept(queue: JobQueue) -> None:
    queue.add(JOB, "one")
    part = queue.folder / "jobs" / ".x.json.1234.part"
    part.write_text("{ha")
    assert titles(JobQueue(queue.folder)) == ["one"]
    assert not part.exists()


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="file"):
        JobQueue(tmp_path / "file" / "queue")
