"""Optical flow between the frames of a clip."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nodes.errors import NodeError
from nodes.graph import Range, Run, node
from nodes.values import Clip, Flow


@node("Preprocess", title="Optical Flow", dear=True, search=("motion", "vectors", "displacement"))
def optical_flow(run: Run, clip: Clip, tolerance: Annotated[float, Range(0.1, 100.0, 0.1, "px")] = 1.0) -> Flow:
    """Where each pixel goes from one frame to the next (dense inverse search, no weights).

    clip: two frames or more.
    tolerance: a pixel is trusted when going forth and back ends this close to where it began.
    Returns flow: forward, backward and which pixels can be trusted.
    Errors: NodeError for a clip of one frame.
    """
    from models.preprocess import optical_flow as flow_of

    if clip.frame_count < 2:
        raise NodeError("The clip has one frame, so nothing moves.", remedy="Give a clip of two frames or more.")
    steps = []
    for start in range(clip.frame_count - 1):
        pair = np.stack([Clip(clip.read(at, at + 1)).as_uint8()[0] for at in (start, start + 1)])
        steps.append(flow_of(pair, tolerance_px=tolerance))
        run.progress(start + 1, clip.frame_count - 1)
    return Flow(
        np.concatenate([step.forward for step in steps]),
        np.concatenate([step.backward for step in steps]),
        np.concatenate([step.valid for step in steps]),
    )
