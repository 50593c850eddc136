"""The questions as they are really asked: in a dialog, answered by mouse and keys, the studio living on behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.projects import Projects, questions
from app.projects.dialogs import DialogAsker, QuestionDialog
from nodes.graph import Node
from nodes.graph.edits import AddNodes

Act = Callable[[QuestionDialog], None]


def press(key: str) -> Act:
    def act(dialog: QuestionDialog) -> None:
        found = dialog.findChild(QPushButton, key)
        assert found is not None
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    return act


@pytest.fixture
def when_asked(qtbot: QtBot) -> Callable[[Act], list[str]]:
    """Do this with the next question; the list gets its title."""

    def plan(act: Act) -> list[str]:
        titles: list[str] = []

        def look() -> None:
            dialog = next((each for each in QApplication.topLevelWidgets() if isinstance(each, QuestionDialog)), None)
            if dialog is None or not dialog.isVisible():
                QTimer.singleShot(5, look)
                return
            titles.append(dialog.title.text())
            act(dialog)

        QTimer.singleShot(0, look)
        return titles

    return plan


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        (press("save"), "save"),
        (press("drop"), "drop"),
        (lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape), ""),
        (lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return), "save"),
    ],
    ids=["save", "drop", "escape", "return"],
)
def test_a_question_is_answered_by_mouse_and_keys(
    desk: Desk, when_asked: Callable[[Act], list[str]], act: Act, answer: str
) -> None:
    titles = when_asked(act)
    assert DialogAsker(desk.look).choose(questions.about_unsaved("film.kino")) == answer
    assert titles == ["Save the changes to film.kino?"]


def test_closing_with_changes_asks_in_a_dialog(
    desk: Desk, state: Path, when_asked: Callable[[Act], list[str]]
) -> None:
    projects = Projects(desk, state=state)
    desk.document.apply(AddNodes((Node("a", "number.seed"),)))
    titles = when_asked(press("cancel"))
    assert not projects.close()
    assert titles == ["Save the changes to untitled?"]
    when_asked(press("drop"))
    assert projects.close()


def test_every_answer_can_be_reached_by_tab_and_has_a_name(qtbot: QtBot, desk: Desk) -> None:
    dialog = QuestionDialog(desk.look, questions.about_recovery(Path("film.kino"), 3, ["Set seed of a"]))
    qtbot.addWidget(dialog)
    dialog.show()
    buttons = dialog.findChildren(QPushButton)
    assert [each.objectName() for each in buttons] == ["cancel", "without", "recover"]
    assert all(each.accessibleName() and each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in buttons)


def test_a_dialog_without_a_window_is_kept_until_it_is_closed(qtbot: QtBot, projects: Projects) -> None:
    dialog = projects.show_missing()
    qtbot.addWidget(dialog)
    assert projects.dialogs.shown == [dialog]
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert projects.dialogs.shown == []


@pytest.mark.parametrize("name", ["app.preferences", "app.shortcuts", "project.missing", "file.export_clip"])
def test_the_commands_show_their_dialogs(qtbot: QtBot, projects: Projects, desk: Desk, name: str) -> None:
    assert desk.commands.run(name)
    (dialog,) = projects.dialogs.shown
    qtbot.addWidget(dialog)
    assert dialog.isVisible()
    assert dialog.accessibleName()
