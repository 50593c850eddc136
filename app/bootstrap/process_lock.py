"""A lock between processes that the system gives back by itself when its holder dies."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.bootstrap.errors import SetupFailed


@contextlib.contextmanager
def held_by_one_process(path: Path, on_wait: Callable[[], None]) -> Iterator[int]:
    """Holds an exclusive lock on the file `path` while the block runs; gives its descriptor.

    A child that inherits the descriptor keeps the lock until it ends too, so an installer whose parent was killed
    still keeps others out. on_wait: called once if another process has it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SetupFailed(
            f"Cannot write {path}: {error.strerror}.",
            "Choose a place you may write to: set KINOGRAPH_VENV to a folder for the environment.",
        ) from error
    try:
        _acquire(descriptor, on_wait)
        yield descriptor
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt
    import time

    def _acquire(descriptor: int, on_wait: Callable[[], None]) -> None:
        told = False
        while True:
            try:
                os.lseek(descriptor, 0, os.SEEK_SET)
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                return
            except OSError:
                if not told:
                    on_wait()
                    told = True
                time.sleep(0.2)

else:
    import fcntl

    def _acquire(descriptor: int, on_wait: Callable[[], None]) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
