"""Switches, choices, texts, colours, files and drawn data are edited by mouse and keys, one undo step each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.inspector import InspectorPanel
from app.inspector.fields.choice_list import ChoiceList
from app.inspector.row import Row
from app.inspector.text_window import TextWindow
from nodes.exchange.image_files import write_picture
from nodes.graph.edits import SetParameter

Find = Callable[[str], Any]
LEFT = Qt.MouseButton.LeftButton


def value(desk: Desk, name: str, node: str = "a") -> Any:
    return desk.document.value("", node, name)


# -- switch and choice


def test_a_switch_turns_by_click_and_by_space(desk: Desk, field: Find) -> None:
    loop = field("loop")
    QTest.mouseClick(loop, LEFT)
    assert value(desk, "loop") is True
    QTest.keyClick(loop, Qt.Key.Key_Space)
    assert value(desk, "loop") is False
    desk.document.undo()
    assert value(desk, "loop") is True
    desk.document.undo()
    assert value(desk, "loop") is False


def test_short_choices_stand_side_by_side(desk: Desk, field: Find) -> None:
    shape = field("shape")
    parts = shape.segments()
    assert len(parts) == 2
    QTest.mouseClick(shape, LEFT, pos=parts[1].center().toPoint())
    assert value(desk, "shape") == "straight"
    QTest.keyClick(shape, Qt.Key.Key_Left)
    assert value(desk, "shape") == "smooth"


def open_list(qtbot: QtBot) -> ChoiceList:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), ChoiceList))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, ChoiceList)
    return popup


def test_many_choices_are_searched_by_typing(desk: Desk, field: Find, qtbot: QtBot) -> None:
    easing = field("easing")
    assert easing.segments() == []
    QTest.mouseClick(easing, LEFT)
    popup = open_list(qtbot)
    QTest.keyClicks(popup.search, "ela")
    assert popup.list.count() == 1
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert value(desk, "easing") == "elastic"
    desk.document.undo()
    assert value(desk, "easing") == "linear"


def test_a_choice_is_picked_with_the_mouse(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("easing"), LEFT)
    popup = open_list(qtbot)
    place = popup.list.visualItemRect(popup.list.item(3)).center()
    QTest.mouseClick(popup.list.viewport(), LEFT, pos=place)
    assert value(desk, "easing") == "both"


def test_escape_closes_the_list_and_changes_nothing(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("easing"), LEFT)
    popup = open_list(qtbot)
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.search, Qt.Key.Key_Escape)
    assert value(desk, "easing") == "linear"
    assert QApplication.activePopupWidget() is None


def test_a_search_that_finds_nothing_says_so_and_picks_nothing(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("easing"), LEFT)
    popup = open_list(qtbot)
    QTest.keyClicks(popup.search, "xyz")
    assert "xyz" in popup.list.item(0).text()
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert value(desk, "easing") == "linear"
    popup.close()


def test_arrows_go_through_the_choices(desk: Desk, field: Find) -> None:
    easing = field("easing")
    easing.setFocus()
    QTest.keyClick(easing, Qt.Key.Key_Down)
    QTest.keyClick(easing, Qt.Key.Key_Down)
    assert value(desk, "easing") == "out"
    desk.document.undo()
    assert value(desk, "easing") == "linear"


# -- text


def test_a_line_of_text_is_one_step_however_long(desk: Desk, field: Find) -> None:
    line = field("label").line
    line.setFocus()
    QTest.keyClicks(line, "ball")
    assert value(desk, "label") == "ball", "every letter is safe at once"
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, "s")
    assert value(desk, "label") == "balls"
    desk.document.undo()
    assert value(desk, "label") == "ball"
    desk.document.undo()
    assert value(desk, "label") == ""


def test_the_cursor_stays_where_it_is_while_typing(desk: Desk, field: Find) -> None:
    line = field("label").line
    line.setFocus()
    QTest.keyClicks(line, "bal")
    line.setCursorPosition(1)
    QTest.keyClicks(line, "xy")
    assert value(desk, "label") == "bxyal"
    assert line.cursorPosition() == 3


def test_typing_goes_on_while_other_things_change(desk: Desk, field: Find, panel: InspectorPanel) -> None:
    line, page = field("label").line, panel.page
    line.setFocus()
    QTest.keyClicks(line, "one ")
    desk.document.apply(SetParameter("a", "frames", 40))
    desk.document.apply(SetParameter("b", "frames", 41))
    QTest.keyClicks(line, "two")
    assert value(desk, "label") == "one two"
    assert panel.page is page
    assert line.hasFocus()


def test_long_text_grows_and_is_one_step(desk: Desk, field: Find, qtbot: QtBot) -> None:
    text = field("text")
    low = text.height_for(400)
    text.box.setFocus()
    for letter in "abcdef":
        QTest.keyClicks(text.box, letter)
        QTest.keyClick(text.box, Qt.Key.Key_Return)
    assert value(desk, "text") == "a\nb\nc\nd\ne\nf\n"
    assert text.height_for(400) > low
    desk.document.undo()
    assert value(desk, "text") == ""
    assert text.box.toPlainText() == ""


def test_the_large_window_is_one_step_and_loses_nothing(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("text").large, LEFT)
    qtbot.waitUntil(lambda: bool(windows()))
    window = windows()[0]
    QTest.keyClicks(window.box, "a white ball")
    assert value(desk, "text") == "a white ball"
    QTest.keyClick(window.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not windows())
    assert field("text").box.toPlainText() == "a white ball"
    desk.document.undo()
    assert value(desk, "text") == ""


def windows() -> list[TextWindow]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, TextWindow) and each.isVisible()]


# -- colour


def test_a_colour_is_written_and_nonsense_never_reaches_the_document(
    desk: Desk, field: Find, row: Callable[[str], Row]
) -> None:
    line = field("colour").line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "#ff88")
    assert value(desk, "colour") == "#ff8", "the last one that could be read"
    assert "is not a colour" in row("colour").message
    QTest.keyClicks(line, "00")
    assert value(desk, "colour") == "#ff8800"
    assert row("colour").message == ""
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.document.undo()
    assert value(desk, "colour") == "#808080"


def colour_dialog(qtbot: QtBot) -> QColorDialog:
    def dialogs() -> list[QColorDialog]:
        return [
            each for each in QApplication.topLevelWidgets() if isinstance(each, QColorDialog) and each.isVisible()
        ]

    qtbot.waitUntil(lambda: bool(dialogs()))
    return dialogs()[0]


def test_the_colour_dialog_shows_each_colour_at_once_as_one_step(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("colour").swatch, LEFT)
    dialog = colour_dialog(qtbot)
    dialog.setCurrentColor(QColor("#102030"))
    dialog.setCurrentColor(QColor("#405060"))
    assert value(desk, "colour") == "#405060"
    dialog.accept()
    desk.document.undo()
    assert value(desk, "colour") == "#808080"


def test_cancelling_the_colour_dialog_puts_the_old_one_back(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("colour").swatch, LEFT)
    dialog = colour_dialog(qtbot)
    dialog.setCurrentColor(QColor("#102030"))
    dialog.reject()
    assert value(desk, "colour") == "#808080"


# -- file


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    pixels = np.zeros((90, 160, 3), np.uint8)
    pixels[..., 0] = 200
    write_picture(path, pixels)
    return path


def test_a_dropped_picture_is_taken_in_and_shown(desk: Desk, field: Find, picture: Path, qtbot: QtBot) -> None:
    file = field("file")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, data, left, none)
    QApplication.sendEvent(file, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(file, QDropEvent(QPointF(20, 20), copy, data, left, none))
    assert value(desk, "file") == "media:red.png"
    qtbot.waitUntil(lambda: file.picture.image is not None)
    assert file.picture.image.pixelColor(5, 5).red() == 200
    assert file.picture.size_text == "160×90"
    desk.document.undo()
    assert value(desk, "file") == ""


def test_a_missing_file_says_so_on_the_field(desk: Desk, field: Find, row: Callable[[str], Row]) -> None:
    line = field("file").line
    line.setFocus()
    QTest.keyClicks(line, "gone.png")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert value(desk, "file") == "gone.png"
    assert "gone.png: no such file" in row("file").message
    assert field("file").wrong


def test_a_file_that_is_no_picture_has_no_thumbnail_and_nothing_breaks(
    desk: Desk, field: Find, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "false.png"
    path.write_text("this is no picture")
    file = field("file")
    file.take(str(path))
    qtbot.waitUntil(lambda: bool(file.picture.problem), timeout=60_000)
    assert file.picture.image is None


def test_large_pictures_and_clips_are_read_in_a_process_of_their_own(
    desk: Desk, field: Find, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "large.png"
    pixels = np.zeros((1200, 1600, 3), np.uint8)
    pixels[..., 2] = 180
    write_picture(path, pixels)
    file = field("file")
    file.take(str(path))
    assert file.picture.is_reading
    qtbot.waitUntil(lambda: not file.picture.is_reading, timeout=60_000)
    assert file.picture.size_text == "1600×1200"
    assert file.picture.image.pixelColor(5, 5).blue() == 180
    assert file.picture.image.width() <= 320


def test_the_first_frame_of_a_clip_is_made_small(repository: Path) -> None:
    from app.inspector.small_picture import small_picture

    pixels, width, height, words = small_picture(repository / "assets" / "media" / "teal-ball.mp4")
    assert words == f"{width}×{height}", "it is small already"
    assert len(pixels) == width * height * 3


# -- drawn data


def test_drawn_strokes_are_counted(desk: Desk, field: Find) -> None:
    strokes = [{"points": [[0.1, 0.1], [0.5, 0.5]]}, {"points": [[0.9, 0.9]], "pinned": True}]
    desk.document.apply(SetParameter("a", "strokes", strokes))
    assert field("strokes").accessibleDescription() == "1 stroke · 1 pin"


@pytest.mark.parametrize("odd", [3, "text", [3, "x", {}, [1]], {"points": 1}, [{"points": [["a", 1]]}], None])
def test_odd_data_never_breaks_the_summary(desk: Desk, field: Find, panel: InspectorPanel, odd: Any) -> None:
    desk.document.apply(SetParameter("a", "strokes", odd))
    for editor in ("strokes", "points", "polygon", "boxes", "camera", "curve", ""):
        from app.inspector.drawn import drawn

        assert drawn(editor, odd).words
    assert not panel.grab().isNull()


def test_plain_data_is_taken_only_when_it_can_be_read(desk: Desk, field: Find, qtbot: QtBot) -> None:
    QTest.mouseClick(field("strokes").raw, LEFT)
    qtbot.waitUntil(lambda: bool(windows()))
    window = windows()[0]
    window.box.setPlainText('[{"points": [[0, 0]')
    assert list(value(desk, "strokes")) == []
    assert "Not taken yet" in window.note.text()
    window.box.setPlainText("[NaN]")
    assert "NaN" in window.note.text()
    window.box.setPlainText('[{"points": [[0, 0], [1, 1]]}]')
    assert value(desk, "strokes") == [{"points": [[0, 0], [1, 1]]}]
    window.accept()
    desk.document.undo()
    assert list(value(desk, "strokes")) == []


def test_edit_goes_to_the_workspace_where_it_is_drawn(desk: Desk, field: Find) -> None:
    from app.commands_table import Command

    asked = []
    desk.commands.add(Command("workspace.direct", "Direct", "Workspace", lambda: asked.append("direct")))
    QTest.mouseClick(field("strokes").edit, LEFT)
    assert asked == ["direct"]
    assert desk.selection.current == "a"
