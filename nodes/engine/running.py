"""One run of one plan: what is wanted is asked for, what is not there yet is run, bottom up, without recursion.

A step goes through: new -> waiting (for what feeds it) -> ready -> at work -> over.  Nodes declared `concurrent` are at
work in a small pool of threads; all others take turns in the thread that called `run`, so two networks never run at
once.  Whatever touches the state of the run happens in that one thread.
"""

from __future__ import annotations

import queue
import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from nodes.engine.calls import CallPlan
from nodes.engine.context import RunContext, Surroundings
from nodes.engine.durations import Durations
from nodes.engine.entries import Entry, Hole, Many, Output, shown
from nodes.engine.expanding import fragment_of
from nodes.engine.expansion import Blocked, Expansion
from nodes.engine.gathering import Call, Incoming, gather, incoming, new_call, settle
from nodes.engine.job import Outcome
from nodes.engine.keys import unique_key
from nodes.engine.plan import Plan, Source, Step, key_of
from nodes.engine.results import Results, joined, lock_name
from nodes.errors import Cancelled, KinographError, NodeError
from nodes.graph import GraphInvalid, Registry

if TYPE_CHECKING:
    from nodes.engine.progress import Reporter

__all__ = ["Running"]

_NEW, _WAITING, _READY, _WORKING, _OVER = range(5)
_THREADS = 4
_DEEPEST = 1000  # expansions within expansions
_RECORD_FROM_S = 0.001


class _Pending:
    """A step at work: its inputs, its calls, and how many fragments its calls wait for."""

    __slots__ = ("calls", "inputs", "single", "waits")

    def __init__(self, inputs: list[Incoming], calls: list[Call], single: bool) -> None:
        self.inputs = inputs
        self.calls = calls
        self.single = single
        self.waits: dict[int, dict[str, tuple[int, str] | Any]] = {}


