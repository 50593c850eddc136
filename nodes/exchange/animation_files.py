"""Animated WebP and PNG-like animations that Pillow reads (FFmpeg decodes no animated WebP)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nodes.errors import MediaError

MAX_BYTES = 1 << 32

if TYPE_CHECKING:
    from nodes.exchange.video_reader import ReadClip


def is_animation(path: Path) -> bool:
    """Whether a file is read here: WebP by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(12)
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _check_amount(path: Path, width: int, height: int, frames: int) -> None:
    amount = width * height * 3 * frames
    if amount > MAX_BYTES:
        raise MediaError(
            f"{path} holds {frames} frames of {width} x {height}, {amount / 1e9:.1f} GB in memory.",
            remedy="Convert it to MP4 first, which is read frame by frame.",
        )


def read_animation(path: Path, *, fps: Fraction | None = None) -> ReadClip:
    """An animated WebP as a clip at a constant rate (its frame durations resampled as in plan_timing).

    Frames are held in memory: the format allows no seeking. Errors: MediaError for damaged files and still pictures.
    """
    from PIL import Image

    from nodes.exchange.video_reader import ReadClip
    from nodes.exchange.video_timing import plan_timing
    from nodes.values import Clip

    frames, times, now_ms = [], [], 0
    try:
        with Image.open(path) as image:
            _check_amount(path, image.width, image.height, getattr(image, "n_frames", 1))
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                image.load()
                frames.append(np.asarray(image.convert("RGB"), dtype=np.uint8))
                times.append(now_ms)
                now_ms += max(1, int(image.info.get("duration", 0) or 0))
    except Image.DecompressionBombError as error:
        raise MediaError(f"{path}: {error}", remedy="Make a smaller version of it first.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise MediaError(
            f"{path} is cut short or damaged: reached frame {len(frames)} ({error}).", remedy="Export it again."
        ) from error
    if len(frames) < 2:
        raise MediaError(f"{path} is a still picture, not a video. Load it with Load Image.")
    timing = plan_timing(tuple(times), Fraction(1, 1000), Fraction(0), fps=fps)
    note = (f"variable frame rate: resampled to {float(timing.fps):g} fps by timestamps",) if timing.variable else ()
    return ReadClip(Clip(np.stack(frames)[timing.source], fps=timing.fps), note)
