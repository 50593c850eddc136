"""What the engine process and its client say to each other: small frozen records, never arrays.

Client to engine: Submit, Cancel, AskStates, AskValue, Forget, Release, Stop.  Engine to client, and out of
`EngineClient.poll`: EngineReady, JobStarted, JobEvent, Thumbnail, JobFinished, JobRefused, StatesTold, ValueTold; and
EngineLost, which the client itself says when the process is gone.  PreviewInSlot and ThumbnailInSlot never leave the
client: it turns them into a JobEvent with a NodePreview, and a Thumbnail, with the pixels it took from shared memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from nodes.engine.events import Event
from nodes.engine.frames import InSlot
from nodes.engine.job import Job, NodeState
from nodes.errors import EngineDied
from nodes.values import Clip, Image, Value, ValueList

__all__ = [
    "AskStates",
    "AskValue",
    "Cancel",
    "EngineLost",
    "EngineReady",
    "EngineSettings",
    "Failure",
    "Forget",
    "JobEvent",
    "JobFinished",
    "JobRefused",
    "JobStarted",
    "Message",
    "PreviewInSlot",
    "Release",
    "Request",
    "StatesTold",
    "Stop",
    "Submit",
    "Thumbnail",
    "ThumbnailInSlot",
    "ValueTold",
]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine process is made with.

    library: whether the nodes of nodes.library are known.  modules: names of further modules whose nodes are.
    packs: distributions whose node packs a person trusts.  memory_bytes: budget of results in RAM.  store: folder of
    dear results, at most store_bytes; "" keeps none.  durations: JSON file of recorded times.  checkpoints: folder of
    unfinished work; "" puts it beside the store, or into the user's cache.  views: folder of results laid out for the
    client to read, at most views_bytes; "" puts it into the user's cache.  log: file for all output; "" is stderr.
    """

    library: bool = True
    modules: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    memory_bytes: int = 4 << 30
    store: str = ""
    store_bytes: int = 20 << 30
    durations: str = ""
    checkpoints: str = ""
    views: str = ""
    views_bytes: int = 4 << 30
    resources_kept: int = 2
    log: str = ""


# -- from the client to the engine


@dataclass(frozen=True, slots=True)
class Submit:
    job_id: str
    job: Job


@dataclass(frozen=True, slots=True)
class Cancel:
    job_id: str


@dataclass(frozen=True, slots=True)
class AskStates:
    request: str
    document: Mapping[str, Any] | Job


@dataclass(frozen=True, slots=True)
class AskValue:
    """The value of a node's output in this document (its first output for ""), where it is at hand."""

    request: str
    document: Mapping[str, Any] | Job
    node: str
    output: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop the results in RAM and loaded pipelines, once no job runs."""


@dataclass(frozen=True, slots=True)
class Release:
    """These slots of shared memory were read and may be written again."""

    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Cancel what runs and end."""


Request: TypeAlias = Submit | Cancel | AskStates | AskValue | Forget | Release | Stop


# -- from the engine to the client


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as plain text: `detail` is the traceback, where there is one."""

    code: str
    message: str
    remedy: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EngineReady:
    """The process is up and knows its nodes; `node_types`: how many."""

    process_id: int
    node_types: int


@dataclass(frozen=True, slots=True)
class JobStarted:
    job_id: str


@dataclass(frozen=True, slots=True)
class JobEvent:
    """What happened in a job. A NodePreview's picture may be smaller than the node gave it, to fit a slot."""

    job_id: str
    event: Event


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture of a result, at most 320 x 180; of a clip in memory a clip of at most 33 frames."""

    job_id: str
    node: str
    output: str
    picture: Clip | Image


@dataclass(frozen=True, slots=True)
class JobFinished:
    """states: of every node the run came to.  values: results of targets that hold at most 64 KiB."""

    job_id: str
    ok: bool
    cancelled: bool
    seconds: float
    states: Mapping[str, NodeState] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Value | ValueList]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobRefused:
    """The job could not be begun: its document is no graph, a target is not there."""

    job_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class StatesTold:
    """The answer to `EngineClient.states`; `failure` when the document is no graph."""

    request: str
    states: Mapping[str, NodeState]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class ValueTold:
    """The answer to `EngineClient.fetch`: `place` is a folder for `nodes.values.load_value`, "" with a failure."""

    request: str
    node: str
    output: str
    place: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class EngineLost:
    """The process ended without being asked.

    nodes: those at work when it did, in `running`, the job at work ("" when none).  jobs: every job without an
    answer, in order, `running` among them; submitting one again starts a new process.  exit_code: negative for a
    signal, whose name is `signal`.  detail: the last lines of the log.
    """

    error: EngineDied
    running: str
    nodes: tuple[str, ...]
    jobs: tuple[str, ...]
    exit_code: int | None
    signal: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PreviewInSlot:
    job_id: str
    node: str
    held: InSlot


@dataclass(frozen=True, slots=True)
class ThumbnailInSlot:
    job_id: str
    node: str
    output: str
    held: InSlot


Message: TypeAlias = (
    EngineReady | JobStarted | JobEvent | Thumbnail | JobFinished | JobRefused | StatesTold | ValueTold | EngineLost
)
