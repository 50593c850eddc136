"""Before the window closes: a run that goes on is asked about."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.desk import Desk
from app.projects.asking import Answer, Question

__all__ = ["may_stop_runs"]


def may_stop_runs(desk: Desk) -> bool:
    """Whether the studio may close as far as runs are concerned. Without projects nobody can be asked: it may."""
    count = _unfinished(desk)
    if not count or desk.projects is None:
        return True
    tr = QCoreApplication.translate
    title = tr("Leaving", "A run is not finished")
    if count > 1:
        title = tr("Leaving", "{0} runs are not finished").format(count)
    question = Question(
        title,
        tr(
            "Leaving",
            "Closing stops it. It is in the queue again at the next start, and finished nodes are kept.",
        ),
        (
            Answer("stop", tr("Leaving", "Stop and Close"), "danger"),
            Answer("", tr("Leaving", "Keep Running"), "now"),
        ),
    )
    return desk.projects.asker.choose(question) == "stop"


def _unfinished(desk: Desk) -> int:
    runs = desk.runs
    return 0 if runs is None or runs.now is None else 1 + runs.waiting
