"""The steps of making Pocket, one function each, called by `python -m models.pocket`."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.pocket.folder import ASSETS, FLOW_SHIFT, GUIDANCE, STEPS

if TYPE_CHECKING:
    from diffusers import AutoencoderKLWan

__all__ = [
    "ASSETS",
    "FLOW_SHIFT",
    "GUIDANCE",
    "STEPS",
    "card",
    "distil",
    "encode",
    "evaluate",
    "export",
    "export_vae",
    "join",
    "render",
    "train",
    "train_vae",
]


def render(options: Namespace) -> None:
    """Seven clips in ten are true ones, the rest what control is drawn with: depth, edges, skeletons, crude clips."""
    clips = [autoencoder_clip(seed) for seed in range(options.first_seed, options.first_seed + options.clips)]
    np.save(options.out, np.stack(clips))


def autoencoder_clip(seed: int) -> NDArray[np.uint8]:
    """A clip the autoencoder should know: mostly a sample's target, else what it keeps or what it remakes."""
    from models.pocket.conditions import GREY
    from models.pocket.data import training_sample

    sample = training_sample(seed)
    grey, painted = np.uint8(GREY), sample.mask[..., None]
    draw = np.random.default_rng([seed, 13]).random()
    if draw < 0.7:
        return sample.target
    if draw < 0.8:
        return np.where(painted, grey, sample.control).astype(np.uint8)
    return np.where(painted, sample.control, grey).astype(np.uint8)


def train_vae(options: Namespace) -> None:
    import torch

    from models.pocket import vae_training
    from models.pocket.networks import build_vae

    torch.manual_seed(0)
    vae_training.train_vae(
        build_vae(is_residual=options.residual),
        vae_training.VaeTraining(
            pools=tuple(options.pools),
            checkpoint=options.checkpoint,
            stage=options.stage,
            steps=options.steps,
            pictures=options.pictures,
            lengths=tuple(options.lengths),
            learning_rate=options.learning_rate,
            chroma_weight=options.chroma,
            motion_weight=options.motion,
            saturation_weight=options.saturation,
            inflate=options.inflate,
            freeze_encoder=options.freeze_encoder,
            bf16=options.bf16,
        ),
    )


def distil(options: Namespace) -> None:
    import torch

    from models.pocket import distillation
    from models.pocket.checkpoint import load_checkpoint
    from models.pocket.networks import build_vae

    state = load_checkpoint(options.teacher)
    if state is None:
        raise FileNotFoundError(f"no checkpoint at {options.teacher}: run train-vae --residual first")
    teacher = build_vae(is_residual=True)
    teacher.load_state_dict(state["vae"])
    torch.manual_seed(0)
    distillation.distil(
        teacher,
        build_vae(),
        distillation.Distillation(
            tuple(options.pools), options.checkpoint, options.half, options.steps, bf16=options.bf16
        ),
    )


def join(options: Namespace) -> None:
    from models.pocket.distillation import join_halves
    from models.pocket.networks import build_vae

    join_halves(build_vae(), options.encoder, options.decoder, options.out)


def export_vae(options: Namespace) -> dict[str, Any]:
    """Write the autoencoder with the mean and deviation of its latents over unseen-by-it training clips."""
    from diffusers import AutoencoderKLWan

    from models.pocket.checkpoint import load_checkpoint
    from models.pocket.networks import build_vae

    state = load_checkpoint(options.checkpoint)
    if state is None:
        raise FileNotFoundError(f"no checkpoint at {options.checkpoint}: run train-vae first")
    vae = build_vae()
    vae.load_state_dict(state["vae"])
    if options.keep_statistics is not None:
        known = AutoencoderKLWan.from_pretrained(options.keep_statistics, local_files_only=True)
        mean, std = known.config.latents_mean, known.config.latents_std
    else:
        mean, std = measure_latents(vae, options.clips)
    vae.register_to_config(latents_mean=list(mean), latents_std=list(std))
    vae.save_pretrained(options.out)
    return {"latents_mean": list(mean), "latents_std": list(std), "steps": state["step"], "seconds": state["seconds"]}


