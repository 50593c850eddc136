"""Strokes are drawn with the mouse, and what is stored is what was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nodes.library.strokes import tracks_of
from nodes.values import Strokes

PIXEL = np.array([1 / 832, 1 / 480])


def test_a_dragged_path_is_stored_within_half_a_pixel_of_the_hand(hand, stored) -> None:
    hand.drag((0.2, 0.5), (0.4, 0.3), (0.7, 0.6))
    (stroke,) = stored()
    begin, end = hand.at((0.2, 0.5)), hand.at((0.7, 0.6))
    assert np.abs(np.array(stroke["points"][0]) - begin).max() < 1e-6
    assert np.abs(np.array(stroke["points"][-1]) - end).max() < 1e-6
    assert len(stroke["times_s"]) == len(stroke["points"])
    assert stroke["times_s"][0] == 0
    assert np.all(np.diff(stroke["times_s"]) >= 0)


@pytest.mark.parametrize("frames", [17, 49, 81, 121])
def test_a_drawn_stroke_gives_a_track_of_the_wanted_length_through_what_was_drawn(hand, stored, frames) -> None:
    hand.drag((0.2, 0.5), (0.4, 0.3), (0.7, 0.6))
    tracks = tracks_of(Strokes.from_json(stored()), frames)
    assert tracks.xy.shape == (1, frames, 2)
    for way in ((0.2, 0.5), (0.7, 0.6)):
        there = hand.at(way)
        off = np.abs((tracks.xy[0] - there) / PIXEL).max(axis=1).min()
        assert off < 0.5


def test_one_drag_is_one_step_and_undo_brings_back_exactly_what_was(hand, stored, stroke_desk) -> None:
    hand.drag((0.2, 0.5), (0.4, 0.3))
    before = stored()
    hand.drag((0.3, 0.8), (0.9, 0.85))
    assert len(stored()) == 2
    assert stroke_desk.document.undo_title.startswith("Draw")
    assert stroke_desk.document.undo()
    assert stored() == before
    assert stroke_desk.document.redo()
    assert len(stored()) == 2


def test_nothing_is_stored_while_the_button_is_down_and_escape_leaves_no_trace(
    hand, stored, active, stroke_desk
) -> None:
    hand.drag((0.2, 0.5), (0.4, 0.3), release=False)
    assert len(active.strokes) == 1
    assert active.drafting
    assert not stored()
    hand.key(Qt.Key.Key_Escape)
    assert not active.strokes
    assert not active.drafting
    QTest.mouseRelease(hand.canvas, Qt.MouseButton.LeftButton, pos=hand.place((0.4, 0.3)))
    assert not stored()
    assert stroke_desk.document.undo_title == ""


def test_with_shift_the_path_is_a_straight_line(hand, stored) -> None:
    hand.drag((0.2, 0.5), (0.4, 0.3), (0.7, 0.6), keys=Qt.KeyboardModifier.ShiftModifier)
    (stroke,) = stored()
    assert len(stroke["points"]) == 2
    assert "times_s" not in stroke


def test_a_click_alone_draws_nothing(hand, stored) -> None:
    hand.click((0.5, 0.5))
    assert not stored()


def test_a_curve_is_clicked_and_ended_with_enter(hand, stored) -> None:
    hand.key(Qt.Key.Key_C)
    ways = [(0.2, 0.5), (0.4, 0.2), (0.6, 0.5), (0.8, 0.2)]
    for way in ways:
        hand.click(way)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Return)
    (stroke,) = stored()
    wanted = [hand.at(way) for way in ways[:3]]
    assert np.allclose(stroke["points"], wanted, atol=1e-6)


def test_an_outline_clicked_goes_to_the_selected_stroke(hand, stored) -> None:
    hand.drag((0.3, 0.54), (0.6, 0.3))
    hand.key(Qt.Key.Key_G)
    for way in ((0.1, 0.3), (0.45, 0.3), (0.45, 0.85), (0.1, 0.85)):
        hand.click(way)
    hand.key(Qt.Key.Key_Return)
    (stroke,) = stored()
    assert len(stroke["region"]) == 4


def test_a_lasso_without_a_stroke_holds_still_until_a_path_is_drawn_from_inside_it(hand, stored) -> None:
    hand.key(Qt.Key.Key_G)
    hand.drag((0.2, 0.4), (0.4, 0.4), (0.4, 0.7), (0.2, 0.7))
    (thing,) = stored()
    assert thing["pinned"]
    assert len(thing["region"]) >= 4
    hand.key(Qt.Key.Key_D)
    hand.drag((0.25, 0.6), (0.6, 0.3))
    (moving,) = stored()
    assert moving["region"] == thing["region"]
    assert "pinned" not in moving
    assert moving["name"] == thing["name"]


def test_pins_come_by_key_and_by_the_right_button(hand, stored) -> None:
    hand.key(Qt.Key.Key_P)
    hand.click((0.1, 0.1))
    hand.key(Qt.Key.Key_D)
    hand.click((0.9, 0.1), Qt.MouseButton.RightButton)
    first, second = stored()
    assert first["pinned"]
    assert second["pinned"]
    assert first["name"] != second["name"]


def test_a_pause_of_the_hand_is_kept(hand, active) -> None:
    places = [hand.place(way) for way in ((0.2, 0.5), (0.5, 0.5), (0.8, 0.5))]
    QTest.mousePress(hand.canvas, Qt.MouseButton.LeftButton, pos=places[0])
    hand.move(places[1], wait_ms=40)
    hand.move(places[2], wait_ms=400)
    QTest.mouseRelease(hand.canvas, Qt.MouseButton.LeftButton, pos=places[2])
    path = active.frame_points(0)
    resting = np.abs(path[:, 0] - hand.at((0.5, 0.5))[0]) < 0.02
    assert resting.sum() > 8


def test_drawing_goes_on_where_a_zoomed_picture_is_seen(panel, hand, stored) -> None:
    panel.canvas.set_zoom(3.0)
    hand.drag((0.45, 0.5), (0.55, 0.45))
    (stroke,) = stored()
    wanted = hand.at((0.45, 0.5))
    assert np.abs(np.array(stroke["points"][0]) - wanted).max() < 1e-6
