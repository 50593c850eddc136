"""A job in the queue, and its form as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args

from nodes.engine.job import Job

__all__ = ["JobState", "QueuedJob", "from_json", "to_json"]

JobState = Literal["pending", "running", "done", "failed", "cancelled"]
_FORMAT = 1
_JOB_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "document": dict,
    "targets": list,
    "overrides": dict,
    "project_path": str,
    "media_folder": str,
    "output_folder": str,
    "outputs": dict,
    "embed": bool,
    "carried": dict,
}


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """added, started, ended: seconds since 1970.  error: why it failed.

    interrupted: whoever ran it died or put it back; it is pending once more.
    """

    job_id: str
    job: Job
    title: str = ""
    state: JobState = "pending"
    added: float = 0.0
    started: float | None = None
    ended: float | None = None
    error: str = ""
    interrupted: bool = False


def to_json(entry: QueuedJob) -> dict[str, Any]:
    data = {field.name: getattr(entry, field.name) for field in fields(entry)}
    job = {field.name: getattr(entry.job, field.name) for field in fields(entry.job)}
    job["overrides"] = {path: dict(parameters) for path, parameters in entry.job.overrides.items()}
    job["outputs"] = dict(entry.job.outputs)
    job["carried"] = dict(entry.job.carried)
    job["targets"] = list(entry.job.targets)
    return {"format": _FORMAT, **data, "job": job}


def from_json(data: object, job_id: str) -> QueuedJob:
    """The record of a file called `job_id`. Raises ValueError saying what is wrong with it."""
    if not isinstance(data, dict):
        raise ValueError("it holds no record")
    if data.get("format") != _FORMAT:
        raise ValueError(f"its format is {data.get('format')!r}, this version reads {_FORMAT}")
    if data.get("job_id") != job_id:
        raise ValueError(f"it is the record of {data.get('job_id')!r}")
    state = data.get("state")
    if state not in get_args(JobState):
        raise ValueError(f"its state is {state!r}")
    return QueuedJob(
        job_id,
        _job(data.get("job")),
        _of(data, "title", str),
        cast("JobState", state),
        _of(data, "added", (int, float)),
        _of(data, "started", (int, float, type(None))),
        _of(data, "ended", (int, float, type(None))),
        _of(data, "error", str),
        _of(data, "interrupted", bool),
    )


def _job(data: object) -> Job:
    if not isinstance(data, dict):
        raise ValueError("it holds no job")
    parts = {name: _of(data, name, kind) for name, kind in _JOB_KINDS.items() if name in data or name == "document"}
    if "targets" in parts:
        parts["targets"] = tuple(parts["targets"])
    return Job(**parts)


def _of(data: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    value = data.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"its {name} is {value!r}")
    return value
