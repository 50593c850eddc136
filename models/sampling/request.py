"""What one denoising run is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ControlRefused, RequestRefused
from models.families import ModelFacts

Frames = NDArray[np.uint8]
LARGEST_SIDE_PX = 16384
LARGEST_FRAMES = 100_000


@dataclass(frozen=True, eq=False)
class DenoiseRequest:
    """One clip to denoise.

    width, height: pixels, whole multiples of the model's cell.  frames: n*k+1.  guidance: guidance scale, 1 is off.
    seed: of the CPU generator every random number of the run comes from.
    control_clip: uint8 [T,H,W,3], control_mask: float32 [T,H,W], 1 = generated with the clip's pixels as the control
    signal (grey 127 = none), 0 = kept as it is.  control_strength: 0..1 and above.
    first_frame: uint8 [H,W,3] the clip begins with.  reference_images: uint8 [H,W,3] each, what things look like.
    scheduler: "default", "euler", "unipc" or "dpm++".  flow_shift: None keeps the model's own.
    start_step, stop_step: the part of the schedule to run.  source_latents: float32 [C,F,h,w], as `denoise` gives
    them; a late start begins from them with the noise of its step.
    replace_latents, replace_mask, replace_until_step: latents [C,F,h,w] held inside the mask [F,h,w] (1 = held) up to
    that step.
    """

    prompt: str = ""
    negative: str = ""
    width: int = 832
    height: int = 480
    frames: int = 81
    steps: int = 50
    guidance: float = 5.0
    seed: int = 0
    control_clip: Frames | None = None
    control_mask: NDArray[np.float32] | None = None
    control_strength: float = 1.0
    first_frame: Frames | None = None
    reference_images: tuple[Frames, ...] = ()
    scheduler: str = "default"
    flow_shift: float | None = None
    start_step: int = 0
    stop_step: int | None = None
    source_latents: NDArray[np.float32] | None = None
    replace_latents: NDArray[np.float32] | None = None
    replace_mask: NDArray[np.float32] | None = None
    replace_until_step: int | None = None


@dataclass(frozen=True, eq=False)
class LatentClip:
    """Latents of one clip.

    array: float32 [C,F,h,w] as the pipeline gives them with output_type="latent".  frame_map: first pixel frame of
    each latent frame.  width, height, frames: of the clip they decode to.
    """

    array: NDArray[np.float32]
    frame_map: tuple[int, ...]
    width: int
    height: int
    frames: int


def frame_map(latent_frames: int, stride: int) -> tuple[int, ...]:
    """First pixel frame of each latent frame of a causal autoencoder: 0, 1, 1+k, 1+2k, ..."""
    return tuple(0 if index == 0 else 1 + (index - 1) * stride for index in range(latent_frames))


def check_request(request: DenoiseRequest, facts: ModelFacts) -> None:
    """RequestRefused or ControlRefused, naming the value and the nearest one that works."""
    _check_size(request, facts)
    _check_steps(request)
    clip, mask = request.control_clip, request.control_mask
    if clip is not None:
        _check_picture("control_clip", clip, 4)
        if not facts.controls:
            raise ControlRefused(
                f"{facts.label} takes no control clip.",
                remedy="Use a model of a family with controls, such as Wan VACE.",
            )
        _check_count("control_clip", len(clip), request.frames)
    if mask is not None:
        if clip is None:
            raise RequestRefused(
                "A control mask was given without a control clip.", remedy="Connect both or neither."
            )
        if mask.ndim != 3 or not np.isfinite(mask).all():
            raise RequestRefused(f"control_mask should be finite [T,H,W], it is {mask.dtype} {mask.shape}.")
        _check_count("control_mask", len(mask), request.frames)
    if request.first_frame is not None:
        _check_picture("first_frame", request.first_frame, 3)
        if "image" not in facts.controls:
            raise ControlRefused(
                f"{facts.label} takes no first frame.", remedy="Use a model that begins from an image."
            )
    for picture in request.reference_images:
        _check_picture("reference_images", picture, 3)


def _check_size(request: DenoiseRequest, facts: ModelFacts) -> None:
    for name in ("width", "height"):
        pixels = getattr(request, name)
        if not 0 < pixels <= LARGEST_SIDE_PX or pixels % facts.cell:
            raise RequestRefused(
                f"{name} {pixels} does not fit {facts.label}: it must be a multiple of {facts.cell}.",
                remedy=f"Use {facts.nearest_side(min(max(pixels, 1), LARGEST_SIDE_PX))}.",
            )
    if not 0 < request.frames <= LARGEST_FRAMES or (request.frames - 1) % facts.frame_rule:
        raise RequestRefused(
            f"{request.frames} frames do not fit {facts.label}: the count must be {facts.frame_rule}*n+1.",
            remedy=f"Use {facts.nearest_frames(min(max(request.frames, 1), LARGEST_FRAMES))}.",
        )


def _check_steps(request: DenoiseRequest) -> None:
    if request.steps < 1:
        raise RequestRefused(f"steps is {request.steps}.", remedy="Use at least 1.")
    stop = request.steps if request.stop_step is None else request.stop_step
    if not 0 <= request.start_step < stop <= request.steps:
        raise RequestRefused(
            f"The run would go from step {request.start_step} to {stop} of {request.steps}.",
            remedy="Use 0 <= start_step < stop_step <= steps.",
        )
    if request.start_step and request.source_latents is None:
        raise RequestRefused(
            f"The run starts at step {request.start_step} and has no latents to start from.",
            remedy="Give source_latents or start at step 0.",
        )
    if (request.replace_latents is None) != (request.replace_mask is None):
        raise RequestRefused("replace_latents and replace_mask go together.", remedy="Give both or neither.")
    if not np.isfinite(request.guidance) or not np.isfinite(request.control_strength):
        raise RequestRefused(
            f"guidance {request.guidance} and control strength {request.control_strength} must be finite."
        )


def _check_picture(name: str, pixels: NDArray[Any], axes: int) -> None:
    if pixels.dtype != np.uint8 or pixels.ndim != axes or pixels.shape[-1] != 3 or 0 in pixels.shape:
        shape = "[T,H,W,3]" if axes == 4 else "[H,W,3]"
        raise RequestRefused(f"{name} should be uint8 {shape}, it is {pixels.dtype} {list(pixels.shape)}.")


def _check_count(name: str, count: int, frames: int) -> None:
    if count != frames:
        raise RequestRefused(f"{name} has {count} frames, the clip has {frames}.", remedy=f"Give {frames} frames.")
