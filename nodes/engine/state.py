"""Where every step of a run stands: plain lists by index, touched only by the thread that called `run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nodes.engine.entries import Entry, Hole
from nodes.engine.gathering import Pending
from nodes.engine.plan import Plan, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NEW", "OVER", "READY", "WAITING", "WORKING", "RunState"]

NEW, WAITING, READY, WORKING, OVER = range(5)


class RunState:
    """steps: those of the plan, then those of expansions.

    entries: what a step made, until nothing needs it here any more.  holes: why a step made nothing.  missing: how
    many a waiting step still waits for.  waiters: who waits for a step.  users: how many steps that are under way are
    fed by it.  ready_apart: concurrent steps; they go first, so as to be at work while the others take turns.  asked:
    the lazy inputs a step wants.  parents: the step whose expansion a step is of.  first: the step that was the first
    to begin work on a key.  pending: what steps at work have made so far.
    """

    def __init__(self, plan: Plan) -> None:
        count = len(plan.steps)
        self.plan = plan
        self.steps: list[Step] = list(plan.steps)
        self.status = bytearray(count)
        self.keys: list[bytes | None] = [step.key for step in self.steps]
        self.entries: list[Entry | None] = [None] * count
        self.missing = [0] * count
        self.users = [0] * count
        self.waiters: list[list[int] | None] = [None] * count
        self.ready: list[int] = []
        self.ready_apart: list[int] = []
        self.holes: dict[int, Hole] = {}
        self.asked: dict[int, set[str]] = {}
        self.parents: dict[int, int] = {}
        self.first: dict[bytes, int] = {}
        self.pending: dict[int, Pending] = {}
        self.key_errors: dict[int, Exception] = {}
        self.fed_lazily: set[int] = set(plan.fed_lazily)
        self.targets: frozenset[int] = frozenset()

    def append(self, steps: Iterable[Step], parent: int) -> None:
        """Steps of an expansion, their indices counted on from the last one here."""
        for step in steps:
            self.steps.append(step)
            self.status.append(NEW)
            self.keys.append(step.key)
            self.entries.append(None)
            self.missing.append(0)
            self.users.append(0)
            self.waiters.append(None)
            self.parents[step.index] = parent

    def wait_for(self, index: int, feeding: int) -> None:
        """`index` is told when `feeding` is over; the caller counts `missing`."""
        waiting = self.waiters[feeding]
        if waiting is None:
            self.waiters[feeding] = [index]
        else:
            waiting.append(index)

    def make_ready(self, index: int) -> None:
        self.status[index] = READY
        if self.steps[index].call.concurrent:
            self.ready_apart.append(index)
        else:
            self.ready.append(index)

    def ancestry(self, index: int) -> list[int]:
        """The steps whose expansions this one lies in, from the inside out."""
        found = []
        parent = self.parents.get(index)
        while parent is not None:
            found.append(parent)
            parent = self.parents.get(parent)
        return found
