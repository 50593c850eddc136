"""From a step with all its inputs to calls of its function, in the run's thread or in a few threads beside it."""

from __future__ import annotations

import queue
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from nodes.engine.closing import Closing
from nodes.engine.context import RunContext, Surroundings
from nodes.engine.entries import Entry, Hole
from nodes.engine.expansion import Blocked, Expansion
from nodes.engine.gathering import Call, Incoming, Pending, gather, new_call, settle
from nodes.engine.keying import Keying
from nodes.engine.plan import Step
from nodes.engine.results import Results
from nodes.engine.state import RunState
from nodes.errors import Cancelled

__all__ = ["Calling"]

_THREADS = 4
_POLL_S = 0.05


class Calling:
    """Makes calls. The pool of threads for `concurrent` nodes comes up when the first of them runs."""

    def __init__(
        self, state: RunState, results: Results, around: Surroundings, keying: Keying, closing: Closing
    ) -> None:
        self.state = state
        self.results = results
        self.around = around
        self.keying = keying
        self.closing = closing
        self.in_pool = 0
        self._done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._pool: ThreadPoolExecutor | None = None

    def prepare(self, index: int, step: Step, inputs: list[Incoming]) -> Pending:
        """The calls of a step; those whose result is there already are filled in."""
        calls = gather(step, inputs)
        if calls is None:
            call = Call()
            settle(call, step, inputs, 0)
            call.key = self.state.keys[index] or b""
            return Pending(inputs, [call], single=True)
        twins: dict[bytes, Call] = {}
        made = []
        for place, probe in enumerate(calls):
            try:
                settle(probe, step, inputs, place)
                extra = self.keying.of_call(step, probe)
            except Cancelled:
                raise
            except Exception as error:  # noqa: BLE001  a wired value or the node's own function
                probe.error, probe.detail = error, traceback.format_exc()
                made.append(probe)
                continue
            call = new_call(step, inputs, place, extra)
            call.hole, call.arguments, call.identities = probe.hole, probe.arguments, probe.identities
            if call.hole is None and not step.call.effect:
                self._find(step, call, twins)
            made.append(call)
        return Pending(inputs, made, single=False)

    def _find(self, step: Step, call: Call, twins: dict[bytes, Call]) -> None:
        entry = self.results.find(call.key, on_disk=step.on_disk)
        if entry is not None:
            call.entry, call.cached, call.seconds = Entry(dict(entry.outputs), entry.seconds), True, entry.seconds
        else:
            call.twin = twins.setdefault(call.key, call)
            if call.twin is call:
                call.twin = None

    def call_here(self, step: Step, pending: Pending) -> None:
        """Errors: Cancelled, KeyboardInterrupt."""
        for call in pending.calls:
            if call.is_open():
                self._call(step, call)
                if isinstance(call.error, Cancelled | KeyboardInterrupt):
                    raise call.error

    def call_in_pool(self, index: int, step: Step, pending: Pending) -> None:
        """Hand every open call to the pool; `finished` tells when the last one is through."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kinograph-node")
        for call in pending.calls:
            if call.is_open():
                pending.open += 1
        for call in pending.calls:
            if call.is_open():
                self.in_pool += 1
                self._pool.submit(self._call_and_tell, index, step, call)

    def _call_and_tell(self, index: int, step: Step, call: Call) -> None:
        try:
            self._call(step, call)
        finally:
            self._done.put(index)

    def finished(self, *, wait: bool) -> int | None:
        """A step whose last call in the pool came to its end; None when there is none (yet). Errors: Cancelled."""
        while True:
            try:
                index = self._done.get(timeout=_POLL_S) if wait else self._done.get_nowait()
            except queue.Empty:
                return None
            self.in_pool -= 1
            pending = self.state.pending[index]
            pending.open -= 1
            if pending.open == 0:
                for call in pending.calls:
                    if isinstance(call.error, Cancelled | KeyboardInterrupt):
                        raise call.error
                return index

    def close(self) -> None:
        """Wait until every thread is through with its call; calls not begun are dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

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
            call.seconds = time.perf_counter() - began
            if type(made) is Expansion:
                call.expansion = made
            else:
                call.outputs = made  # type: ignore[assignment]
                self.closing.keep_call(step, call)
            if context is not None:
                context.forget_checkpoint()
        except Blocked as blocked:
            call.hole = Hole(blocked.reason or "the node chose to go no further", step.shown)
        except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001  nodes may raise anything
            call.error = error
            call.detail = traceback.format_exc()
            call.seconds = time.perf_counter() - began
        call.arguments = {}
