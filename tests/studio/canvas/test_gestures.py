"""Gestures by a real mouse; each is one step that undo takes back, and Escape cancels each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from nodes.graph import Graph, Wire

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
RIGHT, MIDDLE = Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


def undone_is(hand, before: Graph) -> None:  # type: ignore[no-untyped-def]
    """One undo leads back, and the items show it; redo leads on again."""
    after = hand.graph.copy()
    assert hand.desk.document.undo()
    assert hand.graph == before
    assert set(hand.canvas.nodes) == set(before.nodes)
    assert set(hand.canvas.wires) == set(before.wires)
    for name, node in before.nodes.items():
        assert (hand.canvas.nodes[name].x(), hand.canvas.nodes[name].y()) == node.position
    assert hand.desk.document.redo()
    assert hand.graph == after


def test_a_node_is_moved_onto_the_grid(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.title("seed"), hand.title("seed") + QPoint(33, 127))
    x, y = hand.graph.nodes["seed"].position
    assert (x % 20, y % 20) == (0, 0)
    assert (x, y) != (0.0, 300.0)
    undone_is(hand, before)


def test_alt_moves_a_node_freely(hand) -> None:
    hand.drag(hand.title("seed"), hand.title("seed") + QPoint(33, 127), keys=ALT)
    assert hand.graph.nodes["seed"].position == (33.0, 427.0)


def test_a_node_near_a_neighbours_edge_comes_into_line_with_it(hand) -> None:
    hand.drag(hand.title("other"), hand.title("other") + QPoint(4, 120))
    assert hand.graph.nodes["other"].position[0] == 300.0


def test_escape_cancels_a_move(hand) -> None:
    before = hand.graph.copy()
    hand.press(hand.title("seed"))
    hand.move(hand.title("seed") + QPoint(60, 60))
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.title("seed"))
    assert hand.graph == before
    assert hand.canvas.nodes["seed"].y() == 300.0
    assert not hand.desk.document.undo_title


def test_a_click_selects_and_a_click_on_nothing_does_not(hand) -> None:
    hand.click(hand.title("size"))
    assert hand.desk.selection.nodes == {"size"}
    hand.click(hand.title("load"), keys=CTRL)
    assert hand.desk.selection.nodes == {"size", "load"}
    hand.click(hand.at(-100, 650))
    assert hand.desk.selection.is_empty


def test_a_box_selects_what_it_touches(hand) -> None:
    hand.drag(hand.at(520, 250), hand.at(250, -40))
    assert hand.desk.selection.nodes == {"size"}
    hand.drag(hand.at(520, 480), hand.at(480, 290), keys=SHIFT)
    assert hand.desk.selection.nodes == {"size", "other"}


def test_a_wire_is_drawn_from_output_to_input(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.port("load", "image", output=True), hand.port("other", "image"))
    assert hand.graph.wires["other", "image"] == Wire("load", "image", "other", "image")
    undone_is(hand, before)


def test_a_wire_is_drawn_from_input_to_output(hand) -> None:
    hand.drag(hand.port("other", "image"), hand.port("load", "image", output=True))
    assert ("other", "image") in hand.graph.wires


def test_a_wire_dropped_on_a_node_takes_the_first_port_that_fits(hand) -> None:
    hand.drag(hand.port("load", "image", output=True), hand.title("other"))
    assert ("other", "image") in hand.graph.wires


def test_a_wire_of_another_type_is_refused_in_words(hand) -> None:
    said = []
    hand.desk.noticed.connect(said.append)
    hand.press(hand.port("load", "image", output=True))
    hand.move(hand.at(200, 100))
    target = hand.port("seed", "seed", output=True)
    hand.move(target)
    assert not hand.view.gesture.verdict.ok
    reason = hand.view.gesture.verdict.reason
    hand.release(target)
    assert not [key for key in hand.graph.wires if key[0] == "seed"]
    assert said
    assert said[-1].text == reason


def test_a_wire_that_a_converter_helps_says_so(hand) -> None:
    hand.press(hand.port("load", "image", output=True))
    hand.move(hand.at(500, 300))
    hand.move(hand.port("save", "clip"))
    verdict = hand.view.gesture.verdict
    assert verdict.ok
    assert verdict.converter is not None
    hand.release(hand.port("save", "clip"))
    assert hand.canvas.wires["save", "clip"].converter == verdict.converter.title


def test_a_circle_is_refused(hand) -> None:
    hand.drag(hand.port("size", "image", output=True), hand.port("other", "image"))
    hand.press(hand.port("other", "image", output=True))
    hand.move(hand.at(520, 300))
    hand.move(hand.port("size", "image"))
    assert "size" in hand.view.gesture.verdict.reason
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.at(0, 0))
    assert hand.graph.wires["size", "image"].source == "load"


def test_a_wire_pulled_off_its_input_is_gone_when_it_is_let_go_over_nothing(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.port("size", "image"), hand.at(180, 560))
    assert not hand.graph.wires
    undone_is(hand, before)


def test_a_wire_pulled_off_its_input_goes_to_another(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.port("size", "image"), hand.port("other", "image"))
    assert set(hand.graph.wires) == {("other", "image")}
    undone_is(hand, before)


def test_ctrl_takes_all_wires_of_an_output_along(hand) -> None:
    hand.drag(hand.port("load", "image", output=True), hand.port("other", "image"))
    hand.desk.document.end_step()
    name = hand.view.place_node("media.load_image", hand.view.mapToScene(hand.at(0, 150)))
    hand.drag(
        hand.port("load", "image", output=True), hand.port(name, "image", output=True), keys=CTRL
    )  # fmt: skip
    assert {wire.source for wire in hand.graph.wires.values()} == {name}


def test_a_wire_let_go_over_nothing_asks_for_a_node(hand, qtbot) -> None:
    with qtbot.waitSignal(hand.view.search_wanted) as asked:
        hand.drag(hand.port("load", "image", output=True), hand.at(200, 620))
    _, end = asked.args
    assert (end.node, end.port, end.from_output) == ("load", "image", True)


def test_a_stroke_cuts_wires(hand) -> None:
    before = hand.graph.copy()
    wire = hand.canvas.wires["size", "image"].middle
    middle = hand.view.mapFromScene(wire)
    hand.drag(middle + QPoint(0, -60), middle + QPoint(6, 60), button=RIGHT, keys=CTRL)
    assert not hand.graph.wires
    undone_is(hand, before)


def test_a_node_dropped_on_a_wire_goes_into_it(hand) -> None:
    before = hand.graph.copy()
    middle = hand.canvas.wires["size", "image"].middle
    grab = hand.title("other")
    hand.drag(grab, hand.view.mapFromScene(middle) + QPoint(-40, 0), steps=12)
    wires = hand.graph.wires
    assert wires["other", "image"].source == "load"
    assert wires["size", "image"].source == "other"
    undone_is(hand, before)


def test_ctrl_drags_a_copy_with_its_wires(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.title("size"), hand.title("size") + QPoint(0, 500), keys=CTRL)
    fresh = set(hand.graph.nodes) - set(before.nodes)
    assert len(fresh) == 1
    name = fresh.pop()
    assert hand.graph.wires[name, "image"].source == "load"
    assert hand.desk.selection.nodes == {name}
    undone_is(hand, before)


def test_a_frame_takes_along_what_lies_in_it(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.at(100, 250), hand.at(100, 350))
    assert hand.graph.frames["box"].position == (-40.0, 340.0)
    assert hand.graph.nodes["seed"].position == (0.0, 400.0)
    undone_is(hand, before)


def test_a_frame_is_resized_by_its_corner(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.at(236, 436), hand.at(276, 496))
    assert hand.graph.frames["box"].size == (320.0, 260.0)
    undone_is(hand, before)


def test_a_number_is_changed_by_dragging_it(hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.value("seed", "seed"), hand.value("seed", "seed") + QPoint(40, 0), steps=10)
    assert hand.graph.nodes["seed"].parameters["seed"] == 10
    assert hand.graph.nodes["seed"].position == before.nodes["seed"].position
    undone_is(hand, before)


def test_escape_gives_a_dragged_number_back(hand) -> None:
    before = hand.graph.copy()
    hand.press(hand.value("seed", "seed"))
    hand.move(hand.value("seed", "seed") + QPoint(40, 0))
    assert hand.graph != before
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.at(0, 0))
    assert hand.graph == before


def test_a_click_turns_a_switch_round(hand) -> None:
    hand.click(hand.value("save", "sound"))
    assert hand.graph.nodes["save"].parameters["sound"] is False


def test_the_middle_button_moves_the_view(hand) -> None:
    begin = hand.view.standing()
    hand.drag(hand.at(200, 150), hand.at(150, 130), button=MIDDLE)
    x, y, zoom = hand.view.standing()
    assert (round(x - begin[0]), round(y - begin[1]), zoom) == (50, 20, begin[2])


def test_space_and_the_left_button_move_the_view(hand, qtbot) -> None:
    begin = hand.view.standing()
    qtbot.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag(hand.title("load"), hand.title("load") + QPoint(-30, 0))
    qtbot.keyRelease(hand.view, Qt.Key.Key_Space)
    assert round(hand.view.standing()[0] - begin[0]) == 30
    assert hand.graph.nodes["load"].position == (0.0, 0.0)


@pytest.mark.parametrize("place", ["title", "port", "ground", "value"])
def test_a_press_and_escape_leaves_everything_as_it_was(hand, place: str) -> None:
    before = hand.graph.copy()
    begin = {
        "title": hand.title("size"),
        "port": hand.port("size", "image"),
        "ground": hand.at(-200, 600),
        "value": hand.value("seed", "offset"),
    }[place]
    hand.press(begin)
    hand.move(begin + QPoint(30, 30))
    hand.move(begin + QPoint(80, 60))
    hand.key(Qt.Key.Key_Escape)
    hand.release(begin + QPoint(80, 60))
    assert hand.graph == before
    assert hand.view.gesture is None
