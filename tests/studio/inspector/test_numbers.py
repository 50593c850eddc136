"""Numbers are dragged, written, calculated, stepped and refused in words; each is one undo step."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.inspector.fields.number import NumberField
from app.inspector.row import Row

Find = Callable[[str], Any]
Drag = Callable[..., None]


def value(desk: Desk, name: str, node: str = "a") -> Any:
    return desk.document.value("", node, name)


def write(field: NumberField, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Click, write over what is there, press a key."""
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    line = QApplication.focusWidget()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, key)


def test_dragging_follows_the_mouse_and_is_one_undo_step(desk: Desk, field: Find, drag: Drag) -> None:
    strength = field("strength")
    drag(strength, strength.width() // 4)
    assert value(desk, "strength") == pytest.approx(0.75)
    desk.document.undo()
    assert value(desk, "strength") == 0.5
    assert desk.document.undo_title == ""


def test_dragging_stops_at_the_ends(desk: Desk, field: Find, drag: Drag) -> None:
    drag(field("strength"), 5000)
    assert value(desk, "strength") == 1.0
    drag(field("strength"), -5000)
    assert value(desk, "strength") == 0.0


def test_shift_drags_finer_than_a_step(desk: Desk, field: Find, drag: Drag) -> None:
    drag(field("strength"), 20, Qt.KeyboardModifier.ShiftModifier)
    assert 0.5 < value(desk, "strength") < 0.55


def test_control_drags_in_large_notches(desk: Desk, field: Find, drag: Drag) -> None:
    drag(field("frames"), 40, Qt.KeyboardModifier.ControlModifier)
    assert value(desk, "frames") > 17
    assert value(desk, "frames") % 10 == 0


def test_a_number_without_ends_is_dragged_by_its_step(desk: Desk, field: Find, drag: Drag) -> None:
    drag(field("offset"), 40)
    assert value(desk, "offset") == pytest.approx(4.0)


def test_small_numbers_of_a_long_range_can_be_told_apart(field: Find) -> None:
    assert field("frames").track.share(17) == pytest.approx(0.125)


def test_escape_while_dragging_puts_the_old_value_back(desk: Desk, field: Find, drag: Drag) -> None:
    strength = field("strength")
    drag(strength, 60, release=False)
    assert value(desk, "strength") != 0.5
    QTest.keyClick(strength, Qt.Key.Key_Escape)
    assert value(desk, "strength") == 0.5


def test_escape_after_a_drag_that_changed_nothing_undoes_nothing(desk: Desk, field: Find, drag: Drag) -> None:
    drag(field("strength"), 5000)
    drag(field("strength"), 60, release=False)
    QTest.keyClick(field("strength"), Qt.Key.Key_Escape)
    assert value(desk, "strength") == 1.0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("24*4+1", 97), ("33", 33), ("2*frames + 1", 35), ("value*2", 34), ("round(40.4)", 40), ("1e2", 100)],
)
def test_a_click_lets_arithmetic_be_written(desk: Desk, field: Find, text: str, wanted: int) -> None:
    write(field("frames"), text)
    assert value(desk, "frames") == wanted
    assert type(value(desk, "frames")) is int


@pytest.mark.parametrize("text", ["12 px", "12px", "12"])
def test_the_unit_may_be_written_too(desk: Desk, field: Find, text: str) -> None:
    write(field("tracks"), text)
    assert value(desk, "tracks") == 12


def test_a_decimal_comma_is_understood(desk: Desk, field: Find) -> None:
    write(field("strength"), "0,25")
    assert value(desk, "strength") == 0.25


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2000", "highest accepted is 1025"),
        ("0", "lowest accepted is 1"),
        ("1.5", "whole number"),
        ("frmes*2", "'frmes' is not known"),
        ("17/0", "divides by zero"),
        ("__import__('os')", "not"),
        ("(", "cannot be read"),
        ("9**9**9", "exponent"),
    ],
)
def test_what_is_no_good_is_refused_in_words_and_the_old_value_stays(
    desk: Desk, field: Find, row: Callable[[str], Row], text: str, said: str
) -> None:
    write(field("frames"), text)
    assert value(desk, "frames") == 17
    assert said in row("frames").message
    assert field("frames").wrong
    assert field("frames").is_writing, "what was written is still there to be mended"


def test_a_refusal_ends_with_a_good_value(desk: Desk, field: Find, row: Callable[[str], Row]) -> None:
    write(field("frames"), "5000")
    line = QApplication.focusWidget()
    line.selectAll()
    QTest.keyClicks(line, "40")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert value(desk, "frames") == 40
    assert row("frames").message == ""
    assert not field("frames").wrong


def test_escape_leaves_what_was_written_undone(desk: Desk, field: Find) -> None:
    write(field("frames"), "99", Qt.Key.Key_Escape)
    assert value(desk, "frames") == 17
    assert not field("frames").is_writing


def test_leaving_the_line_takes_what_was_written(desk: Desk, field: Find) -> None:
    write(field("frames"), "99", Qt.Key.Key_Tab)
    assert value(desk, "frames") == 99


def test_typing_a_digit_begins_writing(desk: Desk, field: Find) -> None:
    frames = field("frames")
    frames.setFocus()
    QTest.keyClick(frames, Qt.Key.Key_4)
    QTest.keyClicks(QApplication.focusWidget(), "2")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert value(desk, "frames") == 42


