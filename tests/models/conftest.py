"""Tiny models with random weights, saved as ordinary diffusers folders: built once a session, no network, no hub."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CHARACTERS = [chr(code) for code in range(32, 127)]


def tiny_vae(**changes: Any) -> Any:
    import torch
    from diffusers import AutoencoderKLWan

    torch.manual_seed(3)
    sizes: dict[str, Any] = {
        "base_dim": 3,
        "z_dim": 4,
        "dim_mult": [1, 1, 1, 1],
        "num_res_blocks": 1,
        "temperal_downsample": [False, True, True],
        "latents_mean": [0.1, -0.2, 0.3, 0.0],
        "latents_std": [1.5, 0.8, 1.1, 2.0],
    }
    return AutoencoderKLWan(**{**sizes, **changes}).eval()


def _text_parts() -> dict[str, Any]:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel

    words = {word: number for number, word in enumerate(["<pad>", "</s>", "<unk>", *CHARACTERS])}
    plain = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    plain.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=24
    )
    config = UMT5Config(vocab_size=len(words), d_model=32, d_kv=8, d_ff=37, num_layers=2, num_heads=4)
    return {"tokenizer": tokenizer, "text_encoder": UMT5EncoderModel(config).eval()}


def _scheduler() -> Any:
    from diffusers import UniPCMultistepScheduler

    return UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)


TRANSFORMER: dict[str, Any] = {
    "patch_size": (1, 2, 2),
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "in_channels": 4,
    "out_channels": 4,
    "text_dim": 32,
    "freq_dim": 256,
    "ffn_dim": 32,
    "num_layers": 2,
    "rope_max_seq_len": 32,
}


def _wan() -> Any:
    import torch
    from diffusers import WanPipeline, WanTransformer3DModel

    torch.manual_seed(1)
    network = WanTransformer3DModel(**TRANSFORMER).eval()
    return WanPipeline(vae=tiny_vae(), transformer=network, scheduler=_scheduler(), **_text_parts())


def _vace() -> Any:
    import torch
    from diffusers import WanVACEPipeline, WanVACETransformer3DModel

    torch.manual_seed(2)
    network = WanVACETransformer3DModel(**TRANSFORMER, vace_layers=[0, 1], vace_in_channels=8 + 64).eval()
    return WanVACEPipeline(
        vae=tiny_vae(is_residual=True), transformer=network, scheduler=_scheduler(), **_text_parts()
    )


@pytest.fixture(scope="session")
def make_vae() -> Callable[..., Any]:
    """A tiny random AutoencoderKLWan; keyword arguments change its configuration."""
    return tiny_vae


@pytest.fixture
def text_parts() -> dict[str, Any]:
    """A tiny T5 text encoder and its tokenizer, as other pipelines take them."""
    from transformers import T5Config, T5EncoderModel

    config = T5Config(vocab_size=3 + len(CHARACTERS), d_model=32, d_kv=8, d_ff=37, num_layers=1, num_heads=4)
    return {**_text_parts(), "text_encoder": T5EncoderModel(config).eval()}


@pytest.fixture(scope="session")
def wan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved tiny WanPipeline: 8x8x4 latents of 4 channels."""
    folder = tmp_path_factory.mktemp("models") / "tiny-wan"
    _wan().save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: apache-2.0\ntags:\n- video\n---\n# Tiny\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def vace_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved tiny WanVACEPipeline with a residual autoencoder."""
    folder = tmp_path_factory.mktemp("models") / "tiny-vace"
    _vace().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def wan(wan_folder: Path) -> Any:
    """The loaded tiny WanPipeline."""
    from models.families import load_model

    return load_model(wan_folder, device="cpu")


@pytest.fixture(scope="session")
def vace(vace_folder: Path) -> Any:
    """The loaded tiny WanVACEPipeline."""
    from models.families import load_model

    return load_model(vace_folder, device="cpu")


@pytest.fixture(autouse=True)
def caches_of_this_test(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fitted maps go to a folder of the session, never to the person's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
