"""The scheduler tap: stands in for `pipe.scheduler` and sees every denoising step of an unmodified pipeline.

A pipeline does three things with its scheduler: it sets a schedule, walks over `timesteps`, and hands each network
answer to `step`. The tap answers those three. It reports each step with the clean latents it predicts, may replace
latents between steps, stops early, cancels by raising, and writes down enough to go on later.

Starting in the middle (a checkpoint, or a given picture with some noise in it) works for any pipeline because the
pipeline still walks from the first timestep: the steps already done cost nothing (the network tap answers them
without a network call) and the last of them returns the latents to go on from. What the pipeline held until then,
its own first noise, is thrown away. The scheduler gets its memory back, or its begin index.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import CheckpointRefused
from models.taps.checkpoint import RunState, remembered_since, snapshot
from models.taps.noise import NoiseLevel, level_at, predicted_clean
from models.taps.stand_in import stand_in

if TYPE_CHECKING:
    import torch
    from torch import Tensor

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One finished denoising step.

    done, total: steps finished and steps in the run.  level: the noise before the step.  next_level: the noise in
    `latents`, which is what the step gave.  predicted_clean(): the clean latents the network's answer amounts to.
    """

    done: int
    total: int
    level: NoiseLevel
    next_level: NoiseLevel
    latents: Tensor
    predicted_clean: Callable[[], Tensor]


OnStep = Callable[[Step], None]
EditLatents = Callable[[Step], "Tensor | None"]
LateStart = Callable[[NoiseLevel, "Tensor"], "Tensor"]


