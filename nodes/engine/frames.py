"""Pictures between two processes: a ring of slots in shared memory, and a small note that survives a crash.

The reader creates the ring, the writer attaches by name.  Who may write which slot is agreed over the pipe: the
writer owns free slots, sends the number of a filled one, and gets it back when the reader has copied it.  The note at
the head of the memory says what the writer is doing; it is still there after kill -9.
"""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import shared_memory
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import EngineError
from nodes.values import Clip, Image

__all__ = ["FrameRing", "InSlot", "RingPlace", "fitting", "small"]

_NOTE_BYTES = 4096
_LENGTH_BYTES = 4
_SMALLEST_SLOT = 1 << 18
_THUMBNAIL_WIDTH, _THUMBNAIL_HEIGHT, _THUMBNAIL_FRAMES = 320, 180, 33


@dataclass(frozen=True, slots=True)
class RingPlace:
    """Where a ring is: enough for another process to attach to it."""

    name: str
    slots: int
    slot_bytes: int


@dataclass(frozen=True, slots=True)
class InSlot:
    """A picture in a slot: uint8 of `shape`, [T,H,W,3]; fps None for a single image."""

    slot: int
    shape: tuple[int, int, int, int]
    fps: Fraction | None


class FrameRing:
    """`slots` places of `slot_bytes` each in one block of shared memory."""

    def __init__(self, memory: shared_memory.SharedMemory, place: RingPlace) -> None:
        self.place = place
        self._memory = memory

    @classmethod
    def create(cls, slots: int = 4, slot_bytes: int = 8 << 20) -> FrameRing:
        """A new ring, with smaller slots where shared memory is scarce.

        Errors: EngineError when not even 256 KiB a slot can be had.
        """
        while True:
            name = f"kinograph_{os.getpid()}_{uuid.uuid4().hex[:8]}"
            size = _NOTE_BYTES + slots * slot_bytes
            memory = None
            try:
                memory = shared_memory.SharedMemory(name, create=True, size=size)
                _reserve(name, size)
                return cls(memory, RingPlace(name, slots, slot_bytes))
            except OSError as error:
                if memory is not None:
                    memory.close()
                    memory.unlink()
                if slot_bytes <= _SMALLEST_SLOT:
                    raise EngineError(
                        f"There is no room for {size >> 10} KiB of shared memory: {error.strerror}.",
                        remedy="Close other programs, or give the container more of /dev/shm (docker: --shm-size).",
                    ) from error
                slot_bytes = max(_SMALLEST_SLOT, slot_bytes // 4)

    @classmethod
    def attach(cls, place: RingPlace) -> FrameRing:
        return cls(shared_memory.SharedMemory(place.name), place)

    def write(self, slot: int, picture: Clip | Image) -> InSlot:
        """Copy a picture into the slot, thinned out in space, and cut in time, where it is too large for it."""
        clip = isinstance(picture, Clip)
        pixels = picture.as_uint8() if clip else picture.as_uint8()[None]
        step = _step_to_fit(pixels.shape, self.place.slot_bytes)
        thin = pixels[:, ::step, ::step]
        frames = max(1, min(len(thin), self.place.slot_bytes // max(1, thin[0].nbytes)))
        thin = thin[:frames]
        target: NDArray[np.uint8] = np.frombuffer(self._buffer, np.uint8, thin.size, self._offset(slot)).reshape(
            thin.shape
        )
        target[...] = thin
        count, height, width, channels = thin.shape
        return InSlot(slot, (count, height, width, channels), picture.fps if isinstance(picture, Clip) else None)

    def read(self, held: InSlot) -> Clip | Image:
        """A copy of what is in the slot, as an Image or a Clip."""
        size = int(np.prod(held.shape))
        source: NDArray[np.uint8] = np.frombuffer(self._buffer, np.uint8, size, self._offset(held.slot))
        pixels = source.reshape(held.shape).copy()
        pixels.setflags(write=False)
        return Image(pixels[0]) if held.fps is None else Clip(pixels, held.fps)

    def note(self, text: str) -> None:
        """Leave a word for whoever looks after a crash; cut to 4 KB."""
        data = text.encode()[: _NOTE_BYTES - _LENGTH_BYTES]
        buffer = self._buffer
        buffer[:_LENGTH_BYTES] = bytes(_LENGTH_BYTES)
        buffer[_LENGTH_BYTES : _LENGTH_BYTES + len(data)] = data
        buffer[:_LENGTH_BYTES] = len(data).to_bytes(_LENGTH_BYTES, "little")

    def noted(self) -> dict[str, Any]:
        """The note as JSON; empty when there is none, or it was cut off while it was written."""
        buffer = self._buffer
        length = min(int.from_bytes(buffer[:_LENGTH_BYTES], "little"), _NOTE_BYTES - _LENGTH_BYTES)
        try:
            data = json.loads(bytes(buffer[_LENGTH_BYTES : _LENGTH_BYTES + length]))
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}

    def close(self) -> None:
        with contextlib.suppress(BufferError):  # a copy under way in another thread; the system takes it back at exit
            self._memory.close()

    def unlink(self) -> None:
        """Give the memory back to the system, for both sides."""
        with contextlib.suppress(FileNotFoundError):
            self._memory.unlink()

    @property
    def _buffer(self) -> memoryview:
        buffer = self._memory.buf
        assert buffer is not None
        return buffer

    def _offset(self, slot: int) -> int:
        return _NOTE_BYTES + slot * self.place.slot_bytes


def fitting(picture: Clip | Image) -> Clip | Image:
    """The picture, or the first frame of one that would have to be read from disk."""
    return Image(picture.frame(0)) if isinstance(picture, Clip) and picture.on_disk else picture


def small(clip: Clip) -> Clip | Image:
    """At most 320 x 180 and 33 frames of a clip, playing as long as it does; of one on disk its first frame."""
    height, width = clip.height, clip.width
    step = max(1, -(-width // _THUMBNAIL_WIDTH), -(-height // _THUMBNAIL_HEIGHT))
    if clip.on_disk:
        return Image(np.ascontiguousarray(clip.frame(0)[::step, ::step]))
    every = -(-clip.frame_count // _THUMBNAIL_FRAMES)
    frames = clip.as_array()[::every, ::step, ::step]
    return Clip(np.ascontiguousarray(frames), clip.fps / every)


def _step_to_fit(shape: tuple[int, ...], room: int) -> int:
    """The smallest stride in both directions that makes frames of this shape fit into `room` bytes."""
    count, height, width, channels = shape
    step = 1
    while count * -(-height // step) * -(-width // step) * channels > room and step < max(height, width):
        step += 1
    return step


def _reserve(name: str, size: int) -> None:
    """Have the pages now: writing to one that cannot be had later would kill the writer (SIGBUS)."""
    file = Path("/dev/shm") / name
    if hasattr(os, "posix_fallocate") and file.exists():
        handle = os.open(file, os.O_RDWR)
        try:
            os.posix_fallocate(handle, 0, size)
        finally:
            os.close(handle)
