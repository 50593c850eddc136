"""Subgraphs: made, entered, renamed, shown outside and unpacked, each one step and back again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.canvas.structure_dialog import ExposedDialog
from app.canvas.structure_exposed import (
    add_edit,
    candidates,
    move_edit,
    remove_edit,
    rename_edit,
    shown,
)
from app.canvas.tools_install import CanvasTools
from app.desk import Desk, Notice
from nodes.errors import GraphError
from nodes.graph import Exposed, Graph, Inner, Node, Wire
from nodes.graph.edits import AddNodes, Connect, SetParameter

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def chain(desk: Desk) -> Desk:
    nodes = (
        Node("a", "text.text", position=(0, 0)),
        Node("b", "text.join_text", position=(300, 0)),
        Node("c", "text.prompt", position=(600, 0)),
    )
    desk.document.apply(AddNodes(nodes, (Wire("a", "text", "b", "texts"), Wire("b", "text", "c", "text"))))
    desk.document.end_step()
    return desk


def press(tools: CanvasTools, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    tools._view.setFocus()
    QTest.keyClick(tools._view, key, modifiers)


def test_made_named_entered_left_and_unpacked_by_keys(chain: Desk, tools: CanvasTools, qtbot: QtBot) -> None:
    before = chain.document.graph.copy()
    chain.selection.select(["a", "b"])
    press(tools, Qt.Key.Key_G)
    assert set(chain.document.graph.nodes) == {"subgraph", "c"}
    qtbot.waitUntil(tools.structure.name_card.field.hasFocus)
    QTest.keyClicks(tools.structure.name_card.field, "Walk")
    QTest.keyClick(tools.structure.name_card.field, Qt.Key.Key_Return)
    assert chain.document.graph.nodes["subgraph"].title == "Walk"
    press(tools, Qt.Key.Key_Down)
    assert chain.selection.where == "subgraph"
    press(tools, Qt.Key.Key_Up)
    assert chain.selection.where == ""
    assert chain.selection.nodes == {"subgraph"}
    press(tools, Qt.Key.Key_G, CONTROL | SHIFT)
    assert set(chain.document.graph.nodes) == {"a", "b", "c"}
    assert chain.selection.nodes == {"a", "b"}
    while chain.document.graph != before:
        assert chain.document.undo()


def test_selected_frames_and_notes_go_along_in_the_same_step(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a", "b"])
    chain.commands.run("canvas.frame")
    chain.commands.run("canvas.note")
    before = chain.document.graph.copy()
    chain.selection.select(["a", "b"], chain.document.graph.frames, chain.document.graph.notes)
    chain.commands.run("canvas.group")
    assert not chain.document.graph.frames
    inside = chain.document.graph_at("subgraph")
    assert inside is not None
    assert (inside.frames, inside.notes) == (before.frames, before.notes)
    chain.document.undo()
    assert chain.document.graph == before


def test_several_are_unpacked_in_one_step(chain: Desk, tools: CanvasTools) -> None:
    for name in ("a", "b"):
        chain.selection.select([name])
        chain.commands.run("canvas.group")
    before = chain.document.graph.copy()
    chain.selection.select(["subgraph", "subgraph_2"])
    chain.commands.run("canvas.ungroup")
    assert set(chain.document.graph.nodes) == {"a", "b", "c"}
    chain.document.undo()
    assert chain.document.graph == before


def test_escape_keeps_the_first_name(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a"])
    press(tools, Qt.Key.Key_G)
    QTest.keyClicks(tools.structure.name_card.field, "Other")
    QTest.keyClick(tools.structure.name_card.field, Qt.Key.Key_Escape)
    assert chain.document.graph.nodes["subgraph"].title == "Subgraph"
    assert not tools.structure.name_card.isVisible()


@pytest.mark.parametrize(
    "name", ["canvas.group", "canvas.ungroup", "canvas.rename_subgraph", "canvas.interface", "canvas.expose"]
)
def test_without_a_selection_it_is_told_what_to_do(
    desk: Desk, tools: CanvasTools, notices: list[Notice], name: str
) -> None:
    desk.commands.run(name)
    assert notices
    assert desk.document.undo_title == ""


def test_entering_what_is_no_subgraph_is_told(chain: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    chain.selection.select(["a"])
    press(tools, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert chain.selection.where == ""
    assert notices
    assert not tools.structure.enter_node("a")
    assert not tools.structure.enter_node("nobody")


# -- what is shown outside


@pytest.fixture
def nested() -> Graph:
    """outer { sub { in -> out } }, with a value and a wire on sub from outside."""
    inner = Graph(
        [Node("x", "text.join_text"), Node("y", "text.prompt")],
        [Wire("x", "text", "y", "text")],
        exposed=Exposed(
            {"words": (Inner("x", "texts"),)},
            {"prompt": Inner("y", "conditioning")},
            {"between": (Inner("x", "separator"),)},
        ),
    )
    return Graph(
        [
            Node("t", "text.text"),
            Node("sub", "graph.subgraph", graph=inner, parameters={"between": "-"}),
            Node("s", "model.sample"),
        ],
        [Wire("t", "text", "sub", "words"), Wire("sub", "prompt", "s", "conditioning")],
        exposed=Exposed(parameters={"gap": (Inner("sub", "between"),)}, outputs={"p": Inner("sub", "prompt")}),
    )


def test_renaming_takes_wires_values_and_outer_ports_along(nested: Graph) -> None:
    before = nested.copy()
    undo = []
    for kind, name, to in (
        ("inputs", "words", "lines"),
        ("outputs", "prompt", "mood"),
        ("parameters", "between", "gap"),
    ):
        undo.append(rename_edit(nested, "sub", kind, name, to).apply(nested))  # type: ignore[arg-type]
    assert nested.wires["sub", "lines"].source == "t"
    assert nested.wires["s", "conditioning"].output == "mood"
    assert nested.nodes["sub"].parameters == {"gap": "-"}
    assert nested.exposed.parameters == {"gap": (Inner("sub", "gap"),)}
    assert nested.exposed.outputs == {"p": Inner("sub", "mood")}
    for edit in reversed(undo):
        edit.apply(nested)
    assert nested == before


def test_hiding_takes_wires_away_and_keeps_the_value_in_force(nested: Graph) -> None:
    before = nested.copy()
    undo = []
    for kind, name in (("inputs", "words"), ("outputs", "prompt"), ("parameters", "between")):
        undo.append(remove_edit(nested, "sub", kind, name).apply(nested))  # type: ignore[arg-type]
    inner = nested.nodes["sub"].graph
    assert inner is not None
    assert shown(inner.exposed) == []
    assert not nested.wires
    assert nested.nodes["sub"].parameters == {}
    assert inner.nodes["x"].parameters == {"separator": "-"}
    assert shown(nested.exposed) == []
    for edit in reversed(undo):
        edit.apply(nested)
    assert nested == before


def test_names_must_be_free_and_not_empty(nested: Graph) -> None:
    for name in ("between", "  "):
        with pytest.raises(GraphError):
            rename_edit(nested, "sub", "inputs", "words", name)
    with pytest.raises(GraphError):
        rename_edit(nested, "gone", "inputs", "words", "w")


def test_adding_finds_a_free_name_and_what_is_shown_is_offered_no_more(nested: Graph, desk: Desk) -> None:
    inner = nested.graph_at("sub")
    assert inner is not None
    assert ("parameters", "separator") not in candidates(inner, desk.registry, "x")
    assert ("inputs", "text") not in candidates(inner, desk.registry, "y")
    offered = candidates(inner, desk.registry, "y")
    assert ("outputs", "conditioning") not in offered
    add_edit(inner, "sub", "outputs", Inner("x", "text"), "prompt").apply(nested)
    after = nested.graph_at("sub")
    assert after is not None
    assert after.exposed.outputs["prompt_2"] == Inner("x", "text")


def test_the_order_can_be_changed_up_to_the_ends(nested: Graph, desk: Desk) -> None:
    inner = nested.graph_at("sub")
    assert inner is not None
    add_edit(inner, "sub", "outputs", Inner("x", "text"), "joined").apply(nested)
    inner = nested.graph_at("sub")
    assert inner is not None
    assert move_edit(inner, "sub", "outputs", "prompt", -1) is None
    edit = move_edit(inner, "sub", "outputs", "prompt", 1)
    assert edit is not None
    edit.apply(nested)
    after = nested.graph_at("sub")
    assert after is not None
    assert list(after.exposed.outputs) == ["joined", "prompt"]


def test_the_menu_of_an_inner_node_ticks_what_is_shown(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a", "b"])
    chain.commands.run("canvas.group")
    chain.selection.enter("subgraph")
    chain.selection.select(["b"])
    menu = tools.structure.expose_menu(tools._view)
    assert menu is not None
    ticks = {action.text(): action for action in menu.actions() if action.isCheckable()}
    assert ticks["text"].isChecked()
    assert not ticks["separator"].isChecked()
    ticks["separator"].trigger()
    inner = chain.document.graph_at("subgraph")
    assert inner is not None
    assert inner.exposed.parameters == {"separator": (Inner("b", "separator"),)}
    chain.document.apply(SetParameter("subgraph", "separator", " + "))
    assert chain.document.value("", "subgraph", "separator") == " + "


def row_of(dialog: ExposedDialog, name: str) -> None:
    found = dialog.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    dialog.tree.setCurrentItem(found[0])


def test_the_list_renames_orders_and_hides(chain: Desk, tools: CanvasTools, qtbot: QtBot) -> None:
    chain.selection.select(["b"])
    chain.commands.run("canvas.group")
    chain.selection.select(["subgraph"])
    chain.commands.run("canvas.interface")
    dialog = tools.structure.dialog
    assert dialog is not None
    names = [item.name for item in shown(chain.document.graph.nodes["subgraph"].graph.exposed)]  # type: ignore[union-attr]
    assert names == ["texts", "text"]
    row_of(dialog, "texts")
    item = dialog.tree.currentItem()
    item.setText(0, "lines")
    assert chain.document.graph.wires["subgraph", "lines"].source == "a"
    assert dialog.current() is not None
    assert dialog.current().name == "lines"  # type: ignore[union-attr]
    menu = dialog.add_menu()
    actions = [action for inner in menu.actions() for action in inner.menu().actions()]  # type: ignore[union-attr]
    actions[0].trigger()
    assert len(shown(chain.document.graph.nodes["subgraph"].graph.exposed)) == 3  # type: ignore[union-attr]
    row_of(dialog, "lines")
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    assert ("subgraph", "lines") not in chain.document.graph.wires
    chain.document.undo()
    assert ("subgraph", "lines") in chain.document.graph.wires
    dialog.close()
    qtbot.waitUntil(lambda: tools.structure.dialog is None)


def test_a_taken_name_is_told_and_put_back(chain: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    chain.selection.select(["b"])
    chain.commands.run("canvas.group")
    chain.document.apply(
        add_edit(chain.document.graph_at("subgraph"), "subgraph", "parameters", Inner("b", "separator"))  # type: ignore[arg-type]
    )
    chain.selection.select(["subgraph"])
    chain.commands.run("canvas.interface")
    dialog = tools.structure.dialog
    assert dialog is not None
    row_of(dialog, "texts")
    dialog.tree.currentItem().setText(0, "separator")
    assert "taken" in notices[-1].text
    assert chain.document.graph.wires["subgraph", "texts"].source == "a"
    dialog.close()


def test_the_list_closes_when_its_subgraph_is_undone(chain: Desk, tools: CanvasTools, qtbot: QtBot) -> None:
    chain.selection.select(["b"])
    chain.commands.run("canvas.group")
    chain.selection.select(["subgraph"])
    chain.commands.run("canvas.interface")
    chain.document.undo()
    qtbot.waitUntil(lambda: tools.structure.dialog is None)


# -- breadcrumb


def test_the_breadcrumb_leads_back(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a", "b"])
    chain.commands.run("canvas.group")
    tools.structure.name_card.finish(keep=False)
    chain.selection.enter("subgraph")
    crumbs = tools.breadcrumb.findChildren(QPushButton)
    assert [crumb.text() for crumb in crumbs] == ["main", "Subgraph"]
    QTest.mouseClick(crumbs[0], Qt.MouseButton.LeftButton)
    assert chain.selection.where == ""
    assert chain.selection.nodes == {"subgraph"}


def test_the_breadcrumb_follows_names_and_keys(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a", "b"])
    chain.commands.run("canvas.group")
    QTest.keyClicks(tools.structure.name_card.field, "Walk")
    QTest.keyClick(tools.structure.name_card.field, Qt.Key.Key_Return)
    chain.selection.enter("subgraph")
    assert tools.breadcrumb.steps == (("", "main"), ("subgraph", "Walk"))
    crumbs = tools.breadcrumb.findChildren(QPushButton)
    crumbs[1].setFocus()
    QTest.keyClick(crumbs[1], Qt.Key.Key_Left)
    assert crumbs[0].hasFocus()
    QTest.keyClick(crumbs[0], Qt.Key.Key_Space)
    assert chain.selection.where == ""


# -- frames and notes


def test_a_frame_is_put_around_the_selection(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a", "b"])
    press(tools, Qt.Key.Key_J)
    frame = next(iter(chain.document.graph.frames.values()))
    for name in ("a", "b"):
        node = chain.document.graph.nodes[name]
        width, height = tools.size_of(node)
        assert frame.position[0] < node.position[0]
        assert node.position[0] + width < frame.position[0] + frame.size[0]
        assert node.position[1] + height < frame.position[1] + frame.size[1]
    assert chain.selection.frames == {frame.id}
    chain.document.undo()
    assert not chain.document.graph.frames


def test_the_colour_menu_colours_the_selected_frames(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["a"])
    press(tools, Qt.Key.Key_J)
    menu = tools.frames.colour_menu(tools._view)
    next(action for action in menu.actions() if action.text() == "Depth").trigger()
    assert next(iter(chain.document.graph.frames.values())).colour == "#4DD0C8"
    chain.document.undo()
    assert next(iter(chain.document.graph.frames.values())).colour != "#4DD0C8"


def test_a_note_stands_where_the_mouse_is(desk: Desk, tools: CanvasTools) -> None:
    press(tools, Qt.Key.Key_J, CONTROL | SHIFT)
    note = next(iter(desk.document.graph.notes.values()))
    assert desk.selection.notes == {note.id}


def test_a_note_is_put_into_the_frame_which_grows(chain: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    desk = chain
    desk.commands.run("canvas.frame_note")
    assert notices[-1].text == "Select a frame first."
    desk.selection.select(["a", "b"])
    desk.commands.run("canvas.frame")
    before = next(iter(desk.document.graph.frames.values()))
    desk.selection.select(frames=[before.id])
    desk.commands.run("canvas.frame_note")
    after, note = desk.document.graph.frames[before.id], next(iter(desk.document.graph.notes.values()))
    assert note.position[1] >= before.position[1] + before.size[1]
    assert note.position[1] + note.size[1] < after.position[1] + after.size[1]
    desk.document.undo()
    assert desk.document.graph.frames == {before.id: before}


def test_a_wire_into_a_subgraph_survives_grouping_twice(chain: Desk, tools: CanvasTools) -> None:
    chain.selection.select(["b"])
    chain.commands.run("canvas.group")
    chain.selection.select(["subgraph"])
    chain.commands.run("canvas.group")
    chain.document.apply(Connect(Wire("a", "text", "subgraph_2", "texts")))
    assert not [item for items in chain.document.problems().values() for item in items if "wire" in item.code]
