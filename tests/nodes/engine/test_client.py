"""The engine process as its client sees it: jobs, events, pictures, cancelling, one engine for many jobs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nodes.engine import EngineClient, EngineSettings, Job, events
from nodes.engine.messages import (
    EngineReady,
    JobEvent,
    JobFinished,
    JobRefused,
    JobStarted,
    Message,
    StatesTold,
    Thumbnail,
)
from nodes.errors import EngineError
from nodes.graph import Graph, Node
from nodes.values import Clip, Image, Number, Text

WAIT_S = 30.0


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        folder = tmp_path_factory.mktemp("engine")
        settings = EngineSettings(
            library=False, modules=("process_nodes",), log=str(folder / "log.txt"), checkpoints=str(folder / "kept")
        )
        with EngineClient(settings) as client:
            yield client


def job(kind: str, **parameters: Any) -> Job:
    return Job(Graph(nodes={"n": Node("n", f"test.{kind}", 1, parameters)}).to_document())


def finished(client: EngineClient, asked: Job) -> tuple[JobFinished, list[Message]]:
    heard = list(client.until_over(client.submit(asked), WAIT_S))
    assert isinstance(heard[-1], JobFinished), heard[-1]
    return heard[-1], heard


def until_started(client: EngineClient, job_id: str) -> None:
    for message in client.until_over(job_id, WAIT_S):
        if isinstance(message, JobEvent) and isinstance(message.event, events.NodeProgress):
            return


def test_a_job_runs_in_another_process_and_its_small_results_come_back(client: EngineClient) -> None:
    answer, _ = finished(client, job("surroundings", question="pid"))
    assert answer.ok
    assert answer.states == {"n": "done"}
    assert answer.values["n"]["text"] == Text(str(client.process_id))
    assert client.process_id != os.getpid()


def test_events_arrive_in_order_between_start_and_answer(client: EngineClient) -> None:
    _, heard = finished(client, job("shout", text="in order"))
    heard = [message for message in heard if not isinstance(message, EngineReady)]
    assert isinstance(heard[0], JobStarted)
    told = [type(message.event) for message in heard if isinstance(message, JobEvent)]
    assert told[0] is events.RunStarted
    assert told[-1] is events.RunFinished
    assert told.index(events.NodeQueued) < told.index(events.NodeStarted) < told.index(events.NodeFinished)


def test_what_one_job_made_is_cached_for_the_next(client: EngineClient) -> None:
    first, _ = finished(client, job("how_often", name="cached"))
    again, _ = finished(client, job("how_often", name="cached"))
    assert first.values["n"]["number"] == again.values["n"]["number"] == Number(1)
    assert again.states == {"n": "cached"}
    client.forget()
    anew, _ = finished(client, job("how_often", name="cached"))
    assert anew.values["n"]["number"] == Number(2)


def test_states_are_told_before_and_after_a_run(client: EngineClient) -> None:
    asked = job("shout", text="states")
    assert told_states(client, asked.document) == {"n": "stale"}
    finished(client, asked)
    assert told_states(client, asked.document) == {"n": "cached"}


def told_states(client: EngineClient, document: Any) -> dict[str, str]:
    request = client.states(document)
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        for message in client.poll(1.0):
            if isinstance(message, StatesTold) and message.request == request:
                assert message.failure is None
                return dict(message.states)
    raise AssertionError("no answer")


def test_states_are_told_while_a_job_runs(client: EngineClient) -> None:
    job_id = client.submit(job("steps"))
    until_started(client, job_id)
    assert told_states(client, job("shout", text="meanwhile").document) == {"n": "stale"}
    assert client.jobs == (job_id,)
    client.cancel(job_id)
    list(client.until_over(job_id, WAIT_S))


def test_cancelling_reaches_a_running_node_within_one_progress_call(client: EngineClient, tmp_path: Path) -> None:
    marker = tmp_path / "at"
    job_id = client.submit(job("steps", marker=str(marker), pause_ms=300))
    until_started(client, job_id)
    before = int(marker.read_text())
    client.cancel(job_id)
    answer = list(client.until_over(job_id, WAIT_S))[-1]
    assert isinstance(answer, JobFinished)
    assert answer.cancelled
    assert not answer.ok
    assert int(marker.read_text()) <= before + 1


def test_a_job_cancelled_while_it_waits_never_begins(client: EngineClient) -> None:
    running = client.submit(job("steps"))
    waiting = client.submit(job("how_often", name="never"))
    client.cancel(waiting)
    client.cancel(running)
    answer = list(client.until_over(waiting, WAIT_S))[-1]
    assert isinstance(answer, JobFinished)
    assert answer.cancelled
    after, _ = finished(client, job("how_often", name="never"))
    assert after.values["n"]["number"] == Number(1)


def test_a_failing_node_is_told_with_its_words_and_the_engine_goes_on(client: EngineClient) -> None:
    answer, heard = finished(client, job("die", how="raise"))
    assert not answer.ok
    assert "it was asked to" in answer.failures["n"].message
    failed = [m.event for m in heard if isinstance(m, JobEvent) and isinstance(m.event, events.NodeFailed)]
    assert "RuntimeError" in failed[0].detail
    assert finished(client, job("shout", text="still here"))[0].ok


def test_a_job_that_cannot_be_begun_is_refused(client: EngineClient) -> None:
    asked = job("shout")
    job_id = client.submit(Job(asked.document, targets=("nowhere",)))
    answer = list(client.until_over(job_id, WAIT_S))[-1]
    assert isinstance(answer, JobRefused)
    assert "nowhere" in answer.failure.message
    job_id = client.submit(Job({"nodes": 5}))
    assert isinstance(list(client.until_over(job_id, WAIT_S))[-1], JobRefused)


def test_states_of_what_is_no_graph_are_answered_with_the_error(client: EngineClient) -> None:
    request = client.states({"nodes": 5})
    told = [m for m in client.poll(WAIT_S) if isinstance(m, StatesTold)]
    assert told[0].request == request
    assert told[0].failure is not None


def test_a_clip_comes_back_as_a_small_clip_of_the_same_duration(client: EngineClient) -> None:
    _, heard = finished(client, job("moving"))
    picture = next(message.picture for message in heard if isinstance(message, Thumbnail))
    assert isinstance(picture, Clip)
    assert (picture.width, picture.height) == (320, 180)
    assert picture.duration_s == pytest.approx(40 / 20)
    assert [int(frame[0, 0, 0]) for frame in picture.iter_frames()] == list(range(0, 40, 2))


def test_many_thumbnails_go_through_few_slots_without_loss(client: EngineClient) -> None:
    names = [f"n{index}" for index in range(30)]
    nodes = {name: Node(name, "test.shout", 1, {"text": name}) for name in names}
    job_id = client.submit(Job(Graph(nodes=nodes).to_document()))
    heard = list(client.until_over(job_id, WAIT_S))
    assert {message.node for message in heard if isinstance(message, Thumbnail)} == set(names)


def test_an_eager_reader_gets_previews_with_their_pixels(client: EngineClient) -> None:
    _, heard = finished(client, job("previewing", count=20, frames=3, side=32))
    clips = [m.event.clip for m in heard if isinstance(m, JobEvent) and isinstance(m.event, events.NodePreview)]
    assert clips
    for clip in clips:
        assert isinstance(clip, Clip)
        assert clip.frame_count == 3
        assert clip.as_array().min() == clip.as_array().max()


def test_a_slow_reader_gets_few_previews_the_latest_last_and_slows_nothing(
    client: EngineClient, tmp_path: Path
) -> None:
    finished(client, job("shout", text="warm"))
    go_on = tmp_path / "go-on"
    count, side = 300, 512  # 236 MB in all
    job_id = client.submit(job("previewing", count=count, side=side, wait_for=str(go_on)))
    time.sleep(1.0)  # nobody polls while the node makes all of them
    greys: list[int] = []
    said = ""
    for message in client.until_over(job_id, WAIT_S):
        if isinstance(message, JobEvent) and isinstance(message.event, events.NodePreview):
            assert isinstance(message.event.clip, Image)
            greys.append(int(message.event.clip.pixels[0, 0, 0]))
            if greys[-1] == (count - 1) % 256:
                go_on.touch()
        elif isinstance(message, JobEvent) and isinstance(message.event, events.NodeWarned):
            said = message.event.text
    assert greys[-1] == (count - 1) % 256
    assert len(greys) <= 8
    grown = int(said.split()[1])
    assert grown < 64 * side * side * 3  # of 225 previews made in between


def test_all_messages_but_previews_wait_for_a_reader_who_is_away(client: EngineClient) -> None:
    count = 3000
    job_id = client.submit(job("steps", count=count, pause_ms=0))
    time.sleep(0.5)
    done = [
        message.event.done
        for message in client.until_over(job_id, WAIT_S)
        if isinstance(message, JobEvent) and isinstance(message.event, events.NodeProgress)
    ]
    assert done == list(range(1, count + 1))


def test_the_pipe_can_be_watched_instead_of_polled(client: EngineClient) -> None:
    import select

    finished(client, job("shout", text="before"))
    client.poll()
    assert select.select([client.fileno()], [], [], 0)[0] == []
    client.submit(job("shout", text="watched"))
    assert select.select([client.fileno()], [], [], WAIT_S)[0] == [client.fileno()]
    deadline = time.monotonic() + WAIT_S
    while client.jobs and time.monotonic() < deadline:
        client.poll(1.0)
    assert not client.jobs


def test_the_child_waits_passively_and_writes_its_output_to_the_log(client: EngineClient) -> None:
    answer, _ = finished(client, job("surroundings", question="omp"))
    assert answer.values["n"]["text"] == Text("PASSIVE")
    client.forget()
    log = Path(client.settings.log)
    deadline = time.monotonic() + WAIT_S
    while "printed by a node" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "printed by a node" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_asking_for_a_job_the_engine_does_not_have_is_an_error_not_a_wait(client: EngineClient) -> None:
    client.poll()
    with pytest.raises(EngineError, match="nobody"):
        list(client.until_over("nobody", WAIT_S))
    client.cancel("nobody")
