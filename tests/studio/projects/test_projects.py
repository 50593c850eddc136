"""Opening, saving and leaving projects: every question comes when it must, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import Desk, Notice
from app.projects import Projects
from app.projects.recent import recent_projects
from nodes.graph import Graph, Node
from nodes.graph.edits import AddNodes, SetParameter
from nodes.graph.embed import embed_graph
from nodes.graph.project import Project
from tests.studio.projects.conftest import Answers

Save = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[3]


def change(desk: Desk, seed: int = 5) -> None:
    if "a" not in desk.document.graph.nodes:
        desk.document.apply(AddNodes((Node("a", "number.seed"),)))
    desk.document.apply(SetParameter("a", "seed", seed))
    desk.document.end_step()


def test_a_project_opens_and_becomes_recent(projects: Projects, desk: Desk, saved: Save) -> None:
    path = saved()
    assert projects.open(path)
    assert desk.document.path == path
    assert [each.path for each in recent_projects(desk.settings)] == [path]
    assert not desk.document.dirty


def test_unsaved_changes_are_asked_about_and_cancel_keeps_everything(
    projects: Projects, desk: Desk, saved: Save, answers: Answers
) -> None:
    change(desk)
    answers.answers = [""]
    assert not projects.open(saved())
    assert desk.document.path is None
    assert desk.document.dirty
    assert "Save the changes to untitled?" in answers.asked[0].title
    with Project.open(saved("two.kino")):  # the file that was not opened is not left locked
        pass


def test_save_in_the_question_saves_first(
    projects: Projects, desk: Desk, saved: Save, answers: Answers, tmp_path: Path
) -> None:
    change(desk)
    answers.answers, answers.files = ["save"], [tmp_path / "kept"]
    assert projects.open(saved())
    with Project.open(tmp_path / "kept.kino", read_only=True) as kept:
        assert kept.graph.nodes["a"].parameters == {"seed": 5}


def test_what_is_not_saved_on_purpose_can_be_had_back(
    projects: Projects, desk: Desk, saved: Save, answers: Answers, state: Path
) -> None:
    from app.projects.recovery import find_unsaved

    change(desk, 77)
    answers.answers = ["drop"]
    assert projects.new()
    assert desk.document.graph.nodes == {}
    assert find_unsaved(state) == []
    (aside,) = find_unsaved(state, aside=True)
    assert projects.recover(aside)
    assert desk.document.graph.nodes["a"].parameters == {"seed": 77}
    assert desk.document.dirty


def test_saving_without_a_name_asks_for_one_and_adds_the_suffix(
    projects: Projects, desk: Desk, answers: Answers, tmp_path: Path
) -> None:
    change(desk)
    answers.files = [None]
    assert not projects.save()
    answers.files = [tmp_path / "mine"]
    assert projects.save()
    assert desk.document.path == tmp_path / "mine.kino"
    assert not desk.document.dirty
    change(desk, 6)
    assert projects.save()


def test_a_copy_leaves_the_open_project_where_it_is(
    projects: Projects, desk: Desk, saved: Save, tmp_path: Path
) -> None:
    path = saved()
    projects.open(path)
    change(desk, 9)
    assert projects.save_copy(tmp_path / "copy.kino")
    assert desk.document.path == path
    assert desk.document.dirty
    with Project.open(tmp_path / "copy.kino") as copy:
        assert copy.graph.nodes["a"].parameters == {"seed": 9}


def test_revert_goes_back_to_the_file(projects: Projects, desk: Desk, saved: Save, answers: Answers) -> None:
    projects.open(saved())
    assert not projects.revert()  # nothing to go back from
    change(desk, 9)
    answers.answers = ["", "revert"]
    assert not projects.revert()
    assert projects.revert()
    assert desk.document.graph.nodes["a"].parameters == {}
    assert not desk.document.dirty
    change(desk, 3)
    assert projects.save()  # still ours to write


def test_close_asks_and_leaves_an_empty_project(
    projects: Projects, desk: Desk, saved: Save, answers: Answers
) -> None:
    projects.open(saved())
    change(desk)
    answers.answers = [""]
    assert not projects.close()
    answers.answers = ["drop"]
    told: list[bool] = []
    projects.closed.connect(lambda: told.append(True))
    assert projects.close()
    assert desk.document.graph.nodes == {}
    assert told == [True]


def test_a_template_is_an_unsaved_copy_with_its_name(projects: Projects, desk: Desk) -> None:
    example = ROOT / "assets" / "projects" / "dragged-ball.kino"
    before = example.read_bytes()
    assert projects.open_copy(example)
    assert desk.document.path is None
    assert desk.document.title == "dragged-ball"
    assert not desk.document.dirty
    assert projects.suggestion().name == "dragged-ball.kino"
    change(desk)
    assert example.read_bytes() == before


def test_a_picture_that_carries_its_graph_opens_as_a_copy(
    projects: Projects, desk: Desk, tmp_path: Path, notices: list[Notice]
) -> None:
    picture, plain = tmp_path / "still.png", tmp_path / "plain.png"
    for path in (picture, plain):
        shutil.copy(ROOT / "assets" / "media" / "red-cone.png", path)
    embed_graph(picture, Graph([Node("a", "number.seed", parameters={"seed": 4})]).to_document())
    assert projects.open(picture)
    assert desk.document.graph.nodes["a"].parameters == {"seed": 4}
    assert desk.document.path is None
    assert not projects.open(plain)
    assert "carries no graph" in notices[-1].text


def test_a_picture_without_a_graph_can_be_what_a_project_begins_with(
    projects: Projects, desk: Desk, notices: list[Notice]
) -> None:
    assert not projects.open(ROOT / "assets" / "media" / "red-cone.png")
    titles = [title for title, _ in notices[-1].actions]
    assert titles[0] == "Begin a Project with It"
    notices[-1].actions[0][1]()
    assert desk.document.graph.nodes["source"].parameters == {"file": "media:red-cone.png"}
    assert desk.document.title == "red-cone"
    assert projects.begin_with(ROOT / "assets" / "media" / "gone.mp4") is False


def test_files_beside_a_carrier_are_still_found_from_the_copy(projects: Projects, desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "still.png"
    shutil.copy(ROOT / "assets" / "media" / "red-cone.png", picture)
    shutil.copy(ROOT / "assets" / "media" / "red-ball.png", tmp_path / "beside.png")
    node = Node("load", "media.load_image", parameters={"file": "beside.png"})
    embed_graph(picture, Graph([node]).to_document())
    assert projects.open(picture)
    assert desk.document.graph.nodes["load"].parameters["file"] == str(tmp_path / "beside.png")
    assert desk.document.project.missing_media(desk.registry) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.kino", None, "There is no file"),
        ("text.kino", b"hello", "is no Kinograph project"),
        ("cut.kino", b"PK\3\4 and no more", "cannot be opened"),
        ("cut.mp4", b"\0\0\0\x18ftypmp42 and no more", "cut.mp4"),
        ("odd.png", b"not a picture", "carries no graph"),
    ],
)
def test_bad_files_are_told_in_words_and_the_open_document_stays(
    projects: Projects,
    desk: Desk,
    tmp_path: Path,
    notices: list[Notice],
    name: str,
    content: bytes | None,
    said: str,
) -> None:
    change(desk, 8)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert not projects.open(tmp_path / name)
    assert said in notices[-1].text
    assert notices[-1].kind == "fail"
    assert notices[-1].detail or notices[-1].actions
    assert desk.document.graph.nodes["a"].parameters == {"seed": 8}


def test_a_folder_and_a_newer_file_are_told(
    projects: Projects, desk: Desk, tmp_path: Path, saved: Save, notices: list[Notice]
) -> None:
    assert not projects.open(tmp_path)
    assert "is a folder" in notices[-1].text
    newer = tmp_path / "newer.kino"
    with zipfile.ZipFile(newer, "w") as packed:
        packed.writestr("project.json", json.dumps({"format": 99, "graph": {"nodes": {}, "wires": []}}))
    assert not projects.open(newer)
    assert "format version 99" in notices[-1].text
    assert "Update" in notices[-1].detail


HOLD = """
import sys
from nodes.graph.project import Project
project = Project.open(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_locked_project_offers_read_only_or_a_copy(
    projects: Projects, desk: Desk, saved: Save, answers: Answers, tmp_path: Path
) -> None:
    path = saved()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == "open\n"
        answers.answers = [""]
        assert not projects.open(path)
        answers.answers = ["copy"]
        assert projects.open(path)
        assert desk.document.path is None
        answers.answers = ["read"]
        assert projects.open(path)
        assert desk.document.project.read_only
        change(desk, 3)
        answers.files = [tmp_path / "own.kino"]
        assert projects.save()  # under another name
        assert desk.document.path == tmp_path / "own.kino"
    finally:
        other.kill()
        other.communicate()


def test_a_drive_that_went_away_loses_nothing(
    projects: Projects, desk: Desk, saved: Save, answers: Answers, tmp_path: Path, state: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    path = saved("drive/one.kino")
    projects.open(path)
    change(desk, 42)
    shutil.rmtree(drive)
    answers.answers = [""]
    assert not projects.save()
    assert "kept safe" in answers.asked[-1].text
    assert desk.document.dirty
    assert desk.document.project.journal_file.exists()
    answers.answers, answers.files = ["again", "elsewhere"], [tmp_path / "elsewhere.kino"]
    assert projects.save()
    with Project.open(tmp_path / "elsewhere.kino", read_only=True) as kept:
        assert kept.graph.nodes["a"].parameters == {"seed": 42}


def test_opening_what_is_open_is_told_and_not_a_lock_problem(
    projects: Projects, desk: Desk, saved: Save, notices: list[Notice]
) -> None:
    path = saved()
    projects.open(path)
    change(desk)
    assert projects.open(path)
    assert "open already" in notices[-1].text
    assert desk.document.dirty


def test_links_to_media_follow_the_project_into_another_folder(
    projects: Projects, desk: Desk, saved: Save, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "assets" / "media" / "red-cone.png", tmp_path / "cone.png")
    projects.open(saved("one.kino", Node("load", "media.load_image", parameters={"file": "cone.png"})))
    (tmp_path / "deep").mkdir()
    assert projects.save_as(tmp_path / "deep" / "moved.kino")
    assert desk.document.graph.nodes["load"].parameters["file"] == "../cone.png"
    assert desk.document.project.missing_media(desk.registry) == []
    assert not desk.document.dirty


def test_nodes_of_older_versions_are_brought_up_to_date_and_told(
    projects: Projects, desk: Desk, saved: Save, notices: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nodes.graph.project.Project.migrate", lambda project, registry: ["a", "b/c"])
    projects.open(saved())
    told = next(notice for notice in notices if "brought up to date" in notice.text)
    assert "2 nodes" in told.text
    assert told.detail == "a, b/c"


def test_missing_recent_files_can_be_taken_off_the_list(projects: Projects, desk: Desk, saved: Save) -> None:
    path, other = saved(), saved("two.kino")
    projects.open(path)
    projects.open(other)
    path.unlink()
    assert [(each.path, each.is_there) for each in recent_projects(desk.settings)] == [(other, True), (path, False)]
    projects.forget(path)
    assert [each.path for each in recent_projects(desk.settings)] == [other]


def test_recent_projects_are_commands(projects: Projects, desk: Desk, saved: Save) -> None:
    projects.open(saved())
    projects.open(saved("two.kino"))
    assert desk.commands["file.recent.2"].title == "Open one"
    assert desk.commands.run("file.recent.2")
    assert desk.document.title == "one.kino"
    assert desk.commands["file.recent.1"].title == "Open one"
