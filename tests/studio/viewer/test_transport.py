"""The row under the picture: scrubbing, in and out flags, what is ready, speed and loop."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer.transport import Transport


@pytest.fixture
def row(desk: Desk, qtbot: QtBot) -> Transport:
    made = Transport(desk)
    qtbot.addWidget(made)
    made.resize(800, 44)
    desk.playhead.set_length(17, Fraction(8))
    made.show()
    return made


def test_the_frame_is_told_from_one_on(desk: Desk, row: Transport) -> None:
    desk.playhead.move_to(7)
    assert row.frame.text() == " 8 / 17"


def test_dragging_along_the_line_scrubs(desk: Desk, row: Transport) -> None:
    scrub = row.scrub
    QTest.mousePress(scrub, Qt.MouseButton.LeftButton, pos=QPoint(scrub.width() // 2, scrub.height() // 2 + 4))
    assert desk.playhead.frame == 8
    QTest.mouseMove(scrub, QPoint(scrub.width() - 1, 12))
    QTest.mouseRelease(scrub, Qt.MouseButton.LeftButton, pos=QPoint(scrub.width() - 1, 12))
    assert desk.playhead.frame == 16


def test_the_flags_of_in_and_out_are_dragged(desk: Desk, row: Transport) -> None:
    desk.playhead.set_range(8, 16)
    scrub = row.scrub
    x = round(scrub._x_of(8))
    QTest.mousePress(scrub, Qt.MouseButton.LeftButton, pos=QPoint(x, 6))
    QTest.mouseMove(scrub, QPoint(round(scrub._x_of(4)), 6))
    QTest.mouseRelease(scrub, Qt.MouseButton.LeftButton, pos=QPoint(round(scrub._x_of(4)), 6))
    assert (desk.playhead.start, desk.playhead.end) == (4, 16)
    assert desk.playhead.frame == 0


def test_arrows_step_while_the_line_has_the_focus(desk: Desk, row: Transport) -> None:
    QTest.keyClick(row.scrub, Qt.Key.Key_Right)
    QTest.keyClick(row.scrub, Qt.Key.Key_PageUp)
    QTest.keyClick(row.scrub, Qt.Key.Key_Left)
    assert desk.playhead.frame == 8


def test_frames_that_are_ready_are_painted(row: Transport) -> None:
    before = row.scrub.grab().toImage()
    row.scrub.set_ready([3, 4, 5, 9])
    assert row.scrub.grab().toImage() != before


def test_the_loop_switch_is_kept_in_the_settings(desk: Desk, row: Transport) -> None:
    assert desk.playhead.loop
    QTest.mouseClick(row.loop, Qt.MouseButton.LeftButton)
    assert not desk.playhead.loop
    assert desk.settings.get("viewer.loop") is False


def test_play_is_a_button_that_space_presses(desk: Desk, row: Transport) -> None:
    row.play.setFocus()
    QTest.keyClick(row.play, Qt.Key.Key_Space)
    assert desk.playhead.playing
    assert "Pause" in row.play.toolTip()
    QTest.mouseClick(row.play, Qt.MouseButton.LeftButton)
    assert not desk.playhead.playing


def test_a_speed_is_chosen_from_the_menu(desk: Desk, row: Transport) -> None:
    half = next(action for action in row.speed.menu().actions() if action.data() == 0.5)
    half.trigger()
    assert row.speed.text() == "½×"


def test_a_still_needs_no_buttons(row: Transport) -> None:
    row.set_moving(False)
    assert not row.play.isVisible()
    assert not row.scrub.isVisible()
    row.set_moving(True)
    assert row.scrub.isVisible()


def test_a_narrow_row_keeps_the_line_of_time(row: Transport) -> None:
    row.resize(420, 44)
    assert not row.loop.isVisible()
    assert row.scrub.isVisible()
