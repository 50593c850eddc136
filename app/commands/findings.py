"""One thing `doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """NOTE: works, but less well or without something. PROBLEM: nothing can be rendered."""

    GOOD = "good"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """name: what was looked at; told: what was found; remedy: what to do, when something should be."""

    name: str
    told: str
    state: State = State.GOOD
    remedy: str = ""
