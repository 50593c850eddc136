"""From what feeds a node to its calls: one call, or one for each element where a list meets an ordinary input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nodes.engine.calls import CallPlan
from nodes.engine.entries import Entry, Hole, Many, Output
from nodes.engine.expansion import Expansion
from nodes.engine.plan import Source, Step, key_of

if TYPE_CHECKING:
    from nodes.engine.expanding import Fragment

__all__ = ["Call", "Incoming", "Pending", "gather", "incoming", "new_call", "settle"]


class Incoming:
    """What is at one input. identity: what of it goes into keys."""

    __slots__ = ("identity", "output", "source", "spread")

    def __init__(self, source: Source, output: Output, identity: bytes, spread: bool) -> None:
        self.source = source
        self.output = output
        self.identity = identity
        self.spread = spread


class Call:
    """One call of a node's function: what goes in, and afterwards what came of it.

    outputs: by name, once there are any; entry: the same as it is kept.  hole: why there are none.
    cached: they were there before.  twin: another call of the step with the same key, which does the work for both.
    error, detail: why the function failed.
    """

    __slots__ = (
        "arguments",
        "cached",
        "detail",
        "entry",
        "error",
        "expansion",
        "hole",
        "identities",
        "key",
        "outputs",
        "seconds",
        "twin",
    )

    def __init__(self) -> None:
        self.key = b""
        self.arguments: dict[str, Any] = {}
        self.identities: dict[int, tuple[bytes, str]] = {}
        self.outputs: dict[str, Output] | None = None
        self.hole: Hole | None = None
        self.error: BaseException | None = None
        self.detail = ""
        self.expansion: Expansion | None = None
        self.entry: Entry | None = None
        self.twin: Call | None = None
        self.cached = False
        self.seconds = 0.0

    def is_open(self) -> bool:
        """Still to be made."""
        return self.entry is None and self.hole is None and self.error is None and self.twin is None


class Pending:
    """A step at work: its inputs and its calls.

    single: one call without lists.  open: how many calls are in the pool.  waits: the fragments that stand in for
    calls, by the number of the call.
    """

    __slots__ = ("calls", "inputs", "open", "single", "waits")

    def __init__(self, inputs: list[Incoming], calls: list[Call], *, single: bool) -> None:
        self.inputs = inputs
        self.calls = calls
        self.single = single
        self.open = 0
        self.waits: dict[int, Fragment] = {}

    def expands(self) -> bool:
        if self.single:
            return self.calls[0].expansion is not None
        return any(call.expansion is not None for call in self.calls)


def incoming(step: Step, source: Source, entry: Entry, hole: Hole | None, identity: bytes) -> Incoming:
    """What the finished source gives to this input.

    hole: the reason, when the source failed or was blocked as a whole.
    """
    output = entry.outputs.get(source.output)
    if output is None:
        output = hole if hole is not None else Hole(f"{source.output!r} has no value")
    spread = type(output) is Many and source.name not in step.call.many
    return Incoming(source, output, identity, spread)


def gather(step: Step, inputs: list[Incoming]) -> list[Call] | None:
    """The calls of a step, in order, keys and arguments still to be settled; None when there are no lists to spread.

    Lists go side by side; the last element of a shorter one is repeated, a single value stands beside every element.
    """
    longest = -1
    for item in inputs:
        if item.spread and type(item.output) is Many:
            count = len(item.output.items)
            if count == 0:
                return []
            longest = max(longest, count)
    return None if longest < 0 else [Call() for _ in range(longest)]


def new_call(step: Step, inputs: list[Incoming], place: int, extra: bytes = b"") -> Call:
    """Element number `place` of a step's calls, with its key; arguments are settled separately by `settle`."""
    call = Call()
    parts = []
    for item in inputs:
        identity = item.identity
        if item.spread and type(item.output) is Many:
            identity = item.output.ids[min(place, len(item.output.ids) - 1)]
        parts.append((item.source.tag, identity))
    call.key = key_of(step.static, parts, extra)
    return call


def settle(call: Call, step: Step, inputs: list[Incoming], place: int) -> None:
    """Fill in the arguments of a call, or its hole. Errors: NodeError when a wired parameter does not fit."""
    plan: CallPlan = step.call
    arguments = dict(step.parameters) if step.parameters else {}
    parameters = plan.parameters
    for item in inputs:
        name, output, identity = item.source.name, item.output, item.identity
        if type(output) is Many:
            if name in plan.many:
                failed = next((found for found in output.items if type(found) is Hole and found.failed), None)
                if failed is not None:
                    call.hole = failed
                    return
                arguments[name] = [found for found in output.items if type(found) is not Hole]
                continue
            place_here = min(place, len(output.items) - 1)
            identity = output.ids[place_here]
            output = output.items[place_here]
        if type(output) is Hole:
            call.hole = output
            return
        call.identities[id(output)] = identity, item.source.output
        if name in plan.many:
            arguments[name] = [output]
        elif name in parameters:
            arguments[name] = plan.unwrap(name, output)  # type: ignore[arg-type]
        else:
            arguments[name] = output
    call.arguments = arguments
