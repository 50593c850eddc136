"""Latents of a loaded model to 8-bit frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from models.decode import decode_frames, decode_tensors, plan_decode
from models.errors import Cancelled, RequestRefused
from models.sampling import DenoiseRequest, denoise


@pytest.fixture(scope="module")
def latents(vace: Any) -> Any:
    return denoise(vace, DenoiseRequest(prompt="a", width=64, height=48, frames=9, steps=2, guidance=1.0))


@pytest.mark.parametrize("settings", [{}, {"mode": "whole"}, {"mode": "exact strips"}, {"strip_rows": 1}])
def test_the_frames_are_those_of_the_pipeline(vace: Any, latents: Any, settings: dict[str, Any]) -> None:
    own = vace.pipe(
        prompt="a", negative_prompt="", width=64, height=48, num_frames=9, num_inference_steps=2, guidance_scale=1.0,
        max_sequence_length=24, generator=torch.Generator().manual_seed(0), output_type="np",
    ).frames[0]  # fmt: skip
    tensors = torch.cat(list(decode_tensors(vace, latents, **settings)))
    np.testing.assert_allclose(tensors.permute(0, 2, 3, 1).numpy(), own, atol=1e-4)
    frames = list(decode_frames(vace, latents, **settings))
    assert [block.shape for block in frames] == [(1, 48, 64, 3), (4, 48, 64, 3), (4, 48, 64, 3)]
    assert frames[0].dtype == np.uint8
    assert np.abs(np.concatenate(frames).astype(float) - own * 255).max() <= 0.51


def test_plain_arrays_are_taken(vace: Any, latents: Any) -> None:
    first = np.concatenate(list(decode_frames(vace, latents)))
    assert np.array_equal(first, np.concatenate(list(decode_frames(vace, latents.array))))


def test_progress_counts_strips_to_the_end(vace: Any, latents: Any) -> None:
    told: list[tuple[int, int]] = []
    list(decode_frames(vace, latents, strip_rows=2, on_progress=lambda *step: told.append(step)))
    assert told == [(number, 9) for number in range(1, 10)]


def test_cancelling_stops_within_one_strip(vace: Any, latents: Any) -> None:
    told: list[int] = []
    with pytest.raises(Cancelled):
        list(
            decode_frames(
                vace, latents, strip_rows=1, on_progress=lambda d, t: told.append(d), cancelled=lambda: len(told) >= 4
            )
        )
    assert told == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("array", "settings", "says"),
    [
        (np.zeros((5, 3, 6, 8), np.float32), {}, "5 channels"),
        (np.zeros((4, 6, 8), np.float32), {}, "C,F,h,w"),
        (np.zeros((4, 0, 6, 8), np.float32), {}, "C,F,h,w"),
        (np.full((4, 1, 6, 8), np.nan, np.float32), {}, "finite"),
        (np.zeros((4, 1, 6, 8), np.float32), {"mode": "tiles"}, "tiles"),
        (np.zeros((4, 1, 6, 8), np.float32), {"strip_rows": 0}, "strip_rows"),
    ],
)
def test_latents_that_do_not_fit_are_refused(vace: Any, array: Any, settings: dict[str, Any], says: str) -> None:
    with pytest.raises(RequestRefused, match=says):
        list(decode_frames(vace, array, **settings))


def test_the_plan_takes_lower_strips_when_memory_is_short(vace: Any) -> None:
    vae = vace.pipe.vae
    shape = (4, 5, 60, 104)
    plenty = plan_decode(vae, shape, free_bytes=1 << 40)
    assert plenty.strip_rows is None
    tight = plan_decode(vae, shape, free_bytes=plenty.bytes_needed)
    tighter = plan_decode(vae, shape, free_bytes=plenty.bytes_needed // 2)
    assert tight.strip_rows is not None
    assert tighter.strip_rows is not None
    assert 1 <= tighter.strip_rows < tight.strip_rows < 60
    assert tighter.bytes_needed < tight.bytes_needed < plenty.bytes_needed


def test_an_autoencoder_of_another_kind_is_decoded_whole_with_a_note() -> None:
    from diffusers import AutoencoderKL

    vae = AutoencoderKL(block_out_channels=[8], norm_num_groups=2, down_block_types=["DownEncoderBlock2D"],
                        up_block_types=["UpDecoderBlock2D"])  # fmt: skip
    plan = plan_decode(vae, (4, 5, 8, 8))
    assert not plan.exact
    assert "AutoencoderKL" in plan.note
