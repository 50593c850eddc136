"""A mark beside the journal of a project without a file: this process is alive and has it open."""

from __future__ import annotations

import contextlib

from nodes.errors import ProjectError, ProjectLocked
from nodes.graph.lock import ProjectLock
from nodes.graph.project import Project

__all__ = ["LiveMark", "is_held"]


class LiveMark:
    """A lock of the operating system, which ends with the process whatever ends that."""

    def __init__(self) -> None:
        self._lock: ProjectLock | None = None

    def put_on(self, project: Project) -> None:
        """Mark a project that has no file; one that has a file is marked by its own lock."""
        if project.path is not None:
            return
        with contextlib.suppress(ProjectError, OSError):  # then others may offer to recover it: a question too many
            project.journal_file.parent.mkdir(parents=True, exist_ok=True)
            self._lock = ProjectLock(project.journal_file)
            self._lock.take()

    def take_off(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def is_held(lock: ProjectLock) -> bool:
    """Whether a living process has it."""
    try:
        lock.take()
    except ProjectLocked:
        return True
    except (ProjectError, OSError):
        return False
    lock.release()
    return False
