"""The dialog of settings: every setting explained, applied at once, found by words, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.preferences import SettingsDialog
from app.preferences.caches import size_in_steps, size_text
from app.preferences.files_page import PlaceRow
from app.preferences.options import pages
from app.settings import DEFAULTS, Settings
from nodes.graph import default_registry
from nodes.graph.project import Project
from tests.studio.preferences.conftest import Answers


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KINOGRAPH_STATE", str(tmp_path / "state"))


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, answers: Answers) -> SettingsDialog:
    shown = SettingsDialog(desk, answers)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_every_setting_there_is_a_row_for_has_a_default_and_an_explanation() -> None:
    options = [option for page in pages() for option in page.options]
    assert len({option.name for option in options}) == len(options)
    for option in options:
        assert option.name in DEFAULTS
        assert option.title
        assert option.help.endswith(".")


def test_a_switch_counts_at_once_and_goes_back(dialog: SettingsDialog, desk: Desk) -> None:
    dialog.list.setCurrentRow(2)
    row = dialog.rows["canvas.snap"]
    assert isinstance(row.control, QCheckBox)
    assert not row.reset_button.isVisible()
    QTest.keyClick(row.control, Qt.Key.Key_Space)
    assert desk.settings.get("canvas.snap") is False
    QTest.mouseClick(row.reset_button, Qt.MouseButton.LeftButton)
    assert desk.settings.get("canvas.snap") is True
    assert row.control.isChecked()


def test_the_theme_changes_while_the_dialog_is_open(dialog: SettingsDialog, desk: Desk) -> None:
    row = dialog.rows["look.theme"]
    assert isinstance(row.control, QComboBox)
    row.control.setCurrentIndex(1)
    row.control.activated.emit(1)
    assert not desk.look.palette.is_dark
    dialog.rows["look.scale"].control.setCurrentIndex(7)  # type: ignore[attr-defined]
    dialog.rows["look.scale"].on_changed()
    assert desk.look.scale == 2.0
    row.on_reset()
    dialog.rows["look.scale"].on_reset()
    assert desk.look.palette.is_dark


def test_a_number_is_typed(dialog: SettingsDialog, desk: Desk) -> None:
    dialog.list.setCurrentRow(4)
    control = dialog.rows["runs.memory_gb"].control
    assert isinstance(control, QDoubleSpinBox)
    control.selectAll()
    QTest.keyClicks(control, "8")
    QTest.keyClick(control, Qt.Key.Key_Return)
    assert desk.settings.get("runs.memory_gb") == 8.0


def test_a_setting_changed_elsewhere_shows(dialog: SettingsDialog, desk: Desk) -> None:
    desk.settings.set("viewer.loop", False)
    control = dialog.rows["viewer.loop"].control
    assert isinstance(control, QCheckBox)
    assert not control.isChecked()


def test_search_shows_what_matches_of_all_pages(dialog: SettingsDialog) -> None:
    QTest.keyClicks(dialog.search, "disk results")
    shown = [name for name, row in dialog.rows.items() if row.isVisible()]
    assert shown == ["runs.store_gb"]
    dialog.search.setText("zebra")
    assert dialog.nothing.isVisible()
    dialog.search.clear()
    assert not dialog.nothing.isVisible()
    assert [name for name, row in dialog.rows.items() if row.isVisible()] == [
        option.name for option in pages()[0].options
    ]


def test_reset_page_leaves_the_other_pages_alone(dialog: SettingsDialog, desk: Desk) -> None:
    desk.settings.set("canvas.snap", False)
    desk.settings.set("canvas.minimap", False)
    desk.settings.set("viewer.loop", False)
    dialog.list.setCurrentRow(2)
    dialog.on_reset_page()
    assert desk.settings.get("canvas.snap")
    assert desk.settings.get("canvas.minimap")
    assert not desk.settings.get("viewer.loop")


def test_settings_that_cannot_be_written_hold_and_say_so(
    qtbot: QtBot, qapp: object, tmp_path: Path, answers: Answers
) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    settings = Settings(tmp_path / "blocked" / "settings.json")
    desk = Desk(default_registry(), settings, Project.new(state=tmp_path / "state"))
    dialog = SettingsDialog(desk, answers)
    qtbot.addWidget(dialog)
    dialog.show()
    row = dialog.rows["projects.autosave_minutes"]
    row.control.setValue(9)  # type: ignore[attr-defined]
    assert settings.get("projects.autosave_minutes") == 9
    assert "cannot be written" in row.problem.text()
    assert row.problem.isVisible()
    desk.document.project.close()


def place_row(dialog: SettingsDialog, title: str) -> PlaceRow:
    return next(row for row in dialog.files.rows if row.place.title == title)


def test_folders_tell_their_size_and_are_cleared_after_a_question(
    qtbot: QtBot, dialog: SettingsDialog, answers: Answers, tmp_path: Path
) -> None:
    store = tmp_path / "cache" / "kinograph" / "results"
    (store / "objects" / "ab" / "abcd").mkdir(parents=True)
    (store / "objects" / "ab" / "abcd" / "frames.npy").write_bytes(b"\0" * 5000)
    (store / "pins").mkdir()
    (store / "pins" / "kept.json").write_text("{}")
    dialog.list.setCurrentRow(len(pages()) - 1)
    row = place_row(dialog, "Results")
    qtbot.waitUntil(lambda: row.size.text() == "5.0 kB")
    answers.answers = ["cancel", "clear"]
    QTest.mouseClick(row.clear_button, Qt.MouseButton.LeftButton)
    assert (store / "objects" / "ab" / "abcd" / "frames.npy").exists()
    QTest.mouseClick(row.clear_button, Qt.MouseButton.LeftButton)
    assert list((store / "objects").iterdir()) == []
    assert (store / "pins" / "kept.json").exists()
    qtbot.waitUntil(lambda: row.size.text() == "2 B")


def test_unsaved_changes_cannot_be_cleared(dialog: SettingsDialog) -> None:
    dialog.list.setCurrentRow(len(pages()) - 1)
    assert not place_row(dialog, "Changes not saved yet").clear_button.isVisible()


def test_sizes_are_told_shortly(tmp_path: Path) -> None:
    assert [size_text(count) for count in (0, 999, 1500, 2_340_000, 20_000_000_000, 123_000_000_000)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "2.3 MB",
        "20.0 GB",
        "123 GB",
    ]
    assert list(size_in_steps(tmp_path / "nothing")) == [0]


def test_every_control_has_a_name_for_screen_readers(dialog: SettingsDialog) -> None:
    for row in dialog.rows.values():
        assert row.control.accessibleName() == row.option.title
        assert row.control.accessibleDescription()
