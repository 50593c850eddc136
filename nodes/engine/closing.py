"""How steps end: done, found, failed or blocked; what is kept of them, who is told, and what is let go."""

from __future__ import annotations

from typing import Any

from nodes.engine.context import Surroundings
from nodes.engine.durations import Durations
from nodes.engine.entries import Entry, Hole, Many, shown
from nodes.engine.gathering import Call, Pending
from nodes.engine.job import Outcome
from nodes.engine.plan import Step
from nodes.engine.results import Results, joined, lock_name
from nodes.engine.state import NEW, OVER, RunState
from nodes.errors import KinographError, NodeError
from nodes.graph import GraphInvalid

__all__ = ["Closing", "as_error"]

_RECORD_FROM_S = 0.001
_NO_ID = b"\0" * 32


class Closing:
    """Ends steps. `outcomes`: what became of each node of the graph, by path."""

    def __init__(self, state: RunState, results: Results, around: Surroundings, durations: Durations) -> None:
        self.state = state
        self.results = results
        self.around = around
        self.report = around.report
        self.durations = durations
        self.outcomes: dict[str, Outcome] = {}

    # -- what calls made --------------------------------------------------------------------------

    def keep_call(self, step: Step, call: Call) -> None:
        """Remember what one call made, at once: a run that is stopped later keeps it. Safe from several threads."""
        assert call.outputs is not None
        entry = call.entry = Entry(call.outputs, call.seconds)
        if not step.call.effect and call.key and not entry.has_failed_holes():
            self.results.keep(call.key, entry, dear=step.call.dear)
        if call.seconds >= _RECORD_FROM_S:
            self.durations.record(step.call.type_id, step.size_class(), call.seconds)

    def called(self, index: int, step: Step, pending: Pending) -> None:
        """Every call of the step came to its end."""
        if not pending.single:
            self._called_each(index, step, pending)
            return
        call = pending.calls[0]
        if call.error is not None:
            failure = self._hole(step, call)
            entry = call.entry if call.entry is not None else Entry({})
            outcome = Outcome("failed", None, self._shown(index, entry), failure.error, call.seconds)
            self.over(index, entry, outcome, failure)
        elif call.entry is None:
            assert call.hole is not None
            self.blocked(index, call.hole)
        elif (hole := _only_hole(call.entry)) is not None:
            self.blocked(index, hole)
        else:
            self._succeeded(index, call.entry, call.seconds)

    def _called_each(self, index: int, step: Step, pending: Pending) -> None:
        elements: list[Entry | Hole] = []
        parts: list[bytes | Hole] = []
        error: KinographError | None = None
        seconds = 0.0
        for call in pending.calls:
            seconds += 0.0 if call.cached else call.seconds
            if call.error is not None and call.twin is None:
                call.hole = self._hole(step, call)
                error = error or call.hole.error
            elif call.twin is not None:
                call.entry, call.hole = call.twin.entry, call.twin.hole
            if call.entry is None:
                assert call.hole is not None
                elements.append(call.hole)
                parts.append(call.hole)
            else:
                elements.append(call.entry)
                parts.append(call.key)
        whole = joined(elements, tuple(part if isinstance(part, bytes) else None for part in parts))
        outputs = dict(whole.outputs)
        for name in step.call.names:
            if name not in outputs:
                holes = tuple(item for item in elements if isinstance(item, Hole))
                outputs[name] = Many(holes, (_NO_ID,) * len(holes))
        whole = Entry(outputs, whole.seconds)
        key = self.state.keys[index]
        if key is not None and not step.call.effect and not whole.has_failed_holes():
            if any(isinstance(part, bytes) for part in parts):
                self.results.keep_list(key, tuple(parts), whole.seconds, dear=step.call.dear)
            else:  # no element that knows the names of the outputs
                self.results.keep(key, whole, dear=step.call.dear)
        if error is not None:
            self.over(index, whole, Outcome("failed", key, self._shown(index, whole), error, seconds), None)
        elif (hole := _only_hole(whole)) is not None:
            self.blocked(index, hole, whole)
        else:
            self._succeeded(index, whole, seconds)

    def _hole(self, step: Step, call: Call) -> Hole:
        assert call.error is not None
        error = self.tell_failure(step, call.error, call.detail)
        return Hole(error.message, step.shown, failed=True, error=error, detail=call.detail)

    # -- the ends ---------------------------------------------------------------------------------

    def _succeeded(self, index: int, entry: Entry, seconds: float) -> None:
        state = self.state
        step, key = state.steps[index], state.keys[index]
        if step.locked and key is not None:
            self.results.lock(lock_name(self.around.job.project_path, step.path), key, entry)
        if self.report.listening:
            self.report.finished(step.path, step.shown, False, seconds, _summary(entry))
        outputs = self._shown(index, entry) if index in state.targets else {}
        self.over(index, entry, Outcome("done", key, outputs, None, seconds), None)

    def found(self, index: int, entry: Entry) -> None:
        """The result was there already; it may be that nothing came of it."""
        hole = _only_hole(entry)
        if hole is not None:
            self.blocked(
                index, hole, entry if any(type(output) is Many for output in entry.outputs.values()) else None
            )
            return
        state = self.state
        step, key = state.steps[index], state.keys[index]
        if step.locked and key is not None:
            self.results.lock(lock_name(self.around.job.project_path, step.path), key, entry)
        if self.report.listening:
            self.report.finished(step.path, step.shown, True, 0.0, _summary(entry))
        outputs = self._shown(index, entry) if index in state.targets else {}
        self.over(index, entry, Outcome("cached", key, outputs, cached=True), None)

    def _shown(self, index: int, entry: Entry) -> dict[str, Any]:
        if index not in self.state.targets:
            return {}
        return {name: value for name, output in entry.outputs.items() if (value := shown(output)) is not None}

    def invalid(self, index: int) -> None:
        """A step that the graph's own faults keep from running."""
        problems = [problem for problem in self.state.steps[index].flat.problems if problem.blocking]
        if all(problem.code == "input.muted" for problem in problems):
            self.blocked(index, Hole(problems[0].message, str(problems[0].value or "")))
        else:
            self.failed(index, GraphInvalid(problems), "")

    def failed(self, index: int, error: BaseException, detail: str) -> None:
        step = self.state.steps[index]
        known = self.tell_failure(step, error, detail)
        hole = Hole(known.message, step.shown, failed=True, error=known, detail=detail)
        self.over(index, Entry({}), Outcome("failed", error=known), hole)

    def failed_like(self, index: int, hole: Hole) -> None:
        """The same work failed in this run already, in another place of the graph."""
        assert hole.error is not None
        self.failed(index, hole.error, hole.detail)

    def blocked(self, index: int, hole: Hole, entry: Entry | None = None) -> None:
        """Nothing comes of the step: it, or something before it, chose so or failed."""
        step = self.state.steps[index]
        by = hole.by or step.shown
        entry = entry if entry is not None else Entry({})
        passed_on = Hole(hole.reason, by, hole.failed, hole.error, hole.detail)
        if hole.failed and by == step.path and hole.error is not None:  # a converter on its own wire: told already
            self.report.ended(step.path)
            self.over(index, entry, Outcome("failed", error=hole.error), passed_on)
            return
        reason = f"{by} failed" if hole.failed else hole.reason
        if self.report.listening:
            self.report.blocked(step.path, step.shown, by, reason)
        error = NodeError(f"It did not run: {reason}.")
        self.over(index, entry, Outcome("blocked", error=error), passed_on)

    def tell_failure(self, step: Step, error: BaseException, detail: str) -> KinographError:
        """The error as people should read it. Inside an expansion only the node that expanded is told of."""
        known = as_error(error)
        if known.code == "node.out-of-memory":
            self.around.resources.clear()
        if step.index in self.state.parents:
            self.report.ended(step.path)
        else:
            self.report.failed(step.path, step.shown, known, detail)
        return known

    def over(self, index: int, entry: Entry, outcome: Outcome, hole: Hole | None) -> None:
        state = self.state
        step, status, missing = state.steps[index], state.status, state.missing
        awaited = status[index] != NEW
        status[index] = OVER
        state.entries[index] = entry
        if hole is not None:
            state.holes[index] = hole
        if index not in state.parents and (outcome.state != "failed" or step.path == step.shown):
            self.outcomes[step.path] = outcome
        waiters = state.waiters[index]
        if waiters is not None:
            state.waiters[index] = None
            for waiter in waiters:
                missing[waiter] -= 1
                if missing[waiter] == 0:
                    state.make_ready(waiter)
        if awaited:
            asked = state.asked.get(index, ()) if step.lazy else ()
            for source in step.sources:
                if not source.lazy or source.name in asked:
                    self.release(source.index)

    def release(self, feeding: int) -> None:
        """One user less; what feeds nothing under way is let go here. The cache may keep it."""
        state = self.state
        left = state.users[feeding] = state.users[feeding] - 1
        if left == 0 and state.status[feeding] == OVER and feeding not in state.targets:
            self._let_go(feeding)

    def _let_go(self, index: int) -> None:
        state = self.state
        call, entry = state.steps[index].call, state.entries[index]
        if index in state.holes or call.effect or entry is None:
            return
        key = state.keys[index]
        cached = not call.feed and key is not None and key in self.results.memory
        if cached or (index not in state.fed_lazily and not entry.has_failed_holes()):
            state.entries[index] = None


def as_error(error: BaseException) -> KinographError:
    """The error as people should read it, without the frames (and arrays) its traceback holds on to."""
    if isinstance(error, KinographError):
        return error.with_traceback(None)
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        known = NodeError(
            f"The memory did not suffice: {error}".rstrip(": "),
            remedy="Make the clip smaller or shorter, or close other programs.",
        )
        known.code = "node.out-of-memory"
        return known
    text = str(error) or "no further word"
    return NodeError(f"It stopped unexpectedly: {type(error).__name__}: {text}", remedy="Details stand in the log.")


def _summary(entry: Entry) -> str:
    for output in entry.outputs.values():
        value = shown(output)
        if value is not None:
            return value.summary()
    return ""


def _only_hole(entry: Entry) -> Hole | None:
    """The first hole of an entry that holds nothing but holes."""
    first = None
    for output in entry.outputs.values():
        for item in output.items if type(output) is Many else (output,):
            if type(item) is not Hole:
                return None
            first = first or item
    return first
