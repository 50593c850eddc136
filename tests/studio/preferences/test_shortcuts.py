"""Shortcuts: found by name or by key, clashes asked about, several keys, kept in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.preferences import ShortcutEditor
from app.preferences.shortcuts import ShortcutsFileBad, export_keys, import_keys, users
from tests.studio.preferences.conftest import Answers

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(qtbot: QtBot, commanded: Desk, answers: Answers) -> ShortcutEditor:
    shown = ShortcutEditor(commanded, answers)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def titles(editor: ShortcutEditor) -> list[str]:
    return [item.text(0) for item in editor._items()]


def choose(editor: ShortcutEditor, title: str) -> None:
    editor.tree.setCurrentItem(next(item for item in editor._items() if item.text(0) == title))


def record(editor: ShortcutEditor, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    assert editor.add.waiting
    QTest.keyClick(editor.add, Qt.Key.Key_Control, modifiers)  # held down, not yet the key
    assert editor.add.waiting
    QTest.keyClick(editor.add, key, modifiers)


def test_every_command_is_listed_by_category(editor: ShortcutEditor) -> None:
    groups = [editor.tree.topLevelItem(row).text(0) for row in range(editor.tree.topLevelItemCount())]  # type: ignore[union-attr]
    assert groups == ["Canvas", "Edit"]
    assert titles(editor) == ["Duplicate", "Tidy up", "Undo"]


def test_search_by_name_and_by_pressed_key(editor: ShortcutEditor) -> None:
    QTest.keyClicks(editor.search, "tidy")
    assert titles(editor) == ["Tidy up"]
    QTest.mouseClick(editor.by_key, Qt.MouseButton.LeftButton)
    QTest.keyClick(editor.by_key, Qt.Key.Key_Z, CONTROL)
    assert titles(editor) == ["Undo"]
    editor.search.setText("zebra")
    assert titles(editor) == []
    assert "No command" in editor.status.text()
    editor.search.clear()
    assert len(titles(editor)) == 3


def test_a_command_can_have_several_keys_and_lose_one(editor: ShortcutEditor, commanded: Desk) -> None:
    choose(editor, "Tidy up")
    record(editor, Qt.Key.Key_K, CONTROL | SHIFT)
    assert commanded.commands.keys("canvas.tidy") == ("L", "Ctrl+Shift+K")
    assert len(commanded.commands.action("canvas.tidy").shortcuts()) == 2
    chips = [editor.keys.itemAt(place).widget() for place in range(editor.keys.count())]
    assert [chip.objectName() for chip in chips] == ["L", "Ctrl+Shift+K"]  # type: ignore[union-attr]
    assert isinstance(chips[0], QPushButton)
    QTest.mouseClick(chips[0], Qt.MouseButton.LeftButton)
    assert commanded.commands.keys("canvas.tidy") == ("Ctrl+Shift+K",)
    QTest.mouseClick(editor.reset_button, Qt.MouseButton.LeftButton)
    assert commanded.commands.keys("canvas.tidy") == ("L",)


@pytest.mark.parametrize(
    ("answer", "tidy", "duplicate"),
    [("cancel", ("L",), ("Ctrl+D",)), ("both", ("L", "Ctrl+D"), ("Ctrl+D",)), ("move", ("L", "Ctrl+D"), ())],
)
def test_a_clash_is_shown_by_name_and_moved_only_when_asked(
    editor: ShortcutEditor,
    commanded: Desk,
    answers: Answers,
    answer: str,
    tidy: tuple[str, ...],
    duplicate: tuple[str, ...],
) -> None:
    choose(editor, "Tidy up")
    answers.answers = [answer]
    record(editor, Qt.Key.Key_D, CONTROL)
    assert list(answers.asked[0].items) == ["Duplicate (Canvas)"]
    assert commanded.commands.keys("canvas.tidy") == tidy
    assert commanded.commands.keys("canvas.duplicate") == duplicate
    if answer == "both":
        assert "also used by Duplicate" in editor.status.text()
        assert len(users(commanded.commands, "Ctrl+D")) == 2


def test_escape_stops_waiting_for_a_key(editor: ShortcutEditor, commanded: Desk) -> None:
    choose(editor, "Undo")
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    QTest.keyClick(editor.add, Qt.Key.Key_Escape)
    assert not editor.add.waiting
    assert editor.isVisible()
    assert commanded.commands.keys("edit.undo") == ("Ctrl+Z",)


def test_reset_all_asks(editor: ShortcutEditor, commanded: Desk, answers: Answers) -> None:
    commanded.commands.set_keys("edit.undo", ("F2",))
    answers.answers = ["cancel", "reset"]
    editor.on_reset_all()
    assert commanded.commands.keys("edit.undo") == ("F2",)
    editor.on_reset_all()
    assert commanded.commands.keys("edit.undo") == ("Ctrl+Z",)


def test_shortcuts_travel_through_a_file(
    editor: ShortcutEditor, commanded: Desk, answers: Answers, tmp_path: Path
) -> None:
    commanded.commands.set_keys("edit.undo", ("F2", "Ctrl+Shift+U"))
    answers.files = [tmp_path / "keys.json", tmp_path / "keys.json"]
    editor.on_export()
    commanded.settings.reset("keys")
    editor.on_import()
    assert commanded.commands.keys("edit.undo") == ("F2", "Ctrl+Shift+U")
    assert "Read from keys.json" in editor.status.text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no json", "is no JSON"),
        ("[]", "holds no shortcuts"),
        ('{"format": "kinograph-shortcuts", "keys": {"edit.undo": "F2"}}', "no keys for edit.undo"),
        ('{"format": "kinograph-shortcuts", "keys": {"edit.undo": ["Ctrl+Nonsense"]}}', "no keys for edit.undo"),
    ],
)
def test_a_bad_file_changes_nothing(commanded: Desk, tmp_path: Path, content: str, said: str) -> None:
    commanded.commands.set_keys("edit.undo", ("F3",))
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(ShortcutsFileBad, match=said):
        import_keys(commanded.settings, commanded.commands, tmp_path / "keys.json")
    assert commanded.commands.keys("edit.undo") == ("F3",)


def test_files_that_cannot_be_read_or_written_are_told(commanded: Desk, tmp_path: Path) -> None:
    with pytest.raises(ShortcutsFileBad, match="cannot be read"):
        import_keys(commanded.settings, commanded.commands, tmp_path / "gone.json")
    with pytest.raises(ShortcutsFileBad, match="cannot be written"):
        export_keys(commanded.settings, tmp_path / "gone" / "keys.json")


def test_commands_a_file_names_and_nobody_has_are_kept_and_told(commanded: Desk, tmp_path: Path) -> None:
    data = {"format": "kinograph-shortcuts", "keys": {"pack.do": ["F9"], "edit.undo": ["F2"]}}
    (tmp_path / "keys.json").write_text(json.dumps(data))
    assert import_keys(commanded.settings, commanded.commands, tmp_path / "keys.json") == ["pack.do"]
    assert commanded.settings.get("keys")["pack.do"] == ["F9"]
