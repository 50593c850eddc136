"""A clip at another frame rate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from numpy.typing import NDArray

from nodes.graph import Range, Run, node
from nodes.library.derived import derived_clip
from nodes.values import Clip

MAX_FRAMES = 10_000_000


def draw_nearest(number: int, clips: tuple[Clip, ...], *, new: float, old: float) -> NDArray[Any]:
    """Frame `number` of a clip that repeats or drops frames."""
    return clips[0].frame(min(int(number * old / new + 1e-9), clips[0].frame_count - 1))


@node("Picture", title="Frame Rate", search=("fps", "speed", "retime", "slow motion", "conform"))
def frame_rate(
    run: Run,
    clip: Clip,
    frames_per_second: Annotated[float, Range(0.1, 1000.0, 1.0, "fps")] = 24.0,
    how: Literal["keep length", "keep frames"] = "keep length",
) -> Clip:
    """A clip at another frame rate.

    clip: the clip.
    frames_per_second: the new rate.
    how: keep length repeats or drops frames and keeps the sound; keep frames plays the same ones faster or slower,
    and the sound is left out.
    """
    from nodes.exchange.video_timing import exact_rate

    rate = exact_rate(frames_per_second)
    if rate == clip.fps:
        return clip
    if how == "keep frames":
        return Clip(clip.frames, rate)
    count = min(max(1, round(clip.frame_count * rate / clip.fps)), MAX_FRAMES)
    return derived_clip(
        draw_nearest,
        (clip,),
        frames=count,
        size=(clip.width, clip.height),
        fps=rate,
        audio=clip.audio,
        run=run,
        new=float(rate),
        old=float(clip.fps),
    )
