"""Training of Pocket's autoencoder: first on single frames, then on clips through the feature cache."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from models.pocket.checkpoint import load_checkpoint, save_checkpoint
from models.pocket.first_frames import single_frames
from models.pocket.inflation import inflate

if TYPE_CHECKING:
    import torch
    from diffusers import AutoencoderKLWan

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VaeTraining:
    """pools: .npy files uint8 [N,T,H,W,3]. stage: "frames" (single pictures) or "clips" (through the cache).

    pictures: how many frames a step sees in all; in stage "clips" they come in pieces whose length, one of `lengths`,
    is drawn anew for each step: short ones for variety, long ones so that errors do not pile up over time.
    inflate: see inflation.py; done where a stage begins from the checkpoint of another.
    Only the decoder learns when `freeze_encoder` is set. Every random draw depends on the seed and the step alone,
    so a resumed run sees the same batches as an uninterrupted one.
    """

    pools: tuple[Path, ...]
    checkpoint: Path
    stage: Literal["frames", "clips"]
    steps: int
    pictures: int = 16
    lengths: tuple[int, ...] = (5, 9, 17)
    learning_rate: float = 2e-3
    floor: float = 0.05
    kl_weight: float = 1e-4
    edge_weight: float = 0.5
    chroma_weight: float = 0.0
    motion_weight: float = 0.0
    saturation_weight: float = 0.0
    warmup: int = 100
    seed: int = 0
    inflate: bool = False
    freeze_encoder: bool = False
    bf16: bool = False
    save_every: int = 50


def train_vae(vae: AutoencoderKLWan, options: VaeTraining) -> AutoencoderKLWan:
    """Train until `options.steps` of this stage are done, going on from the checkpoint where there is one."""
    import torch

    vae.encoder.requires_grad_(not options.freeze_encoder)
    vae.quant_conv.requires_grad_(not options.freeze_encoder)
    learning = [p for p in vae.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=options.learning_rate, betas=(0.9, 0.98), weight_decay=0.0)
    done, seconds = _resume(vae, optimiser, options)
    pools = [np.load(path, mmap_mode="r") for path in options.pools]
    began, shown = time.monotonic() - seconds, time.monotonic()
    for step in range(done, options.steps):
        rng = np.random.default_rng([options.seed, step])
        torch.manual_seed(options.seed * 1_000_003 + step)
        for group in optimiser.param_groups:
            group["lr"] = _learning_rate(options, step)
        pictures = to_tensor(draw_batch(pools, rng, options))
        losses = training_loss(vae, pictures, options)
        optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        if (step + 1) % 20 == 0:
            rate, shown = 20 / (time.monotonic() - shown), time.monotonic()
            numbers = " ".join(f"{name} {value.item():.4f}" for name, value in losses.items())
            log.info("%s step %d %s steps/s %.2f", options.stage, step + 1, numbers, rate)
        if (step + 1) % options.save_every == 0 or step + 1 == options.steps:
            state = {"vae": vae.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1}
            save_checkpoint(
                options.checkpoint, {**state, "stage": _stage(options), "seconds": time.monotonic() - began}
            )
    return vae


def _resume(vae: AutoencoderKLWan, optimiser: torch.optim.Optimizer, options: VaeTraining) -> tuple[int, float]:
    """Load the checkpoint; the optimiser and the step count carry over within one stage only."""
    state = load_checkpoint(options.checkpoint)
    if state is None:
        return 0, 0.0
    vae.load_state_dict(state["vae"])
    if state["stage"] != _stage(options):
        if options.inflate:
            inflate(vae)
        return 0, 0.0
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"]), float(state["seconds"])


def _stage(options: VaeTraining) -> str:
    """Names what learns on what; a checkpoint of another stage gives its weights only."""
    return f"{options.stage}, decoder" if options.freeze_encoder else options.stage


def _learning_rate(options: VaeTraining, step: int) -> float:
    """A hundred steps of warm-up, then a cosine down to `floor` of the peak."""
    if step < options.warmup:
        return options.learning_rate * (step + 1) / options.warmup
    share = (step - options.warmup) / max(options.steps - options.warmup, 1)
    return options.learning_rate * (options.floor + (1 - options.floor) * 0.5 * (1 + math.cos(math.pi * share)))


def draw_batch(
    pools: Sequence[NDArray[np.uint8]], rng: np.random.Generator, options: VaeTraining
) -> NDArray[np.uint8]:
    """uint8 [B,T,H,W,3]: single frames, or pieces of one length; mirrored by chance."""
    length = 1 if options.stage == "frames" else int(rng.choice(options.lengths))
    share = np.array([len(pool) for pool in pools]) / sum(len(pool) for pool in pools)
    batch = []
    for _ in range(max(options.pictures // length, 1)):
        pool = pools[rng.choice(len(pools), p=share)]
        clip = pool[rng.integers(len(pool))]
        start = int(rng.integers(0, len(clip) - length + 1))
        piece = clip[start : start + length]
        batch.append(piece[:, :, ::-1] if rng.random() < 0.5 else piece)
    return np.stack(batch)


def to_tensor(pictures: NDArray[np.uint8]) -> torch.Tensor:
    """uint8 [B,T,H,W,3] -> float32 [B,3,T,H,W] in -1..1."""
    import torch

    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 4, 1, 2, 3).float() / 127.5 - 1


def training_loss(vae: AutoencoderKLWan, pictures: torch.Tensor, options: VaeTraining) -> dict[str, torch.Tensor]:
    """Absolute and squared error, error of the picture gradients, and the divergence from a unit Gaussian."""
    import torch

    autocast = torch.autocast("cpu", torch.bfloat16) if options.bf16 else nullcontext()
    with autocast, single_frames(vae) if options.stage == "frames" else nullcontext():
        with torch.set_grad_enabled(not options.freeze_encoder):
            moments = vae._encode(pictures).float()
        mean, log_variance = moments.chunk(2, dim=1)
        log_variance = log_variance.clamp(-30, 20)
        latents = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        decoded = decode_unclamped(vae, latents).float()
    difference = decoded - pictures
    absolute, squared = difference.abs().mean(), difference.square().mean()
    edges = difference.diff(dim=-1).abs().mean() + difference.diff(dim=-2).abs().mean()
    divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
    loss = absolute + 2 * squared + options.edge_weight * edges + options.kl_weight * divergence
    if options.chroma_weight or options.motion_weight or options.saturation_weight:
        saturation = opponents(pictures).abs().amax(dim=1, keepdim=True)
        moving = 1 + options.motion_weight * motion(pictures) + options.saturation_weight * saturation
        loss = loss + (moving * (difference.abs() + options.chroma_weight * opponents(difference).abs())).mean()
    return {"loss": loss, "psnr_db": 10 * torch.log10(4 / squared.detach()), "kl": divergence.detach()}


def opponents(difference: torch.Tensor) -> torch.Tensor:
    """How far an RGB difference [B,3,T,H,W] is from grey: each channel less the mean of the three.

    Objects cover few pixels, and the error can fall far while they still lose one axis of their colour (green against
    magenta); so colour differences, and with `saturation_weight` vivid pixels, count more.
    """
    return difference - difference.mean(dim=1, keepdim=True)


def motion(pictures: torch.Tensor) -> torch.Tensor:
    """Where a clip [B,3,T,H,W] differs from its first frame or its last, 0..1: [B,1,T,H,W]."""
    change = (pictures - pictures[:, :, :1]).abs().maximum((pictures - pictures[:, :, -1:]).abs())
    return (change.amax(dim=1, keepdim=True) * 3).clamp(0, 1)


def decode_unclamped(vae: AutoencoderKLWan, latents: torch.Tensor) -> torch.Tensor:
    """What `vae.decode` gives before it clamps: clamping would stop the gradient of pixels that overshoot."""
    import torch

    vae.clear_cache()
    x = vae.post_quant_conv(latents)
    pieces = []
    for index in range(latents.shape[2]):
        vae._conv_idx = [0]
        pieces.append(
            vae.decoder(
                x[:, :, index : index + 1], feat_cache=vae._feat_map, feat_idx=vae._conv_idx, first_chunk=index == 0
            )
        )
    vae.clear_cache()
    return torch.cat(pieces, dim=2)
