"""Recognise a model folder: which family it is and every number the rest of the program asks about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from typing import Any

from models.errors import ModelError, UnknownFamily
from models.families.descriptors import Defaults, FamilyFacts, family_of
from models.families.folder import OWN_FACTS, Component, components, fingerprint, licence, read_index, read_json

LONGEST_PROMPT = 512


@dataclass(frozen=True)
class ModelFacts:
    """A recognised model folder.

    family: name of its family ("generic" where no record covers the class).  spatial_stride, temporal_stride: pixels
    and frames a latent cell covers.  cell: width and height must be whole multiples of it, in pixels.
    frame_rule: k of the allowed frame counts n*k+1.  fingerprint: 64 hex digits that change with the contents.
    """

    folder: Path
    family: str
    pipeline_class: str
    label: str
    licence: str
    weight_bytes: int
    fingerprint: str
    controls: tuple[str, ...]
    latent_channels: int
    temporal_stride: int
    spatial_stride: int
    cell: int
    frame_rule: int
    defaults: Defaults
    max_prompt_tokens: int
    scheduler_class: str
    autoencoder_class: str
    variant: str | None = None
    descriptor: FamilyFacts = field(default_factory=lambda: family_of(""), repr=False)

    def nearest_frames(self, frames: int) -> int:
        """The allowed frame count closest to `frames` (at least 1)."""
        return max(1, round((frames - 1) / self.frame_rule) * self.frame_rule + 1)

    def nearest_side(self, pixels: int) -> int:
        """The allowed width or height closest to `pixels`."""
        return max(1, round(pixels / self.cell)) * self.cell


def recognise(folder: Path | str) -> ModelFacts:
    """What a diffusers pipeline folder is, from JSON and safetensors headers alone (torch is not imported).

    Raises UnknownFamily when it is no pipeline folder, WeightsRefused for pickled, truncated or damaged weights, and
    ModelError when a named part is missing.
    """
    folder = Path(folder)
    index = read_index(folder)
    pipeline_class = index.get("_class_name")
    if not isinstance(pipeline_class, str):
        raise UnknownFamily(
            f"{folder / 'model_index.json'} asks for custom pipeline code ({pipeline_class!r}), which is never run.",
            remedy="Use a model whose pipeline is part of diffusers.",
        )
    parts = list(components(folder, index))
    named = {part.name: part for part in parts}
    family = family_of(pipeline_class)
    autoencoder = _config(named, "vae", "vqvae")
    network = _config(named, "transformer", "transformer_2", "unet")
    temporal, spatial = strides(autoencoder, family)
    own = _own_facts(folder)
    return ModelFacts(
        folder=folder,
        family=family.name,
        pipeline_class=pipeline_class,
        label=str(own.get("label") or _label(folder, index)),
        licence=licence(folder),
        weight_bytes=sum(weight.stat().st_size for part in parts for weight in part.weights),
        fingerprint=fingerprint(folder, parts),
        controls=tuple(own.get("controls", family.controls)),
        latent_channels=int(_latent_channels(autoencoder, network) or family.latent_channels),
        temporal_stride=temporal,
        spatial_stride=spatial,
        cell=spatial * _patch_side(network),
        frame_rule=temporal,
        defaults=_defaults(own, family),
        max_prompt_tokens=_prompt_tokens(folder, parts),
        scheduler_class=named["scheduler"].class_name if "scheduler" in named else "",
        autoencoder_class=named["vae"].class_name if "vae" in named else "",
        variant=_variant(parts),
        descriptor=family,
    )


def strides(autoencoder: dict[str, Any], family: FamilyFacts) -> tuple[int, int]:
    """(frames, pixels) one latent cell covers, from an autoencoder's configuration where it tells."""
    if "temperal_downsample" in autoencoder:
        temporal = 2 ** sum(bool(flag) for flag in autoencoder["temperal_downsample"])
        spatial = 2 ** len(autoencoder["temperal_downsample"]) * int(autoencoder.get("patch_size") or 1)
        return temporal, spatial
    if "temporal_expansions" in autoencoder and "spatial_expansions" in autoencoder:
        return prod(autoencoder["temporal_expansions"]), prod(autoencoder["spatial_expansions"])
    temporal = int(autoencoder.get("temporal_compression_ratio") or family.temporal_stride)
    spatial = autoencoder.get("spatial_compression_ratio")
    if spatial is None and family.name == "generic" and "block_out_channels" in autoencoder:
        spatial = 2 ** (len(autoencoder["block_out_channels"]) - 1)
    return temporal, int(spatial or family.spatial_stride)


def _config(named: dict[str, Component], *names: str) -> dict[str, Any]:
    return next((named[name].config for name in names if name in named), {})


def _latent_channels(autoencoder: dict[str, Any], network: dict[str, Any]) -> int | None:
    for key in ("z_dim", "latent_channels"):
        if isinstance(autoencoder.get(key), int):
            return int(autoencoder[key])
    channels = network.get("out_channels") or network.get("in_channels")
    return int(channels) if isinstance(channels, int) else None


def _patch_side(network: dict[str, Any]) -> int:
    patch = network.get("patch_size", 1)
    return int(patch[-1]) if isinstance(patch, (list, tuple)) and patch else int(patch or 1)


def _prompt_tokens(folder: Path, parts: list[Component]) -> int:
    for part in parts:
        config = folder / part.name / "tokenizer_config.json"
        if part.name == "tokenizer" and config.is_file():
            longest = read_json(config).get("model_max_length")
            if isinstance(longest, (int, float)) and longest > 0:
                return int(min(LONGEST_PROMPT, longest))
    return LONGEST_PROMPT


def _variant(parts: list[Component]) -> str | None:
    """ "fp16" of diffusion_pytorch_model.fp16.safetensors, where a part has weights in that form only."""
    for part in parts:
        stems = [path.name.removesuffix(".safetensors").split("-0")[0].split(".") for path in part.weights]
        if stems and all(len(stem) > 1 for stem in stems):
            return stems[0][-1]
    return None


def _own_facts(folder: Path) -> dict[str, Any]:
    """kinograph.json, which a model folder may carry: label, controls and the defaults it was trained for."""
    path = folder / OWN_FACTS
    return read_json(path) if path.is_file() else {}


def _defaults(own: dict[str, Any], family: FamilyFacts) -> Defaults:
    given = own.get("defaults", {})
    try:
        return replace(family.defaults, **given)
    except TypeError as error:
        raise ModelError(f"kinograph.json has defaults {given!r} that are not known: {error}.") from error


def _label(folder: Path, index: dict[str, Any]) -> str:
    return str(index.get("_name_or_path") or folder.resolve().name).rstrip("/").rsplit("/", 1)[-1]
