"""How much noise a scheduler's latents hold at a step, and what the network's answer says the clean latents are.

Latents at a step are x = alpha * clean + sigma * noise. Flow matching has alpha = 1 - sigma, variance preserving
schedules alpha^2 + sigma^2 = 1, variance exploding ones alpha = 1 (Karras et al. 2022, Lipman et al. 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

EXPLODING = ("Euler", "Heun", "KDPM2", "LMS")


@dataclass(frozen=True)
class NoiseLevel:
    """alpha, sigma of one place in a schedule.  raw: the scheduler's own sigma there."""

    alpha: float
    sigma: float
    raw: float

    def noised(self, clean: Tensor, noise: Tensor) -> Tensor:
        """Clean latents with this much noise in them."""
        return self.alpha * clean + self.sigma * noise


def is_flow(scheduler: Any) -> bool:
    """Whether the scheduler interpolates between data and noise in a straight line."""
    config = scheduler.config
    return bool(
        type(scheduler).__name__.startswith("FlowMatch")
        or config.get("prediction_type") == "flow_prediction"
        or config.get("use_flow_sigmas", False)
    )


def is_exploding(scheduler: Any) -> bool:
    """Whether the scheduler's latents grow with the noise instead of being scaled down."""
    return type(scheduler).__name__.startswith(EXPLODING) or hasattr(scheduler, "precondition_outputs")


def level_at(scheduler: Any, index: int, timestep: Any = None) -> NoiseLevel:
    """The noise level before the scheduler call number `index`.

    timestep: needed only by schedulers without a table of sigmas (DDIM, DDPM, CogVideoX); None means "all done".
    """
    sigmas = getattr(scheduler, "sigmas", None)
    if sigmas is not None:
        raw = float(sigmas[min(index, len(sigmas) - 1)])
        if is_flow(scheduler):
            return NoiseLevel(1.0 - raw, raw, raw)
        if is_exploding(scheduler):
            return NoiseLevel(1.0, raw, raw)
        alpha = (raw * raw + 1.0) ** -0.5
        return NoiseLevel(alpha, raw * alpha, raw)
    if timestep is None:
        return NoiseLevel(1.0, 0.0, 0.0)
    kept = float(scheduler.alphas_cumprod[int(timestep)])
    return NoiseLevel(kept**0.5, (1.0 - kept) ** 0.5, ((1.0 - kept) / kept) ** 0.5)


def predicted_clean(scheduler: Any, level: NoiseLevel, output: Tensor, sample: Tensor) -> Tensor:
    """The clean latents the network's answer amounts to, for flow, epsilon, v and sample predictions."""
    output, sample = output.float(), sample.float()
    if hasattr(scheduler, "precondition_outputs"):
        import torch

        return scheduler.precondition_outputs(sample, output, torch.tensor(level.raw))  # type: ignore[no-any-return]
    if is_flow(scheduler):
        kind = scheduler.config.get("prediction_type") or "flow_prediction"
        kind = "flow_prediction" if type(scheduler).__name__.startswith("FlowMatch") else kind
    else:
        kind = scheduler.config.get("prediction_type") or "epsilon"
    if kind == "flow_prediction":
        return sample - level.sigma * output
    if kind in ("sample", "original_sample"):
        return output
    if kind == "v_prediction":
        scale = 1.0 if not is_exploding(scheduler) else (level.raw**2 + 1.0) ** -0.5
        alpha = level.alpha * scale
        return alpha * scale * sample - level.sigma * scale * output
    return (sample - level.sigma * output) / max(level.alpha, 1e-6)
