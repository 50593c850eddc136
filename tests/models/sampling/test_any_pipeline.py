"""Pipelines no family record names: other networks, latent layouts, schedulers and autoencoders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.decode import decode_frames
from models.errors import Cancelled
from models.families import load_model
from models.sampling import DenoiseRequest, denoise


def cogvideox(parts: dict[str, Any], scheduler: str) -> Any:
    """Latents as [B,F,C,h,w]; its DPM scheduler is stochastic and hands its last prediction through the pipeline."""
    import diffusers
    from diffusers import AutoencoderKLCogVideoX, CogVideoXPipeline, CogVideoXTransformer3DModel

    vae = AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4, up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8, 8, 8, 8), latent_channels=4, layers_per_block=1, norm_num_groups=2,
    )  # fmt: skip
    network = CogVideoXTransformer3DModel(
        num_attention_heads=2, attention_head_dim=16, in_channels=4, out_channels=4, time_embed_dim=2,
        text_embed_dim=32, num_layers=1, sample_width=8, sample_height=6, sample_frames=9, max_text_seq_length=24,
    )  # fmt: skip
    return CogVideoXPipeline(vae=vae, transformer=network, scheduler=getattr(diffusers, scheduler)(), **parts)


def mochi(parts: dict[str, Any], scheduler: str) -> Any:
    """Six frames a latent, a schedule of its own."""
    import diffusers
    from diffusers import AutoencoderKLMochi, MochiPipeline, MochiTransformer3DModel

    vae = AutoencoderKLMochi(
        latent_channels=12, out_channels=3, encoder_block_out_channels=(32, 32, 32, 32),
        decoder_block_out_channels=(32, 32, 32, 32), layers_per_block=(1, 1, 1, 1, 1),
    )  # fmt: skip
    network = MochiTransformer3DModel(
        patch_size=2, num_attention_heads=2, attention_head_dim=8, num_layers=1, pooled_projection_dim=16,
        in_channels=12, qk_norm="rms_norm", text_embed_dim=32, time_embed_dim=4, max_sequence_length=16,
    )  # fmt: skip
    return MochiPipeline(vae=vae, transformer=network, scheduler=getattr(diffusers, scheduler)(), **parts)


CASES = [
    (cogvideox, "CogVideoXDDIMScheduler", 9),
    (cogvideox, "CogVideoXDPMScheduler", 9),
    (mochi, "FlowMatchEulerDiscreteScheduler", 7),
]


@pytest.mark.filterwarnings("ignore:In CPU autocast")
@pytest.mark.parametrize(
    ("make", "scheduler", "frames"), CASES, ids=lambda case: getattr(case, "__name__", str(case))
)
def test_it_denoises_shows_resumes_and_decodes(
    make: Callable[..., Any], scheduler: str, frames: int, text_parts: dict[str, Any], tmp_path: Path
) -> None:
    make(text_parts, scheduler).save_pretrained(tmp_path / "model")
    model = load_model(tmp_path / "model", device="cpu")
    assert model.facts.family == "generic"
    request = DenoiseRequest(prompt="a", width=64, height=48, frames=frames, steps=4, guidance=3.0)
    previews: list[np.ndarray] = []
    steps: list[int] = []

    def keep_second(write: Callable[[Path], None]) -> None:
        if len(steps) == 2:
            (tmp_path / "state").mkdir()
            write(tmp_path / "state")

    whole = denoise(
        model,
        request,
        on_step=lambda done, total, sigma: steps.append(done),
        on_preview=previews.append,
        checkpoint=keep_second,
        checkpoint_every_s=0,
    )
    assert steps == [1, 2, 3, 4]
    assert whole.array.shape[0] == model.facts.latent_channels
    assert [shown.shape[0] for shown in previews] == [frames] * 4
    again = denoise(model, request, resume_from=tmp_path / "state")
    np.testing.assert_allclose(again.array, whole.array, atol=1e-6)
    with pytest.raises(Cancelled):
        denoise(model, request, cancelled=lambda: True)
    decoded = np.concatenate(list(decode_frames(model, whole)))
    assert decoded.shape == (frames, 48, 64, 3)
