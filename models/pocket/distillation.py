"""From a picture autoencoder with shortcuts to one without them, which can be inflated to clips.

A residual autoencoder learns colour on single frames soon, but its shortcuts mix frames without weights, so it cannot
be inflated (inflation.py). One without shortcuts can, but from nothing it neglects a whole colour axis for thousands
of steps. Taught the residual one's latents, channel by channel, it has every axis within minutes: the encoder learns
to give the teacher's latents, the decoder to draw from them. The two halves share nothing and may learn side by side.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from models.pocket.checkpoint import load_checkpoint, save_checkpoint
from models.pocket.first_frames import single_frames
from models.pocket.vae_training import decode_unclamped, opponents, to_tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch
    from diffusers import AutoencoderKLWan

log = logging.getLogger(__name__)

FLAT_SHARE, GREY_SHARE = 0.04, 0.10


@dataclass(frozen=True, slots=True)
class Distillation:
    """pools: .npy files uint8 [N,T,H,W,3]. half: which half of the student learns. steps: of the whole schedule.

    latent_noise: noise the decoder has to draw from, in deviations of the teacher's latents. Every random draw
    depends on seed and step alone, so that a resumed run equals an uninterrupted one.
    """

    pools: tuple[Path, ...]
    checkpoint: Path
    half: Literal["encoder", "decoder"]
    steps: int
    pictures: int = 16
    learning_rate: float = 2e-3
    floor: float = 0.03
    warmup: int = 40
    latent_noise: float = 0.08
    seed: int = 0
    bf16: bool = False
    save_every: int = 200


def distil(teacher: AutoencoderKLWan, student: AutoencoderKLWan, options: Distillation) -> AutoencoderKLWan:
    """Train one half of the student, going on from its checkpoint where there is one."""
    import torch

    teacher.requires_grad_(False)
    halves = {"encoder": ("encoder", "quant_conv"), "decoder": ("post_quant_conv", "decoder")}
    learning = [p for name in halves[options.half] for p in getattr(student, name).parameters()]
    optimiser = torch.optim.AdamW(learning, lr=options.learning_rate, betas=(0.9, 0.98), weight_decay=0.0)
    done = 0
    state = load_checkpoint(options.checkpoint)
    if state is not None:
        student.load_state_dict(state["vae"])
        optimiser.load_state_dict(state["optimiser"])
        done = int(state["step"])
    pools = [np.load(path, mmap_mode="r") for path in options.pools]
    deviation = _deviation(teacher, pools, options)
    for step in range(done, options.steps):
        torch.manual_seed(options.seed * 1_000_003 + step)
        for group in optimiser.param_groups:
            group["lr"] = _learning_rate(options, step)
        pictures = to_tensor(draw_pictures(pools, np.random.default_rng([options.seed, step]), options.pictures))
        loss = _loss(teacher, student, pictures, deviation, options)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        if (step + 1) % 50 == 0:
            log.info("%s step %d loss %.4f", options.half, step + 1, loss.item())
        if (step + 1) % options.save_every == 0 or step + 1 == options.steps:
            save_checkpoint(
                options.checkpoint,
                {"vae": student.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1},
            )
    return student


def join_halves(student: AutoencoderKLWan, encoder: Path, decoder: Path, out: Path) -> AutoencoderKLWan:
    """The student with the encoder of one checkpoint and the decoder of the other, also written as a checkpoint.

    Raises FileNotFoundError when one of the two is not there.
    """
    halves = {path: load_checkpoint(path) for path in (encoder, decoder)}
    for path, state in halves.items():
        if state is None:
            raise FileNotFoundError(f"no checkpoint at {path}: run distil for both halves first")
    seen, drawn = (state["vae"] for state in halves.values() if state is not None)
    own = ("encoder.", "quant_conv.")
    student.load_state_dict({name: (seen if name.startswith(own) else drawn)[name] for name in seen})
    stage = {"vae": student.state_dict(), "optimiser": {}, "step": 0, "seconds": 0.0, "stage": "distilled"}
    save_checkpoint(out, stage)
    return student


def draw_pictures(pools: Sequence[NDArray[np.uint8]], rng: np.random.Generator, count: int) -> NDArray[np.uint8]:
    """uint8 [count,1,H,W,3]: single frames, mirrored by chance; a few plain grey ones and a few without colour, so
    that the halves know what control is drawn on."""
    batch = []
    for _ in range(count):
        pool = pools[int(rng.integers(len(pools)))]
        frame = pool[rng.integers(len(pool)), rng.integers(pool.shape[1])]
        draw = rng.random()
        if draw < FLAT_SHARE:
            frame = np.full_like(frame, 127)
        elif draw < FLAT_SHARE + GREY_SHARE:
            frame = np.repeat(frame.mean(-1, keepdims=True), 3, axis=-1).astype(np.uint8)
        batch.append((frame[:, ::-1] if rng.random() < 0.5 else frame)[None])
    return np.stack(batch)


def _deviation(teacher: AutoencoderKLWan, pools: Sequence[NDArray[np.uint8]], options: Distillation) -> torch.Tensor:
    import torch

    pictures = to_tensor(draw_pictures(pools, np.random.default_rng(options.seed), 64))
    with torch.no_grad(), single_frames(teacher):
        return _latents(teacher, pictures).std((0, 2, 3, 4), keepdim=True)


def _latents(vae: AutoencoderKLWan, pictures: torch.Tensor) -> torch.Tensor:
    mean: torch.Tensor = vae._encode(pictures).float().chunk(2, dim=1)[0]
    return mean


def _loss(
    teacher: AutoencoderKLWan,
    student: AutoencoderKLWan,
    pictures: torch.Tensor,
    deviation: torch.Tensor,
    options: Distillation,
) -> torch.Tensor:
    """Squared error of the latents in deviations, or the weighted error of the pictures drawn from them."""
    import torch

    with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
        with torch.no_grad(), single_frames(teacher):
            wanted = _latents(teacher, pictures)
        with single_frames(student):
            if options.half == "encoder":
                return ((_latents(student, pictures) - wanted) / deviation).square().mean()
            noisy = wanted + options.latent_noise * deviation * torch.randn_like(wanted)
            difference = decode_unclamped(student, noisy).float() - pictures
    vivid = 1 + 4 * opponents(pictures).abs().amax(dim=1, keepdim=True)
    edges = difference.diff(dim=-1).abs().mean() + difference.diff(dim=-2).abs().mean()
    weighted = (vivid * (difference.abs() + 2 * opponents(difference).abs())).mean()
    loss: torch.Tensor = weighted + 2 * difference.square().mean() + 0.5 * edges
    return loss


def _learning_rate(options: Distillation, step: int) -> float:
    warm = min(1.0, (step + 1) / options.warmup)
    fall = 0.5 * (1 + math.cos(math.pi * step / max(options.steps, 1)))
    return options.learning_rate * warm * (options.floor + (1 - options.floor) * fall)
