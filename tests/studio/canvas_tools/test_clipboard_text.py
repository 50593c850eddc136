"""Nodes as text come back as they were, through chats and fences; anything else is refused in words."""

from __future__ import annotations

import json

import pytest

from app.canvas.clipboard_fragment import insertion, part_of
from app.canvas.clipboard_text import MAX_CHARACTERS, Clipping, NotNodes, read_clipping, write_clipping
from nodes.graph import Exposed, Graph, Inner, Node, Registry, Wire
from tests.studio.canvas_tools.graphs import random_graph

SMALL = Graph([Node("a", "text.text"), Node("b", "text.join_text")], [Wire("a", "text", "b", "texts")])


def text_of(graph: Graph = SMALL) -> str:
    return write_clipping(Clipping(graph), ["Text", "Join Text"])


@pytest.mark.parametrize("seed", range(10))
def test_a_part_comes_back_as_it_was(registry: Registry, seed: int) -> None:
    graph = random_graph(registry, seed)
    part = part_of(graph, [f"n{number}" for number in range(0, 30, 2)], ["f0"], ["note"])
    assert read_clipping(write_clipping(Clipping(part), [])).graph == part


@pytest.mark.parametrize("seed", range(10))
def test_pasting_twice_gives_free_ids_and_the_same_shape(registry: Registry, seed: int) -> None:
    graph = random_graph(registry, seed)
    part = part_of(graph, graph.nodes, graph.frames, graph.notes)
    whole = graph.copy()
    for _ in range(2):
        insertion(whole, part, (100, 40)).apply(whole)
    assert len(whole.nodes) == 3 * len(graph.nodes)
    assert len(whole.wires) == 3 * len(graph.wires)
    assert len(whole.frames) == 3 * len(graph.frames)
    shapes = [(node.type_id, node.title, node.muted) for node in whole.nodes.values()]
    assert shapes == 3 * shapes[: len(graph.nodes)]


def test_subgraphs_travel_whole() -> None:
    inner = Graph([Node("in", "text.text")], exposed=Exposed(outputs={"words": Inner("in", "text")}))
    graph = Graph([Node("sub", "graph.subgraph", graph=inner)])
    assert read_clipping(text_of(graph)).graph == graph


@pytest.mark.parametrize(
    "around",
    [
        "{0}",
        "Look at this:\n\n{0}\n\nnice, isn't it?",
        "```json\n{0}```",
        "> quoted {{ not this }} \n{0}",
        '{{"other": 1}} and then {0} {{"more": 2}}',
        "\ufeff{0}\r\n",
    ],
)
def test_words_and_fences_around_it_do_no_harm(around: str) -> None:
    assert read_clipping(around.format(text_of())).graph == SMALL


def test_indented_by_another_program(registry: Registry) -> None:
    first, _, rest = text_of().partition("\n")
    assert read_clipping(f"{first}\n{json.dumps(json.loads(rest), indent=4)}").graph == SMALL


def test_the_first_line_tells_people_what_it_is() -> None:
    assert text_of().startswith("Kinograph nodes: Text, Join Text\n")


def test_a_project_document_is_accepted() -> None:
    found = read_clipping(json.dumps({"format": 1, "graph": SMALL.to_document()}))
    assert found.whole
    assert found.graph == SMALL


def test_a_bare_graph_is_accepted() -> None:
    assert read_clipping(json.dumps(SMALL.to_document())).graph == SMALL


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no Kinograph nodes"),
        ("hello world", "no Kinograph nodes"),
        ('{"a": 1}', "no Kinograph nodes"),
        (text_of()[:-40], "cut short"),
        (text_of().replace('"', "”"), "quotation marks"),
        (text_of().replace('"a"', '"a","a"', 1), "cut short"),
        (text_of().replace("[0.0,0.0]", "[NaN,0]", 1), "damaged"),
        (text_of().replace("[0.0,0.0]", '"left"', 1), "damaged"),
        (text_of().replace('"kinograph":1', '"kinograph":2'), "format 2"),
        (text_of().replace('"kinograph":1', '"kinograph":1,"kinograph":1'), "twice"),
        (text_of().replace('"kinograph":1', '"kinograph":1,"run":"rm"'), "'run'"),
        (text_of().replace('"source":"a"', '"source":"z"'), "'z'"),
        ('{"kinograph": 1, "graph": []}', "damaged"),
        ('{"kinograph": 1, "graph": {"nodes": {"a": 5}}}', "'a'"),
        ('{"kinograph": 1, "graph": {}}', "empty"),
        ('{"kinograph": 1, "media": [], "graph": {}}', "media"),
        ('{"format": 99, "graph": {}}', "format version 99"),
        ('{"kinograph": ' + "[" * 5000, "cut short"),
        ('{"kinograph": ' + "[" * 900 + "]" * 900 + "}", "nested"),
        (" " * (MAX_CHARACTERS + 1), "MB"),
    ],
)
def test_anything_else_is_refused_in_words(text: str, word: str) -> None:
    with pytest.raises(NotNodes) as refused:
        read_clipping(text)
    assert word in refused.value.message
    assert refused.value.remedy


def test_many_braces_cost_no_time() -> None:
    with pytest.raises(NotNodes):
        read_clipping('{"nodes": {' * 100_000)
