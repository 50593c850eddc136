"""What is asked before a project is left, replaced or opened another way."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.projects.asking import Answer, Question
from nodes.errors import KinographError

__all__ = ["about_locked", "about_recovery", "about_revert", "about_save_failure", "about_unsaved"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Questions", text)


def about_unsaved(name: str) -> Question:
    """Answers: save, drop."""
    return Question(
        _tr("Save the changes to {0}?").format(name),
        _tr("What is not saved is put aside for 30 days and can be had back by Recover Earlier Changes."),
        (
            Answer("drop", _tr("Don't Save"), "danger"),
            Answer("cancel", _tr("Cancel")),
            Answer("save", _tr("Save"), "now"),
        ),
    )


def about_locked(path: Path, error: KinographError) -> Question:
    """Answers: read, copy."""
    return Question(
        _tr("{0} is open elsewhere").format(path.name),
        error.message,
        (
            Answer("cancel", _tr("Cancel")),
            Answer("read", _tr("Open Read-Only")),
            Answer("copy", _tr("Open a Copy"), "now"),
        ),
        detail=error.remedy,
    )


def about_recovery(path: Path, changes: int, titles: list[str]) -> Question:
    """Answers: recover, without."""
    return Question(
        _tr("{0} has changes that were never saved").format(path.name),
        _tr(
            "Kinograph ended before {0} changes could be saved. Opening without them puts them aside, not away."
        ).format(changes),
        (
            Answer("cancel", _tr("Cancel")),
            Answer("without", _tr("Open Without")),
            Answer("recover", _tr("Recover"), "now"),
        ),
        items=titles,
    )


def about_revert(name: str) -> Question:
    """Answers: revert."""
    return Question(
        _tr("Go back to {0} as it was saved?").format(name),
        _tr("The changes since then are put aside for 30 days."),
        (Answer("cancel", _tr("Cancel")), Answer("revert", _tr("Revert"), "now")),
    )


def about_save_failure(error: KinographError) -> Question:
    """Answers: again, elsewhere."""
    return Question(
        _tr("The project could not be saved"),
        _tr("{0} Everything is still here, and kept safe from a crash.").format(error.message),
        (
            Answer("cancel", _tr("Cancel")),
            Answer("again", _tr("Try Again")),
            Answer("elsewhere", _tr("Save Elsewhere…"), "now"),
        ),
        detail=error.remedy,
    )
