"""Denoise: one run of an unmodified diffusers pipeline, with previews, cancel, checkpoints and resume."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.errors import Cancelled, CheckpointRefused, ModelError, OutOfMemory
from models.families import LoadedModel
from models.memory import ran_out_of_memory
from models.sampling.arguments import pipeline_arguments
from models.sampling.request import DenoiseRequest, LatentClip, check_request, frame_map
from models.sampling.solvers import solver_for
from models.taps import MaskedReplacement, NetworkTap, RunState, SchedulerTap, load_state, save_state

if TYPE_CHECKING:
    from torch import Tensor

    from models.taps import NoiseLevel, Step

logger = logging.getLogger(__name__)

OnStep = Callable[[int, int, float], None]
OnPreview = Callable[[NDArray[np.uint8]], None]
WriteCheckpoint = Callable[[Path], None]


def denoise(
    model: LoadedModel,
    request: DenoiseRequest,
    *,
    on_step: OnStep | None = None,
    on_preview: OnPreview | None = None,
    wants_preview: Callable[[], bool] | None = None,
    cancelled: Callable[[], bool] | None = None,
    checkpoint: Callable[[WriteCheckpoint], None] | None = None,
    checkpoint_every_s: float = 20.0,
    resume_from: Path | None = None,
) -> LatentClip:
    """The latents of one clip.

    on_step(done, total, sigma): after every step, sigma being the scheduler's noise before it.
    on_preview(frames uint8 [T,h,w,3]): every frame of the predicted clean clip, small; made only where
    wants_preview() is true (or not given).  cancelled(): asked before every network call and step.
    checkpoint(write): called at most every checkpoint_every_s seconds; write(folder) puts the run's state into an
    empty folder.  resume_from: such a folder; the steps it holds are not computed again, and the result is the same
    as without the interruption (bit-equal on one thread). A damaged or foreign one is reported and ignored.

    Raises Cancelled within one step, RequestRefused and ControlRefused for what the model cannot take, OutOfMemory.
    """
    check_request(request, model.facts)
    run = _Run(model, request, on_step, on_preview, wants_preview, cancelled, checkpoint, checkpoint_every_s)
    state = run.saved_state(resume_from)
    try:
        latents = run.start(state)
    except CheckpointRefused as error:
        if state is None:
            raise
        logger.warning("%s", error)
        latents = run.start(None)
    return run.clip(latents)


class _Run:
    """One run: what was asked for and when the last checkpoint was written."""

    def __init__(
        self,
        model: LoadedModel,
        request: DenoiseRequest,
        on_step: OnStep | None,
        on_preview: OnPreview | None,
        wants_preview: Callable[[], bool] | None,
        cancelled: Callable[[], bool] | None,
        checkpoint: Callable[[WriteCheckpoint], None] | None,
        checkpoint_every_s: float,
    ) -> None:
        self.model, self.request = model, request
        self.on_step, self.on_preview, self.wants_preview = on_step, on_preview, wants_preview
        self.cancelled, self.checkpoint, self.checkpoint_every_s = cancelled, checkpoint, checkpoint_every_s
        self.saved_at = time.monotonic()
        self.preview_map: Any = None

    def saved_state(self, folder: Path | None) -> RunState | None:
        if folder is None:
            return None
        try:
            return load_state(folder, self.model.device)
        except CheckpointRefused as error:
            logger.warning("%s", error)
            return None

    def check(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled

    def start(self, state: RunState | None) -> Tensor:
        import torch

        self.check()
        if self.on_preview is not None:
            self.preview_map = _preview_map(self.model)
        generator = torch.Generator("cpu").manual_seed(self.request.seed % 2**63)
        pipe = self.model.pipe
        arguments = pipeline_arguments(self.model, self.request, generator)
        with self._tapped(state, generator) as tap:
            self.tap = tap
            try:
                result = pipe(**arguments)
            except (ValueError, TypeError, RuntimeError) as error:
                if ran_out_of_memory(error):
                    raise OutOfMemory(
                        f"{self.model.facts.label} ran out of memory at {self.request.width}x{self.request.height}, "
                        f"{self.request.frames} frames.",
                        remedy="Use a smaller size or fewer frames.",
                    ) from error
                raise ModelError(f"{self.model.facts.pipeline_class} failed: {error}") from error
            finally:
                pipe.maybe_free_model_hooks()
        return result[0]  # type: ignore[no-any-return]

    @contextmanager
    def _tapped(self, state: RunState | None, generator: Any) -> Iterator[SchedulerTap]:
        pipe, request = self.model.pipe, self.request
        own = pipe.scheduler
        tap = SchedulerTap(
            solver_for(own, request.scheduler, request.flow_shift),
            on_step=self._after_step,
            edit=self._replacement(),
            check=self.check,
            generator=generator,
            start_step=request.start_step,
            late_start=self._late_start if request.start_step else None,
            stop_step=request.stop_step,
            resume=state,
        )
        networks = {
            name: NetworkTap(getattr(pipe, name), check=self.check, skipping=lambda: tap.skipping)
            for name in self.model.facts.descriptor.networks
            if getattr(pipe, name, None) is not None
        }
        originals = {name: getattr(pipe, name) for name in networks}
        self.networks = networks
        try:
            pipe.scheduler = tap.scheduler
            for name, network in networks.items():
                setattr(pipe, name, network.network)
            yield tap
        finally:
            pipe.scheduler = own
            for name, original in originals.items():
                setattr(pipe, name, original)

    def _late_start(self, level: NoiseLevel, latents: Tensor) -> Tensor:
        import torch

        assert self.request.source_latents is not None
        clean = torch.from_numpy(self.request.source_latents)[None].to(latents)
        if self._frames_first(latents):
            clean = clean.transpose(1, 2)
        return level.noised(clean, self._noise(latents).to(latents))

    def _replacement(self) -> Callable[[Step], Tensor | None] | None:
        import torch

        request = self.request
        if request.replace_latents is None or request.replace_mask is None:
            return None
        clean = torch.from_numpy(request.replace_latents)[None]
        mask = torch.from_numpy(request.replace_mask)[None, None]
        return MaskedReplacement(clean, mask, self._noise(clean), request.replace_until_step)

    def _noise(self, like: Tensor) -> Tensor:
        """The run's own fixed noise, apart from the generator the pipeline draws from."""
        import torch

        generator = torch.Generator("cpu").manual_seed(self.request.seed % 2**63)
        return torch.randn(like.shape, generator=generator, dtype=torch.float32)

    def _after_step(self, step: Step) -> None:
        if self.on_step is not None:
            self.on_step(step.done, step.total, step.level.raw)
        if (
            self.on_preview is not None
            and self.preview_map is not None
            and (self.wants_preview is None or self.wants_preview())
        ):
            self._preview(step)
        now = time.monotonic()
        if self.checkpoint is not None and now - self.saved_at >= self.checkpoint_every_s and step.done < step.total:
            self._save()
            self.saved_at = time.monotonic()

    def _preview(self, step: Step) -> None:
        assert self.on_preview is not None
        try:
            frames = self.preview_map.frames(self._own_frames(step.predicted_clean()))
        except (RuntimeError, ValueError, IndexError) as error:
            # A preview never costs the run: latents of a layout nobody described are simply not shown.
            logger.warning("No previews of this run: %s", error)
            self.preview_map = None
            return
        self.on_preview(frames)

    def _save(self) -> None:
        assert self.checkpoint is not None
        try:
            state = self.tap.state()
        except ValueError as error:
            logger.warning("No checkpoint of this run: %s", error)
            self.checkpoint = None
            return
        self.checkpoint(lambda folder: save_state(state, folder))

    def _own_frames(self, latents: Tensor) -> Tensor:
        """[B,C,F,h,w] latents without the reference images VACE puts in front of the clip."""
        if self._frames_first(latents):
            latents = latents.transpose(1, 2)
        references = len(self.request.reference_images) if self.model.facts.descriptor.call == "vace" else 0
        return latents[:, :, references:] if latents.ndim == 5 else latents

    def _frames_first(self, latents: Tensor) -> bool:
        """Whether a pipeline holds its latents as [B,F,C,h,w], as CogVideoX and SVD do."""
        channels = self.model.facts.latent_channels
        known = self.model.facts.descriptor.layout == "FCHW"
        return latents.ndim == 5 and (known or (latents.shape[1] != channels and latents.shape[2] == channels))

    def clip(self, latents: Tensor) -> LatentClip:
        array = self._own_frames(latents)[0].float().cpu().numpy()
        frames = array.shape[1] if array.ndim == 4 else 1
        return LatentClip(
            array=np.ascontiguousarray(array),
            frame_map=frame_map(frames, self.model.facts.temporal_stride),
            width=self.request.width,
            height=self.request.height,
            frames=self.request.frames,
        )


def _preview_map(model: LoadedModel) -> Any:
    from models.decode.preview import latent_rgb_map

    if "latent_rgb" not in model.kept:
        try:
            model.kept["latent_rgb"] = latent_rgb_map(model)
        except (RuntimeError, ValueError, AttributeError, TypeError) as error:
            logger.warning("No previews with this autoencoder: %s", error)
            model.kept["latent_rgb"] = None
    return model.kept["latent_rgb"]
