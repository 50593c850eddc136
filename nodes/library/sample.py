"""Sample: noise to latents with any video model, controlled or not."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Out, Range, Run, Seed, node
from nodes.library.model import facts_of, pipeline_of
from nodes.library.picture import fit_pixels
from nodes.values import Clip, Conditioning, Control, Image, Latents, Model

if TYPE_CHECKING:
    from models.families import ModelFacts
    from models.sampling import DenoiseRequest

CHECKPOINT_EVERY_S = 20.0


@node("Model", title="Sample", dear=True, search=("denoise", "generate", "ksampler", "diffusion", "sampler"))
def sample(
    run: Run,
    model: Model,
    conditioning: Conditioning,
    control: Control | None = None,
    image: Image | None = None,
    width: Annotated[int, Range(0, 16384, 8, "px")] = 0,
    height: Annotated[int, Range(0, 16384, 8, "px")] = 0,
    frames: Annotated[int, Range(0, 100_000)] = 0,
    frames_per_second: Annotated[float, Range(0.0, 1000.0, 1.0, "fps")] = 0.0,
    steps: Annotated[int, Range(0, 1000)] = 0,
    guidance: Annotated[float, Range(0.0, 100.0, 0.5)] = 0.0,
    seed: Annotated[int, Seed()] = 0,
    scheduler: Literal["default", "euler", "unipc", "dpm++"] = "default",
    flow_shift: Annotated[float, Range(0.0, 100.0, 0.5)] = 0.0,
    previews: bool = True,
) -> Annotated[Latents, Out("latents")]:
    """Denoise a clip: shows all of the clip it predicts after each step, and goes on from its last checkpoint.

    model: which model.
    conditioning: what to show and what to avoid.
    control: steers the motion, where the family takes one.
    image: the first frame; cropped to the clip's aspect when that differs.
    width: of the clip; 0 takes the control's, else the model's own.
    height: of the clip; 0 takes the control's, else the model's own.
    frames: how many; 0 takes the control's, else the model's own. Models take n*k+1 frames.
    frames_per_second: 0 takes the control's, else the model's own.
    steps: denoising steps; 0 takes the model's own.
    guidance: guidance scale, 1 is off; 0 takes the model's own.
    seed: the same seed gives the same clip.
    scheduler: the solver; default is the model's own.
    flow_shift: shift of the noise schedule; 0 takes the model's own.
    previews: show the predicted clip after each step.
    Errors: NodeError when families do not match or the control is of a kind the model does not take; a size or frame
    count the model cannot take is refused with the nearest that it can.
    """
    from models.sampling import denoise
    from models.sampling.request import check_request

    facts = facts_of(run, model)
    _check_family(model, conditioning, control)
    fps = _rate(frames_per_second, control, facts)
    request = _request(
        run, facts, conditioning, control, image, width, height, frames, steps, guidance, seed, scheduler, flow_shift
    )
    check_request(request, facts)
    run.progress(0, request.steps, "loading the model")
    loaded = pipeline_of(run, model)
    latents = denoise(
        loaded,
        request,
        on_step=_Steps(run).done,
        on_preview=(lambda pictures: run.preview(Clip(pictures, fps))) if previews else None,
        cancelled=run.cancelled,
        checkpoint=run.checkpoint,
        checkpoint_every_s=CHECKPOINT_EVERY_S,
        resume_from=run.resume(),
    )
    return Latents(
        array=latents.array,
        model_family=facts.family,
        frame_map=latents.frame_map,
        width=latents.width,
        height=latents.height,
        frames=latents.frames,
        fps=fps,
    )


class _Steps:
    """Tells step, time for each and time left."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._begin: float | None = None
        self._first = 0

    def done(self, done: int, total: int, _sigma: float) -> None:
        now = time.monotonic()
        if self._begin is None:
            self._begin, self._first = now, done
            self._run.progress(done, total, f"step {done} of {total}")
            return
        each = (now - self._begin) / (done - self._first)
        left = each * (total - done)
        self._run.progress(done, total, f"step {done} of {total}, {each:.2f} s each, {left:.0f} s left")


def _check_family(model: Model, conditioning: Conditioning, control: Control | None) -> None:
    if conditioning.model_family and conditioning.model_family != model.model_family:
        raise NodeError(
            f"The conditioning is for {conditioning.model_family}, {model.label} is {model.model_family}.",
            remedy="Use a prompt made for this family.",
        )
    if control is not None and control.kind not in model.controls:
        takes = f"It takes {', '.join(model.controls)}." if model.controls else "It takes no control."
        raise NodeError(f"{model.label} does not take a {control.kind} control. {takes}", remedy="Use another model.")


def _rate(frames_per_second: float, control: Control | None, facts: ModelFacts) -> Fraction:
    from nodes.exchange.video_timing import exact_rate

    if frames_per_second > 0:
        return exact_rate(frames_per_second)
    return control.clip.fps if control is not None else Fraction(facts.defaults.fps)


def _request(
    run: Run,
    facts: ModelFacts,
    conditioning: Conditioning,
    control: Control | None,
    image: Image | None,
    width: int,
    height: int,
    frames: int,
    steps: int,
    guidance: float,
    seed: int,
    scheduler: str,
    flow_shift: float,
) -> DenoiseRequest:
    from models.sampling import DenoiseRequest

    clip = control.clip if control is not None else None
    width = width or (clip.width if clip is not None else facts.defaults.width)
    height = height or (clip.height if clip is not None else facts.defaults.height)
    frames = frames or (clip.frame_count if clip is not None else facts.defaults.frames)
    if clip is not None and clip.frame_count != frames:
        raise NodeError(
            f"The control has {clip.frame_count} frames, the clip is to have {frames}.",
            remedy=f"Set frames to {clip.frame_count} or 0, or make the control as long as the clip.",
        )
    return DenoiseRequest(
        prompt=conditioning.prompt,
        negative=conditioning.negative,
        width=width,
        height=height,
        frames=frames,
        steps=steps or facts.defaults.steps,
        guidance=guidance or facts.defaults.guidance,
        seed=seed,
        control_clip=clip.as_uint8() if clip is not None else None,
        control_mask=_mask(control),
        control_strength=control.strength if control is not None else 1.0,
        first_frame=_first_frame(run, image, width, height),
        scheduler=scheduler,
        flow_shift=flow_shift or None,
    )


def _mask(control: Control | None) -> NDArray[np.float32] | None:
    if control is None:
        return None
    values = control.mask.values
    if len(values) == control.clip.frame_count:
        return values
    return np.ascontiguousarray(np.broadcast_to(values, (control.clip.frame_count, *values.shape[1:])))


def _first_frame(run: Run, image: Image | None, width: int, height: int) -> NDArray[Any] | None:
    if image is None:
        return None
    if abs(image.width / image.height / (width / height) - 1) > 0.02:
        run.warn(
            f"the first frame is {image.width} x {image.height}; it was cropped to the aspect of {width} x {height}"
        )
    return np.ascontiguousarray(fit_pixels(image.as_uint8(), width, height, "fill (crop)"))
