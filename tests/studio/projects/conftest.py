"""Projects with an asker that answers as a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desk import Desk, Notice
from app.projects import Projects
from app.projects.asking import Question
from nodes.graph import Node
from nodes.graph.edits import AddNodes
from nodes.graph.project import Project


class Answers:
    """choose and the file dialogs give what stands next in the lists; asked: the questions that came."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.files: list[Path | None] = []
        self.asked: list[Question] = []

    def choose(self, question: Question) -> str:
        self.asked.append(question)
        answer = self.answers.pop(0)
        assert answer in {"", "cancel", *(each.key for each in question.answers)}
        return answer

    def file_to_open(self, title: str, filters: str, folder: Path | None = None) -> Path | None:
        return self.files.pop(0)

    def file_to_save(self, title: str, filters: str, suggestion: Path) -> Path | None:
        return self.files.pop(0)

    def folder(self, title: str, start: Path | None = None) -> Path | None:
        return self.files.pop(0)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def answers() -> Iterator[Answers]:
    given = Answers()
    yield given
    assert not given.answers, "an expected question did not come"
    assert not given.files, "an expected file dialog did not come"


@pytest.fixture
def notices(desk: Desk) -> list[Notice]:
    """What the desk said."""
    said: list[Notice] = []
    desk.noticed.connect(said.append)
    return said


@pytest.fixture
def projects(qapp: QApplication, desk: Desk, answers: Answers, state: Path) -> Projects:
    desk.projects = Projects(desk, answers, state=state)
    return desk.projects


@pytest.fixture
def saved(tmp_path: Path, state: Path) -> Callable[..., Path]:
    """A project file with one node, its title the file's stem."""

    def save(name: str = "one.kino", *nodes: Node) -> Path:
        path = tmp_path / name
        with Project.new(state=state) as project:
            project.apply(AddNodes(nodes or (Node("a", "number.seed", title=path.stem),)))
            project.save(path)
        return path

    return save
