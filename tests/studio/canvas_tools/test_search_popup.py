"""The search is driven by keys and places what was chosen, wired, in one step."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.tools_install import CanvasTools
from app.desk import Desk
from nodes.graph import Node
from nodes.graph.edits import AddNodes

Key = Qt.Key


def titles(tools: CanvasTools) -> list[str]:
    return [row.title for row in tools.search.model.rows]


def press(tools: CanvasTools, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(tools.search.field, key)


def test_tab_opens_it_and_enter_places_the_node(desk: Desk, tools: CanvasTools, qtbot: QtBot) -> None:
    QTest.keyClick(tools._view, Key.Key_Tab)
    qtbot.waitUntil(tools.search.field.hasFocus)
    QTest.keyClicks(tools.search.field, "strokes")
    assert titles(tools)[0] == "Strokes"
    press(tools, Key.Key_Return)
    assert [node.type_id for node in desk.document.graph.nodes.values()] == ["motion.strokes"]
    assert desk.selection.nodes == {"strokes"}
    assert not tools.search.isVisible()
    assert tools._view.hasFocus()
    desk.document.undo()
    assert not desk.document.graph.nodes
    assert desk.document.undo_title == ""


def test_the_node_stands_on_the_grid_where_it_was_asked_for(desk: Desk, tools: CanvasTools) -> None:
    tools.search_at(QPointF(131, -47))
    QTest.keyClicks(tools.search.field, "prompt")
    press(tools, Key.Key_Return)
    assert next(iter(desk.document.graph.nodes.values())).position == (140, -40)


def test_escape_closes_and_adds_nothing(desk: Desk, tools: CanvasTools) -> None:
    tools.search_here()
    QTest.keyClicks(tools.search.field, "clip")
    press(tools, Key.Key_Escape)
    assert not tools.search.isVisible()
    assert not desk.document.graph.nodes
    assert tools._view.hasFocus()


def test_canvas_shortcuts_are_letters_while_typing(desk: Desk, tools: CanvasTools) -> None:
    desk.document.apply(AddNodes((Node("a", "text.text", position=(3, 5)),)))
    tools.search_here()
    QTest.keyClicks(tools.search.field, "L")
    assert tools.search.field.text() == "L"
    assert desk.document.graph.nodes["a"].position == (3, 5)


def test_without_a_word_it_shows_recent_ones_and_categories(desk: Desk, tools: CanvasTools) -> None:
    desk.settings.set("search.recent", ["motion.strokes", "gone.node", "model.sample"])
    tools.search_here()
    assert titles(tools)[:5] == ["Recent", "Strokes", "Sample", "Categories", "Media"]
    row = tools.search.current()
    assert row is not None
    assert row.title == "Strokes"


def test_categories_are_entered_and_left(desk: Desk, tools: CanvasTools) -> None:
    tools.search_here()
    while tools.search.current().category != "Camera":  # type: ignore[union-attr]
        press(tools, Key.Key_Down)
    press(tools, Key.Key_Return)
    assert "Camera Path" in titles(tools)
    assert "Strokes" not in titles(tools)
    press(tools, Key.Key_Escape)
    assert tools.search.isVisible()
    assert "Camera" in titles(tools)


def test_up_from_the_first_row_goes_to_the_last_and_pages_stay_inside(desk: Desk, tools: CanvasTools) -> None:
    tools.search_here()
    QTest.keyClicks(tools.search.field, "mask")
    rows = len(titles(tools))
    press(tools, Key.Key_Up)
    assert tools.search.list.currentIndex().row() == rows - 1
    press(tools, Key.Key_PageUp, Key.Key_PageUp, Key.Key_PageUp)
    assert tools.search.list.currentIndex().row() == 0
    press(tools, Key.Key_PageDown)
    assert 0 < tools.search.list.currentIndex().row() < rows


def test_a_pulled_wire_is_wired_in_the_same_step(desk: Desk, tools: CanvasTools) -> None:
    desk.document.apply(AddNodes((Node("depth", "depth.estimate_depth"),)))
    desk.document.end_step()
    tools.search_for_wire(QPointF(400, 100), "depth", "depth", True)
    assert tools.search._head.text() == "depth →"
    QTest.keyClicks(tools.search.field, "save clip")
    press(tools, Key.Key_Return)
    graph = desk.document.graph
    assert graph.wires["save_clip", "clip"].source == "depth"
    desk.document.undo()
    assert list(desk.document.graph.nodes) == ["depth"]
    assert not desk.document.graph.wires


def test_a_wire_pulled_out_of_an_input_is_wired_to_the_new_output(desk: Desk, tools: CanvasTools) -> None:
    desk.document.apply(AddNodes((Node("sample", "model.sample", position=(600, 0)),)))
    tools.search_for_wire(QPointF(500, 100), "sample", "conditioning", False)
    QTest.keyClicks(tools.search.field, "prompt")
    press(tools, Key.Key_Return)
    wire = desk.document.graph.wires["sample", "conditioning"]
    assert (wire.source, wire.output) == ("prompt", "conditioning")
    assert desk.document.graph.nodes["prompt"].position[0] < 500


def test_what_was_placed_is_recent(desk: Desk, tools: CanvasTools) -> None:
    for word in ("strokes", "prompt"):
        tools.search_here()
        QTest.keyClicks(tools.search.field, word)
        press(tools, Key.Key_Return)
    assert desk.settings.get("search.recent")[:2] == ["text.prompt", "motion.strokes"]


def test_it_stays_inside_the_view(desk: Desk, tools: CanvasTools) -> None:
    tools.search_at(tools._view.mapToScene(tools._view.viewport().rect().bottomRight()))
    assert tools._view.rect().contains(tools.search.geometry())


def test_a_click_places_too(desk: Desk, tools: CanvasTools) -> None:
    tools.search_here()
    QTest.keyClicks(tools.search.field, "camera path")
    view = tools.search.list
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(tools.search.model.index(0)).center()
    )
    assert [node.type_id for node in desk.document.graph.nodes.values()] == ["camera.camera_path"]


def test_nothing_found_says_so_and_enter_does_nothing(desk: Desk, tools: CanvasTools) -> None:
    tools.search_here()
    QTest.keyClicks(tools.search.field, "zzqx")
    assert "zzqx" in titles(tools)[0]
    press(tools, Key.Key_Return)
    assert tools.search.isVisible()
    assert not desk.document.graph.nodes


def test_an_example_graph_is_inserted_in_one_step(desk: Desk, tools: CanvasTools) -> None:
    tools.search_here()
    QTest.keyClicks(tools.search.field, "dragged ball")
    press(tools, Key.Key_Return)
    assert "motion.strokes" in {node.type_id for node in desk.document.graph.nodes.values()}
    desk.document.undo()
    assert not desk.document.graph.nodes
