"""Runs: the link to the engine process, the queue, the history, and what is known of each node's result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.runs.results import NodeResult, Results
from app.runs.run_now import RunNow, duration_text

if TYPE_CHECKING:
    from app.runs.history_panel import HistoryPanel
    from app.runs.log_panel import LogPanel
    from app.runs.meters import Meters
    from app.runs.queue_panel import QueuePanel
    from app.runs.runs import Runs

__all__ = [
    "HistoryPanel",
    "LogPanel",
    "Meters",
    "NodeResult",
    "QueuePanel",
    "Results",
    "RunNow",
    "Runs",
    "duration_text",
]
_LATE = {
    "HistoryPanel": "history_panel",
    "LogPanel": "log_panel",
    "Meters": "meters",
    "QueuePanel": "queue_panel",
    "Runs": "runs",
}


def __getattr__(name: str) -> Any:
    """Panels are imported when they are first wanted: the desk needs Results alone."""
    if name not in _LATE:
        raise AttributeError(name)
    import importlib

    return getattr(importlib.import_module(f"app.runs.{_LATE[name]}"), name)
