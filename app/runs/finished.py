"""What became of a job, for the history, the notice and the batch."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nodes.engine import QueuedJob
from nodes.engine.messages import Failure, JobFinished, JobRefused
from nodes.values import Clip, Image, Report

__all__ = ["FinishedRun"]


@dataclass(frozen=True)
class FinishedRun:
    """state: done, failed or cancelled.  written: files.  numbers: of reports among the targets, by their names.

    failures: by node path.  picture: the last one seen.  document, overrides: what was run.  ended: Unix time.
    """

    job_id: str
    title: str
    state: Literal["done", "failed", "cancelled"]
    seconds: float
    error: str = ""
    written: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)
    picture: Clip | Image | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    project_path: str = ""
    ended: float = 0.0

    @classmethod
    def of(
        cls,
        message: JobFinished | JobRefused,
        entry: QueuedJob | None,
        written: list[str],
        picture: Clip | Image | None,
    ) -> FinishedRun:
        """From the engine's answer and what the queue knows of the job."""
        title = entry.title if entry is not None else message.job_id
        job = entry.job if entry is not None else None
        document = job.document if job is not None else {}
        overrides = job.overrides if job is not None else {}
        place = job.project_path if job is not None else ""
        if isinstance(message, JobRefused):
            text = f"{message.failure.message} {message.failure.remedy}".strip()
            failures = {"": message.failure}
            return cls(
                message.job_id, title, "failed", 0.0, text, (), {}, failures, picture, document, overrides, place,
                time.time(),
            )  # fmt: skip
        state: Literal["done", "failed", "cancelled"] = (
            "cancelled" if message.cancelled else "done" if message.ok else "failed"
        )
        error = " ".join(f"{path}: {failure.message}" for path, failure in message.failures.items())
        return cls(
            message.job_id, title, state, message.seconds, error, tuple(written), _numbers(message),
            message.failures, picture, document, overrides, place, time.time(),
        )  # fmt: skip


def _numbers(message: JobFinished) -> dict[str, float]:
    found: dict[str, float] = {}
    for outputs in message.values.values():
        for value in outputs.values():
            if isinstance(value, Report):
                found.update(report_numbers(value))
    return found


def report_numbers(report: Report) -> dict[str, float]:
    """The first number of each row of a report's first table; the first row goes by the table's title alone."""
    found: dict[str, float] = {}
    for table in report.tables[:1]:
        for place, row in enumerate(table.rows):
            numbers = [cell for cell in row if isinstance(cell, int | float)]
            if numbers:
                name = table.title if place == 0 else f"{table.title}, {row[0]}"
                found[name] = float(numbers[0])
    return found
