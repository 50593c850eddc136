"""Anything that can be done is found by a few letters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands_table import Command
from app.window import StudioWindow
from app.window.palette import Entry, found
from nodes.graph import Node
from nodes.graph.edits import AddNodes

ENTRIES = [
    Entry("canvas.fit", "Zoom to Fit", "View", "F"),
    Entry("file.save_as", "Save As…", "File", "Ctrl+Shift+S"),
    Entry("file.save", "Save", "File", "Ctrl+S"),
    Entry("node:denoise", "Go to Denoise", "Node", "", "denoise"),
]


def ids(typed: str, recent: list[str] | None = None) -> list[str]:
    return [entry.id for entry, _ in found(typed, ENTRIES, recent or [])]


def test_the_best_comes_first() -> None:
    assert ids("save")[0] == "file.save"
    assert ids("ztf") == ["canvas.fit"]
    assert ids("sa")[0] == "file.save"
    assert ids("nothing like it") == []


def test_what_was_used_lately_comes_first_while_nothing_is_typed() -> None:
    assert ids("", ["file.save_as"])[0] == "file.save_as"


def test_nodes_are_found_when_something_is_typed() -> None:
    assert "node:denoise" not in ids("")
    assert "node:denoise" in ids("denoi")


def test_it_opens_by_its_key_runs_a_command_and_gives_the_keyboard_back(window: StudioWindow, qtbot: QtBot) -> None:
    done = []
    window.desk.commands.add(Command("test.whistle", "Whistle a Tune", "Test", lambda: done.append(1)))
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    palette = window.palette_popup
    assert palette.isVisible()
    qtbot.keyClicks(palette.field, "whistle")
    assert palette.list.item(0).text() == "Whistle a Tune"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == [1]
    assert not palette.isVisible()
    palette.open()
    assert palette.list.item(0).text() == "Whistle a Tune", "used lately"


def test_arrows_walk_and_escape_leaves(window: StudioWindow, qtbot: QtBot) -> None:
    palette = window.palette_popup
    palette.open()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentRow() == palette.list.count() - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_going_to_a_node_selects_it(window: StudioWindow, qtbot: QtBot) -> None:
    kind = next(iter(window.desk.registry))
    window.desk.document.apply(AddNodes((Node("a", kind.type_id, title="Needle"),)))
    palette = window.palette_popup
    palette.open()
    qtbot.keyClicks(palette.field, "needle")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.desk.selection.current == "a"
