"""Frames that stay on disk: the FrameSource protocol, and raw frames read through a memory map."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nodes.errors import ValueRefused
from nodes.values.checks import MAX_EDGE, MAX_FRAMES
from nodes.values.hashing import chunked_digest

CHUNK_BYTES = 16 * 2**20


@runtime_checkable
class FrameSource(Protocol):
    """Frames read when they are asked for; picklable by reference, so that a clip can cross a process border."""

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(T, H, W, 3)."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """uint8 or float32."""

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Frames [stop-start,H,W,3]; raises MediaError when the file went away or changed."""

    def digest(self) -> str:
        """Stands for the content in hashes: equal digests mean equal frames. Quick: a file's digest, not its pixels'.

        A source that can tell the digest of its pixels cheaply gives array_digest() of them, so that the same frames
        hash alike in memory and on disk. RawFrames does; a coded video file does not.
        """


class RawFrames:
    """Frames of a .npy file through a memory map: uint8 or float32 [T,H,W,3], C order."""

    def __init__(self, path: Path | str, *, known_digest: str | None = None) -> None:
        """Reads the header only, and checks it against the file's size before anything is mapped."""
        self.path = Path(path)
        self._digest = known_digest
        self._map: NDArray[Any] | None = None
        self.shape, self.dtype, self.offset = frames_header(self.path)

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """A read-only view of frames start..stop; nothing is copied."""
        if self._map is None:
            self._map = self._mapped()
        return self._map[start:stop]

    def _mapped(self) -> NDArray[Any]:
        if frames_header(self.path) != (self.shape, self.dtype, self.offset):
            raise ValueRefused(f"{self.path} changed while it was in use.", remedy="Run the node again.")
        with self.path.open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.ndarray(self.shape, self.dtype, buffer=memory, offset=self.offset)

    def digest(self) -> str:
        if self._digest is None:
            self._digest = chunked_digest(self.dtype, self.shape, chunks(self))
        return self._digest

    def __reduce__(self) -> tuple[object, ...]:
        return (_raw_frames, (self.path, self._digest))

    def __repr__(self) -> str:
        return f"RawFrames({str(self.path)!r})"


def _raw_frames(path: Path, digest: str | None) -> RawFrames:
    return RawFrames(path, known_digest=digest)


def chunk_spans(source: FrameSource) -> Iterator[tuple[int, int]]:
    """start, stop of pieces of some 16 MB that cover all frames."""
    count, height, width, channels = source.shape
    step = max(1, CHUNK_BYTES // max(1, height * width * channels * source.dtype.itemsize))
    for start in range(0, count, step):
        yield start, min(count, start + step)


def chunks(source: FrameSource) -> Iterator[NDArray[Any]]:
    """All frames in order, some 16 MB at a time."""
    for start, stop in chunk_spans(source):
        yield source.read(start, stop)


def frames_header(path: Path) -> tuple[tuple[int, int, int, int], np.dtype[Any], int]:
    """Shape, dtype and data offset of a .npy of frames. Raises ValueRefused for anything else, or a cut file."""
    try:
        with path.open("rb") as file:
            version = np.lib.format.read_magic(file)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran, dtype = read(file, max_header_size=4096)
            offset, size = file.tell(), path.stat().st_size
    except (OSError, ValueError, EOFError) as error:
        raise _refused(path, f"it is missing or no .npy file ({error})") from error
    if dtype not in (np.dtype(np.uint8), np.dtype("<f4")) or fortran:
        raise _refused(
            path, f"dtype {dtype}{' in Fortran order' if fortran else ''} is not uint8 or float32 in C order"
        )
    shape = check_frames_shape(str(path), shape)
    if size != offset + math.prod(shape) * dtype.itemsize:
        raise _refused(path, f"the header says {shape} {dtype}, the file has {size} bytes")
    return shape, dtype, offset


def check_frames_shape(owner: str, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Refuses frame shapes that are not [T,H,W,3], empty, or absurd."""
    if len(shape) != 4 or shape[3] != 3:
        raise ValueRefused(f"{owner}: frames of shape {shape} are not [T, H, W, 3].")
    if min(shape) < 1:
        raise ValueRefused(f"{owner}: frames of shape {shape} are empty.", remedy="Give at least one frame.")
    if max(shape[1:3]) > MAX_EDGE or shape[0] > MAX_FRAMES:
        raise ValueRefused(f"{owner}: frames of shape {shape} are more than {MAX_FRAMES} frames of {MAX_EDGE} px.")
    return shape[0], shape[1], shape[2], 3


def _refused(path: Path, problem: str) -> ValueRefused:
    return ValueRefused(f"Cannot read frames from {path}: {problem}.", remedy="Make them again from their source.")
