"""The fitted latent-to-RGB map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.decode.preview import LatentRGB, autoencoder_fingerprint, fit_latent_rgb, latent_rgb_map, synthetic_clips


class Averaging(torch.nn.Module):
    """An autoencoder whose latents are the picture itself: 8x8 blocks averaged, frames grouped 1, 4, 4, ..."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = torch.nn.Conv3d(1, 1, 1)
        self.config: dict[str, Any] = {"latents_mean": [0.5] * 3, "latents_std": [2.0] * 3}

    def encode(self, pixels: torch.Tensor, return_dict: bool = True) -> tuple[torch.Tensor]:
        small = torch.nn.functional.avg_pool3d(pixels, (1, 8, 8))
        rest = torch.nn.functional.avg_pool3d(small[:, :, 1:], (4, 1, 1))
        return (torch.cat([small[:, :, :1], rest], dim=2),)


def test_a_linear_autoencoder_is_read_exactly() -> None:
    fitted = fit_latent_rgb(Averaging(), 4, 8, "cpu")
    colour = torch.tensor([0.9, 0.2, 0.4])
    latents = ((colour * 2 - 1) - 0.5) / 2.0
    frames = fitted.frames(latents.view(1, 3, 1, 1, 1).expand(1, 3, 3, 4, 6))
    assert frames.shape == (9, 16, 24, 3)
    np.testing.assert_allclose(frames.mean(axis=(0, 1, 2)), np.array([0.9, 0.2, 0.4]) * 255, atol=6)


def test_synthetic_clips_are_always_the_same_move_and_fill_the_range() -> None:
    clips = synthetic_clips(6, 9, 32)
    assert np.array_equal(clips, synthetic_clips(6, 9, 32))
    assert clips.shape == (6, 9, 32, 32, 3)
    assert clips.min() >= 0
    assert clips.max() <= 1
    assert clips.std() > 0.1
    assert np.abs(np.diff(clips, axis=1)).mean() > 0.002


def test_the_fit_is_kept_and_found_again(wan: Any, tmp_path: Path) -> None:
    fitted = latent_rgb_map(wan, tmp_path)
    files = list(tmp_path.iterdir())
    assert [file.suffix for file in files] == [".safetensors"], "no half-written file is left"
    again = latent_rgb_map(wan, tmp_path)
    assert torch.equal(fitted.first, again.first)
    assert torch.equal(fitted.rest, again.rest)
    files[0].write_bytes(b"broken")
    assert torch.equal(latent_rgb_map(wan, tmp_path).rest, fitted.rest)


def test_a_read_only_cache_does_not_stop_previews(wan: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert isinstance(latent_rgb_map(wan, tmp_path / "file"), LatentRGB)


def test_the_fingerprint_is_of_the_weights(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    before = autoencoder_fingerprint(vae)
    assert autoencoder_fingerprint(make_vae()) == before
    assert autoencoder_fingerprint(make_vae(num_res_blocks=2)) != before
    with torch.no_grad():
        vae.decoder.conv_out.bias += 0.1
    assert autoencoder_fingerprint(vae) != before


@pytest.mark.parametrize(("cells", "side"), [(20, 80), (100, 200), (200, 200)])
def test_large_latents_get_fewer_samples_a_cell(cells: int, side: int) -> None:
    fitted = LatentRGB(torch.rand(5, 48), torch.rand(5, 192), 4)
    frames = fitted.frames(torch.zeros(1, 4, 2, 3, cells))
    assert frames.shape == (5, 3 * side // cells, side, 3)


def test_one_latent_frame_is_one_picture() -> None:
    fitted = LatentRGB(torch.rand(5, 48), torch.rand(5, 192), 4)
    assert fitted.frames(torch.zeros(1, 4, 1, 3, 5)).shape == (1, 12, 20, 3)
