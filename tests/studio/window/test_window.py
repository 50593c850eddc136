"""The window as a whole: title, menu, theme, focus, places on screens, leaving."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.projects import Projects
from app.runs.run_now import duration_text
from app.window import StudioWindow
from app.window.menus import MENU_OF
from app.window.places import fitting, kept_place
from app.window.run_note import run_note
from app.window.window import PLACE
from nodes.graph import Node
from nodes.graph.edits import AddNodes

SCREEN = QRect(0, 0, 1920, 1080)
SECOND = QRect(1920, 0, 1280, 1024)


def add_node(window: StudioWindow) -> None:
    kind = next(iter(window.desk.registry))
    window.desk.document.apply(AddNodes((Node("a", kind.type_id),)))
    window.desk.document.end_step()


def test_what_is_not_saved_shows_in_the_title_and_by_a_dot(window: StudioWindow) -> None:
    assert not window.top_bar.unsaved.isVisible()
    add_node(window)
    assert window.top_bar.unsaved.isVisible()
    assert window.isWindowModified()
    assert window.top_bar.file_name.text() == window.desk.document.title


def test_undo_and_redo_by_their_keys(window: StudioWindow, qtbot: QtBot) -> None:
    add_node(window)
    undo = window.desk.commands.action("edit.undo")
    assert undo.isEnabled()
    assert window.desk.document.undo_title in undo.text()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not window.desk.document.graph.nodes
    assert not undo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert "a" in window.desk.document.graph.nodes


def test_every_command_stands_in_a_menu(window: StudioWindow) -> None:
    window.docks.fill_others()
    for name in window.docks.frames:
        window.docks.panel(name)
    shown = set()
    for name in window.menu.menus:
        menu = window.menu.fill(name)
        for action in menu.actions():
            shown |= {each.objectName() for each in (action.menu().actions() if action.menu() else [action])}
    missing = {command.id for command in window.desk.commands} - shown
    assert not missing
    unlisted = {command.id for command in window.desk.commands if command.id.partition(".")[0] not in MENU_OF}
    assert not unlisted, "say in which menu they stand"


def test_the_theme_and_the_scale_change_while_the_window_is_open(window: StudioWindow) -> None:
    commands, look = window.desk.commands, window.desk.look
    commands.run("look.theme")
    assert not look.palette.is_dark
    commands.run("look.theme")
    assert look.palette.is_dark
    commands.run("look.larger")
    assert look.scale == 1.1
    assert window.top_bar.height() == look.px(44)
    commands.run("look.usual")
    assert look.scale == 1.0


def test_f6_goes_round_the_panels(window: StudioWindow) -> None:
    if QApplication.activeWindow() is not window:
        pytest.skip("no window has the keyboard here")
    visited = []
    for _ in range(8):
        window.desk.commands.run("panel.next")
        frame = window.docks.focused()
        assert frame is not None
        visited.append(frame.name)
    assert len(set(visited)) >= 3


@pytest.mark.parametrize(
    ("wanted", "screens", "moved"),
    [
        (QRect(100, 100, 800, 600), [SCREEN], False),
        (QRect(2000, 100, 800, 600), [SCREEN, SECOND], False),
        (QRect(2000, 100, 800, 600), [SCREEN], True),
        (QRect(100, -500, 800, 600), [SCREEN], True),
        (QRect(-790, 100, 800, 600), [SCREEN], True),
        (QRect(5000, 5000, 4000, 4000), [SCREEN], True),
    ],
)
def test_a_window_whose_screen_went_away_comes_back(wanted: QRect, screens: list[QRect], moved: bool) -> None:
    found = fitting(wanted, screens)
    assert (found != wanted) == moved
    assert any(screen.intersected(found).width() >= 80 for screen in screens)
    assert not moved or screens[0].contains(found)


@pytest.mark.parametrize("value", [[1, 2, 3], "x", [0, 0, -5, 10, 0], [0, 0, 10, 0, 0], [0, 0, "a", 3, 0], {"x": 1}])
def test_a_place_in_the_settings_that_makes_no_sense_is_none(window: StudioWindow, value: object) -> None:
    window.desk.settings.set(PLACE, value)
    assert kept_place(window.desk.settings, PLACE) is None


@pytest.mark.parametrize(("seconds", "told"), [(7, "0:07"), (161.4, "2:41"), (3720, "1:02:00"), (-3, "0:00")])
def test_time_left_is_told_as_clocks_do(seconds: float, told: str) -> None:
    assert duration_text(seconds) == told


def test_without_a_run_nothing_is_noted() -> None:
    assert run_note(None) == ""


class Answering:
    """An asker that always says the same."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.asked: list[str] = []

    def choose(self, question: object) -> str:
        self.asked.append(question.title)
        return self.key


@pytest.mark.parametrize(("answer", "closes"), [("", False), ("drop", True)])
def test_closing_with_changes_asks(window: StudioWindow, tmp_path: Path, answer: str, closes: bool) -> None:
    asker = Answering(answer)
    window.desk.projects = Projects(window.desk, asker, tmp_path / "state")
    window.follow()
    add_node(window)
    assert window.close() is closes
    assert len(asker.asked) == 1
    assert bool(window.desk.document.graph.nodes) is not closes
    asker.key = "drop"


def test_the_start_page_is_there_when_the_project_was_closed_and_goes_when_one_opens(
    window: StudioWindow, tmp_path: Path
) -> None:
    window.desk.projects = Projects(window.desk, Answering(""), tmp_path / "state")
    window.follow()
    window.desk.projects.close()
    assert window.pages.currentWidget() is window.start_page
    window.desk.projects.new()
    assert window.pages.currentWidget() is window.docks
