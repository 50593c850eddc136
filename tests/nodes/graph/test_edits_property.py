"""For random graphs and edits: the inverse restores the very document, the journal form replays to the same graph."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nodes.errors import GraphError
from nodes.graph import Exposed, Frame, Graph, Inner, Node, Note, Wire
from nodes.graph.edits import (
    AddFrame,
    AddNodes,
    AddNote,
    ChangeFrame,
    ChangeNote,
    Connect,
    Disconnect,
    Edit,
    Expose,
    MakeSubgraph,
    MoveNodes,
    RemoveFrames,
    RemoveNodes,
    RemoveNotes,
    Rename,
    ResetParameter,
    SetFlag,
    SetParameter,
    SetView,
    Several,
    Unpack,
    edit_from_json,
)
from nodes.graph.history import History

IDS = st.sampled_from(["a", "b", "c", "d", "e", "\u00e4 \U0001f3a5", "a_2"])
PORTS = st.sampled_from(["image", "clip", "x"])
WORDS = st.text(max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70)
POINTS = st.tuples(NUMBERS, NUMBERS)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)
EXTRA = st.dictionaries(st.sampled_from(["later", "colour2"]), VALUES, max_size=1)
WHERE = st.sampled_from(["", "", "", "a", "b", "a/a"])
WIRES = st.builds(Wire, IDS, PORTS, IDS, PORTS, EXTRA)
FRAMES = st.builds(Frame, IDS, WORDS, POINTS, POINTS, WORDS, EXTRA)
NOTES = st.builds(Note, IDS, WORDS, POINTS, POINTS, WORDS, EXTRA)
INNER = st.builds(Inner, IDS, PORTS)
ENDS = st.lists(INNER, min_size=1, max_size=2, unique=True).map(tuple)
EXPOSED = st.builds(
    Exposed,
    st.dictionaries(PORTS, ENDS, max_size=2),
    st.dictionaries(PORTS, INNER, max_size=2),
    st.dictionaries(st.sampled_from(["p", "q"]), ENDS, max_size=1),
)


def nodes(graphs: st.SearchStrategy[Graph | None]) -> st.SearchStrategy[Node]:
    flags = st.booleans()
    return st.builds(
        Node, IDS, st.sampled_from(["t.one", "t.two", "graph.subgraph"]), st.integers(1, 3),
        st.dictionaries(st.sampled_from(["p", "q", "level"]), VALUES, max_size=2), POINTS, WORDS,
        flags, flags, flags, flags, graphs, EXTRA,
    )  # fmt: skip


def graphs(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Graph]:
    return st.builds(
        Graph,
        st.lists(nodes(inside), max_size=5, unique_by=lambda node: node.id),
        st.lists(WIRES, max_size=6, unique_by=lambda wire: (wire.target, wire.input)),
        st.lists(FRAMES, max_size=2, unique_by=lambda frame: frame.id),
        st.lists(NOTES, max_size=2, unique_by=lambda note: note.id),
        EXPOSED,
        st.dictionaries(WORDS, VALUES, max_size=1),
        EXTRA,
    )


GRAPHS = graphs(st.none() | graphs(st.none() | graphs(st.none())))
SOME_IDS = st.lists(IDS, max_size=3, unique=True).map(tuple)
PLACES = st.dictionaries(IDS, POINTS, max_size=2)
SIMPLE: st.SearchStrategy[Edit] = st.one_of(
    st.builds(
        AddNodes,
        st.lists(nodes(st.none()), max_size=2).map(tuple),
        st.lists(WIRES, max_size=2).map(tuple),
        st.lists(FRAMES, max_size=1).map(tuple),
        st.lists(NOTES, max_size=1).map(tuple),
        WHERE,
    ),
    st.builds(RemoveNodes, SOME_IDS, WHERE),
    st.builds(Connect, WIRES, WHERE),
    st.builds(Disconnect, IDS, PORTS, WHERE),
    st.builds(SetParameter, IDS, st.sampled_from(["p", "level"]), VALUES, WHERE),
    st.builds(ResetParameter, IDS, st.sampled_from(["p", "level"]), WHERE),
    st.builds(MoveNodes, PLACES, PLACES, PLACES, WHERE),
    st.builds(Rename, IDS, WORDS, WHERE),
    st.builds(SetFlag, SOME_IDS, st.sampled_from(["muted", "bypassed", "locked", "collapsed"]), st.booleans(), WHERE),
    st.builds(AddFrame, FRAMES, WHERE),
    st.builds(ChangeFrame, FRAMES, WHERE),
    st.builds(RemoveFrames, SOME_IDS, WHERE),
    st.builds(AddNote, NOTES, WHERE),
    st.builds(ChangeNote, NOTES, WHERE),
    st.builds(RemoveNotes, SOME_IDS, WHERE),
    st.builds(Expose, EXPOSED, WHERE),
    st.builds(MakeSubgraph, SOME_IDS, IDS, WORDS, WHERE),
    st.builds(Unpack, IDS, WHERE),
    st.builds(SetView, st.dictionaries(WORDS, VALUES, max_size=2), WHERE),
)
EDITS = SIMPLE | st.builds(Several, st.lists(SIMPLE, max_size=3).map(tuple), WORDS)
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def text_of(graph: Graph) -> str:
    return json.dumps(graph.to_document())


def over_the_wire(edit: Edit) -> Edit:
    return edit_from_json(json.loads(json.dumps(edit.to_json())))


@RELAXED
@given(GRAPHS)
def test_a_graph_survives_being_a_document(graph: Graph) -> None:
    again = Graph.from_document(json.loads(text_of(graph)))
    assert again == graph
    assert text_of(again) == text_of(graph)


@RELAXED
@given(GRAPHS, st.lists(EDITS, max_size=8))
def test_undo_restores_every_earlier_document_and_redo_every_later_one(graph: Graph, edits: list[Edit]) -> None:
    history = History(lambda edit: edit.apply(graph))
    texts = [text_of(graph)]
    for edit in edits:
        try:
            history.apply(edit)
        except GraphError:
            assert text_of(graph) == texts[-1]
            continue
        history.end_step()
        texts.append(text_of(graph))
    for text in reversed(texts[:-1]):
        assert history.undo()
        assert text_of(graph) == text
    for text in texts[1:]:
        assert history.redo()
        assert text_of(graph) == text


@RELAXED
@given(GRAPHS, st.lists(EDITS, max_size=8))
def test_a_replayed_journal_gives_the_same_graph(graph: Graph, edits: list[Edit]) -> None:
    replayed = Graph.from_document(json.loads(text_of(graph)))
    for edit in edits:
        try:
            undo = edit.apply(graph)
        except GraphError:
            continue
        over_the_wire(edit).apply(replayed)
        assert text_of(replayed) == text_of(graph)
        over_the_wire(undo).apply(replayed).apply(replayed)
        assert text_of(replayed) == text_of(graph)


@RELAXED
@given(GRAPHS, st.lists(EDITS, max_size=6))
def test_a_copy_taken_before_is_left_alone(graph: Graph, edits: list[Edit]) -> None:
    frozen, text = graph.copy(), text_of(graph)
    for edit in edits:
        try:
            edit.apply(graph)
        except GraphError:
            continue
    assert text_of(frozen) == text
