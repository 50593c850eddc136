"""Clip: frames over time, in memory or on disk, with sound when there is some."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nodes.errors import ValueRefused
from nodes.values.audio import Audio
from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks
from nodes.values.frames import FrameSource, RawFrames, check_frames_shape, chunk_spans
from nodes.values.hashing import array_digest
from nodes.values.parts import Parts
from nodes.values.pictures import Image, checked_pictures, to_uint8
from nodes.values.wording import counted


@dataclass(frozen=True, eq=False, repr=False)
class Clip(Value):
    """Frames, sRGB. frames: uint8 or float32 [T,H,W,3] in memory, or a FrameSource that reads them from disk.

    fps: a fraction; an int or float is made one (29.97 becomes 2997/100). audio: starts with the first frame.

    A clip in memory hashes by its pixels; one on disk by its source's digest. Raw frames (a .npy, what save() writes)
    give the digest of their pixels, so the same pixels hash alike in memory and on disk. A coded video file gives the
    digest of the file, which is quick but differs from its decoded pixels'. Saving either keeps the hash.
    """

    frames: NDArray[Any] | FrameSource
    fps: Fraction = Fraction(24)
    audio: Audio | None = None

    type_name: ClassVar[str] = "Clip"
    colour: ClassVar[str] = "#64B5F6"
    family: ClassVar[Family] = "picture"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        if isinstance(self.frames, np.ndarray):
            self._keep(frames=checked_pictures(checks, "frames", self.frames, "T H W 3"))
        elif isinstance(self.frames, FrameSource):
            check_frames_shape("Clip.frames", self.frames.shape)
            if self.frames.dtype not in (np.dtype(np.uint8), np.dtype(np.float32)):
                raise checks.refuse("frames", f"dtype {self.frames.dtype} is neither uint8 nor float32")
        else:
            raise _not_frames(checks, self.frames)
        self._keep(fps=checked_fps(checks, self.fps))
        if self.audio is not None:
            checks.instance("audio", self.audio, Audio)

    @classmethod
    def from_images(cls, images: Sequence[Image], fps: Fraction | int | float = 24) -> Self:
        """A clip of pictures of one size, in order."""
        checks = FieldChecks(cls.__name__)
        images = checks.items("images", images, Image, empty=False)
        for index, image in enumerate(images):
            if image.pixels.shape != images[0].pixels.shape:
                sizes = f"{image.width}x{image.height}, image 0 is {images[0].width}x{images[0].height}"
                raise checks.refuse(f"images[{index}]", f"its size is {sizes}", "Scale them to one size.")
        same = len({image.pixels.dtype for image in images}) == 1
        frames = np.stack([image.pixels if same else image.as_float() for image in images])
        frames.setflags(write=False)
        return cls(frames, fps if isinstance(fps, Fraction) else checked_fps(checks, fps))

    @property
    def on_disk(self) -> bool:
        return not isinstance(self.frames, np.ndarray)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(T, H, W, 3)."""
        count, height, width, channels = self.frames.shape
        return int(count), int(height), int(width), int(channels)

    @property
    def frame_count(self) -> int:
        return self.shape[0]

    @property
    def height(self) -> int:
        return self.shape[1]

    @property
    def width(self) -> int:
        return self.shape[2]

    @property
    def duration_s(self) -> float:
        return float(self.frame_count / self.fps)

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Frames start..stop as they are stored, [stop-start,H,W,3], read-only."""
        if isinstance(self.frames, np.ndarray):
            frames: NDArray[Any] = self.frames[start:stop]
            return frames
        array = self.frames.read(start, stop)
        expected = len(range(*slice(start, stop).indices(self.frame_count)))
        if array.shape != (expected, *self.shape[1:]) or array.dtype != self.frames.dtype:
            raise FieldChecks(self).refuse(
                f"frames[{start}:{stop}]", f"{self.frames!r} gave {array.dtype} {array.shape}", "The file changed."
            )
        array.setflags(write=False)
        return array

    def frame(self, index: int) -> NDArray[Any]:
        """Frame `index` as it is stored, [H,W,3]; negative counts from the end. Raises IndexError outside."""
        if not -self.frame_count <= index < self.frame_count:
            raise IndexError(f"frame {index} of a clip of {self.frame_count} frames")
        start = index % self.frame_count
        pixels: NDArray[Any] = self.read(start, start + 1)[0]
        return pixels

    def iter_frames(self) -> Iterator[NDArray[Any]]:
        """Every frame [H,W,3] in order; a clip on disk is read some 16 MB at a time."""
        if isinstance(self.frames, np.ndarray):
            yield from self.frames
            return
        for start, stop in chunk_spans(self.frames):
            yield from self.read(start, stop)

    def as_array(self) -> NDArray[Any]:
        """All frames [T,H,W,3] as they are stored; a clip on disk is loaded as a whole (raw frames only mapped)."""
        return self.read(0, self.frame_count)

    def as_uint8(self) -> NDArray[np.uint8]:
        """All frames [T,H,W,3] 0..255."""
        return to_uint8(self.as_array())

    def summary(self) -> str:
        kind = "" if self.frames.dtype == np.uint8 else " float"
        count = counted(self.frame_count, "frame")
        rate = f"at {fps_text(self.fps)} fps"
        sound = ", with sound" if self.audio is not None else ""
        return f"Clip {self.width}x{self.height}{kind}, {count} {rate}, {self.duration_s:.1f} s{sound}"

    def nbytes(self) -> int:
        """Bytes in memory: frames on disk count nothing."""
        frames = int(self.frames.nbytes) if isinstance(self.frames, np.ndarray) else 0
        return frames + (self.audio.nbytes() if self.audio is not None else 0)

    def frames_digest(self) -> str:
        """What stands for the frames in the content hash; kept once computed."""
        known: str | None = self.__dict__.get("_frames_digest")
        if known is None:
            known = array_digest(self.frames) if isinstance(self.frames, np.ndarray) else self.frames.digest()
            object.__setattr__(self, "_frames_digest", known)
        return known

    def _hashed_parts(self) -> Parts:
        return {"frames": self.frames_digest(), "fps": self.fps, "audio": self.audio}

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing import letterboxed

        return letterboxed(to_uint8(self.frame(min(max(frame, 0), self.frame_count - 1))), width, height)

    def save(self, folder: Path, compact: bool = False) -> None:
        """Frames as raw .npy, or with `compact` as FFV1 (see clip_files); sound and rate beside them."""
        from nodes.values.clip_files import save_clip

        save_clip(self, folder, compact=compact)

    def holds_what_was_saved(self, folder: Path) -> bool:
        from nodes.values.clip_files import pixels_digest, saved_pixels_digest

        return pixels_digest(self) == saved_pixels_digest(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raw frames stay on disk behind a memory map; FFV1 is decoded into memory."""
        from nodes.values.clip_files import load_clip_parts
        from nodes.values.storing import build

        parts, digest = load_clip_parts(folder)
        clip = build(cls, parts, folder)
        object.__setattr__(clip, "_frames_digest", digest)
        return clip


def mapped_clip(path: Path | str, fps: Fraction = Fraction(24), audio: Audio | None = None) -> Clip:
    """A clip over the raw frames of a .npy file, which stay on disk."""
    return Clip(RawFrames(path), fps, audio)


def fps_text(fps: Fraction) -> str:
    """24, 29.97, 23.976."""
    return str(fps.numerator) if fps.denominator == 1 else f"{float(fps):.5g}"


def _not_frames(checks: FieldChecks, frames: object) -> ValueRefused:
    named = type(frames).__name__
    return checks.refuse("frames", f"an array [T, H, W, 3] or a FrameSource is needed, not {named}")


def checked_fps(checks: FieldChecks, fps: object) -> Fraction:
    """A frame rate as a fraction, from a Fraction, an int or a float (nearest with a denominator up to 1001)."""
    if not isinstance(fps, Fraction):
        number = checks.number("fps", fps)
        fps = Fraction(number).limit_denominator(1001)
    if not Fraction(1, 1000) <= fps <= 1000 or not math.isfinite(fps):
        raise checks.refuse("fps", f"{fps} is outside 0.001..1000")
    return fps
