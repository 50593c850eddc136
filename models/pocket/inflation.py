"""From an autoencoder of pictures to one of clips that starts where the pictures ended.

Trained on single frames, only the last temporal tap of each causal convolution has learnt anything. Setting the older
taps to zero, temporal downsampling to "take the last frame" and upsampling to "show it twice" makes the network code
every fourth frame of a clip exactly as it codes a picture, and decode it four times. Training on clips then has only
motion to learn; started from random older taps, it first has to learn standing still again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diffusers import AutoencoderKLWan


def inflate(vae: AutoencoderKLWan) -> None:
    """Do that in place. Raises ValueError for a residual autoencoder, whose shortcuts mix frames without weights."""
    import torch
    from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d, WanResample

    if vae.config.is_residual:
        raise ValueError("an autoencoder with is_residual=True cannot be inflated: build it with is_residual=False")
    with torch.no_grad():
        for module in vae.modules():
            if isinstance(module, WanCausalConv3d) and module.kernel_size[0] == 3:
                module.weight[:, :, :-1] = 0
        for module in vae.modules():
            if isinstance(module, WanResample) and module.mode in ("downsample3d", "upsample3d"):
                convolution = module.time_conv
                convolution.weight.zero_()
                convolution.bias.zero_()
                for channel in range(convolution.in_channels):
                    convolution.weight[channel :: convolution.in_channels, channel, -1] = 1


def sees_keyframes_only(vae: AutoencoderKLWan) -> bool:
    """Whether the encoder is still as `inflate` left it, so that a latent frame depends on one frame alone."""
    import torch
    from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d

    temporal = [m.weight for m in vae.encoder.modules() if isinstance(m, WanCausalConv3d) and m.kernel_size[0] == 3]
    return not vae.config.is_residual and not any(bool(torch.any(weight[:, :, :-1])) for weight in temporal)
