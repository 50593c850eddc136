"""A lock on a file that the system takes back when its holder dies, by kill -9 too."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import IO

__all__ = ["FileLock"]


class FileLock:
    """Held by at most one open handle. Usable as a context manager, which waits; `try_acquire` does not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def try_acquire(self) -> bool:
        """True when the lock is now held here, False when another holds it."""
        return self._acquire(wait=False)

    def _acquire(self, *, wait: bool) -> bool:
        if self._file is not None:
            return True
        file = self.path.open("a+b")
        try:
            _lock(file, wait=wait)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                _unlock(self._file)
            self._file.close()
            self._file = None

    def __enter__(self) -> FileLock:
        if not self._acquire(wait=True):
            raise OSError(f"{self.path} could not be locked.")
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], *, wait: bool) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes], *, wait: bool) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
