"""What a running node may ask of the engine: the Run protocol of nodes.graph.context."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from nodes.engine.cancel import CancelToken
from nodes.engine.checkpoints import Checkpoints
from nodes.engine.job import Job
from nodes.engine.resources import Resources

if TYPE_CHECKING:
    from nodes.engine.progress import Reporter
    from nodes.values import Clip, Image

__all__ = ["RunContext", "Surroundings", "resolver"]

T = TypeVar("T")


class Surroundings:
    """What is the same for every node of a run: the job, the switch to stop it, what outlives it, who is told."""

    def __init__(
        self,
        job: Job,
        cancel: CancelToken,
        report: Reporter,
        resources: Resources,
        checkpoints: Callable[[], Checkpoints],
    ) -> None:
        self.job = job
        self.cancel = cancel
        self.report = report
        self.resources = resources
        self.checkpoints = checkpoints
        self.resolve = resolver(job)


def resolver(job: Job) -> Callable[[str], Path]:
    """The function that turns names in parameters into paths, as `run.resolve` does."""
    from nodes.graph.media import resolver as of_project
    from nodes.graph.names import resolve_name

    if not job.media_folder:
        return of_project(job.project_path, job.document)
    folder = Path(job.project_path).parent if job.project_path else None
    return lambda name: resolve_name(name, folder, Path(job.media_folder))


class RunContext:
    """Given to one call of one node. See nodes.graph.context.Run for what each method promises."""

    __slots__ = ("_around", "_key", "node", "path", "wrote_checkpoint")

    def __init__(self, around: Surroundings, path: str, shown: str, key: bytes) -> None:
        self._around = around
        self.path = path
        self.node = shown
        self._key = key
        self.wrote_checkpoint = False

    def progress(self, done: float, total: float, note: str = "") -> None:
        self._around.cancel.check()
        self._around.report.node_progress(self.path, self.node, done, total, note)

    def check(self) -> None:
        self._around.cancel.check()

    def cancelled(self) -> bool:
        return self._around.cancel.cancelled()

    def preview(self, value: Clip | Image) -> None:
        self._around.report.preview(self.node, value)

    def warn(self, text: str) -> None:
        self._around.report.warned(self.node, text)

    def checkpoint(self, write: Callable[[Path], None]) -> None:
        self.wrote_checkpoint = True
        self._around.checkpoints().write(self._key, write)

    def resume(self) -> Path | None:
        found = self._around.checkpoints().last(self._key)
        self.wrote_checkpoint = self.wrote_checkpoint or found is not None
        return found

    def forget_checkpoint(self) -> None:
        """The work is done: its checkpoint is of no more use."""
        if self.wrote_checkpoint:
            self._around.checkpoints().remove(self._key)

    def resolve(self, name: str) -> Path:
        return self._around.resolve(name)

    def output(self, name: str) -> Path:
        job = self._around.job
        named = job.outputs.get(self.node)
        if named is not None:
            path = Path(named)
        else:
            path = Path(name)
            if not path.is_absolute():
                base = job.output_folder or (Path(job.project_path).parent if job.project_path else Path.cwd())
                path = Path(base) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._around.report.writes(self.node, str(path))
        return path

    def resource(self, key: str, make: Callable[[], T]) -> T:
        return self._around.resources.get(key, make)

    def document(self) -> str | None:
        job = self._around.job
        return json.dumps(job.carried or job.document, ensure_ascii=False) if job.embed else None