def test_arrow_keys_step_and_the_whole_stay_is_one_undo_step(desk: Desk, field: Find) -> None:
    strength = field("strength")
    strength.setFocus()
    for _ in range(3):
        QTest.keyClick(strength, Qt.Key.Key_Up)
    QTest.keyClick(strength, Qt.Key.Key_Down)
    assert value(desk, "strength") == pytest.approx(0.6)
    desk.document.undo()
    assert value(desk, "strength") == 0.5


def turn_wheel(widget: NumberField, delta: int) -> bool:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_the_wheel_works_only_with_the_focus(desk: Desk, field: Find) -> None:
    frames = field("frames")
    turn_wheel(frames, 120)
    assert value(desk, "frames") == 17
    frames.setFocus()
    assert turn_wheel(frames, 120)
    assert value(desk, "frames") == 18


def test_seeds_of_63_bits_stay_exact(desk: Desk, field: Find) -> None:
    largest = 2**63 - 1
    write(field("seed").number, str(largest - 1))
    assert value(desk, "seed") == largest - 1
    QTest.keyClick(field("seed").number, Qt.Key.Key_Up)
    assert value(desk, "seed") == largest
    QTest.keyClick(field("seed").number, Qt.Key.Key_Up)
    assert value(desk, "seed") == largest


def test_the_dice_throws_another_seed(desk: Desk, field: Find) -> None:
    QTest.mouseClick(field("seed").dice, Qt.MouseButton.LeftButton)
    assert 0 < value(desk, "seed") < 2**32
    desk.document.undo()
    assert value(desk, "seed") == 0


@dataclass
class Ended:
    """As much of a finished run as seeds look at."""

    state: str = "done"
    overrides: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def after_run(seed: Any, words: str) -> None:
    next(action for action in seed.menu().actions() if action.text() == words).trigger()


def test_after_a_run_the_seed_does_what_was_chosen_and_the_project_keeps_the_choice(desk: Desk, field: Find) -> None:
    from app.inspector.seed_habits import habits_of

    habits = habits_of(desk)
    habits.on_finished(Ended())
    assert value(desk, "seed") == 0
    after_run(field("seed"), "one more")
    assert field("seed").habit == "next"
    assert desk.document.project.document()["editors"] == {"seeds": {"a.seed": "next"}}
    habits.on_finished(Ended())
    assert value(desk, "seed") == 1
    desk.document.undo()
    assert value(desk, "seed") == 0
    habits.on_finished(Ended(state="failed"))
    habits.on_finished(Ended(overrides={"a": {"seed": 3}}))
    assert value(desk, "seed") == 0
    after_run(field("seed"), "another at random")
    habits.on_finished(Ended())
    assert value(desk, "seed") != 0
    after_run(field("seed"), "keep it")
    assert desk.document.project.document()["editors"] == {"seeds": {}}


def test_what_zero_stands_for_is_told(field: Find) -> None:
    from app.inspector.wording import meaning_of

    assert meaning_of(field("width").parameter, 0) == "the picture's"
    assert meaning_of(field("width").parameter, 8) == ""


def test_width_and_height_stand_in_one_row(desk: Desk, field: Find, row: Callable[[str], Row]) -> None:
    assert row("width") is row("height")
    write(field("width").width_field, "832")
    write(field("width").height_field, "480")
    assert (value(desk, "width"), value(desk, "height")) == (832, 480)


def test_the_lock_keeps_the_proportion_in_one_step(desk: Desk, field: Find, drag: Drag) -> None:
    size = field("width")
    size.give(832, 480)
    QTest.mouseClick(size.lock, Qt.MouseButton.LeftButton)
    write(size.width_field, "416")
    assert (value(desk, "width"), value(desk, "height")) == (416, 240)
    drag(size.height_field, 30)
    wide, high = value(desk, "width"), value(desk, "height")
    assert high > 240
    assert wide / high == pytest.approx(832 / 480, rel=0.05)
    desk.document.undo()
    assert (value(desk, "width"), value(desk, "height")) == (416, 240)
    desk.document.undo()
    assert (value(desk, "width"), value(desk, "height")) == (832, 480)


def test_the_lock_is_remembered_for_the_node(desk: Desk, field: Find) -> None:
    QTest.mouseClick(field("width").lock, Qt.MouseButton.LeftButton)
    desk.selection.select(["b"])
    assert not field("width").is_locked
    desk.selection.select(["a"])
    assert field("width").is_locked


def test_presets_are_sizes_both_take_and_one_step(desk: Desk, field: Find) -> None:
    size = field("width")
    menu = size.menu()
    next(action for action in menu.actions() if action.data() == (832, 480)).trigger()
    assert (value(desk, "width"), value(desk, "height")) == (832, 480)
    desk.document.undo()
    assert (value(desk, "width"), value(desk, "height")) == (0, 0)


def test_an_optional_number_has_a_switch_for_none(desk: Desk, field: Find) -> None:
    limit = field("limit")
    assert value(desk, "limit") is None
    QTest.mouseClick(limit, Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    assert value(desk, "limit") == 0
    write(limit.inner, "7")
    assert value(desk, "limit") == 7
    QTest.mouseClick(limit, Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    assert value(desk, "limit") is None
    QTest.mouseClick(limit, Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    assert value(desk, "limit") == 7
