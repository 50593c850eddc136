"""Runs: the link to the engine process, the queue, the history, and what is known of each node's result."""

from __future__ import annotations

from app.runs.results import NodeResult, Results
from app.runs.run_now import RunNow, duration_text

__all__ = ["NodeResult", "Results", "RunNow", "duration_text"]
