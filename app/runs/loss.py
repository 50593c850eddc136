"""What is said when the engine process is gone, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject

from nodes.engine import EngineLost

if TYPE_CHECKING:
    from app.desk import Desk
    from app.runs.run_now import RunNow
    from app.runs.runs import Runs

__all__ = ["tell_of_loss"]


def tell_of_loss(desk: Desk, runs: Runs, message: EngineLost, running: RunNow | None, how: str) -> None:
    """how: "asked" by a person, "early" before it was ready, or "lost"."""
    again = ((_tr("Run again"), _Again(runs, running.job_id).go),) if running is not None else ()
    log = ((_tr("Show the log"), runs.log_wanted.emit),)
    actions: tuple[tuple[str, Any], ...] = (*again, *log)
    if how == "asked":
        text = _tr("The engine was restarted.")
        if running is not None:
            text += " " + _tr("“{0}” was stopped; run again, it goes on from its last checkpoint.").format(
                running.title
            )
        desk.say(text, "info", actions=again, key="engine")
        return
    text = f"{message.error.message} {message.error.remedy}".strip()
    if how == "early":
        text = _tr("The engine cannot start.") + " " + text
        actions = ((_tr("Start it again"), runs.restart), *log)
    desk.say(text, "fail", detail=message.detail, actions=actions, key="engine")


class _Again(QObject):
    """Runs one job again when asked; no lambda has to hold the runs."""

    def __init__(self, runs: Runs, job_id: str) -> None:
        super().__init__(runs)
        self._runs, self._job_id = runs, job_id

    def go(self) -> None:
        self._runs.again(self._job_id)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Runs", text)
