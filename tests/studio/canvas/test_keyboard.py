"""The canvas by keyboard: walking, switching off, deleting, typing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.canvas.menus import menu_for
from app.canvas.standing import named_views

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_arrows_walk_along_wires_and_to_neighbours(hand) -> None:
    hand.desk.selection.select(["load"])
    hand.desk.commands.run("canvas.walk_right")
    assert hand.desk.selection.current == "size"
    hand.desk.commands.run("canvas.walk_left")
    assert hand.desk.selection.current == "load"
    hand.desk.commands.run("canvas.walk_down")
    assert hand.desk.selection.current == "seed"
    hand.desk.commands.run("canvas.walk_right")
    assert hand.desk.selection.current == "other"


@pytest.mark.parametrize(
    ("key", "flag"),
    [
        ("canvas.mute", "muted"),
        ("canvas.bypass", "bypassed"),
        ("canvas.collapse", "collapsed"),
        ("canvas.lock", "locked"),
    ],
)
def test_flags_are_switched_for_all_selected_at_once(hand, key: str, flag: str) -> None:
    hand.desk.selection.select(["size", "other"])
    hand.desk.commands.run(key)
    assert [getattr(hand.graph.nodes[name], flag) for name in ("size", "other", "load")] == [True, True, False]
    hand.desk.commands.run(key)
    assert not getattr(hand.graph.nodes["size"], flag)
    hand.desk.document.undo()
    hand.desk.document.undo()
    assert not hand.desk.document.undo_title


def test_keys_work_while_the_canvas_has_the_focus(hand, qtbot) -> None:
    hand.panel.activateWindow()
    hand.view.setFocus()
    qtbot.waitUntil(hand.view.hasFocus)
    hand.desk.selection.select(["size"])
    hand.key(Qt.Key.Key_M)
    assert hand.graph.nodes["size"].muted
    hand.key(Qt.Key.Key_Delete)
    assert "size" not in hand.graph.nodes
    hand.key(Qt.Key.Key_A, CTRL)
    assert hand.desk.selection.nodes == set(hand.graph.nodes)
    hand.key(Qt.Key.Key_Escape)
    assert hand.desk.selection.is_empty


def test_deleting_takes_nodes_frames_and_notes_in_one_step(hand) -> None:
    before = hand.graph.copy()
    hand.desk.commands.run("canvas.select_all")
    hand.desk.commands.run("canvas.delete")
    assert [len(part) for part in (hand.graph.nodes, hand.graph.frames, hand.graph.notes)] == [0, 0, 0]
    hand.desk.document.undo()
    assert hand.graph == before


def test_dissolving_joins_what_was_at_both_sides(hand) -> None:
    hand.drag(hand.port("size", "image", output=True), hand.port("other", "image"))
    hand.desk.selection.select(["size"])
    hand.desk.commands.run("canvas.dissolve")
    assert hand.graph.wires["other", "image"].source == "load"


def test_pulling_out_keeps_the_node(hand) -> None:
    hand.drag(hand.port("size", "image", output=True), hand.port("other", "image"))
    hand.desk.selection.select(["size"])
    hand.desk.commands.run("canvas.pull_out")
    assert set(hand.graph.wires) == {("other", "image")}
    assert hand.graph.wires["other", "image"].source == "load"
    assert "size" in hand.graph.nodes


def test_zoom_to_everything_and_to_the_selection(hand) -> None:
    hand.view.set_zoom(3.0)
    hand.desk.commands.run("canvas.zoom_all")
    assert hand.view.seen().contains(hand.view.scene_rect_of_all())
    hand.desk.selection.select(["save"])
    hand.desk.commands.run("canvas.zoom_selection")
    middle = hand.canvas.nodes["save"].scene_rect().center()
    assert (hand.view.seen().center() - middle).manhattanLength() < 4


def test_the_wheel_zooms_about_the_mouse(hand) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    place = QPointF(300, 200)
    before = hand.view.mapToScene(place.toPoint())
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        place, hand.view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hand.view.viewport(), event)
    assert hand.view.zoom > 1.3
    assert (hand.view.mapToScene(place.toPoint()) - before).manhattanLength() < 2


def test_a_title_is_typed_where_it_stands(hand) -> None:
    before = hand.graph.copy()
    hand.desk.selection.select(["size"])
    hand.desk.commands.run("canvas.rename")
    line = hand.view.editing.widget
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "Smaller")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert hand.graph.nodes["size"].title == "Smaller"
    assert hand.canvas.nodes["size"].title == "Smaller"
    hand.desk.document.undo()
    assert hand.graph == before


def test_escape_leaves_a_title_as_it_was(hand) -> None:
    hand.double_click(hand.title("size"))
    line = hand.view.editing.widget
    QTest.keyClicks(line, "Smaller")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert hand.graph.nodes["size"].title == ""
    assert hand.view.editing.widget is None


def test_a_note_is_typed_into(hand) -> None:
    hand.double_click(hand.at(700, 460))
    box = hand.view.editing.widget
    assert isinstance(box, QPlainTextEdit)
    QTest.keyClicks(box, "Other words")
    QTest.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert hand.graph.notes["words"].text == "Other words"


def test_a_frame_is_named(hand) -> None:
    hand.double_click(hand.at(60, 255))
    line = hand.view.editing.widget
    QTest.keyClicks(line, "Chance")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert hand.graph.frames["box"].title == "Chance"


def test_a_value_is_typed_into_its_field(hand, qtbot) -> None:
    hand.double_click(hand.value("seed", "offset"))
    field = hand.view.editing.widget
    assert field is not None
    assert field.isVisible()
    qtbot.waitUntil(lambda: field.findChild(QLineEdit) is not None)
    target = field.findChild(QLineEdit)
    QTest.keyClick(target, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(target, "12")
    QTest.keyClick(target, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hand.view.editing.widget is None)
    assert hand.graph.nodes["seed"].parameters["offset"] == 12


def test_a_double_click_on_a_wire_puts_a_dot_on_it(hand) -> None:
    before = hand.graph.copy()
    middle = hand.view.mapFromScene(hand.canvas.wires["size", "image"].middle)
    hand.double_click(middle)
    assert hand.graph.nodes["reroute"].type_id == "graph.reroute"
    assert hand.graph.wires["size", "image"].source == "reroute"
    hand.desk.document.undo()
    assert hand.graph == before


def test_alt_click_on_a_wire_puts_a_dot_on_it(hand) -> None:
    middle = hand.view.mapFromScene(hand.canvas.wires["size", "image"].middle)
    hand.click(middle, keys=ALT)
    assert "reroute" in hand.graph.nodes


def test_a_double_click_on_nothing_asks_for_a_node(hand, qtbot) -> None:
    with qtbot.waitSignal(hand.view.search_wanted) as asked:
        hand.double_click(hand.at(-100, 650))
    assert asked.args[1] is None


@pytest.mark.parametrize(("place", "wanted"), [((60, 14), "canvas.mute"), ((-150, 650), "canvas.select_all")])
def test_menus_are_made_of_commands(hand, place: tuple[float, float], wanted: str) -> None:
    point = QPointF(*place)
    menu = menu_for(hand.view, hand.view.hit(point), point)
    assert wanted in {action.objectName() for action in menu.actions()}
    menu.deleteLater()


def test_the_menu_of_a_wire_removes_it(hand) -> None:
    middle = hand.canvas.wires["size", "image"].middle
    menu = menu_for(hand.view, hand.view.hit(middle), middle)
    menu.actions()[-1].trigger()
    assert not hand.graph.wires
    menu.deleteLater()


def test_a_view_is_named_gone_to_and_undone(hand) -> None:
    hand.view.set_zoom(0.5)
    hand.view.centerOn(300.0, 100.0)
    stood = hand.view.standing()
    hand.panel.view_names.keep("here")
    hand.view.set_zoom(2.0)
    hand.panel.view_names.go("here")
    assert hand.view.standing() == pytest.approx(stood, abs=2.0)
    assert "here" in named_views(hand.graph)
    hand.desk.document.undo()
    assert not named_views(hand.graph)


def test_tool_tips_say_type_and_help(hand) -> None:
    from app.canvas.tips import tip_of

    point = hand.canvas.nodes["size"].port_point("image", is_output=False)
    text = tip_of(hand.view, hand.view.hit(point))
    assert "Image" in text
    assert "needed" in text
    assert hand.view.accessibleName()


def test_centre_on_goes_into_a_subgraph(hand) -> None:
    from nodes.graph.edits import MakeSubgraph

    hand.desk.document.apply(MakeSubgraph(("size", "other"), "inside", "Inside"))
    hand.view.centre_on("inside/other")
    assert hand.desk.selection.current_path == "inside/other"
    middle = hand.canvas.nodes["other"].scene_rect().center()
    assert (hand.view.seen().center() - middle).manhattanLength() < 4


def test_a_node_is_placed_and_wired(hand) -> None:
    from app.canvas.connecting import WireEnd

    name = hand.view.place_node("picture.resize_image", QPointF(300, 620), WireEnd("load", "image", True))
    assert hand.graph.wires[name, "image"].source == "load"
    assert hand.view.place_node("no.such_type", QPointF()) == ""
