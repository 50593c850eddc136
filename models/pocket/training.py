"""Training of Pocket's transformer and text encoder by flow matching, on encoded samples."""

from __future__ import annotations

import logging
import math
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.pocket.checkpoint import load_checkpoint, save_checkpoint
from models.pocket.encoding import ShardPool

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

EMPTY_PROMPT_ID = 1


@dataclass(frozen=True, slots=True)
class Training:
    """steps: of the whole schedule; a run that is stopped earlier goes on from its checkpoint.

    deadline_s: monotonic seconds this call may take before it saves and returns; the cosine then follows the clock,
    so that a run of unknown speed still ends at the lowest rate (not reproducible; leave None for that).
    motion_weight: extra loss weight where the picture moves. timestep_shift: pushes training towards noise.
    """

    shards: Path
    checkpoint: Path
    steps: int
    batch: int = 16
    learning_rate: float = 6e-4
    floor: float = 0.03
    warmup: int = 100
    ema: float = 0.996
    prompt_dropout: float = 0.12
    motion_weight: float = 3.0
    timestep_shift: float = 2.0
    bf16: bool = False
    seed: int = 0
    save_every: int = 100
    deadline_s: float | None = None


class Learner:
    """The two networks that learn together, their running mean, and their optimiser."""

    def __init__(self, transformer: torch.nn.Module, text_encoder: torch.nn.Module, options: Training) -> None:
        import torch

        self.networks = torch.nn.ModuleDict({"transformer": transformer, "text_encoder": text_encoder})
        self.options = options
        decayed = [p for p in self.networks.parameters() if p.ndim >= 2]
        others = [p for p in self.networks.parameters() if p.ndim < 2]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
            lr=options.learning_rate,
            betas=(0.9, 0.98),
        )
        self.mean = {name: value.detach().clone() for name, value in self.networks.named_parameters()}
        self.step = 0
        self.seconds = 0.0

    def state(self) -> dict[str, Any]:
        return {
            "networks": self.networks.state_dict(),
            "mean": self.mean,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }

    def load(self, state: dict[str, Any]) -> None:
        self.networks.load_state_dict(state["networks"])
        self.mean = dict(state["mean"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = int(state["step"]), float(state["seconds"])

    def update(self, loss: torch.Tensor, learning_rate: float) -> None:
        """One optimiser step; the running mean follows."""
        import torch

        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.networks.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        keep = min(self.options.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, parameter in self.networks.named_parameters():
                self.mean[name].lerp_(parameter, 1 - keep)


def train(transformer: torch.nn.Module, text_encoder: torch.nn.Module, options: Training) -> Learner:
    """Train until the schedule or the deadline ends, going on from the checkpoint where there is one.

    Every random draw depends on the seed and the step alone: over the same shards, a resumed run sees the same
    batches and noise as an uninterrupted one.
    """
    import torch

    learner = Learner(transformer, text_encoder, options)
    state = load_checkpoint(options.checkpoint)
    if state is not None:
        learner.load(state)
    pool = ShardPool(options.shards)
    began, before, shown = time.monotonic(), learner.seconds, time.monotonic()
    running = 0.0
    while learner.step < options.steps:
        elapsed = time.monotonic() - began
        if options.deadline_s is not None and elapsed > options.deadline_s:
            break
        torch.manual_seed(options.seed * 1_000_003 + learner.step)
        batch = pool.draw(np.random.default_rng([options.seed, learner.step]), options.batch)
        loss = flow_loss(learner.networks["transformer"], learner.networks["text_encoder"], batch, options)
        learner.update(loss, _learning_rate(options, learner.step, elapsed, before))
        learner.seconds = before + time.monotonic() - began
        running += loss.item()
        if learner.step % 25 == 0:
            rate, shown = 25 / (time.monotonic() - shown), time.monotonic()
            log.info("step %d loss %.4f steps/s %.2f samples %d", learner.step, running / 25, rate, len(pool))
            running = 0.0
        if learner.step % options.save_every == 0:
            save_checkpoint(options.checkpoint, learner.state())
            pool.refresh()
    save_checkpoint(options.checkpoint, learner.state())
    return learner


def _learning_rate(options: Training, step: int, elapsed_s: float, before_s: float) -> float:
    """Warm-up, then a cosine down to `floor` of the peak, by steps or by the clock."""
    if step < options.warmup:
        return options.learning_rate * (step + 1) / options.warmup
    if options.deadline_s is None:
        share = (step - options.warmup) / max(options.steps - options.warmup, 1)
    else:
        share = (before_s + elapsed_s) / max(before_s + options.deadline_s, 1e-6)
    return options.learning_rate * (options.floor + (1 - options.floor) * 0.5 * (1 + math.cos(math.pi * share)))


def flow_loss(
    transformer: torch.nn.Module, text_encoder: torch.nn.Module, batch: dict[str, NDArray[Any]], options: Training
) -> torch.Tensor:
    """Squared error of the predicted flow, noise minus clean latents, at a random noise level per sample."""
    import torch

    clean = torch.from_numpy(batch["target"]).float()
    control = torch.cat([torch.from_numpy(batch[name]).float() for name in ("kept", "remade", "mask")], dim=1)
    ids = torch.from_numpy(batch["ids"]).long()
    dropped = torch.rand(len(ids)) < options.prompt_dropout
    ids[dropped] = 0
    ids[dropped, 0] = EMPTY_PROMPT_ID
    u = torch.rand(len(clean))
    level = options.timestep_shift * u / (1 + (options.timestep_shift - 1) * u)
    noise = torch.randn_like(clean)
    amount = level.view(-1, 1, 1, 1, 1)
    noisy = (1 - amount) * clean + amount * noise
    with torch.autocast("cpu", torch.bfloat16) if options.bf16 else nullcontext():
        text = prompt_embeddings(text_encoder, ids)
        flow = transformer(
            hidden_states=noisy,
            timestep=level * 1000,
            encoder_hidden_states=text,
            control_hidden_states=control,
            return_dict=False,
        )[0]
    weight = 1 + options.motion_weight * torch.from_numpy(batch["weight"]).float()[:, None]
    error = (flow.float() - (noise - clean)).square() * weight
    loss: torch.Tensor = error.sum() / (weight.sum() * clean.shape[1])
    return loss


def prompt_embeddings(text_encoder: torch.nn.Module, ids: torch.Tensor) -> torch.Tensor:
    """Token ids [B,L], 0 = padding -> embeddings [B,L,D], zero where padded, as the pipeline feeds them."""
    mask = ids != 0
    states: torch.Tensor = text_encoder(ids, mask.long()).last_hidden_state * mask[..., None]
    return states
