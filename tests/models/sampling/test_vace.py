"""Control of a tiny Wan VACE pipeline: the VACE convention and its effect."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch

from models.errors import RequestRefused
from models.sampling import DenoiseRequest, denoise
from models.sampling.arguments import GREY, vace_condition

REQUEST = DenoiseRequest(prompt="a ball", width=64, height=48, frames=9, steps=3, guidance=1.0)
BALL = np.random.default_rng(3).integers(0, 256, (9, 48, 64, 3)).astype(np.uint8)


def changed(**changes: Any) -> DenoiseRequest:
    return dataclasses.replace(REQUEST, **changes)


def test_without_control_nothing_is_given() -> None:
    assert vace_condition(REQUEST) == (None, None)


def test_a_first_frame_is_kept_and_the_rest_is_grey_to_generate() -> None:
    video, mask = vace_condition(changed(first_frame=BALL[0]))
    assert video is not None
    assert mask is not None
    assert np.array_equal(video[0], BALL[0])
    assert (video[1:] == GREY).all()
    assert (mask[0] == 0).all()
    assert (mask[1:] == 255).all()


def test_a_control_clip_is_the_signal_where_the_mask_is_one() -> None:
    region = np.zeros((9, 48, 64), dtype=np.float32)
    region[:, :24] = 1
    video, mask = vace_condition(changed(control_clip=BALL, control_mask=region, first_frame=BALL[3]))
    assert video is not None
    assert mask is not None
    assert np.array_equal(video[1:], BALL[1:])
    assert np.array_equal(video[0], BALL[3])
    assert (mask[1:, :24] == 255).all()
    assert (mask[1:, 24:] == 0).all()
    assert (mask[0] == 0).all()


def test_pictures_of_another_size_are_fitted() -> None:
    video, mask = vace_condition(
        changed(
            control_clip=np.full((9, 96, 128, 3), 40, np.uint8),
            control_mask=np.ones((9, 24, 32), np.float32),
            first_frame=np.full((20, 30, 3), 90, np.uint8),
        )
    )
    assert video is not None
    assert mask is not None
    assert video.shape == (9, 48, 64, 3)
    assert mask.shape == (9, 48, 64)
    assert (video[0] == 90).all()
    assert (video[1:] == 40).all()


def test_the_pipeline_gets_what_diffusers_documents(vace: Any) -> None:
    from PIL import Image

    latents = denoise(vace, changed(first_frame=BALL[0], control_clip=BALL, control_strength=0.7)).array
    direct = vace.pipe(
        prompt=REQUEST.prompt,
        negative_prompt="",
        video=[Image.fromarray(frame) for frame in BALL],
        mask=[Image.new("L", (64, 48), 0 if number == 0 else 255) for number in range(9)],
        conditioning_scale=0.7,
        width=64,
        height=48,
        num_frames=9,
        num_inference_steps=3,
        guidance_scale=1.0,
        max_sequence_length=24,
        generator=torch.Generator().manual_seed(0),
        output_type="latent",
    ).frames[0]
    assert np.array_equal(latents, np.asarray(direct))


def test_plain_text_is_the_pipeline_without_video(vace: Any) -> None:
    grey = np.full((9, 48, 64, 3), GREY, np.uint8)
    plain = denoise(vace, REQUEST).array
    as_control = denoise(vace, changed(control_clip=grey)).array
    np.testing.assert_allclose(plain, as_control, atol=0.02)


def test_the_control_changes_the_result_and_its_strength_scales_it(vace: Any) -> None:
    plain = denoise(vace, changed(control_clip=BALL, control_strength=0.0)).array
    half = denoise(vace, changed(control_clip=BALL, control_strength=0.5)).array
    full = denoise(vace, changed(control_clip=BALL, control_strength=1.0)).array
    assert 0 < np.abs(half - plain).max() < np.abs(full - plain).max()


def test_reference_images_do_not_lengthen_the_clip(vace: Any) -> None:
    previews: list[np.ndarray] = []
    request = changed(reference_images=(BALL[0], BALL[5][:, :40]), first_frame=BALL[0])
    latents = denoise(vace, request, on_preview=previews.append)
    assert latents.array.shape == (4, 3, 6, 8)
    assert latents.frame_map == (0, 1, 5)
    assert previews[0].shape[0] == 9


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"control_clip": BALL[:5]}, "5 frames"),
        ({"control_clip": BALL.astype(np.float32)}, "float32"),
        ({"control_clip": BALL[0]}, "uint8"),
        ({"control_clip": BALL, "control_mask": np.ones((5, 48, 64), np.float32)}, "control_mask has 5"),
        ({"control_clip": BALL, "control_mask": np.full((9, 48, 64), np.nan, np.float32)}, "finite"),
        ({"first_frame": BALL}, "first_frame"),
        ({"reference_images": (BALL,)}, "reference_images"),
    ],
)
def test_a_control_of_the_wrong_kind_is_refused(vace: Any, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(RequestRefused, match=says):
        denoise(vace, changed(**changes))
