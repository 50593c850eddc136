"""Denoising with an unmodified tiny Wan pipeline."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.errors import Cancelled, ControlRefused, RequestRefused
from models.sampling import SOLVERS, DenoiseRequest, denoise, frame_map

REQUEST = DenoiseRequest(prompt="a ball", width=64, height=48, frames=9, steps=5, guidance=3.0, seed=7)


def changed(**changes: Any) -> DenoiseRequest:
    return dataclasses.replace(REQUEST, **changes)


def bare(model: Any, **changes: Any) -> np.ndarray:
    """The pipeline called as diffusers documents it."""
    arguments: dict[str, Any] = {
        "prompt": REQUEST.prompt, "negative_prompt": "", "width": 64, "height": 48, "num_frames": 9,
        "num_inference_steps": 5, "guidance_scale": 3.0, "generator": torch.Generator().manual_seed(7),
        "output_type": "latent", "max_sequence_length": 24,
    }  # fmt: skip
    return np.asarray(model.pipe(**{**arguments, **changes}).frames[0])


class Checkpoints:
    """Keeps every checkpoint in a folder of its own."""

    def __init__(self, place: Path) -> None:
        self.place, self.folders = place, []

    def __call__(self, write: Callable[[Path], None]) -> None:
        folder = self.place / f"step-{len(self.folders) + 1}"
        folder.mkdir()
        write(folder)
        self.folders.append(folder)


class Calls:
    """Counts the network calls of a model."""

    def __init__(self, network: Any) -> None:
        self.count = 0
        self._hook = network.register_forward_hook(self._called)

    def _called(self, *_: Any) -> None:
        self.count += 1

    def __enter__(self) -> Calls:
        return self

    def __exit__(self, *_: object) -> None:
        self._hook.remove()


def test_the_result_is_the_bare_pipelines(wan: Any) -> None:
    latents = denoise(wan, REQUEST, on_preview=lambda frames: None)
    assert latents.array.shape == (4, 3, 6, 8)
    assert latents.array.dtype == np.float32
    assert (latents.frame_map, latents.width, latents.height, latents.frames) == ((0, 1, 5), 64, 48, 9)
    assert np.array_equal(latents.array, bare(wan))


def test_the_pipeline_is_as_it_was_afterwards(wan: Any) -> None:
    before = dict(wan.pipe.components), dict(wan.pipe.config)
    denoise(wan, REQUEST)
    with pytest.raises(Cancelled):
        denoise(wan, REQUEST, cancelled=lambda: True)
    assert all(wan.pipe.components[name] is part for name, part in before[0].items())
    assert dict(wan.pipe.config) == before[1]


@pytest.mark.parametrize("scheduler", SOLVERS)
def test_every_step_is_told_with_its_sigma(wan: Any, scheduler: str) -> None:
    steps: list[tuple[int, int, float]] = []
    latents = denoise(wan, changed(scheduler=scheduler), on_step=lambda *step: steps.append(step))
    assert [step[:2] for step in steps] == [(number, 5) for number in range(1, 6)]
    sigmas = [step[2] for step in steps]
    assert sigmas == sorted(sigmas, reverse=True)
    assert sigmas[0] == pytest.approx(1.0, abs=1e-3)
    assert np.isfinite(latents.array).all()


def test_the_flow_shift_moves_the_sigmas(wan: Any) -> None:
    sigmas: dict[float, list[float]] = {1.0: [], 8.0: []}
    for shift, told in sigmas.items():
        denoise(wan, changed(flow_shift=shift), on_step=lambda d, t, sigma, told=told: told.append(sigma))
    assert sigmas[8.0][3] > sigmas[1.0][3] + 0.2
    assert sigmas[8.0][2] == pytest.approx(8 * sigmas[1.0][2] / (1 + 7 * sigmas[1.0][2]), abs=1e-3)


def test_the_seed_decides(wan: Any) -> None:
    first = denoise(wan, REQUEST).array
    assert np.array_equal(first, denoise(wan, REQUEST).array)
    assert not np.array_equal(first, denoise(wan, changed(seed=8)).array)


def test_guidance_off_halves_the_network_calls(wan: Any) -> None:
    with Calls(wan.pipe.transformer) as calls:
        denoise(wan, REQUEST)
        assert calls.count == 10
        denoise(wan, changed(guidance=1.0))
        assert calls.count == 15


def test_previews_show_every_frame_of_each_step(wan: Any) -> None:
    previews: list[np.ndarray] = []
    denoise(wan, REQUEST, on_preview=previews.append)
    assert len(previews) == 5
    assert all(frames.shape == (9, 24, 32, 3) and frames.dtype == np.uint8 for frames in previews)
    assert not np.array_equal(previews[0], previews[-1])


def test_previews_are_made_only_when_wanted(wan: Any) -> None:
    previews: list[np.ndarray] = []
    ready = iter([True, False, False, True, False])
    denoise(wan, REQUEST, on_preview=previews.append, wants_preview=lambda: next(ready))
    assert len(previews) == 2


def test_cancelling_ends_the_run_before_the_next_network_call(wan: Any) -> None:
    with Calls(wan.pipe.transformer) as calls, pytest.raises(Cancelled):
        denoise(wan, REQUEST, cancelled=lambda: calls.count >= 3)
    assert calls.count == 3, "between the two halves of guidance"


@pytest.mark.parametrize("scheduler", SOLVERS)
def test_a_resumed_run_equals_the_uninterrupted_one(wan: Any, scheduler: str, tmp_path: Path) -> None:
    keep = Checkpoints(tmp_path)
    whole = denoise(wan, changed(scheduler=scheduler), checkpoint=keep, checkpoint_every_s=0)
    assert len(keep.folders) == 4, "none after the last step"
    for done, folder in enumerate(keep.folders, start=1):
        with Calls(wan.pipe.transformer) as calls:
            steps: list[int] = []
            again = denoise(
                wan,
                changed(scheduler=scheduler),
                resume_from=folder,
                on_step=lambda d, t, s, steps=steps: steps.append(d),
            )
        assert calls.count == 2 * (5 - done), "steps that were done cost no network call"
        assert steps == list(range(done + 1, 6))
        np.testing.assert_allclose(again.array, whole.array, atol=1e-6, rtol=0)


def test_checkpoints_come_no_more_often_than_asked(wan: Any, tmp_path: Path) -> None:
    keep = Checkpoints(tmp_path)
    denoise(wan, REQUEST, checkpoint=keep, checkpoint_every_s=3600)
    assert keep.folders == []


def test_a_damaged_or_foreign_checkpoint_is_reported_and_ignored(
    wan: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keep = Checkpoints(tmp_path)
    whole = denoise(wan, REQUEST, checkpoint=keep, checkpoint_every_s=0)
    (keep.folders[0] / "state.json").write_text("{")
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(denoise(wan, REQUEST, resume_from=keep.folders[0]).array, whole.array)
        again = denoise(wan, changed(scheduler="euler"), resume_from=keep.folders[1])
    assert np.array_equal(again.array, denoise(wan, changed(scheduler="euler")).array)
    assert sum("checkpoint" in record.message for record in caplog.records) == 2


def test_a_late_start_goes_on_from_the_given_latents(wan: Any) -> None:
    source = np.linspace(-4, 4, 4 * 3 * 6 * 8, dtype=np.float32).reshape(4, 3, 6, 8)
    sigmas: list[float] = []
    whole: list[float] = []
    plain = denoise(wan, REQUEST, on_step=lambda d, t, sigma: whole.append(sigma)).array
    with Calls(wan.pipe.transformer) as calls:
        late = denoise(
            wan,
            changed(start_step=3, source_latents=source),
            on_step=lambda d, t, sigma: sigmas.append(sigma),
        ).array
    assert calls.count == 4
    assert sigmas == pytest.approx(whole[3:])
    assert np.corrcoef(late.ravel(), source.ravel())[0, 1] > 0.5
    assert abs(np.corrcoef(plain.ravel(), source.ravel())[0, 1]) < 0.3


def test_an_early_stop_leaves_noise_and_saves_calls(wan: Any) -> None:
    with Calls(wan.pipe.transformer) as calls:
        steps: list[tuple[int, int, float]] = []
        denoise(wan, changed(stop_step=2), on_step=lambda *step: steps.append(step))
    assert calls.count == 4
    assert [step[:2] for step in steps] == [(1, 2), (2, 2)]


@pytest.mark.parametrize("scheduler", SOLVERS)
def test_held_latents_stay_inside_their_mask(wan: Any, scheduler: str) -> None:
    held = np.full((4, 3, 6, 8), 0.5, dtype=np.float32)
    mask = np.zeros((3, 6, 8), dtype=np.float32)
    mask[:, :3] = 1
    latents = denoise(wan, changed(scheduler=scheduler, replace_latents=held, replace_mask=mask)).array
    np.testing.assert_allclose(latents[:, :, :3], 0.5, atol=1e-5)
    assert np.abs(latents[:, :, 3:] - 0.5).mean() > 0.05


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"width": 60}, "Use 64"),
        ({"height": 0}, "Use 16"),
        ({"width": 10**9}, "16384"),
        ({"frames": 10}, "Use 9"),
        ({"frames": 0}, "Use 1"),
        ({"steps": 0}, "at least 1"),
        ({"start_step": 2}, "no latents to start from"),
        ({"stop_step": 9}, "stop_step <= steps"),
        ({"scheduler": "magic"}, "magic"),
        ({"flow_shift": -1.0}, "flow_shift"),
        ({"guidance": float("nan")}, "finite"),
        ({"replace_mask": np.zeros((3, 6, 8), np.float32)}, "both or neither"),
        ({"control_mask": np.zeros((9, 48, 64), np.float32)}, "without a control clip"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(wan: Any, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(RequestRefused, match=says):
        denoise(wan, changed(**changes))


def test_a_family_without_controls_refuses_them(wan: Any) -> None:
    with pytest.raises(ControlRefused, match="no control clip"):
        denoise(wan, changed(control_clip=np.zeros((9, 48, 64, 3), np.uint8)))
    with pytest.raises(ControlRefused, match="no first frame"):
        denoise(wan, changed(first_frame=np.zeros((48, 64, 3), np.uint8)))


def test_latent_frames_begin_at_their_pixel_frames() -> None:
    assert frame_map(1, 4) == (0,)
    assert frame_map(5, 4) == (0, 1, 5, 9, 13)
