"""Commands: run from anywhere, with shortcuts a person can change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands_table import Command, Commands
from app.settings import Settings


class Counter(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[object] = []

    def go(self, state: object = None) -> None:
        self.calls.append(state)


@pytest.fixture
def counter(qapp: object) -> Iterator[Counter]:
    made = Counter()
    yield made
    made.deleteLater()


@pytest.fixture
def commands(qapp: object) -> Commands:
    return Commands(Settings())


def test_a_command_runs_by_name_and_by_key(commands: Commands, counter: Counter, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    commands.set_window(window)
    commands.add(Command("a.go", "Go", "A", counter.go, ("Ctrl+G",)))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert commands.run("a.go")
    assert counter.calls == [None, None]


def test_a_disabled_or_unknown_command_does_not_run(commands: Commands, counter: Counter) -> None:
    commands.add(Command("a.go", "Go", "A", counter.go)).setEnabled(False)
    assert not commands.run("a.go")
    assert not commands.run("nobody")
    assert counter.calls == []


def test_a_checkable_command_is_told_its_state(commands: Commands, counter: Counter) -> None:
    commands.add(Command("a.go", "Go", "A", counter.go, checkable=True))
    commands.run("a.go")
    commands.run("a.go")
    assert counter.calls == [True, False]


def test_shortcuts_are_changed_and_reset(commands: Commands, counter: Counter) -> None:
    action = commands.add(Command("a.go", "Go", "A", counter.go, ("Ctrl+G",)))
    commands.set_keys("a.go", ("Ctrl+H", "F7"))
    assert [key.toString() for key in action.shortcuts()] == ["Ctrl+H", "F7"]
    assert "Ctrl+H" in action.toolTip()
    commands.set_keys("a.go", None)
    assert [key.toString() for key in action.shortcuts()] == ["Ctrl+G"]


def test_two_commands_with_one_key_in_one_place_clash(commands: Commands, counter: Counter, qtbot: QtBot) -> None:
    one, other = QWidget(), QWidget()
    qtbot.addWidget(one)
    qtbot.addWidget(other)
    commands.add(Command("a", "A", "A", counter.go, ("L",), one))
    commands.add(Command("b", "B", "A", counter.go, ("L",), other))
    commands.add(Command("c", "C", "A", counter.go, ("l",), one))
    assert commands.clashes("a", "L") == ["c"]
