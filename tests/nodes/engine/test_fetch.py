"""Whole results fetched out of the engine process: laid out on disk, never computed, bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nodes.engine import EngineClient, EngineLost, EngineSettings, Job
from nodes.engine.messages import Message, ValueTold
from nodes.engine.views import Views
from nodes.graph import Graph, Node, Wire
from nodes.values import Clip, Number, Text, load_value

WAIT_S = 30.0


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        folder = tmp_path_factory.mktemp("engine")
        settings = EngineSettings(
            library=False,
            modules=("process_nodes",),
            log=str(folder / "log.txt"),
            checkpoints=str(folder / "kept"),
            views=str(folder / "views"),
        )
        with EngineClient(settings) as client:
            yield client


def document(**parameters: object) -> dict[str, object]:
    nodes = [Node("clip", "test.moving", 1, dict(parameters)), Node("dot", "graph.reroute", 1)]
    return Graph(nodes, [Wire("clip", "clip", "dot", "value")]).to_document()


def told(client: EngineClient, request: str) -> ValueTold:
    while True:
        heard: list[Message] = client.poll(WAIT_S)
        assert heard, "no answer"
        for message in heard:
            if isinstance(message, ValueTold) and message.request == request:
                return message


def test_a_result_is_laid_out_and_mapped(client: EngineClient) -> None:
    graph = document(frames=9)
    list(client.until_over(client.submit(Job(graph, ("clip",))), WAIT_S))
    answer = told(client, client.fetch(graph, "clip"))
    assert answer.failure is None
    clip = load_value(answer.place)
    assert isinstance(clip, Clip)
    assert clip.on_disk
    assert np.array_equal(clip.frame(8), np.full((360, 640, 3), 8, np.uint8))
    assert told(client, client.fetch(graph, "clip", "clip")).place == answer.place


def test_what_stands_for_another_node_gives_its_value(client: EngineClient) -> None:
    graph = document(frames=9)
    list(client.until_over(client.submit(Job(graph, ("clip",))), WAIT_S))
    assert told(client, client.fetch(graph, "dot")).place == told(client, client.fetch(graph, "clip")).place


def test_nothing_is_computed_and_the_failure_says_what_to_do(client: EngineClient) -> None:
    answer = told(client, client.fetch(document(frames=11), "clip"))
    assert answer.place == ""
    assert answer.failure is not None
    assert "no result" in answer.failure.message
    assert answer.failure.remedy == "Run it."


@pytest.mark.parametrize(("node", "output", "word"), [("nobody", "", "nobody"), ("clip", "sound", "sound")])
def test_a_node_or_output_that_is_not_there_is_named(client: EngineClient, node: str, output: str, word: str) -> None:
    graph = document(frames=9)
    list(client.until_over(client.submit(Job(graph, ("clip",))), WAIT_S))
    answer = told(client, client.fetch(graph, node, output))
    assert answer.failure is not None
    assert word in answer.failure.message


def test_a_killed_engine_is_told(client: EngineClient) -> None:
    list(client.until_over(client.submit(Job(document(frames=2), ("clip",))), WAIT_S))
    client.kill()
    heard: list[Message] = []
    while not heard:
        heard = client.poll(WAIT_S)
    assert isinstance(heard[-1], EngineLost)
    assert heard[-1].signal == "SIGKILL"


def test_the_views_stay_within_their_cap(tmp_path: Path) -> None:
    views = Views(tmp_path / "views", cap_bytes=900)
    first = views.place(b"\1", "text", Text("a" * 600))
    views.place(b"\2", "text", Text("b" * 600))
    last = views.place(b"\3", "number", Number(3))
    assert not first.exists()
    assert load_value(last) == Number(3)


def test_what_lies_in_the_disk_store_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    settings = EngineSettings(
        library=False,
        modules=("process_nodes",),
        store=str(tmp_path / "store"),
        checkpoints=str(tmp_path / "kept"),
        views=str(tmp_path / "views"),
    )
    graph = Graph([Node("n", "test.how_often", 1, {"name": "stored"})], []).to_document()
    with EngineClient(settings) as client:
        list(client.until_over(client.submit(Job(graph, ("n",))), WAIT_S))
        answer = told(client, client.fetch(graph, "n"))
    assert answer.failure is None
    assert Path(answer.place).is_relative_to(tmp_path / "store")
    assert load_value(answer.place) == Number(1)
