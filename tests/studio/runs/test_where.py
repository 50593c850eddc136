"""Where clips are written: beside the project, or among a person's videos when it has no file."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.folders import output_folder
from app.runs.finished import FinishedRun
from app.runs.notifying import notify


def test_a_project_without_a_file_writes_among_the_videos(desk: Desk, tmp_path: Path) -> None:
    project = desk.document.project
    assert output_folder(project).name == "Kinograph"
    assert output_folder(project) != Path.cwd()
    project.save(tmp_path / "here.kino")
    assert output_folder(project) == tmp_path


def test_a_finished_run_says_where_its_file_is(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    run = FinishedRun("a", "ball", "done", 7.0, written=(str(tmp_path / "ball.mp4"),), numbers={"Path error": 2.0})
    told: list[Notice] = []
    desk.noticed.connect(told.append)
    notify(desk, run)
    assert told[0].text == "ball is done after 0:07.  Path error 2"
    assert told[0].detail == str(tmp_path / "ball.mp4")
    assert [title for title, _ in told[0].actions] == ["Show in folder"]
