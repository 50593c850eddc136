"""What is asked of the engine and what it answers: plain records that can travel to another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nodes.engine.entries import Entry, shown
from nodes.errors import EngineError, KinographError
from nodes.values import Value, ValueList

__all__ = ["Job", "NodeState", "Outcome", "RunResult"]

NodeState = Literal["cached", "stale", "queued", "running", "done", "failed", "blocked", "muted"]


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a run needs, as plain picklable data.

    document: `Graph.to_document()` or a project document.  targets: node paths; empty means every output node, or,
    where there is none, every node that feeds nothing.  overrides: parameters set for this job only, by node path.
    project_path: the project file, whose folder relative names start from.  media_folder: where `media:` names lie.
    output_folder: where effect nodes write.  outputs: for single output nodes, the very file to write.
    embed: whether exports may carry the document.  carried: what they carry in its place, such as one without words.
    """

    document: Mapping[str, Any]
    targets: tuple[str, ...] = ()
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    project_path: str = ""
    media_folder: str = ""
    output_folder: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    embed: bool = True
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What became of one node.

    state: "cached" (nothing was run), "done", "failed" or "blocked".  outputs: by name, for targets only; the values
    of other nodes are let go as soon as nothing needs them (RunResult.value may still find them).  error: why it
    failed, or is blocked.  seconds: of this run.
    """

    state: NodeState
    key: bytes | None = None
    outputs: Mapping[str, Value | ValueList] = field(default_factory=dict)
    error: KinographError | None = None
    seconds: float = 0.0
    cached: bool = False


@dataclass(slots=True)
class RunResult:
    """outcomes: of every node the run came to, by path; not of what was not needed or is before a cached one."""

    outcomes: dict[str, Outcome]
    targets: tuple[str, ...] = ()
    cancelled: bool = False
    seconds: float = 0.0
    find: Callable[[bytes], Entry | None] = field(default=lambda key: None, repr=False)

    @property
    def failed(self) -> dict[str, KinographError]:
        """The error of each failed node, by path."""
        return {
            path: outcome.error
            for path, outcome in self.outcomes.items()
            if outcome.state == "failed" and outcome.error is not None
        }

    @property
    def ok(self) -> bool:
        """Every target has a result and nothing failed."""
        states = {self.outcomes[path].state for path in self.targets if path in self.outcomes}
        return not self.cancelled and not self.failed and "blocked" not in states

    def value(self, path: str, output: str | None = None) -> Value | ValueList:
        """The value of a node's output (its first when None), while it is at hand.

        Raises the node's own error when it failed or was blocked, EngineError when there is no such value.
        """
        outcome = self.outcomes.get(path)
        if outcome is None:
            raise EngineError(f"Node {path!r} was not run.", remedy="Make it a target of the job.")
        if outcome.error is not None and not outcome.outputs:
            raise outcome.error
        outputs = outcome.outputs
        if not outputs and outcome.key is not None and (entry := self.find(outcome.key)) is not None:
            outputs = {name: value for name, held in entry.outputs.items() if (value := shown(held)) is not None}
        name = output if output is not None else next(iter(outputs), "")
        if name not in outputs:
            raise EngineError(f"Node {path!r} has no value {name!r} at hand.", remedy="Make it a target of the job.")
        return outputs[name]
