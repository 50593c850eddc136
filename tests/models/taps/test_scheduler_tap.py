"""The scheduler tap on real diffusers schedulers, driven as a pipeline drives them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch

from models.errors import Cancelled, CheckpointRefused
from models.taps import MaskedReplacement, SchedulerTap, Step
from models.taps.noise import level_at

FLOW: dict[str, Any] = {"prediction_type": "flow_prediction", "use_flow_sigmas": True, "flow_shift": 3.0}


def scheduler(name: str) -> Any:
    import diffusers

    made = {
        "flow-euler": lambda: diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        "unipc": lambda: diffusers.UniPCMultistepScheduler(**FLOW),
        "dpm++": lambda: diffusers.DPMSolverMultistepScheduler(**FLOW),
        "unipc-epsilon": lambda: diffusers.UniPCMultistepScheduler(),
        "dpm++-v": lambda: diffusers.DPMSolverMultistepScheduler(prediction_type="v_prediction"),
        "euler": lambda: diffusers.EulerDiscreteScheduler(),
        "euler-v": lambda: diffusers.EulerDiscreteScheduler(prediction_type="v_prediction"),
        "ddim": lambda: diffusers.DDIMScheduler(clip_sample=False),
        "ddim-sample": lambda: diffusers.DDIMScheduler(prediction_type="sample", clip_sample=False),
        "flow-stochastic": lambda: diffusers.FlowMatchEulerDiscreteScheduler(stochastic_sampling=True),
        "ancestral": lambda: diffusers.EulerAncestralDiscreteScheduler(),
    }
    return made[name]()


NAMES = [
    "flow-euler", "unipc", "dpm++", "unipc-epsilon", "dpm++-v", "euler", "euler-v", "ddim", "ddim-sample",
    "flow-stochastic", "ancestral",
]  # fmt: skip
CLEAN = torch.linspace(-1.5, 1.5, 24).view(1, 2, 3, 2, 2)


def oracle(tapped: Any, level: Any, latents: torch.Tensor) -> torch.Tensor:
    """The answer of a network that knows the clean latents, in the scheduler's own kind of prediction."""
    noise = (latents - level.alpha * CLEAN) / max(level.sigma, 1e-6)
    kind = tapped.config.get("prediction_type") or "epsilon"
    if type(tapped).__name__.startswith("FlowMatch") or kind == "flow_prediction":
        return noise - CLEAN
    if kind == "sample":
        return CLEAN.clone()
    if kind == "v_prediction":
        norm = (level.alpha**2 + level.sigma**2) ** 0.5
        return (level.alpha * noise - level.sigma * CLEAN) / norm
    return noise


def drive(tap: SchedulerTap, steps: int = 6, network: Any = oracle) -> torch.Tensor:
    """A denoising loop as pipelines write it."""
    tapped = tap.scheduler
    tapped.set_timesteps(steps)
    generator = torch.Generator().manual_seed(4)
    latents = torch.randn(CLEAN.shape, generator=generator) * getattr(tapped, "init_noise_sigma", 1.0)
    for number, t in enumerate(tapped.timesteps):
        scaled = tapped.scale_model_input(latents, t) if hasattr(tapped, "scale_model_input") else latents
        if tap.skipping:
            output = torch.zeros_like(latents)
        elif network is oracle:
            output = oracle(tapped, level_at(tapped, number, t), latents)
        else:
            output = network(scaled, t)
        latents = tapped.step(output, t, latents, return_dict=False)[0]
    return latents


def rough_network(latents: torch.Tensor, t: Any) -> torch.Tensor:
    """Any deterministic function: what a network would answer."""
    return torch.tanh(latents * 0.7 + 0.001 * float(t)) + 0.1 * latents.flip(-1)


@pytest.mark.parametrize("name", NAMES)
def test_the_predicted_clean_latents_are_those_the_network_meant(name: str) -> None:
    seen: list[torch.Tensor] = []
    drive(SchedulerTap(scheduler(name), on_step=lambda step: seen.append(step.predicted_clean())))
    assert len(seen) == 6
    for predicted in seen:
        torch.testing.assert_close(predicted, CLEAN, atol=2e-3, rtol=0)


@pytest.mark.parametrize("name", NAMES)
def test_a_tapped_run_is_the_bare_run(name: str) -> None:
    bare = scheduler(name)
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(4)
    bare.set_timesteps(6)
    latents = torch.randn(CLEAN.shape, generator=generator) * getattr(bare, "init_noise_sigma", 1.0)
    for t in bare.timesteps:
        scaled = bare.scale_model_input(latents, t) if hasattr(bare, "scale_model_input") else latents
        latents = bare.step(rough_network(scaled, t), t, latents, return_dict=False)[0]
    torch.manual_seed(0)
    assert torch.equal(drive(SchedulerTap(scheduler(name)), network=rough_network), latents)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("after", [1, 3, 5])
