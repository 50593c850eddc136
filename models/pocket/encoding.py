"""From training samples to what the network eats: latents, folded masks, token ids; kept in shards on disk."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.pocket.data import Sample, training_sample
from models.pocket.first_frames import single_frames
from models.pocket.inflation import sees_keyframes_only

if TYPE_CHECKING:
    import torch
    from diffusers import AutoencoderKLWan
    from transformers import PreTrainedTokenizerFast

log = logging.getLogger(__name__)

SHARD_SAMPLES = 64


def latent_statistics(vae: AutoencoderKLWan) -> tuple[torch.Tensor, torch.Tensor]:
    """The config's mean and deviation of each latent channel, both [1,z,1,1,1]."""
    import torch

    mean, std = torch.tensor(vae.config.latents_mean), torch.tensor(vae.config.latents_std)
    return mean.view(1, -1, 1, 1, 1), std.view(1, -1, 1, 1, 1)


def encode_clips(vae: AutoencoderKLWan, clips: torch.Tensor, bf16: bool = False) -> torch.Tensor:
    """Pictures [B,3,T,H,W] in -1..1 -> normalised latents [B,z,t,h,w], the mode of the posterior.

    bf16: faster, and off by about a hundredth of a deviation. An encoder that is still as `inflate` left it sees
    every fourth frame only, as a picture of its own, and is run on those.
    """
    import torch

    mean, std = latent_statistics(vae)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        latents: torch.Tensor = (encode_mean(vae, clips) - mean) / std
    return latents


def encode_mean(vae: AutoencoderKLWan, clips: torch.Tensor) -> torch.Tensor:
    """`vae.encode(clips).latent_dist.mode()`, by the shortest way."""
    if not sees_keyframes_only(vae):
        mode: torch.Tensor = vae.encode(clips).latent_dist.mode()
        return mode.float()
    frames = clips[:, :, ::4].transpose(1, 2)
    with single_frames(vae):
        moments = vae._encode(frames.flatten(0, 1).unsqueeze(2)).squeeze(2)
    mean: torch.Tensor = moments.chunk(2, dim=1)[0].unflatten(0, frames.shape[:2]).transpose(1, 2)
    return mean.float()


def fold_mask(mask: torch.Tensor, temporal: int = 4, spatial: int = 8) -> torch.Tensor:
    """Masks [B,T,H,W] -> [B,64,t,h,w], as `WanVACEPipeline.prepare_masks` folds them."""
    from torch.nn import functional

    batch, frames, height, width = mask.shape
    rows, columns = height // spatial, width // spatial
    folded = mask.float().view(batch, frames, rows, spatial, columns, spatial).permute(0, 3, 5, 1, 2, 4).flatten(1, 2)
    size = ((frames + temporal - 1) // temporal, rows, columns)
    return functional.interpolate(folded, size=size, mode="nearest-exact")


def encode_samples(
    vae: AutoencoderKLWan, tokenizer: PreTrainedTokenizerFast, samples: Sequence[Sample], bf16: bool = False
) -> dict[str, NDArray[Any]]:
    """Latents of target, kept and remade pictures in float16 [B,z,t,h,w], folded masks [B,64,t,h,w], token ids [B,L],
    and weights [B,t,h,w], how much of each latent cell is motion."""
    import torch

    from models.pocket.vae_training import to_tensor

    targets = to_tensor(np.stack([sample.target for sample in samples]))
    controls = to_tensor(np.stack([sample.control for sample in samples]))
    masks = torch.from_numpy(np.stack([sample.mask for sample in samples]))
    painted = masks[:, None].float()
    clips = torch.cat([targets, controls * (1 - painted), controls * painted])
    target, kept, remade = encode_clips(vae, clips, bf16).half().chunk(3)
    ids = tokenizer(
        [sample.caption for sample in samples],
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
    )
    return {
        "target": target.numpy(),
        "kept": kept.numpy(),
        "remade": remade.numpy(),
        "mask": fold_mask(masks).bool().numpy(),
        "ids": np.asarray(ids.input_ids, dtype=np.int32),
        "weight": motion_weight(targets).half().numpy(),
    }


def motion_weight(pictures: torch.Tensor, temporal: int = 4, spatial: int = 8) -> torch.Tensor:
    """How much each latent cell differs from the clip's median picture, 0..1: [B,3,T,H,W] -> [B,t,h,w].

    What moves covers few cells, and a network that ignores it would still have a small error.
    """
    from torch.nn import functional

    change = (pictures - pictures.median(dim=2, keepdim=True).values).abs().amax(dim=1, keepdim=True)
    first = functional.avg_pool3d(change[:, :, :1], (1, spatial, spatial))
    rest = functional.avg_pool3d(change[:, :, 1:], (temporal, spatial, spatial))
    import torch

    return (torch.cat([first, rest], dim=2).squeeze(1) * 3).clamp(0, 1)


def write_shards(
    vae: AutoencoderKLWan,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    seeds: Iterable[int],
    batch: int = 4,
    bf16: bool = False,
) -> None:
    """Render and encode the samples of these training seeds; each full shard appears in the folder at once."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    pending: list[dict[str, NDArray[Any]]] = []
    waiting: list[Sample] = []
    first = None
    for seed in seeds:
        first = seed if first is None else first
        waiting.append(training_sample(seed))
        if len(waiting) == batch:
            pending.append(encode_samples(vae, tokenizer, waiting, bf16))
            waiting = []
        if len(pending) * batch == SHARD_SAMPLES:
            shard = {name: np.concatenate([part[name] for part in pending]) for name in pending[0]}
            partial = folder / f"{first:08d}.partial"
            save_file(shard, partial)
            partial.replace(folder / f"{first:08d}.safetensors")
            log.info("shard from seed %d written", first)
            pending, first = [], None


class ShardPool:
    """Every encoded sample of a folder, in memory; `refresh` takes up shards written since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()
        self._shards: list[dict[str, NDArray[Any]]] = []
        self.refresh()

    def refresh(self) -> None:
        from safetensors.numpy import load_file

        for path in sorted(self._folder.glob("*.safetensors")):
            if path.name not in self._known:
                self._known.add(path.name)
                self._shards.append(load_file(path))

    def __len__(self) -> int:
        return sum(len(shard["ids"]) for shard in self._shards)

    def draw(self, rng: np.random.Generator, batch: int) -> dict[str, NDArray[Any]]:
        """A batch, drawn with replacement."""
        picks = [self._shards[rng.integers(len(self._shards))] for _ in range(batch)]
        rows = [(shard, int(rng.integers(len(shard["ids"])))) for shard in picks]
        return {name: np.stack([shard[name][row] for shard, row in rows]) for name in self._shards[0]}
