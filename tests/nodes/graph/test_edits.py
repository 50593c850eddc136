"""Edits: what each does, what it refuses, and that a refusal changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from nodes.errors import GraphError
from nodes.graph import Exposed, Frame, Graph, Inner, Node, Note, Registry, Wire, resolve
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


def sample() -> Graph:
    inner = Graph(
        [Node("c", "test.clip"), Node("d", "test.show")],
        [Wire("c", "clip", "d", "value")],
        frames=[Frame("inner frame")],
        exposed=Exposed(
            {"image": (Inner("c", "image"),)}, {"clip": Inner("c", "clip")}, {"frames": (Inner("c", "frames"),)}
        ),
    )
    return Graph(
        [
            Node("a", "test.picture", parameters={"level": 3}, position=(0, 0)),
            Node("b", "test.both", position=(10, 0), title="Both"),
            Node("m", "test.mask", extra={"later": [1]}),
            Node("sub", "graph.subgraph", graph=inner, parameters={"frames": 7}),
            Node("s", "test.save"),
        ],
        [
            Wire("a", "image", "b", "image"),
            Wire("m", "mask", "b", "matte"),
            Wire("b", "image", "sub", "image", {"colour": "red"}),
            Wire("sub", "clip", "s", "clip"),
        ],
        [Frame("f", "Frame", (1, 2), (3, 4), "#fff")],
        [Note("note", "Words", (1, 2), (3, 4))],
        view={"zoom": 2},
    )


EDITS: list[Edit] = [
    AddNodes((Node("new", "test.picture", parameters={"t": [1]}),), (Wire("new", "image", "b", "image"),)),
    AddNodes((Node("new", "x"),), where="sub"),
    AddNodes((), (), (Frame("g"),), (Note("h"),)),
    RemoveNodes(("b", "s")),
    RemoveNodes(("c",), where="sub"),
    Connect(Wire("a", "image", "sub", "image")),
    Disconnect("b", "matte"),
    SetParameter("a", "level", {"deep": [1, None, "x"]}),
    SetParameter("c", "frames", 3, where="sub"),
    ResetParameter("a", "level"),
    ResetParameter("a", "never set"),
    MoveNodes({"a": (5.5, 6), "b": (7, 8)}, {"f": (0, 0)}, {"note": (9, 9)}),
    Rename("a", "Sky"),
    SetFlag(("a", "b"), "muted", True),
    SetFlag(("sub",), "bypassed", True),
    AddFrame(Frame("g", "New")),
    ChangeFrame(Frame("f", "Other", (9, 9), (8, 8))),
    RemoveFrames(("f",)),
    RemoveFrames(("inner frame",), where="sub"),
    AddNote(Note("other", "Text")),
    ChangeNote(Note("note", "New words")),
    RemoveNotes(("note",)),
    Expose(Exposed({}, {"film": Inner("c", "clip")}, {}), where="sub"),
    MakeSubgraph(("a", "b"), "group", "Group"),
    MakeSubgraph(("c",), "group", where="sub"),
    MakeSubgraph(("sub", "s"), "outer"),
    Unpack("sub"),
    SetView({"zoom": 1, "centre": [0, 0]}),
    SetView({"zoom": 3}, where="sub"),
    Several((Rename("a", "x"), RemoveNodes(("a",)), AddNodes((Node("a", "again"),))), "Many"),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.kind}-{edit.where}")
def test_an_edit_its_inverse_and_its_json_form(edit: Edit) -> None:
    graph = sample()
    before = text_of(graph)
    undo = edit.apply(graph)
    after = text_of(graph)
    assert after != before or isinstance(edit, ResetParameter)
    redo = undo.apply(graph)
    assert text_of(graph) == before
    edit_from_json(from_text(edit.to_json())).apply(graph)
    assert text_of(graph) == after
    edit_from_json(from_text(undo.to_json())).apply(graph)
    assert text_of(graph) == before
    edit_from_json(from_text(redo.to_json())).apply(graph)
    assert text_of(graph) == after
    assert edit.title


def text_of(graph: Graph) -> str:
    import json

    return json.dumps(graph.to_document())


def from_text(data: Any) -> Any:
    import json

    return json.loads(json.dumps(data))


REFUSED: list[tuple[Edit, str]] = [
    (AddNodes((Node("a", "x"),)), "'a'"),
    (AddNodes((Node("n", "x"), Node("n", "y"))), "'n'"),
    (AddNodes((Node("n/m", "x"),)), "n/m"),
    (AddNodes((Node("n", "x", parameters={"v": float("nan")}),)), "nan"),
    (AddNodes((Node("n", "x"),), (Wire("n", "o", "gone", "i"),)), "gone"),
    (AddNodes((Node("n", "x"),), where="a"), "'a'"),
    (RemoveNodes(("a", "gone")), "gone"),
    (Connect(Wire("gone", "o", "a", "i")), "gone"),
    (Connect(Wire("a", "o", "gone", "i")), "gone"),
    (Disconnect("a", "image"), "image"),
    (SetParameter("gone", "x", 1), "gone"),
    (SetParameter("a", "x", object()), "plain data"),
    (SetParameter("a", "x", 1, where="nowhere/at/all"), "nowhere"),
    (ResetParameter("gone", "x"), "gone"),
    (MoveNodes({"a": (1, 1), "gone": (0, 0)}), "gone"),
    (MoveNodes(notes={"gone": (0, 0)}), "gone"),
    (Rename("gone", "x"), "gone"),
    (SetFlag(("a",), "hidden", True), "hidden"),
    (AddFrame(Frame("f")), "'f'"),
    (ChangeFrame(Frame("gone")), "gone"),
    (RemoveFrames(("f", "gone")), "gone"),
    (AddNote(Note("note")), "note"),
    (ChangeNote(Note("gone")), "gone"),
    (RemoveNotes(("gone",)), "gone"),
    (Expose(Exposed({"i": (Inner("gone", "x"),)}, {}, {}), where="sub"), "gone"),
    (Expose(Exposed({"i": (Inner("c", "x"),)}, {}, {"i": (Inner("c", "y"),)}), where="sub"), "'i'"),
    (MakeSubgraph((), "g"), "No node"),
    (MakeSubgraph(("a", "gone"), "g"), "gone"),
    (MakeSubgraph(("a",), "b"), "'b'"),
    (Unpack("a"), "'a'"),
    (Several((Rename("a", "x"), RemoveNodes(("b",)), Rename("gone", "y"))), "gone"),
]


@pytest.mark.parametrize(("edit", "told"), REFUSED, ids=lambda part: part.kind if isinstance(part, Edit) else "")
def test_an_edit_that_cannot_be_changes_nothing(edit: Edit, told: str) -> None:
    graph = sample()
    with pytest.raises(GraphError) as caught:
        edit.apply(graph)
    assert told in str(caught.value)
    assert text_of(graph) == text_of(sample())


@pytest.mark.parametrize(
    "data", [None, [], {}, {"edit": 3}, {"edit": "fly"}, {"edit": "rename"}, {"edit": "connect", "wire": 3}]
)
def test_what_is_no_edit_is_refused(data: Any) -> None:
    with pytest.raises(GraphError):
        edit_from_json(data)


def test_a_copy_does_not_follow_its_original() -> None:
    graph = sample()
    frozen = graph.copy()
    for edit in EDITS:
        edit.apply(graph)
        graph = sample() if edit.kind in ("several", "remove-nodes", "unpack", "make-subgraph", "expose") else graph
        if "new" in graph.nodes:
            RemoveNodes(("new",)).apply(graph)
        graph.frames.pop("g", None)
    assert text_of(frozen) == text_of(sample())
    inner = graph.nodes["sub"].graph
    SetParameter("c", "frames", 99, where="sub").apply(graph)
    assert inner is not None
    assert inner.nodes["c"].parameters != {"frames": 99}


def test_a_copy_does_not_follow_edits_deep_inside_subgraphs() -> None:
    graph = sample()
    for depth in range(3):
        MakeSubgraph(("sub" if depth == 0 else f"group{depth - 1}",), f"group{depth}").apply(graph)
    before, frozen = text_of(graph), graph.copy()
    undo = SetParameter("c", "frames", 99, where="group2/group1/group0/sub").apply(graph)
    changed = graph.node_at("group2/group1/group0/sub/c")
    assert changed is not None
    assert changed.parameters == {"frames": 99}
    assert text_of(frozen) == before
    undo.apply(graph)
    assert text_of(graph) == before


def test_a_wire_takes_the_place_of_another() -> None:
    graph = sample()
    Connect(Wire("m", "mask", "b", "image")).apply(graph)
    assert graph.wires["b", "image"].source == "m"
    assert len(graph.wires) == 4


def test_removing_a_node_removes_its_wires_and_what_showed_of_it() -> None:
    graph = sample()
    RemoveNodes(("c",), where="sub").apply(graph)
    inner = graph.graph_at("sub")
    assert inner is not None
    assert not inner.wires
    assert inner.exposed == Exposed()


def test_a_value_given_to_an_edit_is_copied() -> None:
    graph = sample()
    value = [1, 2]
    SetParameter("a", "list", value).apply(graph)
    value.append(3)
    assert graph.nodes["a"].parameters["list"] == [1, 2]


# Subgraphs: making and unpacking changes nothing of what is computed


def running(graph: Graph, registry: Registry) -> list[Any]:
    """The flat graph without paths, comparable."""
    flat = resolve(graph, registry)
    assert not flat.problems
    shape: dict[str, Any] = {}
    for path, node in flat.nodes.items():
        assert node.node_type is not None
        feeds = tuple(sorted((name, link.output, shape[link.node]) for name, link in node.inputs.items()))
        shape[path] = (node.node_type.type_id, tuple(sorted(node.parameters.items())), feeds)
    return sorted(map(repr, shape.values()))


@pytest.mark.parametrize(
    "chosen", [("a",), ("a", "b"), ("b",), ("a", "b", "m"), ("m", "s"), ("sub", "b"), ("a", "b", "m", "sub", "s")]
)
def test_a_subgraph_computes_the_same_and_unpacks_to_the_same(chosen: tuple[str, ...], registry: Registry) -> None:
    graph = sample()
    expected = running(graph, registry)
    MakeSubgraph(chosen, "group").apply(graph)
    assert not set(chosen) & set(graph.nodes)
    assert running(graph, registry) == expected
    Unpack("group").apply(graph)
    assert set(graph.nodes) == set(sample().nodes)
    assert running(graph, registry) == expected
    if "sub" in graph.nodes:
        Unpack("sub").apply(graph)
        assert running(graph, registry) == expected


def test_a_subgraph_made_inside_another_keeps_what_that_one_shows(registry: Registry) -> None:
    graph = sample()
    expected = running(graph, registry)
    MakeSubgraph(("c", "d"), "group", where="sub").apply(graph)
    assert running(graph, registry) == expected
    assert resolve(graph, registry).nodes["sub/group/c"].parameters["frames"] == 7
    Unpack("group", where="sub").apply(graph)
    assert running(graph, registry) == expected
    Unpack("sub").apply(graph)
    assert running(graph, registry) == expected


def test_wires_from_one_source_share_an_input(registry: Registry) -> None:
    graph = Graph(
        [Node("a", "test.picture"), Node("c", "test.clip"), Node("d", "test.clip")],
        [Wire("a", "image", "c", "image"), Wire("a", "image", "d", "image")],
    )
    MakeSubgraph(("c", "d"), "group").apply(graph)
    assert list(graph.wires) == [("group", "image")]
    assert len(resolve(graph, registry).nodes) == 3


def test_unpacking_gives_fresh_ids_where_they_are_taken() -> None:
    graph = sample()
    AddNodes((Node("c", "test.picture"),)).apply(graph)
    Unpack("sub").apply(graph)
    assert {"c", "c_2", "d"} <= set(graph.nodes)
    assert graph.wires["s", "clip"].source == "c_2"
    assert graph.nodes["c_2"].parameters == {"frames": 7}


def test_unpacking_a_muted_subgraph_mutes_what_was_in_it_and_a_bypassed_one_is_refused() -> None:
    graph = sample()
    SetFlag(("sub",), "muted", True).apply(graph)
    Unpack("sub").apply(graph)
    assert graph.nodes["c"].muted
    graph = sample()
    SetFlag(("sub",), "bypassed", True).apply(graph)
    with pytest.raises(GraphError, match="bypassed"):
        Unpack("sub").apply(graph)


# History


def test_undo_and_redo_walk_through_the_steps() -> None:
    graph = sample()
    history = History(lambda edit: edit.apply(graph))
    texts = [text_of(graph)]
    for edit in (Rename("a", "one"), SetFlag(("b",), "muted", True), RemoveNodes(("m",))):
        history.apply(edit)
        texts.append(text_of(graph))
    assert history.undo_title == "Remove 'm'"
    for expected in reversed(texts[:-1]):
        assert history.undo()
        assert text_of(graph) == expected
    assert not history.undo()
    assert history.redo_title == "Rename a"
    for expected in texts[1:]:
        assert history.redo()
        assert text_of(graph) == expected
    assert not history.redo()


def test_a_drag_is_one_step_and_a_new_one_begins_when_it_ends() -> None:
    graph = sample()
    history = History(lambda edit: edit.apply(graph))
    for x in range(20):
        history.apply(MoveNodes({"a": (x, 0)}))
    history.end_step()
    history.apply(MoveNodes({"a": (50, 50)}))
    history.apply(MoveNodes({"b": (1, 1)}))
    history.undo()
    history.undo()
    assert graph.nodes["a"].position == (19, 0)
    history.undo()
    assert graph.nodes["a"].position == (0, 0)
    history.redo()
    assert graph.nodes["a"].position == (19, 0)


def test_an_edit_that_fails_is_no_step_and_a_new_edit_ends_redoing() -> None:
    graph = sample()
    history = History(lambda edit: edit.apply(graph))
    history.apply(Rename("a", "x"))
    with pytest.raises(GraphError):
        history.apply(Rename("gone", "x"))
    history.undo()
    history.apply(Rename("b", "y"))
    assert not history.redo()
    assert history.undo_title == "Rename b"
