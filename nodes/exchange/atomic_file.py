"""Files and folders that appear whole or not at all; what was there before stays until the new one is ready."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nodes.errors import MediaError


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path` (same suffix) to write to; rename it into place when the block ends well.

    On any exception the temporary file goes and `path` is untouched. Errors: MediaError for a folder that cannot be
    written to or a full disk.
    """
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise MediaError(f"{path} is a folder; a file is to be written.", remedy="Choose another name.")
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=f".part{path.suffix}", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            _keep_mode(temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing_folder(folder: Path, *, ours: str) -> Iterator[Path]:
    """Give a temporary folder beside `folder`; its files move in when the block ends well.

    A folder there that holds only files matching the glob `ours` (an earlier take) is replaced as a whole; in any
    other folder only files of the same names are replaced.
    """
    with _explained(folder):
        if folder.exists() and not folder.is_dir():
            raise MediaError(f"{folder} is a file; a folder is to be written.", remedy="Choose another name.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", suffix=".part", dir=folder.parent))
        try:
            yield temporary
            temporary.chmod(0o755)
            _move_in(temporary, folder, ours)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _move_in(temporary: Path, folder: Path, ours: str) -> None:
    if not folder.exists():
        temporary.rename(folder)
        return
    if all(entry.is_file() and entry.match(ours) for entry in folder.iterdir()):
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", suffix=".old", dir=folder.parent))
        folder.rename(aside / folder.name)
        try:
            temporary.rename(folder)
        except OSError:
            (aside / folder.name).rename(folder)
            raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        return
    for entry in sorted(temporary.iterdir()):
        entry.replace(folder / entry.name)


def _keep_mode(temporary: Path) -> None:
    """mkstemp makes files only the owner may read; give what a plain open would have given."""
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise explain(path, error) from error


def explain(path: Path, error: OSError) -> MediaError:
    """The MediaError for an operating system error while writing `path`."""
    kept = "Nothing was changed there."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return MediaError(
            f"{path} could not be written: the disk is full or the file would be too large. {kept}",
            remedy="Free some space or choose another place.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return MediaError(
            f"{path} could not be written: the folder is read-only. {kept}",
            remedy="Choose a folder you may write to.",
        )
    return MediaError(f"{path} could not be written: {error.strerror or error}. {kept}")
