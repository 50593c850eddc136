"""Between the numbers a denoiser works in and those its autoencoder encodes and decodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor


def to_autoencoder(vae: Any, latents: Tensor) -> Tensor:
    """Undo the pipeline's normalisation of latents [B,C,...]: what `vae.decode` takes."""
    scale, shift = _scale_and_shift(vae, latents)
    decodable: Tensor = latents * scale + shift
    return decodable


def to_denoiser(vae: Any, encoded: Tensor) -> Tensor:
    """Normalise what `vae.encode` gives [B,C,...] as the pipeline does."""
    scale, shift = _scale_and_shift(vae, encoded)
    normalised: Tensor = (encoded - shift) / scale
    return normalised


def _scale_and_shift(vae: Any, like: Tensor) -> tuple[Any, Any]:
    import torch

    config = vae.config
    mean, std = config.get("latents_mean"), config.get("latents_std")
    if mean is not None and std is not None:
        shape = (1, -1, *([1] * (like.ndim - 2)))
        shift = torch.tensor(mean, device=like.device, dtype=like.dtype).view(shape)
        scale = torch.tensor(std, device=like.device, dtype=like.dtype).view(shape)
        return scale / float(config.get("scaling_factor") or 1.0), shift
    return 1.0 / float(config.get("scaling_factor") or 1.0), float(config.get("shift_factor") or 0.0)
