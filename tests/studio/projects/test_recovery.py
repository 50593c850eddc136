"""Killed at once: what was changed is there again. Real processes, killed for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.projects import Projects
from app.projects.recovery import find_unsaved, sweep_aside
from app.projects.recovery_dialog import RecoveryDialog
from nodes.graph.project import Project
from tests.studio.projects.conftest import Answers

Save = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[3]
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

EDIT = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.desk import Desk
from app.projects import Projects
from nodes.graph import Node, default_registry
from nodes.graph.edits import AddNodes, SetParameter
from nodes.graph.project import Project
from PySide6.QtWidgets import QApplication
app = QApplication([])
state, path = Path(sys.argv[1]), sys.argv[2]
desk = Desk(default_registry(), project=Project.new(state=state))
desk.projects = Projects(desk, state=state)
if path:
    desk.projects.open(path)
if "a" not in desk.document.graph.nodes:
    desk.document.apply(AddNodes((Node("a", "number.seed"),)))
for seed in range(1, 21):
    desk.document.apply(SetParameter("a", "seed", seed))
print("edited", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def editing(state: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts another studio that edits and waits."""
    started: list[subprocess.Popen[str]] = []

    def start(path: Path | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", EDIT, str(state), str(path or "")],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "edited\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@POSIX_ONLY
def test_a_project_that_never_had_a_file_comes_back_whole(
    projects: Projects, desk: Desk, state: Path, editing: Callable[..., subprocess.Popen[str]]
) -> None:
    process = editing()
    assert find_unsaved(state) == []  # it is alive: not ours to recover
    kill(process)
    (found,) = find_unsaved(state)
    assert found.path is None
    assert found.changes == 21
    assert found.titles == ("Set seed of a  × 20", "Add a")
    assert projects.recover(found)
    assert desk.document.graph.nodes["a"].parameters == {"seed": 20}
    assert desk.document.dirty
    assert find_unsaved(state) == []  # it is ours now


@POSIX_ONLY
def test_what_was_recovered_survives_a_second_crash(
    projects: Projects, desk: Desk, state: Path, editing: Callable[..., subprocess.Popen[str]]
) -> None:
    kill(editing())
    (found,) = find_unsaved(state)
    journal = found.recovery.journal
    assert projects.recover(found)
    assert journal.exists()
    assert desk.document.project.journal_file == journal


@POSIX_ONLY
def test_a_saved_project_offers_its_changes_when_it_is_opened(
    projects: Projects,
    desk: Desk,
    state: Path,
    saved: Save,
    answers: Answers,
    editing: Callable[..., subprocess.Popen[str]],
) -> None:
    path = saved()
    kill(editing(path))
    answers.answers = [""]
    assert not projects.open(path)
    assert len(find_unsaved(state)) == 1
    answers.answers = ["recover"]
    assert projects.open(path)
    assert answers.asked[-1].items[0].startswith("Set seed of a")
    assert desk.document.graph.nodes["a"].parameters == {"seed": 20}
    assert desk.document.dirty
    assert projects.save()
    with Project.open(path, read_only=True) as kept:
        assert kept.graph.nodes["a"].parameters == {"seed": 20}


@POSIX_ONLY
def test_opening_without_the_changes_puts_them_aside(
    projects: Projects,
    desk: Desk,
    state: Path,
    saved: Save,
    answers: Answers,
    editing: Callable[..., subprocess.Popen[str]],
) -> None:
    path = saved()
    kill(editing(path))
    answers.answers = ["without"]
    assert projects.open(path)
    assert desk.document.graph.nodes["a"].parameters == {}
    assert find_unsaved(state) == []
    assert len(find_unsaved(state, aside=True)) == 1
    sweep_aside(state)
    assert len(find_unsaved(state, aside=True)) == 1
    old = next((state / "journals" / "aside").glob("*.journal"))
    os.utime(old, (0, 0))
    sweep_aside(state)
    assert find_unsaved(state, aside=True) == []


@POSIX_ONLY
def test_the_changes_of_a_file_that_is_gone_open_as_an_unsaved_project(
    projects: Projects, desk: Desk, state: Path, saved: Save, editing: Callable[..., subprocess.Popen[str]]
) -> None:
    path = saved()
    kill(editing(path))
    path.unlink()
    (found,) = find_unsaved(state)
    assert projects.recover(found)
    assert desk.document.path is None
    assert desk.document.title == "one"
    assert desk.document.graph.nodes["a"].parameters == {"seed": 20}


def test_a_torn_journal_gives_what_can_be_read(projects: Projects, desk: Desk, state: Path) -> None:
    from nodes.graph import Node
    from nodes.graph.edits import AddNodes

    other = Project.new(state=state)
    other.apply(AddNodes((Node("a", "number.seed"),)))
    other.apply(AddNodes((Node("b", "number.seed"),)))
    other.close()
    whole = other.journal_file.read_bytes()
    other.journal_file.write_bytes(whole[:-9])
    (other.journal_file.parent / "unsaved-junk.journal").write_bytes(b"junk")
    (found,) = find_unsaved(state)
    assert projects.recover(found)
    assert list(desk.document.graph.nodes) == ["a"]


@POSIX_ONLY
class TestDialog:
    @pytest.fixture
    def dialog(
        self,
        qtbot: QtBot,
        projects: Projects,
        desk: Desk,
        state: Path,
        saved: Save,
        answers: Answers,
        editing: Callable[..., subprocess.Popen[str]],
    ) -> RecoveryDialog:
        kill(editing(saved()))
        kill(editing())
        shown = RecoveryDialog(desk.look, answers, find_unsaved(state))
        qtbot.addWidget(shown)
        shown.recover_wanted.connect(projects.recover)
        shown.open_wanted.connect(projects.open)
        shown.show()
        return shown

    def test_it_lists_what_and_how_much_was_changed(self, dialog: RecoveryDialog) -> None:
        texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert texts[0].startswith("untitled")
        assert texts[1].startswith("one.kino")
        assert all("changes" in text for text in texts)
        assert dialog.changes.item(0).text().startswith("Set seed of a")

    def test_return_recovers_the_chosen_one(self, dialog: RecoveryDialog, desk: Desk) -> None:
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert desk.document.title == "one.kino"
        assert desk.document.graph.nodes["a"].parameters == {"seed": 20}
        assert not dialog.isVisible()

    def test_open_without_opens_the_file_as_saved(self, dialog: RecoveryDialog, desk: Desk, state: Path) -> None:
        assert not dialog.without_button.isEnabled()  # the untitled one has no file
        dialog.list.setCurrentRow(1)
        QTest.mouseClick(dialog.without_button, Qt.MouseButton.LeftButton)
        assert desk.document.title == "one.kino"
        assert desk.document.graph.nodes["a"].parameters == {}
        assert len(find_unsaved(state, aside=True)) == 1

    def test_delete_asks_and_then_deletes_only_that_one(
        self, dialog: RecoveryDialog, answers: Answers, state: Path
    ) -> None:
        answers.answers = ["cancel", "delete"]
        QTest.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
        assert len(find_unsaved(state)) == 2
        QTest.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
        (left,) = find_unsaved(state)
        assert left.name == "one.kino"
        assert dialog.isVisible()

    def test_later_leaves_everything(self, dialog: RecoveryDialog, state: Path) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert len(find_unsaved(state)) == 2
        assert not dialog.isVisible()


def test_nothing_to_recover_is_said(projects: Projects, notices: list[Notice]) -> None:
    assert not projects.offer_recovery()
    projects.show_recovery()
    assert "everything was saved" in notices[-1].text