def measure_latents(
    vae: AutoencoderKLWan, clips: int, first_seed: int = 9_000_000
) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of each latent channel over rendered clips."""
    import torch

    from models.pocket.vae_training import to_tensor
    from models.pocket.world import render_take

    pictures = (to_tensor(render_take(seed).colour[None]) for seed in range(first_seed, first_seed + clips))
    with torch.no_grad():
        latents = [vae.encode(clip).latent_dist.mode() for clip in pictures]
    std, mean = torch.std_mean(torch.cat(latents), dim=(0, 2, 3, 4))
    return [round(v, 5) for v in mean.tolist()], [round(v, 5) for v in std.tolist()]


def encode(options: Namespace) -> None:
    from diffusers import AutoencoderKLWan

    from models.pocket.encoding import write_shards
    from models.pocket.networks import build_tokenizer

    vae = AutoencoderKLWan.from_pretrained(options.vae, local_files_only=True)
    seeds = range(options.first_seed, options.first_seed + options.samples)
    write_shards(vae, build_tokenizer(), options.out, seeds, bf16=options.bf16)


def train(options: Namespace) -> None:
    import torch

    from models.pocket import training
    from models.pocket.networks import build_text_encoder, build_transformer

    torch.manual_seed(0)
    training.train(
        build_transformer(),
        build_text_encoder(),
        training.Training(
            options.shards,
            options.checkpoint,
            options.steps,
            options.batch,
            options.learning_rate,
            timestep_shift=options.timestep_shift,
            bf16=options.bf16,
            deadline_s=None if options.minutes is None else 60 * options.minutes,
        ),
    )


def export(options: Namespace) -> dict[str, Any]:
    """Write the folder with the running mean of the trained weights in bfloat16."""
    import torch
    from diffusers import AutoencoderKLWan

    from models.pocket.checkpoint import load_checkpoint
    from models.pocket.folder import assemble, folder_bytes, save_folder
    from models.pocket.networks import amplify_control, build_text_encoder, build_transformer

    state = load_checkpoint(options.checkpoint)
    if state is None:
        raise FileNotFoundError(f"no checkpoint at {options.checkpoint}: run train first")
    transformer, text_encoder = build_transformer(), build_text_encoder()
    networks = torch.nn.ModuleDict({"transformer": transformer, "text_encoder": text_encoder})
    networks.load_state_dict(state["networks"])
    with torch.no_grad():
        for name, parameter in networks.named_parameters():
            parameter.copy_(state["mean"][name])
    amplify_control(transformer, options.control_gain)
    vae = AutoencoderKLWan.from_pretrained(options.vae, local_files_only=True)
    save_folder(assemble(vae, transformer, text_encoder, options.shift), options.out, torch.bfloat16)
    return {"steps": state["step"], "seconds": state["seconds"], "bytes": folder_bytes(options.out)}


def evaluate(options: Namespace) -> dict[str, Any]:
    """Measure the folder; the report is also written as JSON where that is asked for."""
    from models.pocket import evaluation

    settings = evaluation.Settings(options.steps, options.guidance, options.shift)
    report = evaluation.evaluate(
        options.folder,
        options.scenes,
        settings,
        modes=options.modes,
        other_scenes=options.other_scenes,
        jobs=options.jobs,
    )
    if options.json is not None:
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return report


def card(options: Namespace) -> None:
    """Write README.md into the folder from the report of `evaluate` and the account of the training."""
    from models.pocket.card import model_card
    from models.pocket.folder import load_folder
    from models.pocket.world import vocabulary

    pipeline = load_folder(options.folder)
    parts = {"transformer": pipeline.transformer, "vae": pipeline.vae, "text": pipeline.text_encoder}
    sizes = {name: sum(p.numel() for p in part.parameters()) / 1e6 for name, part in parts.items()}
    report, training = (json.loads(path.read_text(encoding="utf-8")) for path in (options.report, options.training))
    text = model_card(report, training, {**sizes, "words": len(vocabulary())})
    (options.folder / "README.md").write_text(text, encoding="utf-8")