def test_a_resumed_run_ends_where_the_uninterrupted_one_did(name: str, after: int, tmp_path: Any) -> None:
    from models.taps import load_state, save_state

    def keep(step: Step) -> None:
        if step.done == after:
            save_state(tap.state(), tmp_path)

    tap = SchedulerTap(scheduler(name), on_step=keep, generator=torch.Generator().manual_seed(9))
    whole = drive(tap, network=rough_network)
    calls: list[int] = []

    def counted(latents: torch.Tensor, t: Any) -> torch.Tensor:
        calls.append(1)
        return rough_network(latents, t)

    resumed = SchedulerTap(
        scheduler(name), resume=load_state(tmp_path, "cpu"), generator=torch.Generator().manual_seed(1)
    )
    torch.testing.assert_close(drive(resumed, network=counted), whole, atol=0, rtol=0)
    assert len(calls) == 6 - after


def test_the_stand_in_passes_for_the_original() -> None:
    original = scheduler("unipc")
    tapped = SchedulerTap(original).scheduler
    assert isinstance(tapped, type(original))
    assert type(tapped).__name__ == "UniPCMultistepScheduler"
    assert tapped.config is original.config
    assert inspect.signature(tapped.step) == inspect.signature(original.step)
    assert "sigmas" in inspect.signature(tapped.set_timesteps).parameters


@pytest.mark.parametrize("name", ["flow-euler", "unipc", "dpm++", "euler", "ddim"])
def test_a_late_start_uses_the_sigmas_of_its_steps(name: str) -> None:
    whole: list[float] = []
    drive(SchedulerTap(scheduler(name), on_step=lambda step: whole.append(step.level.raw)))
    late: list[float] = []
    given: list[float] = []

    def start(level: Any, latents: torch.Tensor) -> torch.Tensor:
        given.append(level.raw)
        return level.noised(CLEAN, torch.randn(latents.shape, generator=torch.Generator().manual_seed(2)))

    tap = SchedulerTap(
        scheduler(name), start_step=2, late_start=start, on_step=lambda step: late.append(step.level.raw)
    )
    end = drive(tap)
    assert given == pytest.approx(whole[2:3])
    assert late == pytest.approx(whole[2:])
    torch.testing.assert_close(end, CLEAN, atol=0.05, rtol=0)


def test_an_early_stop_gives_latents_that_still_hold_noise() -> None:
    steps: list[Step] = []
    tap = SchedulerTap(scheduler("unipc"), stop_step=4, on_step=steps.append)
    whole: list[torch.Tensor] = []
    drive(SchedulerTap(scheduler("unipc"), on_step=lambda step: whole.append(step.latents)))
    end = drive(tap)
    assert [step.done for step in steps] == [1, 2, 3, 4]
    assert steps[-1].total == 4
    assert torch.equal(end, whole[3])


@pytest.mark.parametrize("name", ["flow-euler", "unipc", "dpm++", "euler"])
def test_replaced_latents_survive_the_solver(name: str) -> None:
    """What is put inside the mask is what the solver goes on from; UniPC's corrector would otherwise forget it."""
    held = torch.full(CLEAN.shape, 3.0)
    mask = torch.zeros(CLEAN.shape)
    mask[..., 0] = 1
    noise = torch.randn(CLEAN.shape, generator=torch.Generator().manual_seed(3))
    replace = MaskedReplacement(held, mask, noise)
    steps: list[Step] = []

    def wanted(step: Step) -> torch.Tensor | None:
        steps.append(step)
        return replace(step)

    end = drive(SchedulerTap(scheduler(name), edit=wanted), steps=12)
    torch.testing.assert_close(end[..., 0], held[..., 0], atol=1e-4, rtol=0)
    torch.testing.assert_close(end[..., 1], CLEAN[..., 1], atol=0.05, rtol=0)


def test_unipc_integrates_from_the_replaced_latents() -> None:
    """UniPC keeps the sample it integrated from: after an edit that is the edit, to the bit."""
    put: list[torch.Tensor] = []
    used: list[torch.Tensor] = []

    def edit(step: Step) -> torch.Tensor | None:
        if step.done == 4:
            put.append(step.latents + 5.0)
            return put[0]
        return None

    def look(step: Step) -> None:
        if step.done == 5:
            used.append(tap.scheduler.last_sample)

    tap = SchedulerTap(scheduler("unipc"), edit=edit, on_step=look)
    drive(tap, network=rough_network)
    assert torch.equal(used[0], put[0])


def test_cancelling_takes_effect_before_the_next_step() -> None:
    seen: list[int] = []

    def check() -> None:
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        drive(SchedulerTap(scheduler("unipc"), check=check, on_step=lambda step: seen.append(step.done)))
    assert seen == [1, 2]


def test_a_state_of_another_schedule_is_refused() -> None:
    tap = SchedulerTap(scheduler("unipc"))
    drive(tap)
    state = tap.state()
    with pytest.raises(CheckpointRefused, match="UniPC"):
        drive(SchedulerTap(scheduler("dpm++"), resume=state))
    with pytest.raises(CheckpointRefused, match="timesteps"):
        drive(SchedulerTap(scheduler("unipc"), resume=state), steps=7)


def test_a_copy_of_the_stand_in_is_not_tapped() -> None:
    """Pipelines with sound copy their scheduler; its steps must not be counted twice."""
    import copy

    seen: list[int] = []
    tap = SchedulerTap(scheduler("flow-euler"), on_step=lambda step: seen.append(step.done))
    tap.scheduler.set_timesteps(4)
    other = copy.deepcopy(tap.scheduler)
    other.step(torch.zeros(1, 2), other.timesteps[0], torch.zeros(1, 2))
    assert seen == []
