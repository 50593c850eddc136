"""Clips, texts and pictures written out: by the engine, as asked, whole or not at all, and openable again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.projects import Projects
from app.projects.clip_export import FORMATS, ClipExport, checked_file, export_job, sources
from app.projects.export_dialog import ExportDialog
from app.runs.runs import Runs
from nodes.engine import Engine, EngineSettings
from nodes.errors import MediaError
from nodes.exchange.video_reader import read_clip
from nodes.graph import Graph, Node, Registry
from nodes.graph.embed import read_embedded
from nodes.graph.project import Project
from tests.studio.projects.conftest import Answers

TITLES = {form.title: form for form in FORMATS}


@pytest.fixture
def clip_desk(projects: Projects, desk: Desk, state: Path) -> Desk:
    """Eight frames of a bundled clip at 8 a second; a prompt with private words."""
    nodes = [
        Node("clip", "media.load_clip", parameters={"file": "bundled:media/yellow-box.mp4", "frames": 8}),
        Node("words", "text.prompt", parameters={"text": "my secret film"}),
    ]
    project = Project.new(state=state)
    project.graph = Graph(nodes)
    desk.document.open(project, "box")
    return desk


def export(desk: Desk, registry: Registry, file: Path, form: str, **how: object) -> Path:
    """Run the job of an export in this process."""
    (source,) = sources(desk.document)
    wanted = ClipExport(source, checked_file(file, TITLES[form]), TITLES[form], **how)  # type: ignore[arg-type]
    engine = Engine(registry)
    try:
        result = engine.run(export_job(desk.document, wanted))
        assert result.ok, result.failed
    finally:
        engine.close()
    return wanted.file


@pytest.mark.parametrize("form", [form.title for form in FORMATS if form.codec != "AV1"])
def test_every_format_is_written(clip_desk: Desk, registry: Registry, tmp_path: Path, form: str) -> None:
    written = export(clip_desk, registry, tmp_path / "out", form)
    if TITLES[form].codec == "PNG sequence":
        assert len(list(written.with_suffix("").glob("*.png"))) == 8
    else:
        assert written.suffix == TITLES[form].suffix
        assert read_clip(written).clip.frame_count == 8


def test_rate_and_size_are_as_asked_and_the_document_stays(
    clip_desk: Desk, registry: Registry, tmp_path: Path
) -> None:
    before = clip_desk.document.project.document()
    written = export(clip_desk, registry, tmp_path / "a.mp4", "MP4 · H.264", fps=24.0, width=64, height=64)
    clip = read_clip(written).clip
    assert (clip.fps, clip.frame_count, clip.width, clip.height) == (Fraction(24), 24, 64, 64)
    slow = export(clip_desk, registry, tmp_path / "b.mp4", "MP4 · H.264", fps=4.0, keep_length=False)
    assert (read_clip(slow).clip.fps, read_clip(slow).clip.frame_count) == (Fraction(4), 8)
    assert clip_desk.document.project.document() == before


def test_the_project_goes_along_as_it_is_or_without_words_or_not_at_all(
    clip_desk: Desk, registry: Registry, tmp_path: Path
) -> None:
    whole = read_embedded(export(clip_desk, registry, tmp_path / "a.mp4", "MP4 · H.264"))
    assert whole is not None
    assert whole["graph"] == clip_desk.document.project.document()["graph"]
    private = read_embedded(export(clip_desk, registry, tmp_path / "b.mp4", "MP4 · H.264", private=True))
    assert private is not None
    assert "secret" not in json.dumps(private)
    assert set(private["graph"]["nodes"]) == {"clip", "words"}
    assert read_embedded(export(clip_desk, registry, tmp_path / "c.mp4", "MP4 · H.264", embed=False)) is None


def test_what_cannot_be_written_is_told_before_anything_runs(tmp_path: Path) -> None:
    mp4 = TITLES["MP4 · H.264"]
    for file in (tmp_path / "gone" / "a.mp4", tmp_path / "a.gif", Path()):
        with pytest.raises(MediaError):
            checked_file(file, mp4)
    (tmp_path / "taken.mp4").mkdir()
    with pytest.raises(MediaError, match="is a folder"):
        checked_file(tmp_path / "taken.mp4", mp4)
    assert checked_file(tmp_path / "plain", mp4).name == "plain.mp4"


@pytest.fixture
def running(clip_desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """With a real engine process."""
    settings = EngineSettings(
        store=str(tmp_path / "store"),
        checkpoints=str(tmp_path / "checkpoints"),
        views=str(tmp_path / "views"),
        log=str(tmp_path / "engine.log"),
    )
    runs = Runs(clip_desk, clip_desk, settings=settings, queue=tmp_path / "queue")
    clip_desk.runs = runs
    runs.start()
    yield clip_desk
    runs.close()


def test_the_dialog_writes_a_clip_that_opens_again(
    qtbot: QtBot, running: Desk, projects: Projects, answers: Answers, tmp_path: Path
) -> None:
    dialog = ExportDialog(running, answers, tmp_path / "film.mp4")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.setCurrentIndex([form.codec for form in FORMATS].index("FFV1"))
    assert dialog.file.text().endswith("film.mkv")
    assert not dialog.quality.isEnabled()
    QTest.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(lambda: "Written to" in dialog.status.text(), timeout=30_000)
    assert dialog.show_button.isVisible()
    assert read_clip(tmp_path / "film.mkv").clip.frame_count == 8
    assert projects.open(tmp_path / "film.mkv")
    assert running.document.graph.nodes["words"].parameters["text"] == "my secret film"


def test_a_bad_name_is_told_in_the_dialog(qtbot: QtBot, running: Desk, answers: Answers, tmp_path: Path) -> None:
    dialog = ExportDialog(running, answers, tmp_path / "film.mp4")
    qtbot.addWidget(dialog)
    dialog.file.setText(str(tmp_path / "not there" / "film.mp4"))
    dialog.on_export()
    assert "There is no folder" in dialog.status.text()
    assert not dialog.job_id


def test_without_an_engine_or_a_clip_it_says_so(qtbot: QtBot, desk: Desk, answers: Answers, tmp_path: Path) -> None:
    dialog = ExportDialog(desk, answers, tmp_path / "film.mp4")
    qtbot.addWidget(dialog)
    assert "makes a clip" in dialog.status.text()
    assert not dialog.export_button.isEnabled()
    dialog.on_export()
    assert "no engine" in dialog.status.text()


def test_the_graph_is_written_as_text_and_into_a_picture(
    clip_desk: Desk, projects: Projects, answers: Answers, tmp_path: Path, notices: list[Notice]
) -> None:
    answers.files = [tmp_path / "graph", tmp_path / "graph.png"]
    assert clip_desk.commands.run("file.export_json")
    text = json.loads((tmp_path / "graph.json").read_text(encoding="utf-8"))
    assert text == clip_desk.document.project.document()
    assert clip_desk.commands.run("file.export_png")
    carried = read_embedded(tmp_path / "graph.png")
    assert carried is not None
    assert carried["graph"] == text["graph"]
    assert [notice.kind for notice in notices] == ["ok", "ok"]


def test_private_exports_hold_no_words(clip_desk: Desk, projects: Projects, answers: Answers, tmp_path: Path) -> None:
    clip_desk.settings.set("export.private", True)
    answers.files = [tmp_path / "graph.json", tmp_path / "graph.png"]
    clip_desk.commands.run("file.export_json")
    clip_desk.commands.run("file.export_png")
    assert "secret" not in (tmp_path / "graph.json").read_text(encoding="utf-8")
    assert "secret" not in json.dumps(read_embedded(tmp_path / "graph.png"))


def test_a_folder_that_is_not_there_is_told(
    clip_desk: Desk, projects: Projects, answers: Answers, tmp_path: Path, notices: list[Notice]
) -> None:
    answers.files = [tmp_path / "gone" / "graph.json"]
    clip_desk.commands.run("file.export_json")
    assert notices[-1].kind == "fail"
    assert "cannot be saved" in notices[-1].text
