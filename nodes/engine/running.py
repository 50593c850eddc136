"""One run of one plan: what is wanted is asked for, what is not there yet is run, bottom up, without recursion.

A step goes through: new -> waiting (for what feeds it) -> ready -> at work -> over.  Nodes declared `concurrent` are
at work in a small pool of threads; all others take turns in the thread that called `run`, so two networks never run
at once.  Whatever touches the state of the run happens in that one thread.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nodes.engine.calling import Calling
from nodes.engine.closing import Closing
from nodes.engine.context import Surroundings
from nodes.engine.durations import Durations
from nodes.engine.expanding import Expanding, Expansions
from nodes.engine.gathering import Call, Incoming, Pending, gather, incoming, settle
from nodes.engine.keying import Keying
from nodes.engine.plan import Plan, Source, Step
from nodes.engine.results import Results
from nodes.engine.state import NEW, OVER, WAITING, WORKING, RunState
from nodes.errors import Cancelled, NodeError

if TYPE_CHECKING:
    from nodes.engine.job import Outcome

__all__ = ["Running"]


class Running:
    """A run. Use once: `run(targets)`, then read `outcomes` and `cancelled`."""

    def __init__(
        self, plan: Plan, results: Results, around: Surroundings, durations: Durations, expansions: Expansions
    ) -> None:
        self.results = results
        self.around = around
        self.report = around.report
        self.state = state = RunState(plan)
        self.keying = Keying(state, results, around)
        self.closing = Closing(state, results, around, durations)
        self.calling = Calling(state, results, around, self.keying, self.closing)
        self.expanding = Expanding(state, expansions, self.keying, self.closing)
        self.outcomes: dict[str, Outcome] = self.closing.outcomes
        self.cancelled = False

    def run(self, targets: Iterable[int]) -> None:
        """Bring these steps about. What fails, blocks or is cancelled stands in `outcomes`; nothing is raised."""
        wanted = list(targets)
        self.state.targets = frozenset(wanted)
        try:
            self.keying.settle_all(wanted)
            for index in reversed(wanted):
                self._demand(index)
            self._loop()
        except (Cancelled, KeyboardInterrupt):
            self.cancelled = True
            self.around.cancel.cancel()
        finally:
            self.calling.close()

    def settled_keys(self) -> list[bytes | None]:
        """The key of each step as far as it can be known without running anything."""
        self.keying.settle_all(list(range(len(self.state.steps))))
        return self.state.keys

    def _loop(self) -> None:
        check, ready, apart, calling = (
            self.around.cancel.check,
            self.state.ready,
            self.state.ready_apart,
            self.calling,
        )
        while True:
            if apart or ready:
                check()
                self._work(apart.pop() if apart else ready.pop())
                while calling.in_pool and (index := calling.finished(wait=False)) is not None:
                    self._called(index)
            elif calling.in_pool:
                check()
                finished = calling.finished(wait=True)
                if finished is not None:
                    self._called(finished)
            elif not self._break_circle():
                return

    def _break_circle(self) -> bool:
        """Expansions that wait for one another for ever: the innermost fails. False when none is left."""
        waiting = [index for index in self.state.pending if self.state.status[index] == WAITING]
        if not waiting:
            return False
        del self.state.pending[waiting[-1]]
        self.closing.failed(waiting[-1], _circle(), "")
        return True

    # -- demand -----------------------------------------------------------------------------------

    def _demand(self, index: int) -> None:
        """See to it that a step comes about: find it, or get everything that feeds it under way."""
        state, find, report = self.state, self.results.find, self.report
        steps, status, keys = state.steps, state.status, state.keys
        stack = [index]
        while stack:
            index = stack.pop()
            if status[index] != NEW:
                continue
            step = steps[index]
            key = keys[index]
            if key is not None and not step.call.effect:
                entry = find(key, on_disk=step.on_disk)
                if entry is not None:
                    self.closing.found(index, entry)
                    continue
            if report.listening:
                report.queued(step, step.path, step.shown)
            if step.blocked:
                self.closing.invalid(index)
                continue
            status[index] = WAITING
            self._await(index, step.eager, stack)

    def _await(self, index: int, sources: Iterable[Source], stack: list[int]) -> None:
        """Wait for these. `stack` gets those that have to be demanded."""
        state = self.state
        status, users = state.status, state.users
        waits = 0
        for source in sources:
            feeding = source.index
            users[feeding] += 1
            if status[feeding] == OVER:
                if state.entries[feeding] is not None or self._is_still_there(feeding):
                    continue
                status[feeding] = NEW
            state.wait_for(index, feeding)
            waits += 1
            if status[feeding] == NEW:
                stack.append(feeding)
        state.missing[index] = waits
        if waits == 0:
            state.make_ready(index)

    def _is_still_there(self, index: int) -> bool:
        """Whether a result that was let go can be had from the cache."""
        state = self.state
        key, step = state.keys[index], state.steps[index]
        if key is None or step.call.feed:
            return False
        entry = self.results.find(key, on_disk=step.on_disk)
        state.entries[index] = entry
        return entry is not None

    # -- work -------------------------------------------------------------------------------------

    def _work(self, index: int) -> None:
        state = self.state
        step = state.steps[index]
        state.status[index] = WORKING
        if index in state.pending:
            self._called(index)
            return
        error = state.key_errors.get(index)
        if error is not None:
            self._start(step)
            self.closing.failed(index, error, "")
            return
        try:
            inputs = self._inputs(index, step)
            if step.lazy and not self._has_asked_enough(index, step, inputs):
                return
            if self._is_found_late(index, step, inputs) or self._is_made_by_a_twin(index, step):
                return
            pending = self.calling.prepare(index, step, inputs)
        except Cancelled:
            raise
        except Exception as problem:  # noqa: BLE001  `needs`, a fingerprint or a wired value
            self._start(step)
            self.closing.failed(index, problem, traceback.format_exc())
            return
        state.pending[index] = pending
        if not any(call.is_open() for call in pending.calls):
            self._called(index)
            return
        self._start(step)
        if step.call.concurrent:
            self.calling.call_in_pool(index, step, pending)
        else:
            self.calling.call_here(step, pending)
            self._called(index)

    def _start(self, step: Step) -> None:
        if self.report.listening:
            self.report.started(step.path, step.shown)

    def _inputs(self, index: int, step: Step) -> list[Incoming]:
        state = self.state
        asked = state.asked.get(index, ())
        found = []
        for source in step.sources:
            if source.lazy and source.name not in asked:
                continue
            entry = state.entries[source.index]
            assert entry is not None
            identity = state.keys[source.index] or b""
            found.append(incoming(step, source, entry, state.holes.get(source.index), identity))
        return found

    def _has_asked_enough(self, index: int, step: Step, inputs: list[Incoming]) -> bool:
        """Ask the node which lazy inputs it wants. False when it has to wait for one it did not have yet."""
        state = self.state
        wired = {source.name: source for source in step.sources if source.lazy}
        asked = state.asked.setdefault(index, set())
        calls = gather(step, inputs)
        wanted: set[str] = set()
        for place in range(1 if calls is None else len(calls)):
            call = Call()
            settle(call, step, inputs, place)
            if call.hole is None:
                known = {name: value for name, value in call.arguments.items() if name not in wired or name in asked}
                wanted.update(step.call.ask_needs(known))
        fresh = [wired[name] for name in sorted(wanted - asked) if name in wired]
        if not fresh:
            return True
        asked.update(source.name for source in fresh)
        state.status[index] = WAITING
        stack: list[int] = []
        self._await(index, fresh, stack)
        for feeding in stack:
            self._demand(feeding)
        return False

    def _is_found_late(self, index: int, step: Step, inputs: list[Incoming]) -> bool:
        """Settle a key that could not be known before; True when a result is there under it."""
        if self.state.keys[index] is not None:
            return False
        key = self.keying.settle_late(step, inputs)
        entry = None if step.call.effect else self.results.find(key, on_disk=step.on_disk)
        if entry is None:
            return False
        self.closing.found(index, entry)
        return True

    def _is_made_by_a_twin(self, index: int, step: Step) -> bool:
        """True when another step with the same key made the result meanwhile, failed at it, or is making it now."""
        state = self.state
        key = state.keys[index]
        if key is None or step.call.effect:
            return False
        twin = state.first.setdefault(key, index)
        if twin == index:
            return False
        if state.status[twin] != OVER:
            if twin in state.ancestry(index):
                raise _circle()
            state.status[index] = WAITING
            state.wait_for(index, twin)
            state.missing[index] = 1
            return True
        hole = state.holes.get(twin)
        if hole is not None and hole.error is not None and hole.by == state.steps[twin].shown:
            self._start(step)
            self.closing.failed_like(index, hole)
            return True
        entry = state.entries[twin]
        if entry is None or hole is not None or entry.has_failed_holes():
            entry = self.results.find(key, on_disk=step.on_disk)
        if entry is None:
            return False
        self.closing.found(index, entry)
        return True

    def _called(self, index: int) -> None:
        """Every call of the step was made. Expansions are put under way; otherwise the step is over."""
        state = self.state
        pending = state.pending[index]
        step = state.steps[index]
        if pending.expands():
            self._expand(index, step, pending)
            if state.missing[index]:
                state.status[index] = WAITING
                return
            self.expanding.collect(step, pending)
        del state.pending[index]
        self.closing.called(index, step, pending)

    def _expand(self, index: int, step: Step, pending: Pending) -> None:
        missing = self.state.missing
        missing[index] += 1  # so that nothing found at once makes the step ready before all are under way
        for place, call in enumerate(pending.calls):
            if call.expansion is not None and place not in pending.waits:
                try:
                    wanted = self.expanding.expand(index, place, call)
                except Exception as error:  # noqa: BLE001  what the node returned
                    call.error, call.detail, call.expansion = error, traceback.format_exc(), None
                    continue
                for inner in wanted:
                    self._demand(inner)
        missing[index] -= 1


def _circle() -> NodeError:
    return NodeError(
        "Its expansion contains the very same work again, without end.",
        remedy="Let the loop change what it works on.",
    )
