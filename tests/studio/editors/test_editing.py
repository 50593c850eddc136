"""What is drawn is changed point by point, each change one step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

LINE = {"points": [[0.2, 0.5], [0.5, 0.25], [0.8, 0.5]], "name": "line"}
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def line(active):
    active.change([LINE], "Line")
    active.select(0)
    return active


def test_a_dragged_point_goes_where_the_mouse_goes_and_the_others_stay(hand, stored, line) -> None:
    before, grip = hand.at((0.5, 0.25)), hand.at((0.55, 0.4))
    hand.drag((0.5, 0.25), (0.55, 0.4))
    points = np.array(stored()[0]["points"])
    assert np.allclose(points[1], np.array([0.5, 0.25]) + grip - before, atol=2e-6)
    assert points[[0, 2]].tolist() == [[0.2, 0.5], [0.8, 0.5]]


def test_undo_of_a_dragged_point_restores_exactly(hand, stored, line, stroke_desk) -> None:
    hand.drag((0.5, 0.25), (0.55, 0.4))
    assert stroke_desk.document.undo()
    assert stored() == [LINE]


def test_a_double_click_on_the_path_adds_a_point_there_without_changing_the_path(hand, stored, line) -> None:
    before = line.curve(0)
    at = before[len(before) // 4]
    hand.double_click(at)
    points = np.array(stored()[0]["points"])
    assert len(points) == 4
    assert np.abs(points[1] - at).max() < 0.005
    assert line.points == {1}


def test_delete_takes_the_selected_point_and_then_the_stroke(hand, stored, line) -> None:
    hand.click((0.5, 0.25))
    hand.key(Qt.Key.Key_Delete)
    assert len(stored()[0]["points"]) == 2
    hand.key(Qt.Key.Key_Delete)
    assert stored() == []


def test_the_whole_stroke_is_dragged_by_its_path(hand, stored, line) -> None:
    grip = line.curve(0)[20]
    by = hand.at(np.add(grip, [0.1, 0.2])) - hand.at(grip)
    hand.drag(grip, np.add(grip, [0.1, 0.2]))
    assert np.allclose(stored()[0]["points"], np.array(LINE["points"]) + by, atol=2e-6)


def test_with_alt_a_dragged_stroke_is_copied_where_no_dot_lies(hand, stored, line) -> None:
    dots, curve = line.frame_points(0), line.curve(0)
    away = np.abs(curve[:, None] - dots).max(axis=2).min(axis=1)
    grip = curve[int(away.argmax())]
    hand.drag(grip, np.add(grip, [0.0, 0.3]), keys=ALT)
    first, copy = stored()
    assert first == LINE
    assert copy["name"] == "line 2"
    assert np.allclose(
        np.array(copy["points"]) - LINE["points"], hand.at(np.add(grip, [0.0, 0.3])) - hand.at(grip), atol=2e-6
    )


def test_arrows_nudge_by_a_pixel_and_with_shift_by_ten_in_one_step(hand, stored, line, stroke_desk) -> None:
    hand.click((0.5, 0.25))
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    points = np.array(stored()[0]["points"])
    assert np.allclose(points[1], [0.5 + 1 / 832, 0.25 + 10 / 480], atol=2e-6)
    assert stroke_desk.document.undo()
    assert stroke_desk.document.undo()
    assert stored() == [LINE]


@pytest.mark.parametrize(
    "command", ["reverse", "mirror_across", "mirror_down", "smooth", "subdivide", "duplicate", "delete"]
)
def test_every_command_changes_the_stroke_in_one_step_that_can_be_undone(
    panel, stored, line, stroke_desk, command
) -> None:
    assert stroke_desk.commands.run(f"strokes.{command}")
    assert stored() != [LINE]
    assert stroke_desk.document.undo()
    assert stored() == [LINE]


def test_reversing_twice_gives_the_same_stroke(panel, stored, active, stroke_desk) -> None:
    timed = {**LINE, "times_s": [0.0, 0.25, 2.0]}
    active.change([timed], "Timed")
    active.select(0)
    stroke_desk.commands.run("strokes.reverse")
    assert stored()[0]["times_s"] == [0.0, 1.75, 2.0]
    stroke_desk.commands.run("strokes.reverse")
    assert stored() == [timed]


def test_a_dot_dragged_along_the_path_times_it_and_leaves_the_path(hand, stored, line) -> None:
    dots = line.frame_points(0)
    hand.drag(dots[8], dots[11], keys=ALT)
    after = line.frame_points(0)
    assert np.abs((after[8] - dots[11]) * [832, 480]).max() < 2.0
    assert np.allclose(after[[0, -1]], dots[[0, -1]])
    assert "times_s" in stored()[0]


def test_the_corner_of_an_outline_is_dragged(hand, stored, active) -> None:
    square = [[0.1, 0.3], [0.3, 0.3], [0.3, 0.7], [0.1, 0.7]]
    active.change([{**LINE, "region": square}], "Square")
    active.select(0)
    by = hand.at((0.35, 0.8)) - hand.at((0.3, 0.7))
    hand.drag((0.3, 0.7), (0.35, 0.8))
    wanted = [*square[:2], (np.array(square[2]) + by).tolist(), square[3]]
    assert np.abs(np.array(stored()[0]["region"]) - wanted).max() < 0.002


def test_turning_and_resizing_say_how_the_thing_arrives(hand, stored, line) -> None:
    hand.key(Qt.Key.Key_R)
    hand.drag((0.9, 0.5), (0.9, 0.6), (0.8, 0.7))
    assert stored()[0]["rotation_end_deg"] == pytest.approx(90, abs=3)
    hand.key(Qt.Key.Key_S)
    hand.drag((0.9, 0.5), (1.0, 0.5))
    assert stored()[0]["scale_end"] == pytest.approx(2.0, abs=0.05)


def test_escape_deselects_points_then_the_stroke(hand, line) -> None:
    hand.click((0.5, 0.25))
    assert line.points == {1}
    hand.key(Qt.Key.Key_Escape)
    assert (line.points, line.index) == (frozenset(), 0)
    hand.key(Qt.Key.Key_Escape)
    assert line.index == -1


def test_easing_presets_write_the_timing_into_the_stroke(panel, line, stored) -> None:
    from app.editors.stroke_actions import stroke_actions
    from nodes.motion.easing import ease

    stroke_actions(panel._desk).ease("cubic")
    from app.editors.stroke_timing import frame_shares

    shares = frame_shares(stored()[0], line.timing)
    assert np.abs(shares - ease("cubic", np.arange(17) / 16)).max() < 0.002


def test_an_undo_during_a_gesture_drops_the_gesture(hand, stored, line, stroke_desk) -> None:
    hand.drag((0.5, 0.25), (0.55, 0.4), release=False)
    stroke_desk.document.undo()
    assert stored() == []
    assert not line.drafting
    hand.move(hand.place((0.6, 0.4)))
    assert stored() == []


def test_a_frame_drawn_round_points_selects_them_and_they_move_together(hand, stored, line) -> None:
    hand.key(Qt.Key.Key_V)
    hand.drag((0.4, 0.1), (0.95, 0.65))
    assert line.points == {1, 2}
    by = hand.at((0.5, 0.45)) - hand.at((0.5, 0.25))
    hand.drag((0.5, 0.25), (0.5, 0.45))
    points = np.array(stored()[0]["points"])
    assert points[0].tolist() == [0.2, 0.5]
    assert np.allclose(points[1:], np.array(LINE["points"])[1:] + by, atol=2e-6)
