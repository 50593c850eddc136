"""Latents replaced inside a mask between steps: cut-and-drag (Time-to-Move), inpainting, live paint.

Inside the mask the latents become the given clip with the noise of the coming step; the same noise at every step.
Source: Time-to-Move, arXiv 2511.08633, dual clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from models.taps.scheduler_tap import Step


class MaskedReplacement:
    """An edit for SchedulerTap.

    clean: latents of the given clip.  mask: 1 where it holds (any shape that broadcasts to the latents).
    noise: the noise the run began with.  until_step: the replacement ends after this many steps (None: never).
    """

    def __init__(self, clean: Tensor, mask: Tensor, noise: Tensor, until_step: int | None = None) -> None:
        self._clean, self._mask, self._noise, self._until_step = clean, mask, noise, until_step

    def __call__(self, step: Step) -> Tensor | None:
        if self._until_step is not None and step.done > self._until_step:
            return None
        latents = step.latents
        wanted = step.next_level.noised(self._clean.to(latents), self._noise.to(latents))
        mask = self._mask.to(latents)
        if wanted.ndim == 5 and wanted.shape != latents.shape and wanted.transpose(1, 2).shape == latents.shape:
            wanted, mask = wanted.transpose(1, 2), mask.transpose(1, 2)
        return (1 - mask) * latents + mask * wanted
