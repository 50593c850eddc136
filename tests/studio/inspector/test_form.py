"""What the form is about: several nodes, wires, problems, defaults, and staying in step with the document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.inspector import InspectorPanel
from app.inspector.node_page import NodePage
from app.inspector.row import Row
from app.inspector.wired import WiredField
from nodes.graph.edits import Connect, Disconnect, MakeSubgraph, SetParameter
from nodes.graph.model import Wire
from nodes.graph.project import Project

Find = Callable[[str], Any]
FindRow = Callable[[str], Row]
Drag = Callable[..., None]
LEFT = Qt.MouseButton.LeftButton


def value(desk: Desk, name: str, node: str = "a") -> Any:
    return desk.document.value("", node, name)


def form_names(panel: InspectorPanel) -> list[str]:
    assert isinstance(panel.page, NodePage)
    return [name for row in panel.page.form.rows for name in row.names]


# -- several nodes


def test_several_nodes_show_what_they_share(desk: Desk, panel: InspectorPanel) -> None:
    desk.selection.select(["a", "c"])
    assert form_names(panel) == ["strength", "loop"]
    assert panel.header.title == "2 nodes"


def test_values_that_differ_are_mixed_and_a_drag_sets_all_in_one_step(
    desk: Desk, panel: InspectorPanel, field: Find, drag: Drag
) -> None:
    desk.document.apply(SetParameter("b", "strength", 0.9))
    desk.document.end_step()
    desk.selection.select(["a", "b"], current="a")
    strength = field("strength")
    assert strength.is_mixed()
    drag(strength, -5000)
    assert value(desk, "strength", "a") == value(desk, "strength", "b") == 0.0
    desk.document.undo()
    assert (value(desk, "strength", "a"), value(desk, "strength", "b")) == (0.5, 0.9)


def test_an_expression_is_calculated_for_each_node(desk: Desk, panel: InspectorPanel, field: Find) -> None:
    desk.document.apply(SetParameter("b", "frames", 33))
    desk.document.end_step()
    desk.selection.select(["a", "b"], current="a")
    QTest.mouseClick(field("frames"), LEFT)
    QTest.keyClicks(QApplication.focusWidget(), "value*2")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert (value(desk, "frames", "a"), value(desk, "frames", "b")) == (34, 66)
    desk.document.undo()
    assert (value(desk, "frames", "a"), value(desk, "frames", "b")) == (17, 33)


def test_text_written_into_several_nodes_is_one_step(desk: Desk, panel: InspectorPanel, field: Find) -> None:
    desk.document.apply(SetParameter("b", "label", "other"))
    desk.document.end_step()
    desk.selection.select(["a", "b"], current="a")
    line = field("label").line
    assert line.placeholderText() == "mixed"
    line.setFocus()
    QTest.keyClicks(line, "ball")
    assert value(desk, "label", "a") == value(desk, "label", "b") == "ball"
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.document.undo()
    assert (value(desk, "label", "a"), value(desk, "label", "b")) == ("", "other")


def test_what_one_of_the_nodes_does_not_take_is_refused_for_all(
    desk: Desk, panel: InspectorPanel, field: Find, row: FindRow
) -> None:
    desk.selection.select(["c", "a"], current="c")
    QTest.mouseClick(field("strength"), LEFT)
    QTest.keyClicks(QApplication.focusWidget(), "1.5")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert (value(desk, "strength", "c"), value(desk, "strength", "a")) == (1.0, 0.5)
    assert "highest accepted is 1" in row("strength").message


def test_mixed_switches_all_become_on(desk: Desk, panel: InspectorPanel, field: Find) -> None:
    desk.document.apply(SetParameter("b", "loop", True))
    desk.document.end_step()
    desk.selection.select(["a", "b"], current="a")
    QTest.mouseClick(field("loop"), LEFT)
    assert value(desk, "loop", "a") is value(desk, "loop", "b") is True


def test_nodes_that_share_nothing_say_so(desk: Desk, panel: InspectorPanel) -> None:
    desk.selection.select(["a", "number"])
    assert form_names(panel) == []


# -- default


def test_a_double_click_on_the_name_resets(desk: Desk, row: FindRow) -> None:
    desk.document.apply(SetParameter("a", "frames", 40))
    desk.document.end_step()
    frames = row("frames")
    assert not frames.is_default
    QTest.mouseDClick(frames, LEFT, pos=QPoint(20, 12))
    assert value(desk, "frames") == 17
    assert "frames" not in desk.document.graph.nodes["a"].parameters
    assert frames.is_default
    desk.document.undo()
    assert value(desk, "frames") == 40


def test_the_row_with_the_focus_is_reset_by_a_key(desk: Desk, panel: InspectorPanel, field: Find) -> None:
    desk.document.apply(SetParameter("a", "frames", 40))
    desk.document.end_step()
    field("frames").setFocus()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(field("frames"), Qt.Key.Key_Backspace, keys)
    assert value(desk, "frames") == 17


def actions(row: Row) -> dict[str, Any]:
    return {action.text(): action for action in row.menu().actions()}


def test_the_menu_resets_a_size_as_one_step(desk: Desk, row: FindRow) -> None:
    row("width").field.give(832, 480)
    actions(row("width"))["Reset to 0 px × 0 px"].trigger()
    assert (value(desk, "width"), value(desk, "height")) == (0, 0)
    desk.document.undo()
    assert (value(desk, "width"), value(desk, "height")) == (832, 480)


def test_a_value_is_copied_and_pasted_to_another_node(desk: Desk, panel: InspectorPanel, row: FindRow) -> None:
    desk.document.apply(SetParameter("a", "seed", 2**62 + 1))
    actions(row("seed"))["Copy value"].trigger()
    assert QGuiApplication.clipboard().text() == str(2**62 + 1)
    desk.selection.select(["b"])
    actions(row("seed"))["Paste value"].trigger()
    assert value(desk, "seed", "b") == 2**62 + 1


def test_pasting_what_does_not_fit_is_refused_in_words(desk: Desk, row: FindRow) -> None:
    QGuiApplication.clipboard().setText("no number")
    actions(row("frames"))["Paste value"].trigger()
    assert value(desk, "frames") == 17
    assert "clipboard" in row("frames").message


# -- wires and problems


def test_a_wired_parameter_tells_where_it_is_from_and_cannot_be_edited(
    desk: Desk, wired: Desk, panel: InspectorPanel, row: FindRow
) -> None:
    strength = row("strength").field
    assert isinstance(strength, WiredField)
    assert strength.words == "from Given Number"
    QTest.mouseClick(strength, LEFT)
    assert desk.selection.nodes == {"number"}


def test_wiring_and_unwiring_changes_the_row(desk: Desk, panel: InspectorPanel, row: FindRow) -> None:
    desk.document.apply(Connect(Wire("number", "number", "a", "strength")))
    assert row("strength").is_wired
    desk.document.apply(Disconnect("a", "strength"))
    assert not row("strength").is_wired


def test_a_problem_of_the_document_stands_on_its_field(desk: Desk, panel: InspectorPanel, row: FindRow) -> None:
    desk.document.apply(SetParameter("a", "frames", 5000))
    desk.document.check_now()
    assert "5000" in row("frames").message or "1025" in row("frames").message
    assert row("frames").field.wrong
    desk.document.undo()
    desk.document.check_now()
    assert row("frames").message == ""
    assert not row("frames").field.wrong


def test_undo_and_redo_show_in_the_fields(desk: Desk, row: FindRow) -> None:
    desk.document.apply(SetParameter("a", "label", "ball"))
    assert row("label").field.line.text() == "ball"
    desk.document.undo()
    assert row("label").field.line.text() == ""
    desk.document.redo()
    assert row("label").field.line.text() == "ball"


@pytest.mark.parametrize("odd", [None, True, 3, 2.5, "text", [1, "x"], {"a": 1}, 10**30])
def test_values_of_the_wrong_kind_are_shown_and_can_be_replaced(
    desk: Desk, panel: InspectorPanel, row: FindRow, field: Find, odd: Any
) -> None:
    for name in form_names(panel):
        desk.document.apply(SetParameter("a", name, odd))
    desk.document.check_now()
    assert not panel.grab().isNull()
    QTest.mouseClick(field("frames"), LEFT)
    QTest.keyClicks(QApplication.focusWidget(), "33")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert value(desk, "frames") == 33
    QTest.keyClick(field("strength"), Qt.Key.Key_Up)
    row("easing").reset()
    assert value(desk, "easing") == "linear"


def test_undo_inside_a_text_field_reaches_the_document(desk: Desk, field: Find) -> None:
    line = field("label").line
    line.setFocus()
    QTest.keyClicks(line, "ball")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == value(desk, "label") != "ball"


def test_another_project_while_writing_leaves_no_trace(
    desk: Desk, panel: InspectorPanel, field: Find, tmp_path: Path, qapp: QApplication
) -> None:
    QTest.mouseClick(field("frames"), LEFT)
    QTest.keyClicks(QApplication.focusWidget(), "99")
    desk.document.open(Project.new(state=tmp_path / "another"))
    qapp.processEvents()
    assert desk.document.undo_title == ""
    assert not panel.grab().isNull()


# -- subgraphs


def test_a_parameter_is_shown_on_its_subgraph_and_edited_there(
    desk: Desk, panel: InspectorPanel, row: FindRow, field: Find
) -> None:
    desk.document.apply(MakeSubgraph(("a",), "group", "Group"))
    desk.selection.enter("group")
    desk.selection.select(["a"])
    actions(row("frames"))["Show on the subgraph"].trigger()
    assert "Hide on the subgraph" in actions(row("frames"))
    desk.selection.leave()
    assert panel.header.title == "Group"
    assert form_names(panel) == ["frames"]
    QTest.mouseClick(field("frames"), LEFT)
    QTest.keyClicks(QApplication.focusWidget(), "21")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert desk.document.value("", "group", "frames") == 21
    desk.selection.enter("group")
    desk.selection.select(["a"])
    actions(row("frames"))["Hide on the subgraph"].trigger()
    desk.selection.leave()
    assert form_names(panel) == []
