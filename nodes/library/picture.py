"""Picture nodes: resize, trim, join, one frame, a plain colour."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Out, Range, Run, node
from nodes.library.derived import as_kind, derived_clip
from nodes.values import Audio, Clip, Image

Side = Annotated[int, Range(0, 16384, 8, "px")]
Fit = Literal["fill (crop)", "fit (pad)", "stretch"]
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def fit_pixels(pixels: NDArray[Any], width: int, height: int, how: str) -> NDArray[Any]:
    """Pixels [H, W, 3] at another size: "fill (crop)" the middle, "fit (pad)" with black, or "stretch".

    Shrinking averages areas; enlarging is bicubic, clipped to the range of the source.
    """
    import cv2

    rows, columns = pixels.shape[:2]
    if (columns, rows) == (width, height):
        return pixels
    if how == "stretch":
        return _scaled(cv2, pixels, width, height)
    scale = (max if how.startswith("fill") else min)(width / columns, height / rows)
    wide, high = max(1, round(columns * scale)), max(1, round(rows * scale))
    if how.startswith("fill"):
        scaled = _scaled(cv2, pixels, max(wide, width), max(high, height))
        left, top = (scaled.shape[1] - width) // 2, (scaled.shape[0] - height) // 2
        return np.ascontiguousarray(scaled[top : top + height, left : left + width])
    out = np.zeros((height, width, 3), dtype=pixels.dtype)
    wide, high = min(wide, width), min(high, height)
    left, top = (width - wide) // 2, (height - high) // 2
    out[top : top + high, left : left + wide] = _scaled(cv2, pixels, wide, high)
    return out


def _scaled(cv2: Any, pixels: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    if pixels.shape[:2] == (height, width):
        return pixels
    shrinks = width < pixels.shape[1] and height < pixels.shape[0]
    out = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.clip(out, pixels.min(), pixels.max()) if pixels.dtype != np.uint8 else np.asarray(out)


def _size(columns: int, rows: int, width: int, height: int, multiple: int) -> tuple[int, int]:
    """The wanted size; 0 follows from the other by the aspect, both rounded to a multiple."""
    if not width and not height:
        width, height = columns, rows
    wide = width or columns * height / rows
    high = height or rows * width / columns
    return tuple(max(multiple, round(side / multiple) * multiple) for side in (wide, high))  # type: ignore[return-value]


def draw_fitted(number: int, clips: tuple[Clip, ...], *, width: int, height: int, how: str) -> NDArray[Any]:
    """Frame `number` of a resized clip."""
    return fit_pixels(clips[0].frame(number), width, height, how)


@node("Picture", title="Resize Image", search=("scale", "crop", "fit"))
def resize_image(
    image: Image,
    width: Side = 0,
    height: Side = 0,
    how: Fit = "fill (crop)",
    multiple: Annotated[int, Range(1, 128)] = 1,
) -> Image:
    """A picture at another size.

    image: the picture.
    width: new width; 0 follows from the height by the aspect.
    height: new height; 0 follows from the width by the aspect.
    how: fill and crop the middle, fit and pad with black, or stretch.
    multiple: round both sides to a multiple of this, as models ask for.
    """
    wide, high = _size(image.width, image.height, width, height, multiple)
    alpha = image.alpha
    if alpha is not None:
        alpha = np.ascontiguousarray(fit_pixels(np.repeat(alpha[..., None], 3, axis=2), wide, high, how)[..., 0])
        alpha = np.clip(alpha, 0.0, 1.0)
    return Image(np.ascontiguousarray(fit_pixels(image.pixels, wide, high, how)), alpha)


@node("Picture", title="Resize Clip", search=("scale", "crop", "fit", "video"))
def resize_clip(
    run: Run,
    clip: Clip,
    width: Side = 0,
    height: Side = 0,
    how: Fit = "fill (crop)",
    multiple: Annotated[int, Range(1, 128)] = 1,
) -> Clip:
    """A clip at another size.

    clip: the clip.
    width: new width; 0 follows from the height by the aspect.
    height: new height; 0 follows from the width by the aspect.
    how: fill and crop the middle, fit and pad with black, or stretch.
    multiple: round both sides to a multiple of this, as models ask for.
    """
    size = _size(clip.width, clip.height, width, height, multiple)
    if size == (clip.width, clip.height):
        return clip
    return derived_clip(
        draw_fitted,
        (clip,),
        frames=clip.frame_count,
        size=size,
        fps=clip.fps,
        audio=clip.audio,
        run=run,
        width=size[0],
        height=size[1],
        how=how,
    )


def draw_picked(number: int, clips: tuple[Clip, ...], *, start: int, step: int) -> NDArray[Any]:
    """Frame `number` of a trimmed clip."""
    return clips[0].frame(start + number * step)


@node("Picture", title="Trim Clip", search=("cut", "range", "reverse", "subclip"))
def trim_clip(
    clip: Clip,
    start: Annotated[int, Range(-10_000_000, 10_000_000)] = 0,
    frames: Annotated[int, Range(0, 10_000_000)] = 0,
    step: Annotated[int, Range(1, 10_000)] = 1,
    backwards: bool = False,
) -> Clip:
    """A part of a clip.

    clip: the clip.
    start: first frame; negative counts from the end.
    frames: how many frames the part has; 0 is to the end.
    step: take every n-th frame (faster; the sound is then left out).
    backwards: turn the part round (the sound is then left out).
    Errors: NodeError when the part lies outside the clip.
    """
    total = clip.frame_count
    first = start + total if start < 0 else start
    if not 0 <= first < total:
        raise NodeError(
            f"Trim Clip: frame {start} is outside a clip of {total} frames.", remedy=f"Use 0 to {total - 1}."
        )
    most = (total - first + step - 1) // step
    count = frames or most
    if count > most:
        raise NodeError(
            f"Trim Clip: {count} frames from {first} on at step {step} are more than the {most} there are.",
            remedy=f"Use at most {most}, or 0 for all.",
        )
    sound = clip.audio if step == 1 and not backwards else None
    if sound is not None:
        begin, end = (round(frame / clip.fps * sound.rate) for frame in (first, first + count))
        part = sound.samples[begin:end]
        sound = Audio(part, sound.rate) if len(part) else None
    if not clip.on_disk and step == 1 and not backwards:
        return Clip(clip.read(first, first + count), clip.fps, sound)
    begin, stride = (first + (count - 1) * step, -step) if backwards else (first, step)
    size = (clip.width, clip.height)
    return derived_clip(
        draw_picked, (clip,), frames=count, size=size, fps=clip.fps, audio=sound, start=begin, step=stride
    )


def draw_joined(number: int, clips: tuple[Clip, ...], *, width: int, height: int, how: str) -> NDArray[Any]:
    """Frame `number` of clips one after the other."""
    for clip in clips:
        if number < clip.frame_count:
            frame = as_kind(clip.frame(number), np.dtype(clips[0].frames.dtype))
            return fit_pixels(frame, width, height, how)
        number -= clip.frame_count
    raise IndexError(number)


@node("Picture", title="Join Clips", search=("concatenate", "append", "cut"))
def join_clips(run: Run, clips: list[Clip], how: Fit = "fit (pad)") -> Clip:
    """Clips one after the other, at the first one's size and rate. Frames are not resampled; sound is left out.

    clips: what to join, in order.
    how: what to do with clips of another size.
    """
    if not clips:
        raise NodeError("Join Clips: the list is empty.", remedy="Wire a list of clips.")
    first = clips[0]
    size = (first.width, first.height)
    if any(clip.fps != first.fps for clip in clips):
        run.warn(f"the clips have different rates; all are played at {float(first.fps):g} fps")
    count = sum(clip.frame_count for clip in clips)
    return derived_clip(
        draw_joined, clips, frames=count, size=size, fps=first.fps, run=run, width=size[0], height=size[1], how=how
    )


@node("Picture", title="Frame of Clip", search=("still", "pick", "first", "last"))
def frame_of_clip(clip: Clip, frame: Annotated[int, Range(-10_000_000, 10_000_000)] = 0) -> Image:
    """One frame of a clip as a picture.

    clip: the clip.
    frame: which one, from 0; -1 is the last.
    Errors: NodeError when the clip is shorter.
    """
    if not -clip.frame_count <= frame < clip.frame_count:
        raise NodeError(
            f"Frame of Clip: there is no frame {frame} in a clip of {clip.frame_count}.",
            remedy=f"Use {-clip.frame_count} to {clip.frame_count - 1}.",
        )
    return Image(np.array(clip.frame(frame)))


@node("Picture", title="Still to Clip", search=("repeat", "hold", "freeze"))
def still_to_clip(
    image: Image,
    frames: Annotated[int, Range(1, 100_000)] = 24,
    frames_per_second: Annotated[float, Range(0.01, 1000.0, 1.0, "fps")] = 24.0,
) -> Clip:
    """A picture held for some frames.

    image: the picture.
    frames: how many.
    frames_per_second: the rate of the clip.
    """
    held = np.broadcast_to(image.pixels, (frames, *image.pixels.shape))
    return Clip(np.ascontiguousarray(held), Fraction(frames_per_second).limit_denominator(1001))


@node("Picture", title="Solid Colour", search=("constant", "plain", "fill", "grey"))
def solid_colour(
    width: Annotated[int, Range(1, 16384, 8, "px")] = 832,
    height: Annotated[int, Range(1, 16384, 8, "px")] = 480,
    colour: str = "#808080",
) -> Annotated[Image, Out("image")]:
    """A picture of one colour.

    width: its width.
    height: its height.
    colour: sRGB as #RRGGBB or #RGB.
    Errors: NodeError when the colour cannot be read.
    """
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    pixels[:] = colour_of(colour)
    return Image(pixels)


def colour_of(text: str) -> tuple[int, int, int]:
    """#RRGGBB or #RGB as three levels 0-255. Errors: NodeError."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        raise NodeError(f"{text!r} is not a colour.", remedy="Write #RRGGBB, for example #FF8800.")
    digits = found.group(1)
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