class SchedulerTap:
    """Taps one run of one scheduler. Put `tap.scheduler` in the place of `pipe.scheduler`.

    on_step(step): called after every step.  edit(step): returns latents to go on with instead, or None.
    check(): called before every step; raising ends the run.  generator: the run's CPU generator, handed to schedulers
    that draw noise where the pipeline does not.
    start_step with late_start(level, latents): begins at that step, with the latents late_start gives for its noise
    level and the pipeline's own latents.  stop_step: ends the run after that many steps of the whole schedule.
    resume: begins where a RunState ended; CheckpointRefused when it belongs to another schedule.
    """

    def __init__(
        self,
        scheduler: Any,
        *,
        on_step: OnStep | None = None,
        edit: EditLatents | None = None,
        check: Callable[[], None] | None = None,
        generator: torch.Generator | None = None,
        start_step: int = 0,
        late_start: LateStart | None = None,
        stop_step: int | None = None,
        resume: RunState | None = None,
    ) -> None:
        self._kind = type(scheduler)
        self._signature = inspect.signature(self._kind.step)
        self._on_step, self._edit, self._check, self._generator = on_step, edit, check, generator
        self._start_step, self._late_start, self._stop_step, self._resume = start_step, late_start, stop_step, resume
        self._order = int(getattr(scheduler, "order", 1))
        self._before: dict[str, Any] = {}
        self._whole: Any = None
        self._begin = 0
        self._results: tuple[Any, ...] = ()
        self.calls = 0
        self.skip = 0
        self.scheduler = stand_in(scheduler, self._methods())

    @property
    def skipping(self) -> bool:
        """Whether the pipeline is still walking over steps that were done before."""
        return self.calls < self.skip

    def state(self) -> RunState:
        """The run after the last step; ValueError when this scheduler remembers what cannot be written down."""
        return RunState(
            scheduler_class=self._kind.__name__,
            calls=self.calls,
            results=self._results,
            remembered=remembered_since(self._before, self.scheduler),
            generator=None if self._generator is None else self._generator.get_state(),
            timesteps=self._whole,
        )

    def _methods(self) -> dict[str, Callable[..., Any]]:
        kind, tap = self._kind, self

        @functools.wraps(kind.set_timesteps)
        def set_timesteps(scheduler: Any, *args: Any, **kwargs: Any) -> None:
            kind.set_timesteps(scheduler, *args, **kwargs)
            if scheduler is tap.scheduler:
                tap._schedule_was_set()

        @functools.wraps(kind.step)
        def step(scheduler: Any, *args: Any, **kwargs: Any) -> Any:
            if scheduler is not tap.scheduler:
                return kind.step(scheduler, *args, **kwargs)
            return tap._step(tap._signature.bind(scheduler, *args, **kwargs))

        methods: dict[str, Callable[..., Any]] = {"set_timesteps": set_timesteps, "step": step}
        if hasattr(kind, "set_begin_index"):

            @functools.wraps(kind.set_begin_index)
            def set_begin_index(scheduler: Any, begin_index: int = 0) -> None:
                kind.set_begin_index(scheduler, begin_index)
                if scheduler is tap.scheduler:
                    tap._begin = begin_index

            methods["set_begin_index"] = set_begin_index
        return methods

    def _schedule_was_set(self) -> None:
        scheduler = self.scheduler
        self._before = snapshot(scheduler)
        self._whole, self._begin, self.calls = scheduler.timesteps, 0, 0
        calls = len(self._whole)
        self.skip = min(self._start_step * self._order, calls)
        if self._resume is not None:
            self._check_resume(self._resume)
            self.skip = self._resume.calls
        if self._stop_step is not None:
            # The schedule itself stays whole (solvers look at its length): the pipeline only walks less far.
            calls = max(1, min(calls, self._stop_step * self._order))
            scheduler.timesteps = self._whole[:calls]
        self.total_calls = calls

    def _check_resume(self, state: RunState) -> None:
        same = state.timesteps.shape == self._whole.shape and bool(
            (state.timesteps.to("cpu") == self._whole.to("cpu")).all()
        )
        if state.scheduler_class != self._kind.__name__ or not same or not 0 < state.calls <= len(self._whole):
            raise CheckpointRefused(
                f"The checkpoint was made by {state.scheduler_class} with {len(state.timesteps)} timesteps, "
                f"this run has {self._kind.__name__} with {len(self._whole)}.",
                remedy="The run starts from its first step.",
            )

    @contextmanager
    def _whole_schedule(self) -> Iterator[None]:
        shown = self.scheduler.timesteps
        self.scheduler.timesteps = self._whole
        try:
            yield
        finally:
            self.scheduler.timesteps = shown

    def _step(self, bound: inspect.BoundArguments) -> Any:
        if self._check is not None:
            self._check()
        arguments = bound.arguments
        sample, output = arguments["sample"], arguments["model_output"]
        if self.skipping:
            return self._skipped(sample, wants_object=arguments.get("return_dict", True))
        if (
            self._generator is not None
            and "generator" in self._signature.parameters
            and not arguments.get("generator")
        ):
            arguments["generator"] = self._generator
        timestep = arguments.get("timestep")
        with self._whole_schedule():
            index = self._index(timestep)
            level = level_at(self.scheduler, index, timestep)
            result = self._kind.step(*bound.args, **bound.kwargs)
            following = self._whole[index + 1] if index + 1 < len(self._whole) else None
            next_level = level_at(self.scheduler, index + 1, following)
        self.calls += 1
        results = tuple(result) if isinstance(result, tuple) else tuple(result.values())
        step = Step(
            done=-(-self.calls // self._order),
            total=-(-self.total_calls // self._order),
            level=level,
            next_level=next_level,
            latents=results[0],
            predicted_clean=functools.partial(predicted_clean, self.scheduler, level, output, sample),
        )
        edited = self._edit(step) if self._edit is not None else None
        if edited is not None:
            results = (edited.to(results[0]), *results[1:])
            if getattr(self.scheduler, "last_sample", None) is not None:
                # UniPC's corrector would rebuild the sample from its own copy and forget the edit.
                self.scheduler.last_sample = None
        self._results = results
        if self._on_step is not None:
            self._on_step(step)
        if edited is None:
            return result
        return results if isinstance(result, tuple) else _output(results[0])

    def _index(self, timestep: Any) -> int:
        scheduler = self.scheduler
        if not hasattr(scheduler, "step_index") or not hasattr(scheduler, "_init_step_index"):
            return self._begin + self.calls
        if scheduler.step_index is None:
            scheduler._init_step_index(timestep)
        return int(scheduler.step_index)

    def _skipped(self, sample: Tensor, *, wants_object: bool) -> Any:
        self.calls += 1
        results: tuple[Any, ...] = (sample,)
        if self._resume is not None:
            state = self._resume
            results = (state.latents.to(sample.device), *state.results[1:])
            if not self.skipping:
                vars(self.scheduler).update(state.remembered)
                if self._generator is not None and state.generator is not None:
                    self._generator.set_state(state.generator)
                self._results = results
        elif not self.skipping:
            index = self._begin + self.skip
            if hasattr(self.scheduler, "set_begin_index"):
                self._kind.set_begin_index(self.scheduler, index)
                self.scheduler._step_index = None
            timestep = self._whole[index] if index < len(self._whole) else None
            level = level_at(self.scheduler, index, timestep)
            latents = sample if self._late_start is None else self._late_start(level, sample)
            results = (latents.to(sample),)
        return _output(results[0]) if wants_object else results


def _output(latents: Tensor) -> Any:
    from diffusers.schedulers.scheduling_utils import SchedulerOutput

    return SchedulerOutput(prev_sample=latents)
