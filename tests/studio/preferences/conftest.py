"""A desk with commands, and an asker that answers as told."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands_table import Command
from app.desk import Desk
from app.projects.asking import Question


class Answers:
    def __init__(self) -> None:
        self.answers: list[str] = []
        self.files: list[Path | None] = []
        self.asked: list[Question] = []

    def choose(self, question: Question) -> str:
        self.asked.append(question)
        return self.answers.pop(0)

    def file_to_open(self, title: str, filters: str, folder: Path | None = None) -> Path | None:
        return self.files.pop(0)

    def file_to_save(self, title: str, filters: str, suggestion: Path) -> Path | None:
        return self.files.pop(0)

    def folder(self, title: str, start: Path | None = None) -> Path | None:
        return self.files.pop(0)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def commanded(desk: Desk) -> Desk:
    """Three commands: two in Canvas, one in Edit; done: ids of those that ran."""
    for name, title, category, keys in (
        ("canvas.tidy", "Tidy up", "Canvas", ("L",)),
        ("canvas.duplicate", "Duplicate", "Canvas", ("Ctrl+D",)),
        ("edit.undo", "Undo", "Edit", ("Ctrl+Z",)),
    ):
        desk.commands.add(Command(name, title, category, desk.document.end_step, keys))
    return desk
