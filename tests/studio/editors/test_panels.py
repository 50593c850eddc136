"""Layers, fields, curves: other views of the same strokes, each change one step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.editors import CurvesPanel, LayersPanel, StrokePanel
from nodes.graph import Graph, Node
from nodes.graph.edits import RemoveNodes, SetParameter
from nodes.values import Report, Table

LINE = {"points": [[0.2, 0.5], [0.5, 0.25], [0.8, 0.5]], "name": "line"}
PIN = {"points": [[0.1, 0.1]], "pinned": True, "name": "pin"}


@pytest.fixture
def two(active):
    active.change([LINE, PIN], "Two")
    active.select(0)
    return active


@pytest.fixture
def layers(stroke_desk: Desk, two, qtbot: QtBot) -> LayersPanel:
    made = LayersPanel(stroke_desk)
    qtbot.addWidget(made)
    made.resize(420, 520)
    made.show()
    return made


@pytest.fixture
def curves(stroke_desk: Desk, two, qtbot: QtBot) -> CurvesPanel:
    from fractions import Fraction

    stroke_desk.playhead.set_length(17, Fraction(8))
    made = CurvesPanel(stroke_desk)
    qtbot.addWidget(made)
    made.resize(1000, 240)
    made.show()
    QTest.qWaitForWindowExposed(made)
    return made


def test_a_click_on_a_row_selects_its_stroke(layers: LayersPanel, two) -> None:
    row = layers.list.visualItemRect(layers.list.item(1)).center()
    QTest.mouseClick(layers.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert two.index == 1


def test_a_double_click_renames(layers: LayersPanel, stored, qtbot: QtBot) -> None:
    row = layers.list.visualItemRect(layers.list.item(0)).center()
    QTest.mouseClick(layers.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    QTest.mouseDClick(layers.list.viewport(), Qt.MouseButton.LeftButton, pos=row)
    qtbot.waitUntil(lambda: layers.list.findChild(QLineEdit) is not None)
    editor = layers.list.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "ball")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored()[0].get("name") == "ball")


def test_the_order_of_strokes_changes_by_buttons(layers: LayersPanel, stored, two) -> None:
    layers.on_down()
    assert stored() == [PIN, LINE]
    assert two.index == 1


@pytest.mark.parametrize(
    ("name", "typed", "key", "value"),
    [
        ("strength", "0.85", "strength", 0.85),
        ("layer", "3", "layer", 3),
        ("start", "2", "start", 2),
        ("end", "9", "end", 9),
        ("rotation_end_deg", "45°", "rotation_end_deg", 45.0),
        ("scale_end", "1,5", "scale_end", 1.5),
        ("radius", "11 %", "radius", 0.11),
    ],
)
def test_a_typed_field_is_stored_in_one_step(
    layers: LayersPanel, stored, stroke_desk: Desk, name: str, typed: str, key: str, value: float
) -> None:
    field = layers.fields.fields[name]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stored()[0][key] == value
    assert stroke_desk.document.undo()
    assert stored() == [LINE, PIN]


def test_nonsense_in_a_field_changes_nothing_and_the_value_stands_again(layers: LayersPanel, stored) -> None:
    field = layers.fields.fields["strength"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "much")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stored() == [LINE, PIN]
    assert field.text() == "1.00"


def test_the_numbers_of_a_selected_point_are_typed_in_pixels(layers: LayersPanel, stored, two) -> None:
    two.select(0, [1])
    field = layers.fields.fields["x"]
    assert field.text() == "416.00 px"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "104")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stored()[0]["points"][1] == [0.125, 0.25]


def test_a_path_error_below_the_strokes_is_told(
    desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot
) -> None:
    from nodes.graph import Wire

    nodes = [
        Node("drawing", "motion.strokes", parameters={"strokes": [LINE]}),
        Node("tracks", "motion.strokes_to_tracks"),
        Node("error", "report.path_error"),
    ]
    wires = [Wire("drawing", "strokes", "tracks", "strokes"), Wire("tracks", "tracks", "error", "tracks")]
    with_graph(Graph(nodes, wires))
    panel = LayersPanel(desk)
    qtbot.addWidget(panel)
    table = Table("Path error", ("distance", "px"), (("mean (ObjMC)", 3.0), ("median", 2.14), ("final", 4.0)))
    desk.results.value_arrived.emit("error", "report", Report("Path error", (table,)), None)
    assert "2.1 px" in panel._measured._text.text()


def test_a_key_of_the_speed_dragged_to_the_side_times_its_point(curves: CurvesPanel, stored, two) -> None:
    view = curves.view
    place = view.key_place(0, 1)
    to = place + QPointF(view.x_of(3) - view.x_of(0), 0)
    _drag(view, place, to)
    times = stored()[0]["times_s"]
    assert times[1] / times[-1] == pytest.approx(11 / 16, abs=0.01)
    assert stored()[0]["points"] == LINE["points"]


def test_the_line_dragged_up_makes_it_faster_there_and_it_arrives_all_the_same(curves: CurvesPanel, two) -> None:
    view = curves.view
    before = view.curves[0].values.copy()
    place = QPointF(view.x_of(4.5), view.y_of(view.curves[0], view.curves[0].at(4.5)))
    _drag(view, place, place - QPointF(0, 40))
    after = view.curves[0].values
    assert after[4] > before[4] * 1.2
    path = two.frame_points(0)
    assert np.allclose(path[[0, -1]], [[0.2, 0.5], [0.8, 0.5]])


def test_the_playhead_is_dragged_on_the_ruler(curves: CurvesPanel, stroke_desk: Desk) -> None:
    view = curves.view
    _drag(view, QPointF(view.x_of(2), view.height() - 6), QPointF(view.x_of(11), view.height() - 6))
    assert stroke_desk.playhead.frame == 11
    assert "frame 11" in curves._now.text()


def test_the_ends_of_the_bar_say_when_it_moves(curves: CurvesPanel, stored) -> None:
    view = curves.view
    y = view._plot().bottom() + 9
    _drag(view, QPointF(view.x_of(16), y), QPointF(view.x_of(12), y))
    assert stored()[0]["end"] == 12


def test_escape_during_a_drag_of_a_curve_changes_nothing(curves: CurvesPanel, stored, two) -> None:
    view = curves.view
    place = view.key_place(0, 1)
    _drag(view, place, place + QPointF(80, 0), release=False)
    assert two.drafting
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not two.drafting
    assert stored() == [LINE, PIN]


def test_camera_keys_are_dragged_in_time(desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot) -> None:
    from fractions import Fraction

    keys = [{"frame": 0}, {"frame": 8, "rotation": [20.0, 0.0, 0.0]}, {"frame": 16}]
    with_graph(Graph([Node("camera", "camera.camera_keys", parameters={"keys": keys})]))
    desk.playhead.set_length(17, Fraction(8))
    panel = CurvesPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1000, 240)
    panel.show()
    view = panel.view
    assert [curve.name for curve in view.curves] == ["pan"]
    place = view.key_place(0, 1)
    _drag(view, place, QPointF(view.x_of(5), place.y()))
    moved = desk.document.value("", "camera", "keys")
    assert [key["frame"] for key in moved] == [0, 5, 16]
    assert moved[1]["rotation"] == [20.0, 0.0, 0.0]
    assert desk.document.undo()
    assert desk.document.value("", "camera", "keys") == keys


def test_without_strokes_the_panel_offers_a_node_for_the_selected_picture(
    desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot
) -> None:
    with_graph(Graph([Node("photo", "media.load_image")]))
    panel = StrokePanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    assert panel._pages.currentIndex() == 1
    QTest.mouseClick(panel._empty._add, Qt.MouseButton.LeftButton)
    assert panel._pages.currentIndex() == 0
    (wire,) = desk.document.graph.wires.values()
    assert (wire.source, wire.input) == ("photo", "image")
    assert desk.document.undo()
    assert list(desk.document.graph.nodes) == ["photo"]
    assert panel._pages.currentIndex() == 1


@pytest.mark.parametrize(
    "broken", ["nonsense", [{"points": "x"}], [{"points": [[0, 0]], "colour": 3}], {"a": 1}, [3]]
)
def test_strokes_that_cannot_be_read_are_told_and_can_be_begun_anew(
    panel, stroke_desk: Desk, active, stored, broken
) -> None:
    stroke_desk.document.apply(SetParameter("drawing", "strokes", broken))
    assert active.problem
    assert panel._pages.currentIndex() == 1
    assert panel._empty._text.text() == active.problem
    QTest.mouseClick(panel._empty._anew, Qt.MouseButton.LeftButton)
    assert stored() == []
    assert panel._pages.currentIndex() == 0
    stroke_desk.document.undo()
    assert stored() == broken


def test_a_removed_node_takes_the_editor_back_to_the_offer(panel, stroke_desk: Desk, two, hand) -> None:
    hand.drag((0.3, 0.8), (0.4, 0.7), release=False)
    stroke_desk.document.apply(RemoveNodes(("drawing",)))
    assert panel._pages.currentIndex() == 1
    hand.move(hand.place((0.5, 0.5)))
    assert stroke_desk.document.undo()
    assert len(two.strokes) == 2


def test_a_path_out_of_the_picture_is_told_with_a_cure(panel, active, stored) -> None:
    active.change([{**LINE, "points": [[0.2, 0.5], [1.4, 0.5]]}], "Out")
    assert "leaves the picture" in panel._said.text()
    panel.on_cure("0")
    assert stored()[0]["points"] == [[0.2, 0.5], [1.0, 0.5]]


def test_an_easing_downstream_that_ignores_the_hand_is_told_with_a_cure(panel, active, stroke_desk: Desk) -> None:
    active.change([{**LINE, "times_s": [0.0, 0.1, 1.0]}], "Timed")
    stroke_desk.document.apply(SetParameter("tracks", "easing", "ease in"))
    assert "ease in" in panel._said.text()
    panel.on_cure("0")
    assert stroke_desk.document.value("", "tracks", "easing") == "as drawn"


def test_a_missing_picture_file_is_told_by_name(panel, stroke_desk: Desk) -> None:
    stroke_desk.document.apply(SetParameter("image", "file", "gone.png"))
    assert "gone.png" in panel._waiting._text.text()
    assert panel._waiting.isVisible()


def test_every_control_has_a_name_for_screen_readers(panel, layers: LayersPanel, curves: CurvesPanel) -> None:
    from PySide6.QtWidgets import QAbstractButton

    for widget in (panel, layers, curves):
        for child in widget.findChildren(QAbstractButton):
            assert child.accessibleName() or child.text(), child


def _drag(view, start: QPointF, to: QPointF, *, release: bool = True) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for step in range(1, 6):
        QTest.mouseMove(view, (start + (to - start) * (step / 5)).toPoint(), 2)
        QApplication.processEvents()
    if release:
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=to.toPoint())


def test_strokes_that_nothing_uses_are_told_with_a_cure_that_wires_them(
    desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot
) -> None:
    from nodes.graph import Wire

    nodes = [Node("photo", "media.load_image"), Node("drawing", "motion.strokes", parameters={"strokes": [LINE]})]
    with_graph(Graph(nodes, [Wire("photo", "image", "drawing", "image")]))
    panel = StrokePanel(desk)
    qtbot.addWidget(panel)
    assert "Nothing uses" in panel._said.text()
    panel.on_cure("0")
    wires = {(wire.source, wire.target, wire.input) for wire in desk.document.graph.wires.values()}
    assert {("drawing", "tracks", "strokes"), ("tracks", "drag", "tracks"), ("photo", "drag", "image")} <= wires
    assert "Nothing uses" not in panel._said.text()
    assert desk.document.undo()
    assert set(desk.document.graph.nodes) == {"photo", "drawing"}
