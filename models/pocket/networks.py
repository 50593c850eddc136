"""Pocket's networks: ordinary diffusers and transformers classes at toy size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.pocket.world.words import vocabulary

if TYPE_CHECKING:
    from diffusers import AutoencoderKLWan, WanVACETransformer3DModel
    from transformers import PreTrainedTokenizerFast, UMT5EncoderModel

LATENT_CHANNELS = 24
TEXT_TOKENS = 40
TEXT_WIDTH = 128

VAE_CONFIG: dict[str, Any] = {
    "base_dim": 16,
    "decoder_base_dim": 20,
    "z_dim": LATENT_CHANNELS,
    "dim_mult": [1, 2, 4, 4],
    "num_res_blocks": 1,
    "attn_scales": [],
    "temperal_downsample": [False, True, True],
    "is_residual": False,
    "latents_mean": [0.0] * LATENT_CHANNELS,
    "latents_std": [1.0] * LATENT_CHANNELS,
    "scale_factor_temporal": 4,
    "scale_factor_spatial": 8,
}
TRANSFORMER_CONFIG: dict[str, Any] = {
    "patch_size": (1, 2, 2),
    "num_attention_heads": 4,
    "attention_head_dim": 64,
    "in_channels": LATENT_CHANNELS,
    "out_channels": LATENT_CHANNELS,
    "text_dim": TEXT_WIDTH,
    "freq_dim": 256,
    "ffn_dim": 1024,
    "num_layers": 8,
    "cross_attn_norm": True,
    "rope_max_seq_len": 256,
    "vace_layers": [0, 2, 4, 6],
    "vace_in_channels": 2 * LATENT_CHANNELS + 64,
}


def build_vae(**changes: Any) -> AutoencoderKLWan:
    """A Wan autoencoder with fresh weights: 8x8 in space, 4 in time."""
    from diffusers import AutoencoderKLWan

    return AutoencoderKLWan(**{**VAE_CONFIG, **changes})


def build_transformer(**changes: Any) -> WanVACETransformer3DModel:
    """A Wan VACE transformer with fresh weights."""
    from diffusers import WanVACETransformer3DModel

    return WanVACETransformer3DModel(**{**TRANSFORMER_CONFIG, **changes})


def amplify_control(transformer: WanVACETransformer3DModel, gain: float) -> None:
    """Multiply what the control blocks add to the network: the same as `conditioning_scale=gain`, for good."""
    import torch

    with torch.no_grad():
        for block in transformer.vace_blocks:
            block.proj_out.weight.mul_(gain)
            block.proj_out.bias.mul_(gain)


def build_text_encoder(**changes: Any) -> UMT5EncoderModel:
    """A two-layer UMT5 encoder over the world's vocabulary."""
    from transformers import UMT5Config, UMT5EncoderModel

    sizes = {"d_model": TEXT_WIDTH, "d_kv": 32, "d_ff": 256, "num_layers": 2, "num_heads": 4}
    config = UMT5Config(
        vocab_size=len(special_words()) + len(vocabulary()),
        pad_token_id=0,
        eos_token_id=1,
        dropout_rate=0.0,
        **{**sizes, **changes},
    )
    return UMT5EncoderModel(config)


def special_words() -> list[str]:
    return ["<pad>", "</s>", "<unk>"]


def build_tokenizer() -> PreTrainedTokenizerFast:
    """Whole words of the world's captions; anything else is unknown. AutoTokenizer reloads what this saves."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    words = {word: index for index, word in enumerate(special_words() + vocabulary())}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=TEXT_TOKENS,
    )
