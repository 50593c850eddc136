"""How each family's pipeline is called: a request becomes its keyword arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import ControlRefused
from models.families import LoadedModel
from models.sampling.request import DenoiseRequest, Frames

GREY = 127

Arguments = dict[str, Any]


def pipeline_arguments(model: LoadedModel, request: DenoiseRequest, generator: Any) -> Arguments:
    """Keyword arguments for `model.pipe(...)`; only those its signature knows."""
    assemble = ASSEMBLERS[model.facts.descriptor.call]
    wanted = assemble(model, request) | {"generator": generator, "output_type": "latent", "return_dict": False}
    known = inspect.signature(type(model.pipe).__call__).parameters
    return {name: value for name, value in wanted.items() if name in known and value is not None}


def _common(model: LoadedModel, request: DenoiseRequest) -> Arguments:
    return {
        "prompt": request.prompt,
        "negative_prompt": request.negative,
        "width": request.width,
        "height": request.height,
        "num_frames": request.frames,
        "num_inference_steps": request.steps,
        "guidance_scale": request.guidance,
        "max_sequence_length": model.facts.max_prompt_tokens,
    }


def _generic(model: LoadedModel, request: DenoiseRequest) -> Arguments:
    arguments = _common(model, request)
    # A class no record names may have its own longest prompt: what its network says, or what the pipeline does.
    network = getattr(model.pipe, "transformer", None)
    arguments["max_sequence_length"] = network.config.get("max_text_seq_length") if network is not None else None
    known = inspect.signature(type(model.pipe).__call__).parameters
    if "num_inference_steps" not in known or "output_type" not in known:
        raise ControlRefused(
            f"{model.facts.pipeline_class} is not called like a denoising pipeline.",
            remedy="This kind of model cannot be sampled yet.",
        )
    return arguments


def _vace(model: LoadedModel, request: DenoiseRequest) -> Arguments:
    arguments = _common(model, request)
    video, mask = vace_condition(request)
    if video is not None and mask is not None:
        arguments |= {"video": _pictures(video), "mask": _pictures(mask)}
    if request.reference_images:
        arguments["reference_images"] = _pictures(request.reference_images)
    return arguments | {"conditioning_scale": float(request.control_strength)}


def vace_condition(request: DenoiseRequest) -> tuple[Frames | None, Frames | None]:
    """(video uint8 [T,H,W,3], mask uint8 [T,H,W] 0 or 255) of the VACE convention, or (None, None) for plain text.

    Mask 0 keeps the video's pixels, 255 generates with them as the control signal, grey 127 being no signal. The
    first frame is kept. Without control and first frame the pipeline itself fills in a grey video and a mask of ones.
    """
    size = (request.width, request.height)
    if request.control_clip is None and request.first_frame is None:
        return None, None
    shape = (request.frames, request.height, request.width)
    if request.control_clip is None:
        video = np.full((*shape, 3), GREY, dtype=np.uint8)
    else:
        video = np.stack([fit_picture(frame, size) for frame in request.control_clip])
    mask = np.full(shape, 255, dtype=np.uint8)
    if request.control_mask is not None:
        levels = (np.clip(request.control_mask, 0.0, 1.0) * 255 + 0.5).astype(np.uint8)
        mask = np.stack([_fit_mask(level, size) for level in levels])
    if request.first_frame is not None:
        video[0] = fit_picture(request.first_frame, size)
        mask[0] = 0
    return video, mask


def fit_picture(picture: Frames, size: tuple[int, int]) -> Frames:
    """A picture [H,W,3] stretched to (width, height) pixels."""
    if picture.shape[:2] == (size[1], size[0]):
        return picture
    smaller = size[0] < picture.shape[1]
    resized = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return np.asarray(resized, dtype=np.uint8)


def _fit_mask(mask: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if mask.shape == (size[1], size[0]):
        return mask
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST_EXACT), dtype=np.uint8)


def _pictures(frames: Sequence[NDArray[np.uint8]] | NDArray[np.uint8]) -> list[Any]:
    from PIL import Image

    return [Image.fromarray(np.ascontiguousarray(frame)) for frame in frames]


ASSEMBLERS: dict[str, Callable[[LoadedModel, DenoiseRequest], Arguments]] = {
    "generic": _generic,
    "vace": _vace,
    "wan": _common,
}
