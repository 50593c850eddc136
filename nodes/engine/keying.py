"""The keys of a run's steps: those that depend on the outside, on locks, or on what is asked for while running."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from nodes.engine.context import Surroundings
from nodes.engine.gathering import Call, Incoming, gather, settle
from nodes.engine.keys import Unkeyable, canonical, combined
from nodes.engine.plan import Step, key_of
from nodes.engine.results import Results, lock_name
from nodes.engine.state import RunState
from nodes.errors import Cancelled

__all__ = ["Keying"]


class Keying:
    """Fills in `state.keys`. A fingerprint is asked once per run and settings."""

    def __init__(self, state: RunState, results: Results, around: Surroundings) -> None:
        self.state = state
        self.results = results
        self.around = around
        self._fingerprints: dict[tuple[Any, bytes], bytes] = {}

    def settle_all(self, wanted: list[int]) -> None:
        """Keys of everything wanted, as far as they can be known before anything runs."""
        plan, keys = self.state.plan, self.state.keys
        self._settle_locks()
        if plan.unstable:
            for index in plan.ancestors(wanted):
                if keys[index] is None:
                    self.settle(index)

    def _settle_locks(self) -> None:
        state = self.state
        if not (state.plan.has_locks or self.results.has_locks):
            return
        project = self.around.job.project_path
        for step in state.steps:
            name = lock_name(project, step.path)
            if step.locked:
                state.keys[step.index] = self.results.locked(name)
            else:
                self.results.unlock(name)

    def settle(self, index: int) -> None:
        """The key of a step whose inputs have theirs; an error is kept until the step is really wanted."""
        state = self.state
        step = state.steps[index]
        if step.dynamic or step.call.feed or step.blocked:
            return
        parts = []
        for source in step.sources:
            identity = state.keys[source.index]
            if identity is None:
                return
            parts.append((source.tag, identity))
        try:
            state.keys[index] = key_of(step.static, parts, self.fingerprint(step, step.parameters))
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001  the node's own function; told when the node is really wanted
            state.key_errors[index] = error

    def settle_late(self, step: Step, inputs: list[Incoming]) -> bytes:
        """The key of a step once what feeds it is there."""
        extra = b""
        if step.call.fingerprint is not None:
            extra = self._late_fingerprint(step, inputs) if step.wired else self.fingerprint(step, step.parameters)
        key = key_of(step.static, [(item.source.tag, item.identity) for item in inputs], extra)
        self.state.keys[step.index] = key
        return key

    def _late_fingerprint(self, step: Step, inputs: list[Incoming]) -> bytes:
        calls = gather(step, inputs)
        if calls is None:
            call = Call()
            settle(call, step, inputs, 0)
            return self.of_call(step, call)
        found = []
        for place, call in enumerate(calls):
            with contextlib.suppress(Exception):  # what fails for one element is told when that one is called
                settle(call, step, inputs, place)
                found.append(self.of_call(step, call))
                continue
            found.append(b"!")
        return combined(found)

    def of_call(self, step: Step, call: Call) -> bytes:
        """The fingerprint over the settings of one call; empty when the type has none or the call a hole."""
        if step.call.fingerprint is None or call.hole is not None:
            return b""
        if not step.wired:
            return self.fingerprint(step, step.parameters)
        arguments = call.arguments
        return self.fingerprint(step, {name: arguments[name] for name in step.call.parameters if name in arguments})

    def fingerprint(self, step: Step, settings: Mapping[str, Any]) -> bytes:
        """Errors: what the node's own function raises."""
        ask = step.call.fingerprint
        if ask is None:
            return b""
        try:
            name = (ask, canonical(settings))
        except Unkeyable:
            return str(ask(**settings, resolve=self.around.resolve)).encode("utf-8", "surrogatepass")
        found = self._fingerprints.get(name)
        if found is None:
            found = str(ask(**settings, resolve=self.around.resolve)).encode("utf-8", "surrogatepass")
            self._fingerprints[name] = found
        return found
