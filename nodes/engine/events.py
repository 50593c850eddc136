"""What a run tells while it goes on: small frozen records, and their JSON form without arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from nodes.values import Clip, Image

__all__ = [
    "Event",
    "NodeBlocked",
    "NodeFailed",
    "NodeFinished",
    "NodePreview",
    "NodeProgress",
    "NodeQueued",
    "NodeStarted",
    "NodeWarned",
    "NodeWrites",
    "RunFinished",
    "RunProgress",
    "RunStarted",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """`nodes`: how many nodes the plan will run, as far as it is known; `targets`: their paths."""

    nodes: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeQueued:
    node: str


@dataclass(frozen=True, slots=True)
class NodeStarted:
    node: str


@dataclass(frozen=True, slots=True)
class NodeProgress:
    """`fraction` of this node in 0..1; `seconds_left` of this node, None while nothing is known."""

    node: str
    done: float
    total: float
    note: str
    fraction: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class NodePreview:
    node: str
    clip: Clip | Image


@dataclass(frozen=True, slots=True)
class NodeWarned:
    node: str
    text: str


@dataclass(frozen=True, slots=True)
class NodeWrites:
    """The node is about to write the file (or folder, or numbered files) at `path`."""

    node: str
    path: str


@dataclass(frozen=True, slots=True)
class NodeFinished:
    """`cached`: nothing was run, the result was there; `summary`: one line about the first output."""

    node: str
    cached: bool
    seconds: float
    summary: str


@dataclass(frozen=True, slots=True)
class NodeFailed:
    """`detail`: the traceback, for the log and the curious."""

    node: str
    code: str
    message: str
    remedy: str
    detail: str


@dataclass(frozen=True, slots=True)
class NodeBlocked:
    """The node did not run: `by` names the node that is the cause (itself, when it asked for it)."""

    node: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunProgress:
    """`fraction` of the whole run in 0..1, by time; `seconds_left` None while nothing is known."""

    fraction: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class RunFinished:
    ok: bool
    cancelled: bool
    seconds: float


Event: TypeAlias = (
    RunStarted
    | NodeQueued
    | NodeStarted
    | NodeProgress
    | NodePreview
    | NodeWarned
    | NodeWrites
    | NodeFinished
    | NodeFailed
    | NodeBlocked
    | RunProgress
    | RunFinished
)

_NAMES = {
    RunStarted: "run-started",
    NodeQueued: "node-queued",
    NodeStarted: "node-started",
    NodeProgress: "node-progress",
    NodePreview: "node-preview",
    NodeWarned: "node-warned",
    NodeWrites: "node-writes",
    NodeFinished: "node-finished",
    NodeFailed: "node-failed",
    NodeBlocked: "node-blocked",
    RunProgress: "run-progress",
    RunFinished: "run-finished",
}


def to_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON: `{"event": "node-started", "node": ...}`. A preview becomes its size and one line."""
    data: dict[str, Any] = {"event": _NAMES[type(event)]}
    if isinstance(event, NodePreview):
        picture = event.clip
        frames = picture.frame_count if isinstance(picture, Clip) else 1
        data.update(node=event.node, width=picture.width, height=picture.height, frames=frames)
        data["summary"] = picture.summary()
        return data
    for field in fields(event):
        content = getattr(event, field.name)
        data[field.name] = list(content) if isinstance(content, tuple) else content
    return data
