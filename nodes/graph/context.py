"""What a running node may ask of whoever runs it: the Run protocol, and PlainRun for scripts and tests."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from nodes.errors import Cancelled

if TYPE_CHECKING:
    from nodes.values import Clip, Image

__all__ = ["PlainRun", "Run"]

T = TypeVar("T")


class Run(Protocol):
    """Given to a node whose function has a parameter `run`. Call it from the node's own thread only."""

    @property
    def node(self) -> str:
        """Path of the node in the graph, "outer/inner" inside a subgraph."""
        ...

    def progress(self, done: float, total: float, note: str = "") -> None:
        """Say how far the work is. Raises Cancelled when the person asked to stop."""
        ...

    def check(self) -> None:
        """Raise Cancelled when the person asked to stop."""
        ...

    def cancelled(self) -> bool: ...

    def preview(self, value: Clip | Image) -> None:
        """Show an unfinished result. Dropped when the viewer is slower."""
        ...

    def warn(self, text: str) -> None:
        """Show a remark on the node; the run goes on."""
        ...

    def checkpoint(self, write: Callable[[Path], None]) -> None:
        """Keep unfinished work: `write` fills an empty folder, which then replaces the last checkpoint atomically."""
        ...

    def resume(self) -> Path | None:
        """The folder of the last checkpoint of the same work, or None."""
        ...

    def resolve(self, name: str) -> Path:
        """Path of a file to read: absolute, relative to the project, `media:NAME` or `bundled:NAME`.

        Raises MediaError naming the file when it does not exist.
        """
        ...

    def output(self, name: str) -> Path:
        """Where an effect node may write; its folder exists."""
        ...

    def resource(self, key: str, make: Callable[[], T]) -> T:
        """Something costly that outlives the run, such as a loaded pipeline: made once per key."""
        ...

    def document(self) -> str | None:
        """The project as JSON, to be embedded in what is exported; None when the person switched that off."""
        ...


class PlainRun:
    """A small real Run: keeps what the node said, stops when `stop` is set, writes under `folder`.

    folder: project folder that relative names start from; a temporary one is made when none was given
    and a checkpoint or an output needs it.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        node: str = "node",
        output_folder: Path | str | None = None,
        document: str | None = None,
    ) -> None:
        self.node = node
        self.stop = False
        self.previews: list[Any] = []
        self.warnings: list[str] = []
        self.steps: list[tuple[float, float, str]] = []
        self._folder = Path(folder) if folder is not None else None
        self._output_folder = Path(output_folder) if output_folder is not None else None
        self._document = document
        self._resources: dict[str, Any] = {}
        self._temporary: Path | None = None

    def progress(self, done: float, total: float, note: str = "") -> None:
        self.check()
        self.steps.append((done, total, note))

    def check(self) -> None:
        if self.stop:
            raise Cancelled(f"{self.node} was stopped")

    def cancelled(self) -> bool:
        return self.stop

    def preview(self, value: Clip | Image) -> None:
        self.previews.append(value)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def checkpoint(self, write: Callable[[Path], None]) -> None:
        fresh = self._scratch() / "checkpoint.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(parents=True)
        write(fresh)
        kept = self._scratch() / "checkpoint"
        if kept.exists():
            shutil.rmtree(kept)
        fresh.rename(kept)

    def resume(self) -> Path | None:
        kept = self._scratch() / "checkpoint"
        return kept if kept.exists() else None

    def resolve(self, name: str) -> Path:
        from nodes.graph.names import resolve_name

        return resolve_name(name, self._folder)

    def output(self, name: str) -> Path:
        path = (self._output_folder or self._folder or self._scratch()) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def resource(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._resources:
            self._resources[key] = make()
        found: T = self._resources[key]
        return found

    def document(self) -> str | None:
        return self._document

    def _scratch(self) -> Path:
        if self._temporary is None:
            self._temporary = Path(tempfile.mkdtemp(prefix="kinograph-run-"))
            weakref.finalize(self, shutil.rmtree, self._temporary, ignore_errors=True)
        return self._temporary
