"""Keys work in the viewer that has the focus, with one table of commands for all viewers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer import ViewerPanel
from tests.studio.viewer.conftest import Answers, numbered_clip

Put = Callable[[Answers], Desk]


@pytest.fixture
def two(answers: Put, qtbot: QtBot) -> Iterator[tuple[ViewerPanel, ViewerPanel]]:
    """A viewer that follows the selection, and a pinned one beside it, in one window."""
    desk = answers({("decode", "clip"): numbered_clip(8)})
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    panels = ViewerPanel(desk, parent=window), ViewerPanel(desk, "decode", window)
    for panel in panels:
        row.addWidget(panel)
    window.resize(1200, 500)
    desk.selection.select(["decode"])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panels[0].stage.view.setFocus()
    yield panels
    window.close()


@pytest.mark.parametrize(
    ("keys", "frame"),
    [
        ([Qt.Key.Key_Right, Qt.Key.Key_Period], 2),
        ([Qt.Key.Key_End], 7),
        ([Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Comma], 5),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], 0),
        ([Qt.Key.Key_Left], 7),
    ],
)
def test_keys_step_through_the_frames(two: tuple[ViewerPanel, ViewerPanel], keys: list[Qt.Key], frame: int) -> None:
    for key in keys:
        QTest.keyClick(two[0].stage.view, key)
    assert two[0].desk.playhead.frame == frame


def test_space_plays_and_pauses(two: tuple[ViewerPanel, ViewerPanel]) -> None:
    QTest.keyClick(two[0].stage.view, Qt.Key.Key_Space)
    assert two[0].desk.playhead.playing
    QTest.keyClick(two[0].stage.view, Qt.Key.Key_Space)
    assert not two[0].desk.playhead.playing


def test_i_and_o_set_in_and_out(two: tuple[ViewerPanel, ViewerPanel]) -> None:
    head, view = two[0].desk.playhead, two[0].stage.view
    head.move_to(2)
    QTest.keyClick(view, Qt.Key.Key_I)
    head.move_to(5)
    QTest.keyClick(view, Qt.Key.Key_O)
    assert (head.start, head.end) == (2, 5)
    QTest.keyClick(view, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert (head.start, head.end) == (0, 7)


def test_zoom_keys_work_in_the_viewer_with_the_focus(two: tuple[ViewerPanel, ViewerPanel]) -> None:
    main, pinned = two
    pinned.stage.view.setFocus()
    QTest.keyClick(pinned.stage.view, Qt.Key.Key_Z)
    assert pinned.stage.view.zoom == 1
    assert main.stage.view.is_fitted
    QTest.keyClick(pinned.stage.view, Qt.Key.Key_F)
    assert pinned.stage.view.is_fitted


def test_a_closed_viewer_is_not_asked_any_more(two: tuple[ViewerPanel, ViewerPanel]) -> None:
    main, pinned = two
    pinned.close()
    assert two[0].desk.commands.run("viewer.actual")
    assert main.stage.view.zoom == 1


def test_hard_pixels_are_a_setting_of_all_viewers(two: tuple[ViewerPanel, ViewerPanel]) -> None:
    QTest.keyClick(two[0].stage.view, Qt.Key.Key_X)
    assert [panel.stage.view.smooth for panel in two] == [False, False]


def test_every_command_has_a_title_and_a_key(two: tuple[ViewerPanel, ViewerPanel]) -> None:
    mine = [command for command in two[0].desk.commands if command.id.startswith("viewer.")]
    assert len(mine) > 20
    assert all(command.title and command.keys for command in mine)
    keys = [key for command in mine for key in command.keys]
    assert len(keys) == len(set(keys))
