"""Pocket as a diffusers folder: assembling the pipeline, saving it, loading it, its recommended settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from diffusers import AutoencoderKLWan, WanVACEPipeline, WanVACETransformer3DModel
    from transformers import UMT5EncoderModel

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "pocket"
FLOW_SHIFT = 3.0
STEPS = 20
GUIDANCE = 1.0


def assemble(
    vae: AutoencoderKLWan,
    transformer: WanVACETransformer3DModel,
    text_encoder: UMT5EncoderModel,
    flow_shift: float = FLOW_SHIFT,
) -> WanVACEPipeline:
    """An unmodified WanVACEPipeline around Pocket's networks."""
    from diffusers import UniPCMultistepScheduler, WanVACEPipeline

    from models.pocket.networks import build_tokenizer

    scheduler = UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=flow_shift
    )
    return WanVACEPipeline(
        tokenizer=build_tokenizer(), text_encoder=text_encoder, vae=vae, scheduler=scheduler, transformer=transformer
    )


def save_folder(pipeline: WanVACEPipeline, folder: Path, dtype: torch.dtype) -> None:
    """Write the diffusers layout in safetensors: the transformer and text encoder in `dtype`, the VAE in float32."""
    pipeline.transformer.to(dtype)
    pipeline.text_encoder.to(dtype)
    pipeline.save_pretrained(folder, safe_serialization=True, max_shard_size="15MB")
    for file in folder.glob("*/config.json"):
        _forget_origin(file)


def _forget_origin(file: Path) -> None:
    """Take out of a network's configuration the folder of the computer that it was loaded from."""
    config = json.loads(file.read_text(encoding="utf-8"))
    if config.pop("_name_or_path", None) is not None:
        file.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def load_folder(folder: Path = ASSETS, **options: Any) -> WanVACEPipeline:
    """The pipeline in float32 on the CPU, without touching the network."""
    import torch
    from diffusers import WanVACEPipeline

    pipeline = WanVACEPipeline.from_pretrained(folder, local_files_only=True, **{"dtype": torch.float32, **options})
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def folder_bytes(folder: Path = ASSETS) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
