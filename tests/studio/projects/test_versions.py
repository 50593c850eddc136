"""Whole earlier versions of a project: kept when something changed, the last ten, opened as copies."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.projects import Projects
from app.projects.versions import KEPT, versions_of
from app.projects.versions_dialog import VersionsDialog
from nodes.graph.edits import SetParameter
from tests.studio.projects.conftest import Answers

Save = Callable[..., Path]


def test_a_version_is_kept_only_when_something_changed(projects: Projects, desk: Desk, saved: Save) -> None:
    projects.open(saved())
    projects.versions.on_time()
    assert versions_of(projects.versions.folder) == []
    desk.document.apply(SetParameter("a", "seed", 1))
    projects.versions.on_time()
    projects.versions.on_time()
    assert len(versions_of(projects.versions.folder)) == 1


def test_only_the_last_ten_stay(projects: Projects, desk: Desk, saved: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    projects.open(saved())
    for number in range(KEPT + 3):
        desk.document.apply(SetParameter("a", "seed", number))
        monkeypatch.setattr("app.projects.versions.time.strftime", lambda form, number=number: f"2026 {number:02}")
        assert projects.versions.keep() is not None
    names = [version.file.stem for version in versions_of(projects.versions.folder)]
    assert names == [f"2026 {number:02}" for number in range(KEPT + 2, 2, -1)]


def test_the_setting_starts_and_stops_it(projects: Projects, desk: Desk) -> None:
    assert projects.versions._timer.isActive()
    desk.settings.set("projects.autosave_minutes", 0)
    assert not projects.versions._timer.isActive()


def test_a_version_opens_as_a_copy_even_after_a_bad_save(
    qtbot: QtBot, projects: Projects, desk: Desk, saved: Save, answers: Answers
) -> None:
    path = saved()
    projects.open(path)
    desk.document.apply(SetParameter("a", "seed", 7))
    kept = projects.versions.keep()
    assert kept is not None
    os.utime(kept, (1_800_000_000, 1_800_000_000))
    desk.document.end_step()
    desk.document.apply(SetParameter("a", "seed", 8))
    projects.save()
    dialog = VersionsDialog(desk.look, "one.kino", versions_of(projects.versions.folder))
    qtbot.addWidget(dialog)
    dialog.open_wanted.connect(projects.open_copy)
    dialog.show()
    assert dialog.list.count() == 1
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert desk.document.graph.nodes["a"].parameters == {"seed": 7}
    assert desk.document.path is None


def test_a_full_disk_keeps_nobody_from_working(
    projects: Projects, desk: Desk, saved: Save, state: Path, notices: list[Notice]
) -> None:
    projects.open(saved())
    (state / "versions").write_text("a file where a folder should be")
    desk.document.apply(SetParameter("a", "seed", 7))
    assert projects.versions.keep() is None
    projects.show_versions()
    assert "No earlier version" in notices[-1].text
