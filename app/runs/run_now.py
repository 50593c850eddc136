"""How far the running job is, for the top bar and the queue."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RunNow", "duration_text"]


@dataclass(frozen=True, slots=True)
class RunNow:
    """fraction: 0 to 1.  seconds_left: None while nothing is known.  note: "step 11 / 20".  node: path at work."""

    job_id: str
    title: str
    fraction: float = 0.0
    seconds_left: float | None = None
    note: str = ""
    node: str = ""


def duration_text(seconds: float) -> str:
    """As a clock shows it: 0:07, 12:30, 1:02:03."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"
