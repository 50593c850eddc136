"""Edges of pictures."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nodes.errors import NodeError
from nodes.graph import Out, Range, Run, node
from nodes.values import Clip, Image

Threshold = Annotated[float, Range(0.0, 255.0, 5.0)]


@node("Preprocess", title="Edges", search=("canny", "lines", "outline", "scribble"))
def edges(
    run: Run,
    source: Image | Clip,
    low: Threshold = 80.0,
    high: Threshold = 160.0,
    smoothing: Annotated[float, Range(0.0, 20.0, 0.5, "px")] = 0.0,
    width: Annotated[int, Range(0, 8192, 8, "px")] = 0,
    height: Annotated[int, Range(0, 8192, 8, "px")] = 0,
) -> Annotated[Clip, Out("clip")]:
    """White lines on black where the brightness jumps (Canny).

    source: a picture or a clip.
    low: a line goes on while the jump is above this.
    high: a line begins where the jump is above this.
    smoothing: blur before, against noise.
    width: scale the pictures first, so that lines stay one pixel wide; 0 keeps them.
    height: scale the pictures first; 0 keeps them.
    Returns clip: black and white.
    Errors: NodeError when low is above high.
    """
    from models.preprocess import canny_edges
    from nodes.library.control_clips import scaled

    if low > high:
        raise NodeError(f"The low threshold {low:g} is above the high one, {high:g}.", remedy="Exchange them.")
    clip = Clip(source.pixels[None]) if isinstance(source, Image) else source
    wide, high_px = width or clip.width, height or clip.height
    lines = np.empty((clip.frame_count, high_px, wide, 3), dtype=np.uint8)
    for index, frame in enumerate(clip.iter_frames()):
        picture = scaled(Image(frame).as_uint8(), wide, high_px)
        lines[index] = canny_edges(picture, low, high, smoothing_px=smoothing)[..., None]
        run.progress(index + 1, clip.frame_count)
    return Clip(lines, clip.fps)
