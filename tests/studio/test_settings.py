"""Settings: kept, migrated, and never lost with an unreadable file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.settings import SCHEMA, Settings, SettingsError, migrated


def test_what_was_set_is_there_again(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    Settings(file).set("look.scale", 1.5)
    assert Settings(file).get("look.scale") == 1.5


def test_a_value_of_the_wrong_kind_counts_as_not_set(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"schema": SCHEMA, "values": {"look.scale": "huge", "canvas.snap": 1}}))
    settings = Settings(file)
    assert settings.get("look.scale") == 1.0
    assert settings.get("canvas.snap") is True


def test_an_unreadable_file_is_kept_aside_and_told(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text("{not json")
    settings = Settings(file)
    assert "cannot be read" in settings.problem
    assert (tmp_path / "settings.unreadable.json").read_text() == "{not json"
    settings.set("look.theme", "light")
    assert Settings(file).get("look.theme") == "light"


def test_names_of_a_newer_program_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"schema": SCHEMA, "values": {"from.the.future": [1]}}))
    Settings(file).set("look.theme", "light")
    assert json.loads(file.read_text())["values"]["from.the.future"] == [1]


def test_a_file_that_cannot_be_written_is_told_and_the_value_holds(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    settings = Settings(tmp_path / "taken" / "settings.json")
    with pytest.raises(SettingsError, match="cannot be written"):
        settings.set("look.theme", "light")
    assert settings.get("look.theme") == "light"


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "1", "values": {}}, {"schema": 1, "values": []}])
def test_what_holds_no_settings_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="no settings"):
        migrated(data)