class Running:
    """State of a run. Use once: `run(targets)`, then read `outcomes` and `cancelled`."""

    def __init__(
        self,
        plan: Plan,
        results: Results,
        around: Surroundings,
        report: Reporter,
        durations: Durations,
        registry: Registry,
        call_plan: Callable[[Any], CallPlan],
    ) -> None:
        self.plan = plan
        self.results = results
        self.around = around
        self.report = report
        self.durations = durations
        self.registry = registry
        self.call_plan = call_plan
        self.steps: list[Step] = list(plan.steps)
        count = len(self.steps)
        self.status = bytearray(count)
        self.keys: list[bytes | None] = [step.key for step in self.steps]
        self.entries: list[Entry | None] = [None] * count
        self.holes: dict[int, Hole] = {}
        self.missing: list[int] = [0] * count
        self.waiters: dict[int, list[int]] = {}
        self.ready: list[int] = []
        self.pending: dict[int, _Pending] = {}
        self.asked: dict[int, set[str]] = {}
        self.key_errors: dict[int, Exception] = {}
        self.depth: dict[int, int] = {}
        self.fragment_of: dict[int, int] = {}
        self.users: dict[int, int] = {}
        self.holds: dict[int, list[int]] = {}
        self.at_work: dict[bytes, int] = {}
        self.inner_errors: dict[str, tuple[KinographError, str]] = {}
        self.targets: frozenset[int] = frozenset()
        self.outcomes: dict[str, Outcome] = {}
        self.cancelled = False
        self._done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._pool: ThreadPoolExecutor | None = None
        self._in_pool = 0

    # -- the loop ---------------------------------------------------------------------------------

    def run(self, targets: Iterable[int]) -> None:
        """Bring these steps about. What fails, blocks or is cancelled stands in `outcomes`; nothing is raised."""
        wanted = list(targets)
        self.targets = frozenset(wanted)
        try:
            self._settle_keys(wanted)
            for index in reversed(wanted):
                self._demand(index)
            self._loop()
        except (Cancelled, KeyboardInterrupt):
            self.cancelled = True
            self.around.cancel.cancel()
        finally:
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)

    def _loop(self) -> None:
        check, ready = self.around.cancel.check, self.ready
        while True:
            if ready:
                check()
                self._work(ready.pop())
                while self._in_pool and not self._done.empty():
                    self._finish_pooled(self._done.get())
            elif self._in_pool:
                check()
                try:
                    index = self._done.get(timeout=0.05)
                except queue.Empty:
                    continue
                self._finish_pooled(index)
            else:
                return

    def _finish_pooled(self, index: int) -> None:
        self._in_pool -= 1
        for call in self.pending[index].calls:
            if isinstance(call.error, Cancelled):
                raise call.error
        self._called(index)

    # -- keys -------------------------------------------------------------------------------------

    def _settle_keys(self, wanted: list[int]) -> None:
        """Keys of everything wanted, as far as they can be known before anything runs."""
        self._settle_locks()
        if self.plan.unstable:
            for index in self.plan.ancestors(wanted):
                if self.keys[index] is None:
                    self._settle_key(index)

    def _settle_locks(self) -> None:
        if not (self.plan.has_locks or self.results.has_locks):
            return
        project = self.around.job.project_path
        for step in self.steps:
            name = lock_name(project, step.path)
            if step.locked:
                self.keys[step.index] = self.results.locked(name)
            else:
                self.results.unlock(name)

    def _settle_key(self, index: int) -> None:
        step = self.steps[index]
        if step.dynamic or step.call.feed or step.flat.blocked:
            return
        parts = []
        for source in step.sources:
            identity = self.keys[source.index]
            if identity is None:
                return
            parts.append((source.tag, identity))
        try:
            self.keys[index] = key_of(step.static, parts, self._fingerprint(step, step.parameters))
        except Exception as error:  # noqa: BLE001  the node's own function; told when the node is really wanted
            self.key_errors[index] = error

    def _fingerprint(self, step: Step, parameters: dict[str, Any]) -> bytes:
        ask = step.call.fingerprint
        if ask is None:
            return b""
        return str(ask(**parameters, resolve=self.around.resolve)).encode("utf-8", "surrogatepass")

    def settled_keys(self) -> list[bytes | None]:
        """The key of each step as far as it can be known without running anything."""
        self._settle_keys(list(range(len(self.steps))))
        return self.keys

    # -- demand -----------------------------------------------------------------------------------

    def _demand(self, index: int) -> None:
        """See to it that a step comes about: find it, or get everything that feeds it under way."""
        stack = [index]
        while stack:
            index = stack.pop()
            if self.status[index] != _NEW:
                continue
            step = self.steps[index]
            key = self.keys[index]
            if key is not None and not step.call.effect:
                entry = self.results.find(key)
                if entry is not None:
                    self._found(index, entry)
                    continue
            if self.report.listening:
                self.report.queued(step, step.path, step.shown)
            if step.flat.blocked:
                self._invalid(index)
                continue
            self.status[index] = _WAITING
            self._await(index, step.eager, stack)

    def _await(self, index: int, sources: Iterable[Source], stack: list[int]) -> None:
        waits = 0
        for source in sources:
            feeding = source.index
            self.users[feeding] = self.users.get(feeding, 0) + 1
            self.holds.setdefault(index, []).append(feeding)
            if self.status[feeding] == _OVER:
                if self.entries[feeding] is None:
                    self._again(feeding)
                else:
                    continue
            self.waiters.setdefault(feeding, []).append(index)
            waits += 1
            if self.status[feeding] == _NEW:
                stack.append(feeding)
        self.missing[index] = waits
        if waits == 0:
            self._is_ready(index)

    def _again(self, index: int) -> None:
        """A result that was let go is wanted after all."""
        self.status[index] = _NEW

    def _is_ready(self, index: int) -> None:
        self.status[index] = _READY
        self.ready.append(index)

    # -- work -------------------------------------------------------------------------------------

    def _work(self, index: int) -> None:
        step = self.steps[index]
        self.status[index] = _WORKING
        if index in self.pending:
            self._called(index)
            return
        error = self.key_errors.get(index)
        if error is not None:
            self._report_start(step)
            self._failed(index, error, "")
            return
        try:
            inputs = self._inputs(index, step)
            if step.lazy and not self._asked_enough(index, step, inputs):
                return
            if self._found_late(index, step, inputs) or self._made_by_a_twin(index, step):
                return
            pending = self._calls(index, step, inputs)
        except Cancelled:
            raise
        except Exception as problem:  # noqa: BLE001  `needs`, a fingerprint or a wired value
            self._report_start(step)
            self._failed(index, problem, traceback.format_exc())
            return
        self.pending[index] = pending
        if all(call.outputs is not None or call.hole is not None for call in pending.calls):
            self._called(index)
            return
        self._report_start(step)
        if step.call.concurrent:
            self._pooled(index, step, pending)
        else:
            self._call_all(step, pending)
            for call in pending.calls:
                if isinstance(call.error, Cancelled | KeyboardInterrupt):
                    raise call.error
            self._called(index)

    def _report_start(self, step: Step) -> None:
        if self.report.listening:
            self.report.started(step.path, step.shown)

    def _inputs(self, index: int, step: Step) -> list[Incoming]:
        asked = self.asked.get(index, ())
        found = []
        for source in step.sources:
            if source.lazy and source.name not in asked:
                continue
            entry = self.entries[source.index]
            assert entry is not None
            identity = self.keys[source.index] or b""
            found.append(incoming(step, source, entry, self.holes.get(source.index), identity))
        return found

    def _asked_enough(self, index: int, step: Step, inputs: list[Incoming]) -> bool:
        """Ask the node which lazy inputs it wants. False when it has to wait for one it did not have yet."""
        wired = {source.name: source for source in step.sources if source.lazy}
        asked = self.asked.setdefault(index, set())
        calls = gather(step, inputs)
        wanted: set[str] = set()
        for place in range(1 if calls is None else len(calls)):
            call = Call()
            settle(call, step, inputs, place)
            if call.hole is None:
                known = {name: value for name, value in call.arguments.items() if name not in wired or name in asked}
                wanted.update(step.call.ask_needs(known))
        fresh = [wired[name] for name in sorted(wanted - asked) if name in wired]
        asked.update(source.name for source in fresh)
        if not fresh:
            return True
        self.status[index] = _WAITING
        stack: list[int] = []
        self._await(index, fresh, stack)
        for feeding in stack:
            self._demand(feeding)
        return False

    def _found_late(self, index: int, step: Step, inputs: list[Incoming]) -> bool:
        """Settle the key that could not be known before; True when a result is there under it."""
        if self.keys[index] is not None:
            return False
        extra = b""
        if step.wired and step.call.fingerprint is not None:
            if any(item.spread for item in inputs):
                extra = unique_key()  # each element has a fingerprint, and so a key, of its own
            else:
                call = Call()
                settle(call, step, inputs, 0)
                if call.hole is None:
                    extra = self._fingerprint_of(step, call)
        elif step.call.fingerprint is not None:
            extra = self._fingerprint(step, step.parameters)
        key = key_of(step.static, [(item.source.tag, item.identity) for item in inputs], extra)
        self.keys[index] = key
        entry = None if step.call.effect or step.flat.blocked else self.results.find(key)
        if entry is None:
            return False
        self._found(index, entry)
        return True

    def _made_by_a_twin(self, index: int, step: Step) -> bool:
        """True when another step with the same key made the result meanwhile, or is making it now."""
        key = self.keys[index]
        if key is None or step.call.effect:
            return False
        entry = self.results.find(key, on_disk=False)
        if entry is not None:
            self._found(index, entry)
            return True
        twin = self.at_work.get(key)
        if twin is not None and twin != index and self.status[twin] != _OVER:
            self.status[index] = _WAITING
            self.waiters.setdefault(twin, []).append(index)
            self.missing[index] = 1
            return True
        if step.call.concurrent:
            self.at_work[key] = index
        return False

    def _fingerprint_of(self, step: Step, call: Call) -> bytes:
        settings = {name: call.arguments[name] for name in step.call.parameters if name in call.arguments}
        return self._fingerprint(step, settings)

    def _calls(self, index: int, step: Step, inputs: list[Incoming]) -> _Pending:
        calls = gather(step, inputs)
        if calls is None:
            call = Call()
            settle(call, step, inputs, 0)
            call.key = self.keys[index] or b""
            return _Pending(inputs, [call], single=True)
        made = []
        for place in range(len(calls)):
            probe = Call()
            settle(probe, step, inputs, place)
            extra = b""
            if step.call.fingerprint is not None and probe.hole is None:
                extra = self._fingerprint_of(step, probe)
            call = new_call(step, inputs, place, extra)
            call.hole, call.arguments, call.identities = probe.hole, probe.arguments, probe.identities
            if call.hole is None and not step.call.effect:
                entry = self.results.find(call.key)
                if entry is not None:
                    call.outputs, call.cached, call.seconds = dict(entry.outputs), True, entry.seconds
            made.append(call)
        return _Pending(inputs, made, single=False)

    def _pooled(self, index: int, step: Step, pending: _Pending) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kinograph-node")
        self._in_pool += 1

        def work() -> None:
            try:
                self._call_all(step, pending)
            finally:
                self._done.put(index)

        self._pool.submit(work)

    def _call_all(self, step: Step, pending: _Pending) -> None:
        for call in pending.calls:
            if call.outputs is None and call.hole is None:
                self._call(step, call)
                if isinstance(call.error, Cancelled | KeyboardInterrupt):
                    return

    def _call(self, step: Step, call: Call) -> None:
        plan = step.call
        arguments = call.arguments
        context = None
        if plan.takes_run:
            context = RunContext(self.around, step.path, step.shown, call.key)
            arguments["run"] = context
        began = time.perf_counter()
        try:
            made = plan.outputs_of(plan.function(**arguments))
            if type(made) is Expansion:
                call.expansion = made
            else:
                call.outputs = made  # type: ignore[assignment]
            if context is not None:
                context.forget_checkpoint()
        except Blocked as blocked:
            call.hole = Hole(blocked.reason or "the node chose to go no further", step.shown)
        except (Exception, KeyboardInterrupt) as error:
            call.error = error
            call.detail = traceback.format_exc()
        call.seconds = time.perf_counter() - began
        call.arguments = {}

    # -- what came of it --------------------------------------------------------------------------

    def _called(self, index: int) -> None:
        """Every call of the step was made. Expansions are put under way; otherwise the step is over."""
        pending = self.pending[index]
        step = self.steps[index]
        self.missing[index] += 1  # so that nothing found at once makes the step ready before all are under way
        for place, call in enumerate(pending.calls):
            if call.expansion is not None and place not in pending.waits:
                try:
                    self._expand(index, place, call)
                except Exception as error:  # noqa: BLE001  what the node returned
                    call.error, call.detail, call.expansion = error, traceback.format_exc(), None
        self.missing[index] -= 1
        if self.missing[index]:
            self.status[index] = _WAITING
            return
        for place, made in pending.waits.items():
            self._collect(step, pending.calls[place], made)
        del self.pending[index]
        self._keep(index, step, pending)

    def _keep(self, index: int, step: Step, pending: _Pending) -> None:
        for call in pending.calls:
            if call.outputs is None and call.error is not None:
                error = self._told(step, call.error, call.detail)
                call.hole = Hole(error.message, step.shown, failed=True)
                if pending.single:
                    self._over(index, Entry({}), Outcome("failed", error=error, seconds=call.seconds), call.hole)
                    return
        if pending.single:
            call = pending.calls[0]
            if call.outputs is None:
                assert call.hole is not None
                self._blocked(index, call.hole)
                return
            entry = Entry(call.outputs, call.seconds)
            self._keep_entry(step, call.key, entry)
            self._succeeded(index, entry, call.seconds)
            return
        self._keep_list(index, step, pending)

    def _keep_list(self, index: int, step: Step, pending: _Pending) -> None:
        elements: list[Entry | Hole] = []
        parts: list[bytes | Hole] = []
        seconds = 0.0
        for call in pending.calls:
            if call.outputs is None:
                assert call.hole is not None
                elements.append(call.hole)
                parts.append(call.hole)
                continue
            entry = Entry(call.outputs, call.seconds)
            if not call.cached:
                seconds += call.seconds
                self._keep_entry(step, call.key, entry)
            elements.append(entry)
            parts.append(call.key)
        whole = joined(elements, tuple(part if isinstance(part, bytes) else None for part in parts))
        for name in step.call.names:
            if name not in whole.outputs:
                holes = tuple(item for item in elements if isinstance(item, Hole))
                whole.outputs[name] = Many(holes, tuple(b"\0" * 32 for _ in holes))  # type: ignore[index]
        errors = [call.error for call in pending.calls if call.outputs is None and call.error is not None]
        key = self.keys[index]
        failed = whole.has_failed_holes()
        if key is not None and not failed and not step.call.effect:
            self.results.keep_list(key, tuple(parts), whole.seconds, dear=step.call.dear)
        if errors:
            error = errors[0]
            known = error if isinstance(error, KinographError) else NodeError(str(error) or type(error).__name__)
            self._over(index, whole, Outcome("failed", key, error=known, seconds=seconds), None)
            return
        if elements and all(isinstance(item, Hole) for item in elements):
            self._blocked(index, elements[0])  # type: ignore[arg-type]
            return
        self._succeeded(index, whole, seconds)

    def _keep_entry(self, step: Step, key: bytes, entry: Entry) -> None:
        if not step.call.effect and key:
            if not entry.has_failed_holes():
                self.results.keep(key, entry, dear=step.call.dear)
            if entry.seconds >= _RECORD_FROM_S:
                self.durations.record(step.call.type_id, step.size_class(), entry.seconds)
        elif entry.seconds >= _RECORD_FROM_S:
            self.durations.record(step.call.type_id, step.size_class(), entry.seconds)

    def _succeeded(self, index: int, entry: Entry, seconds: float) -> None:
        step, key = self.steps[index], self.keys[index]
        if step.locked and key is not None:
            self.results.lock(lock_name(self.around.job.project_path, step.path), key, entry)
        if self.report.listening:
            self.report.finished(step.path, step.shown, False, seconds, _summary(entry))
        self._over(index, entry, Outcome("done", key, self._shown(index, entry), seconds=seconds), None)

    def _found(self, index: int, entry: Entry) -> None:
        step = self.steps[index]
        if step.locked and self.keys[index] is not None:
            self.results.lock(lock_name(self.around.job.project_path, step.path), self.keys[index], entry)  # type: ignore[arg-type]
        if self.report.listening:
            self.report.finished(step.path, step.shown, True, 0.0, _summary(entry))
        outcome = Outcome("cached", self.keys[index], self._shown(index, entry), cached=True)
        self._over(index, entry, outcome, None)

    def _shown(self, index: int, entry: Entry) -> dict[str, Any]:
        if index not in self.targets:
            return {}
        return {name: value for name, output in entry.outputs.items() if (value := shown(output)) is not None}

    def _invalid(self, index: int) -> None:
        """A step that the graph's own faults keep from running."""
        step = self.steps[index]
        problems = [problem for problem in step.flat.problems if problem.blocking]
        if all(problem.code == "input.muted" for problem in problems):
            self._blocked(index, Hole(problems[0].message, str(problems[0].value or "")))
            return
        self._failed(index, GraphInvalid(problems), "")

    def _failed(self, index: int, error: Exception, detail: str) -> None:
        step = self.steps[index]
        known = self._told(step, error, detail)
        hole = Hole(known.message, step.shown, failed=True)
        self._over(index, Entry({}), Outcome("failed", error=known), hole)

    def _blocked(self, index: int, hole: Hole) -> None:
        step = self.steps[index]
        by = hole.by or step.shown
        reason = hole.reason if not hole.failed else f"{by} failed"
        if self.report.listening:
            self.report.blocked(step.path, step.shown, by, reason)
        error = NodeError(f"It did not run: {reason}.")
        self._over(index, Entry({}), Outcome("blocked", error=error), Hole(hole.reason, by, hole.failed))

    def _told(self, step: Step, error: BaseException, detail: str) -> KinographError:
        known = _as_error(error)
        if known.code == "node.out-of-memory":
            self.around.resources.clear()
        if step.index in self.fragment_of:
            self.inner_errors.setdefault(step.shown, (known, detail))
            self.report.ended(step.path)
        else:
            self.report.failed(step.path, step.shown, known, detail)
        return known

    def _over(self, index: int, entry: Entry, outcome: Outcome, hole: Hole | None) -> None:
        step = self.steps[index]
        self.status[index] = _OVER
        self.entries[index] = entry
        if hole is not None:
            self.holes[index] = hole
        if index not in self.fragment_of:
            self.outcomes[step.path] = outcome
        for waiter in self.waiters.pop(index, ()):
            self.missing[waiter] -= 1
            if self.missing[waiter] == 0:
                self._is_ready(waiter)
        for feeding in self.holds.pop(index, ()):
            left = self.users[feeding] - 1
            self.users[feeding] = left
            if left == 0 and feeding not in self.targets and self.status[feeding] == _OVER:
                self._let_go(feeding)

    def _let_go(self, index: int) -> None:
        """What feeds nothing that still waits is dropped here; the cache may keep it."""
        known = self.keys[index]
        if known is not None and not self.steps[index].call.feed and known in self.results.memory:
            self.entries[index] = None

    # -- expansions -------------------------------------------------------------------------------

    def _expand(self, index: int, place: int, call: Call) -> None:
        """Put the fragment under way; the node waits for the steps that make its outputs."""
        step = self.steps[index]
        depth = self.depth.get(index, 0) + 1
        if depth > _DEEPEST:
            raise NodeError(
                f"It expanded {_DEEPEST} times inside itself.", remedy="Let the loop end, or make it shorter."
            )
        assert call.expansion is not None
        first = len(self.steps)
        path = f"{step.path}#{place}" if not self.pending[index].single else step.path
        fragment = fragment_of(
            call.expansion, path, step.shown, first, self.registry, self.call_plan, call.identities
        )
        self.steps.extend(fragment.steps)
        count = len(fragment.steps)
        self.status.extend(bytes(count))
        self.keys.extend([None] * count)
        self.entries.extend([None] * count)
        self.missing.extend([0] * count)
        for inner in fragment.steps:
            self.depth[inner.index] = depth
            self.fragment_of[inner.index] = index
            fed = fragment.fed.get(inner.index)
            if fed is not None:
                self.status[inner.index] = _OVER
                self.entries[inner.index], self.keys[inner.index] = fed
            elif inner.stable:
                self.keys[inner.index] = inner.key
            else:
                self._settle_key(inner.index)
        self.pending[index].waits[place] = fragment.made
        for origin in fragment.made.values():
            if isinstance(origin, tuple) and self.status[origin[0]] != _OVER:
                self.waiters.setdefault(origin[0], []).append(index)
                self.missing[index] += 1
        for origin in fragment.made.values():
            if isinstance(origin, tuple):
                self.users[origin[0]] = self.users.get(origin[0], 0) + 1
                self._demand(origin[0])

    def _collect(self, step: Step, call: Call, made: dict[str, tuple[int, str] | Any]) -> None:
        outputs: dict[str, Output] = {}
        for name, origin in made.items():
            if isinstance(origin, tuple):
                inner, output = origin
                entry = self.entries[inner]
                found = entry.outputs.get(output) if entry is not None else None
                outputs[name] = found if found is not None else self.holes.get(inner, Hole("it has no value"))
            else:
                outputs[name] = Hole(origin.reason) if isinstance(origin, Blocked) else origin
        call.expansion = None
        if outputs and all(type(output) is Hole for output in outputs.values()):
            call.hole = next(output for output in outputs.values() if type(output) is Hole)
            if call.hole.failed and step.shown in self.inner_errors:
                call.error, call.detail = self.inner_errors[step.shown]
        else:
            call.outputs = outputs


def _summary(entry: Entry) -> str:
    for output in entry.outputs.values():
        value = shown(output)
        if value is not None:
            return value.summary()
    return ""


def _as_error(error: BaseException) -> KinographError:
    """The error as people should read it."""
    if isinstance(error, KinographError):
        return error
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        known = NodeError(
            f"The memory did not suffice: {error}".rstrip(": "),
            remedy="Make the clip smaller or shorter, or close other programs.",
        )
        known.code = "node.out-of-memory"
        return known
    text = str(error) or "no further word"
    return NodeError(f"It stopped unexpectedly: {type(error).__name__}: {text}", remedy="Details stand in the log.")
