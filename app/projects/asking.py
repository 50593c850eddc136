"""Questions the studio asks before it acts, apart from the dialogs that ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["Answer", "Asker", "Question"]


@dataclass(frozen=True)
class Answer:
    """key: what the asker gets back.  role: "now" for the one that is meant, "danger" for one that loses much."""

    key: str
    title: str
    role: str = ""


@dataclass(frozen=True)
class Question:
    """title: the question itself.  text: what it is about and what each answer does.  items: a short list to look at.

    answers: in the order they are shown; leaving the dialog another way answers "".
    """

    title: str
    text: str
    answers: Sequence[Answer]
    items: Sequence[str] = ()
    detail: str = ""


class Asker(Protocol):
    """Asks the person, or, in a test, answers for them."""

    def choose(self, question: Question) -> str:
        """The key of the answer; "" when the question was left."""

    def file_to_open(self, title: str, filters: str, folder: Path | None = None) -> Path | None:
        """An existing file, or None."""

    def file_to_save(self, title: str, filters: str, suggestion: Path) -> Path | None:
        """A file to write, with its suffix, or None. That an existing one is replaced was agreed to."""

    def folder(self, title: str, start: Path | None = None) -> Path | None:
        """An existing folder, or None."""
