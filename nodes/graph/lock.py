"""One writer per project file: a lock file beside it that names the process, held by the operating system.

The system's lock (flock, or msvcrt on Windows) ends with the process, so a lock left by a dead one is taken over. On
file systems without such locks the process named in the file is looked up instead.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from pathlib import Path
from typing import Any

from nodes.errors import ProjectError, ProjectLocked

__all__ = ["ProjectLock", "lock_path"]

_FAR = 1 << 20  # the locked byte on Windows lies behind the text, which stays readable


def lock_path(project: Path) -> Path:
    return project.with_name(f".{project.name}.lock")


class ProjectLock:
    """Held from `take` until `release` or the end of the process."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._path = lock_path(project)
        self._file: int | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def take(self) -> None:
        """Raises ProjectLocked naming process and host when another has it, ProjectError when none can be made.

        In a folder nobody may write to there is nothing to guard: the lock then stays untaken.
        """
        for _ in range(10):
            try:
                file = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
            except OSError as error:
                if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                    return
                raise ProjectError(
                    f"{self._project} cannot be locked: {error.strerror}.",
                    path=self._project,
                    remedy="Open it read-only or copy it to another folder.",
                ) from error
            try:
                self._take_over(file)
            except BaseException:
                os.close(file)
                raise
            if self._is_still_there(file):
                os.ftruncate(file, 0)
                os.lseek(file, 0, os.SEEK_SET)
                os.write(file, json.dumps({"pid": os.getpid(), "host": _host()}).encode())
                self._file = file
                return
            os.close(file)  # released and removed by its holder between our open and our lock
        raise ProjectLocked(f"{self._project} is being opened by others.", path=self._project, remedy="Try again.")

    def release(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        with contextlib.suppress(OSError):
            os.ftruncate(file, 0)
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                self._path.unlink()
        os.close(file)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _take_over(self, file: int) -> None:
        locked = _system_lock(file)
        holder = _read_holder(file)
        if locked is False:
            raise self._refusal(holder)
        if not holder:
            return
        here = holder.get("host") == _host()
        if not here or (locked is None and _alive(holder.get("pid"))):
            raise self._refusal(holder)

    def _is_still_there(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except OSError:
            return False

    def _refusal(self, holder: dict[str, Any]) -> ProjectLocked:
        process, host = holder.get("pid", "unknown"), holder.get("host", "this computer")
        return ProjectLocked(
            f"{self._project} is open in process {process} on {host}.",
            path=self._project,
            remedy=f"Close it there or open it read-only. If that process is gone, delete {self._path.name}.",
        )


def _system_lock(file: int) -> bool | None:
    """True: got it. False: another process has it. None: this file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        return None
    return True


def _read_holder(file: int) -> dict[str, Any]:
    os.lseek(file, 0, os.SEEK_SET)
    try:
        data = json.loads(os.read(file, 4096) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _host() -> str:
    """The name of this computer, without touching its network."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "this computer")


def _alive(process: object) -> bool:
    import psutil  # type: ignore[import-untyped]

    return isinstance(process, int) and psutil.pid_exists(process)
