"""Video files as clips that stay on disk: any frame by its number, exactly, through a small cache.

FFmpeg (PyAV) decodes. The index (video_index) says which packets are key frames; a frame is reached by seeking to
the key frame before it and decoding forward until its own timestamp comes, never by guessing from time.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError
from nodes.exchange.video_index import (
    VideoIndex,
    count_decodable,
    index_video,
    open_media,
    stamp_of,
    video_stream,
)
from nodes.exchange.video_timing import Timing, plan_timing

if TYPE_CHECKING:
    from nodes.values import Clip

CACHE_BYTES = 96 * 1024 * 1024


class VideoSource:
    """A FrameSource over one video file: RGB frames [T, H, W, 3] at a constant rate, read by number.

    dtype: uint8, or float32 0..1 (which keeps what 10- and 12-bit files hold beyond 8 bits). Thread safe; picklable
    (the file is opened again on the other side).
    """

    def __init__(self, index: VideoIndex, timing: Timing, *, as_float: bool = False, alpha: bool = False) -> None:
        self.index = index
        self.timing = timing
        self.dtype = np.dtype(np.float32 if as_float or alpha else np.uint8)
        self._alpha = alpha
        channels = 1 if alpha else 3
        self.shape = (len(timing.source), index.height, index.width, channels)
        self._reset()

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._cache: OrderedDict[int, NDArray[Any]] = OrderedDict()
        self._decoder: _Decoder | None = None

    def __getstate__(self) -> dict[str, Any]:
        kept = ("index", "timing", "dtype", "_alpha", "shape")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._reset()

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Frames start..stop-1 as an array [stop-start, H, W, 3]. Errors: IndexError outside the clip, MediaError."""
        if not 0 <= start <= stop <= self.shape[0]:
            raise IndexError(f"frames {start}..{stop} of a clip of {self.shape[0]} frames")
        out = np.empty((stop - start, *self.shape[1:]), dtype=self.dtype)
        with self._lock:
            for row, number in enumerate(self.timing.source[start:stop]):
                out[row] = self._frame(int(number))
        return out

    def digest(self) -> str:
        """A hash of the file's bytes and of how its frames are read: stable across processes and machines.

        Errors: MediaError when the file went away or changed since it was opened.
        """
        if not self.index.path.exists() or stamp_of(self.index.path) != self.index.stamp:
            raise MediaError(f"{self.index.path} went away or changed while in use.", remedy="Run the node again.")
        what = f"{self.dtype}|{self._alpha}|{self.timing.fps}|".encode()
        plan = np.ascontiguousarray(self.timing.source, dtype="<i8").tobytes()
        return hashlib.sha256(file_digest(self.index.path).encode() + what + plan).hexdigest()

    def close(self) -> None:
        """Let go of the open file and the cached frames; the next read opens it again."""
        with self._lock:
            if self._decoder is not None:
                self._decoder.close()
            self._decoder = None
            self._cache.clear()

    def _frame(self, number: int) -> NDArray[Any]:
        held = self._cache.get(number)
        if held is not None:
            self._cache.move_to_end(number)
            return held
        if self._decoder is None:
            self._decoder = _Decoder(self.index)
        try:
            frames = self._decoder.reach(number, keep=self._room())
        except MediaError:
            self._decoder.close()
            self._decoder = None
            raise
        for at, frame in frames:
            self._cache[at] = self._convert(frame)
        while len(self._cache) > self._room() and len(self._cache) > 1:
            self._cache.popitem(last=False)
        return self._cache[number]

    def _room(self) -> int:
        one = int(np.prod(self.shape[1:])) * self.dtype.itemsize
        return max(2, CACHE_BYTES // max(1, one))

    def _convert(self, frame: Any) -> NDArray[Any]:
        from nodes.exchange.video_colour import frame_to_alpha, frame_to_rgb

        wide, high = self.index.square_size
        if self._alpha:
            pixels: NDArray[Any] = frame_to_alpha(frame)[..., None]
        else:
            pixels = frame_to_rgb(frame, width=wide, height=high, as_float=self.dtype == np.float32)
        return np.ascontiguousarray(np.rot90(pixels, self.index.rotation_deg // 90))


class _Decoder:
    """An open file and where in it decoding stands."""

    def __init__(self, index: VideoIndex) -> None:
        self._index = index
        self._at = {time: number for number, time in enumerate(index.times)}
        self._position = -1  # number of the last frame that came out
        self._open()

    def _open(self) -> None:
        path = self._index.path
        if path.exists() and stamp_of(path) != self._index.stamp:
            raise MediaError(f"{path} changed while it was in use.", remedy="Run the node again.")
        self._container = open_media(self._index.path)
        self._stream = video_stream(self._container, self._index.path)
        self._stream.thread_type = "AUTO"
        self._frames = self._container.decode(self._stream)
        self._position, self._count = -1, 0

    def close(self) -> None:
        self._container.close()

    def reach(self, number: int, *, keep: int) -> list[tuple[int, Any]]:
        """Frame `number`, with up to keep // 2 frames decoded on the way to it, as (number, frame) pairs."""
        for attempt in self._starts(number):
            attempt()
            passed = self._forward(number, max(1, min(keep // 2, 24)))
            if passed is not None:
                return passed
        raise MediaError(
            f"{self._index.path}: frame {number} of {len(self._index.times)} cannot be decoded.",
            remedy="The file is damaged there; load it with 'keep what is readable', or export it again.",
        )

    def _starts(self, number: int) -> list[Any]:
        """Ways to get before a frame, cheapest first: go on, the key frames before it, the start of the file."""
        if self._index.counted:
            return [lambda: None, self._restart] if 0 <= self._position < number else [self._restart]
        keys, time = self._index.keys, self._index.times[number]
        before = int(np.searchsorted(np.asarray(keys), time, side="right")) - 1
        ways: list[Any] = []
        if self._position < number and (before < 0 or self._at.get(keys[before], 0) <= self._position + 1):
            ways.append(lambda: None)
        ways += [functools.partial(self._seek, keys[at]) for at in range(before, max(-1, before - 3), -1)]
        return [*ways, self._restart]

    def _restart(self) -> None:
        self.close()
        self._open()

    def _seek(self, key: int) -> None:
        import av

        try:
            self._container.seek(key, stream=self._stream, backward=True, any_frame=False)
            self._frames = self._container.decode(self._stream)
            self._position = -1
        except av.error.FFmpegError:
            self._restart()

    def _forward(self, number: int, keep: int) -> list[tuple[int, Any]] | None:
        import av

        passed: list[tuple[int, Any]] = []
        try:
            for frame in self._frames:
                at = self._number(frame)
                if at is None:
                    continue
                self._position = at
                if at > number:
                    return None
                passed = [*passed[-(keep - 1) :], (at, frame)] if keep > 1 else [(at, frame)]
                if at == number:
                    return passed
        except av.error.FFmpegError:
            return None
        return None

    def _number(self, frame: Any) -> int | None:
        if self._index.counted:
            self._count += 1
            return self._count - 1
        return self._at.get(frame.pts)


@dataclass(frozen=True)
class ReadClip:
    """A clip and what was noticed while opening it (variable rate, damage, alpha left out), one sentence each."""

    clip: Clip
    notes: tuple[str, ...]


def read_clip(
    path: Path,
    *,
    fps: Fraction | None = None,
    as_float: bool = False,
    audio: bool = True,
    keep_readable: bool = False,
    start: int = 0,
    frames: int = 0,
) -> ReadClip:
    """Open a video file as a Clip whose frames stay on disk.

    fps: resample to this rate (None: the file's own; see plan_timing).  as_float: float32 frames.  start, frames:
    which part, in output frames (0 frames: to the end).  keep_readable: of a file that is cut short keep the whole
    frames; otherwise it is refused.
    Errors: MediaError naming the file, and for damage the frame that was reached.
    """
    from nodes.exchange.animation_files import is_animation, read_animation
    from nodes.values import Clip

    if is_animation(path):
        return read_animation(path, fps=fps)
    index = checked_index(path, keep_readable=keep_readable)
    timing = plan_timing(index.times, index.time_base, index.average_rate, fps=fps)
    notes = list(index.notes)
    if timing.variable:
        notes.append(
            f"variable frame rate: resampled to {float(timing.fps):g} fps by timestamps "
            f"({timing.repeated} frames repeated, {timing.dropped} dropped)"
        )
    if index.alpha:
        notes.append("the file has alpha: the clip holds its colours; Load Matte gives the alpha")
    timing = _part(timing, start, frames, path)
    sound = None
    if audio and index.has_audio:
        from nodes.exchange.video_audio import read_audio

        begin = index.start_s + start / float(timing.fps)
        sound, heard = read_audio(path, start_s=begin, length_s=len(timing.source) / float(timing.fps))
        notes += heard
    source = VideoSource(index, timing, as_float=as_float)
    return ReadClip(Clip(source, fps=timing.fps, audio=sound), tuple(notes))


def read_matte(path: Path, *, fps: Fraction | None = None) -> NDArray[np.float32]:
    """The alpha of a video file as float32 [T, H, W] in 0..1. Errors: MediaError, also when the file has no alpha."""
    index = checked_index(path)
    if not index.alpha:
        raise MediaError(
            f"{path} has no alpha (its pixels are {index.pixel_format}).", remedy="Use a ProRes 4444 or FFV1 file."
        )
    timing = plan_timing(index.times, index.time_base, index.average_rate, fps=fps)
    source = VideoSource(index, timing, alpha=True)
    return np.asarray(source.read(0, source.shape[0])[..., 0], dtype=np.float32)


def checked_index(path: Path, *, keep_readable: bool = False) -> VideoIndex:
    """The index of a file, refused when frames are missing unless `keep_readable`, which keeps the whole ones."""
    index = index_video(path)
    if index.expected <= len(index.times):
        return index
    readable = min(count_decodable(path), len(index.times))
    if readable < 1 or not keep_readable:
        raise MediaError(
            f"{path} is cut short: {readable} of about {index.expected} frames can be read "
            f"(reached frame {max(0, readable - 1)}).",
            remedy="Copy or export it again, or load it with 'keep what is readable'.",
        )
    note = f"cut short: the {readable} readable of about {index.expected} frames were kept"
    return _first(index, readable, note)


def _first(index: VideoIndex, count: int, note: str) -> VideoIndex:
    from dataclasses import replace

    times = index.times[:count]
    keys = tuple(key for key in index.keys if key <= times[-1])
    return replace(index, times=times, keys=keys, expected=count, notes=(note,))


def _part(timing: Timing, start: int, frames: int, path: Path) -> Timing:
    from dataclasses import replace

    total = len(timing.source)
    if start >= total:
        raise MediaError(
            f"{path} has {total} frames at {float(timing.fps):g} fps; start frame {start} is after its end.",
            remedy=f"Start at {total - 1} or before.",
        )
    stop = total if frames <= 0 else min(total, start + frames)
    return replace(timing, source=timing.source[start:stop])


def file_digest(path: Path) -> str:
    """A hash of a file's bytes; remembered while its size and time of change stay the same."""
    facts = path.stat()
    return _digest(str(path.resolve()), facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=16384)
def _digest(path: str, size: int, changed_ns: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
