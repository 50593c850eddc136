"""The document: one door, undo, what changed, what is selected."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from nodes.errors import GraphError
from nodes.graph import Graph, Node
from nodes.graph.canvas_edits import MoveNodes
from nodes.graph.edits import AddNodes, RemoveNodes, SetParameter
from nodes.graph.subgraphs import MakeSubgraph


def test_an_edit_is_told_undone_and_redone(desk: Desk, qtbot: QtBot) -> None:
    document = desk.document
    with qtbot.waitSignal(document.changed) as told:
        document.apply(AddNodes((Node("a", "text.prompt"),)))
    assert told.args is not None
    assert told.args[0].at("").nodes == {"a"}
    assert document.dirty
    assert document.undo()
    assert not document.dirty
    assert document.graph == Graph()
    assert document.redo()
    assert "a" in document.graph.nodes


def test_a_refused_edit_changes_nothing_and_says_why(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.noticed) as told:
        assert not desk.document.perform(SetParameter("nobody", "text", "x"))
    assert told.args is not None
    assert "nobody" in told.args[0].text
    with pytest.raises(GraphError):
        desk.document.apply(SetParameter("nobody", "text", "x"))
    assert desk.document.undo_title == ""


def test_a_slider_is_one_step_until_it_is_let_go(desk: Desk) -> None:
    document = desk.document
    document.apply(AddNodes((Node("a", "text.prompt"),)))
    for text in ("b", "ba", "bal"):
        document.apply(SetParameter("a", "text", text))
    document.end_step()
    document.apply(SetParameter("a", "text", "ball"))
    document.undo()
    assert document.value("", "a", "text") == "bal"
    document.undo()
    assert document.value("", "a", "text") == document.registry["text.prompt"].defaults["text"]


def test_a_change_inside_a_subgraph_names_both_graphs(desk: Desk, qtbot: QtBot) -> None:
    document = desk.document
    document.apply(AddNodes((Node("a", "text.prompt"),)))
    document.apply(MakeSubgraph(("a",), "group"))
    with qtbot.waitSignal(document.changed) as told:
        document.apply(MoveNodes({"a": (5.0, 5.0)}, where="group"))
    assert told.args is not None
    assert told.args[0].at("group").nodes == {"a"}
    assert told.args[0].at("").nodes == {"group"}


def test_the_selection_lets_go_of_what_was_removed(desk: Desk) -> None:
    desk.document.apply(AddNodes((Node("a", "text.prompt"), Node("b", "text.prompt"))))
    desk.selection.select(["a", "b"])
    assert desk.selection.current == "b"
    desk.document.apply(RemoveNodes(("b",)))
    assert desk.selection.nodes == {"a"}
    assert desk.selection.current == "a"


def test_undoing_the_open_subgraph_leads_out_of_it(desk: Desk) -> None:
    desk.document.apply(AddNodes((Node("a", "text.prompt"),)))
    desk.document.apply(MakeSubgraph(("a",), "group"))
    desk.selection.enter("group")
    assert desk.selection.path("a") == "group/a"
    desk.document.undo()
    assert desk.selection.where == ""


def test_problems_are_known_by_path(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.document.problems_changed):
        desk.document.apply(AddNodes((Node("save", "media.save_clip"),)))
    assert [problem.code for problem in desk.document.problems_at("save")] == ["input.missing"]
