"""Clips made frame by frame from other clips: in memory where their sources are, else when asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.graph import Run
from nodes.values import Audio, Clip

Draw = Callable[..., NDArray[Any]]
IN_MEMORY_BYTES = 1 << 30


class DerivedFrames:
    """A FrameSource that draws frame `number` as draw(number, clips, **arguments).

    draw: a function of a module (so that it can be pickled by name) that gives [H, W, 3] of that shape and dtype.
    arguments: plain JSON.
    """

    def __init__(
        self,
        draw: Draw,
        clips: Sequence[Clip],
        shape: tuple[int, int, int, int],
        dtype: np.dtype[Any],
        arguments: Mapping[str, Any],
    ) -> None:
        self._draw, self._clips, self._arguments = draw, tuple(clips), dict(arguments)
        self.shape, self.dtype = shape, dtype

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Frames start..stop-1 as [stop-start, H, W, 3]."""
        out = np.empty((stop - start, *self.shape[1:]), dtype=self.dtype)
        for row, number in enumerate(range(start, stop)):
            out[row] = self._draw(number, self._clips, **self._arguments)
        return out

    def digest(self) -> str:
        """A hash of what is drawn and from what."""
        what = [
            f"{self._draw.__module__}.{self._draw.__qualname__}",
            [clip.frames_digest() for clip in self._clips],
            [str(clip.fps) for clip in self._clips],
            self.shape,
            self.dtype.str,
            self._arguments,
        ]
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def derived_clip(
    draw: Draw,
    clips: Sequence[Clip],
    *,
    frames: int,
    size: tuple[int, int],
    fps: Fraction,
    audio: Audio | None = None,
    dtype: np.dtype[Any] | None = None,
    run: Run | None = None,
    **arguments: Any,
) -> Clip:
    """A clip of `frames` frames of size (width, height): drawn now when every source is in memory and it is small."""
    kind = dtype or np.dtype(clips[0].frames.dtype)
    shape = (frames, size[1], size[0], 3)
    source = DerivedFrames(draw, clips, shape, kind, arguments)
    if any(clip.on_disk for clip in clips) or int(np.prod(shape)) * kind.itemsize > IN_MEMORY_BYTES:
        return Clip(source, fps, audio)
    out = np.empty(shape, dtype=kind)
    for number in range(frames):
        if run is not None:
            run.progress(number, frames, f"frame {number + 1} of {frames}")
        out[number : number + 1] = source.read(number, number + 1)
    out.setflags(write=False)
    return Clip(out, fps, audio)


def as_kind(pixels: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """uint8 or float32 0..1 pixels as the other of the two where that is asked for."""
    if pixels.dtype == dtype:
        return pixels
    if dtype == np.uint8:
        levels: NDArray[Any] = np.clip(np.rint(pixels * np.float32(255.0)), 0, 255).astype(np.uint8)
        return levels
    return pixels.astype(np.float32) / np.float32(255.0)
