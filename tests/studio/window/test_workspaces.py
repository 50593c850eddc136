"""Build, Direct and Review: each shows its panels and keeps them where a person put them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.window import StudioWindow
from app.window.arrangements import ARRANGEMENTS
from app.window.dock_area import DockArea


def seen(window: StudioWindow) -> set[str]:
    return {name for name, frame in window.docks.frames.items() if frame.is_seen}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_a_workspace_shows_its_panels_without_gaps(window: StudioWindow, name: str) -> None:
    window.desk.commands.run(f"workspace.{name}")
    wanted = ARRANGEMENTS[name]
    assert window.docks.workspace == name
    assert seen(window) >= {wanted.left[0], *(place[0] for place in wanted.right)}
    left = window.docks.frames[wanted.left[0]]
    right = window.docks.frames[wanted.right[0][0]]
    assert right.x() - left.geometry().right() - 1 == 12
    assert abs(right.width() / window.docks.width() - wanted.right_share) < 0.03
    assert left.width() > right.width()


def test_the_keys_1_2_3_switch_workspaces_but_are_written_in_a_text_field(window: StudioWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert window.docks.workspace == "direct"
    assert window.top_bar.workspaces.buttons["direct"].isChecked()
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_3)
    assert (field.text(), window.docks.workspace) == ("3", "direct")


def test_each_workspace_remembers_which_panels_were_open(window: StudioWindow) -> None:
    window.docks.fill_others()
    window.docks.frames["inspector"].hide()
    window.desk.commands.run("workspace.direct")
    window.desk.commands.run("workspace.build")
    assert not window.docks.is_open("inspector")
    window.desk.commands.run("window.reset")
    assert window.docks.is_open("inspector")


def test_the_arrangement_is_there_again_in_the_next_window(desk: Desk, qtbot: QtBot) -> None:
    first = StudioWindow(desk)
    first.resize(1600, 900)
    first.show_first()
    first.docks.fill_others()
    first.docks.frames["viewer"].hide()
    first.desk.commands.run("workspace.review")
    first.desk.commands.run("workspace.build")
    first.close()
    second = StudioWindow(desk)
    qtbot.addWidget(second)
    second.show_first()
    assert second.docks.workspace == "build"
    assert not second.docks.is_open("viewer")
    assert second.docks.is_open("canvas")
    first.deleteLater()


def test_a_closed_panel_comes_back_beside_those_of_its_place(window: StudioWindow, qtbot: QtBot) -> None:
    docks = window.docks
    docks.frames["history"].hide()
    window.desk.commands.run("panel.history")
    assert docks.frames["history"] in docks.tabifiedDockWidgets(docks.frames["queue"])
    qtbot.waitUntil(lambda: docks.frames["history"].row.tabs.count() >= 2)


def test_panels_in_one_place_show_tabs_instead_of_titles(window: StudioWindow, qtbot: QtBot) -> None:
    docks = window.docks
    row = docks.frames["queue"].row
    qtbot.waitUntil(lambda: row.tabs.count() == 4)
    assert [row.tabs.tabText(index) for index in range(4)] == ["Queue", "History", "Curves", "Log"]
    place = row.tabs.tabRect(2).center()
    qtbot.mouseClick(row.tabs, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: docks.frames["curves"].is_seen)
    assert not docks.frames["queue"].is_seen


def test_a_panel_alone_fills_the_window_and_all_come_back(window: StudioWindow) -> None:
    before = seen(window)
    window.docks.frames["inspector"].take_focus()
    if window.docks.focused() is None:
        pytest.skip("no window has the keyboard here")
    window.desk.commands.run("panel.alone")
    assert seen(window) == {"inspector"}
    window.desk.commands.run("panel.alone")
    assert seen(window) == before


def test_a_panel_that_cannot_be_made_is_told_and_the_others_open(desk: Desk, qtbot: QtBot) -> None:
    from app.window.panels import PanelKind

    told = []
    desk.noticed.connect(told.append)
    docks = DockArea(
        desk,
        (PanelKind("canvas", "Canvas", "tests.nowhere:Panel"), PanelKind("notices", "Notices", NOTICES)),
    )
    qtbot.addWidget(docks)
    docks.show()
    docks.open("canvas")
    docks.open("notices")
    assert isinstance(docks.frames["notices"].panel, QWidget)
    assert [notice.kind for notice in told] == ["fail"]
    assert "Canvas" in told[0].text
    assert "Traceback" in told[0].detail


NOTICES = "app.window.notices:NoticesPanel"


def test_what_is_in_the_settings_and_makes_no_sense_gives_the_first_arrangement(desk: Desk, qtbot: QtBot) -> None:
    desk.settings.set("window.workspaces", {"build": "not a state", "direct": 7})
    window = StudioWindow(desk)
    qtbot.addWidget(window)
    window.show_first()
    assert window.docks.is_open("canvas")
    desk.commands.run("workspace.direct")
    assert window.docks.is_open("strokes")
