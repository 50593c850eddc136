"""A flat graph made ready to run: for each node what goes into its key and how it is called, worked out once.

Indices take the place of paths, and every key that depends on nothing outside the graph is computed here, so a second
run of the same document starts with all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any

from nodes.engine.calls import CallPlan
from nodes.engine.durations import size_class
from nodes.engine.keys import KEY_BYTES, Unkeyable, canonical, unique_key
from nodes.graph import Flat, FlatNode

__all__ = ["Plan", "Source", "Step", "key_of"]


class Source:
    """Where one input comes from. tag: what the key says about the two ends, besides the source's own key."""

    __slots__ = ("index", "lazy", "name", "output", "tag")

    def __init__(self, name: str, index: int, output: str, lazy: bool) -> None:
        self.name = name
        self.index = index
        self.output = output
        self.lazy = lazy
        self.tag = f"{len(name)}:{name}{len(output)}:{output}".encode()


class Step:
    """One node of the plan.

    static: digest of type, version and unwired parameters.  key: known from the start when `stable`.  dynamic: which
    inputs count is known only while running (lazy inputs; a fingerprint over a wired parameter).
    """

    __slots__ = (
        "blocked",
        "call",
        "dynamic",
        "eager",
        "flat",
        "index",
        "key",
        "lazy",
        "locked",
        "on_disk",
        "parameters",
        "path",
        "shown",
        "size",
        "sources",
        "stable",
        "static",
        "unkeyable",
        "wired",
    )

    def __init__(self, index: int, flat: FlatNode, call: CallPlan, sources: tuple[Source, ...]) -> None:
        self.index = index
        self.flat = flat
        self.path = flat.path
        self.shown = flat.shown or flat.path
        self.call = call
        self.parameters = flat.parameters
        self.sources = sources
        self.locked = flat.locked and not call.effect
        self.on_disk = call.dear or self.locked
        self.blocked = bool(flat.problems) and flat.blocked
        self.key: bytes | None = None
        self.size: int | None = None
        self.eager = sources
        unwired = flat.parameters
        self.wired = False
        for source in sources:
            if source.name in call.parameters:
                self.wired = True
                unwired = {name: value for name, value in unwired.items() if name != source.name}
            if source.lazy:
                self.eager = tuple(source for source in sources if not source.lazy)
        self.lazy = self.eager is not sources
        self.dynamic = self.lazy or (self.wired and call.fingerprint is not None)
        self.unkeyable = False
        try:
            self.static = blake2b(call.prefix + canonical(unwired), digest_size=KEY_BYTES).digest()
        except Unkeyable:
            self.static = unique_key()
            self.unkeyable = True
        self.stable = False

    def size_class(self) -> int:
        if self.size is None:
            self.size = size_class(self.parameters)
        return self.size


def key_of(static: bytes, parts: Iterable[tuple[bytes, bytes]], extra: bytes = b"") -> bytes:
    """The key of one call. parts: (tag of the input, identity of what comes in) in input order."""
    pieces = [static]
    for tag, identity in parts:
        pieces.append(tag)
        pieces.append(identity)
    pieces.append(extra)
    return blake2b(b"".join(pieces), digest_size=KEY_BYTES).digest()


class Plan:
    """The steps of a flat graph in an order in which each comes after what feeds it; `index` by path.

    unkeyable: a parameter has no key, so the plan is not to be used twice.
    """

    __slots__ = ("_default_targets", "fed_lazily", "flat", "has_locks", "index", "steps", "unkeyable", "unstable")

    def __init__(self, flat: Flat, call_plan: Callable[[Any], CallPlan]) -> None:
        self.flat = flat
        self.steps: list[Step] = []
        self.index: dict[str, int] = {}
        self.fed_lazily: set[int] = set()
        self.has_locks = False
        self.unstable = False
        self.unkeyable = False
        self._default_targets: list[int] | None = None
        steps, index = self.steps, self.index
        for path, node in flat.nodes.items():
            call = call_plan(node.node_type)
            position = len(steps)
            sources = self._sources(node, call) if node.inputs else ()
            step = Step(position, node, call, sources)
            steps.append(step)
            index[path] = position
            self.unkeyable = self.unkeyable or step.unkeyable
            self._settle_key(step)

    def _sources(self, node: FlatNode, call: CallPlan) -> tuple[Source, ...]:
        index, inputs = self.index, node.inputs
        if not call.lazy and len(inputs) == 1:
            [(name, link)] = inputs.items()
            return (Source(name, index[link.node], link.output, lazy=False),)
        lazy = call.lazy if call.needs is not None else frozenset()
        sources = tuple(
            Source(name, index[inputs[name].node], inputs[name].output, name in lazy) for name in sorted(inputs)
        )
        self.fed_lazily.update(source.index for source in sources if source.lazy)
        return sources

    def _settle_key(self, step: Step) -> None:
        steps = self.steps
        if step.locked:
            self.has_locks = True
        elif not step.dynamic and step.call.fingerprint is None and not step.call.feed and not step.blocked:
            pieces = [step.static]
            for source in step.sources:
                key = steps[source.index].key
                if key is None:
                    break
                pieces.append(source.tag)
                pieces.append(key)
            else:
                step.key = blake2b(b"".join(pieces), digest_size=KEY_BYTES).digest()
                step.stable = True
                return
        self.unstable = True

    def default_targets(self) -> list[int]:
        """Every output node, or, where there is none, every node that feeds nothing."""
        if self._default_targets is None:
            self._default_targets = [self.index[path] for path in self.flat.effects() or self.flat.sinks()]
        return self._default_targets

    def ancestors(self, wanted: Iterable[int]) -> list[int]:
        """These steps and everything that may feed them, in running order."""
        seen = bytearray(len(self.steps))
        stack = list(wanted)
        count = 0
        while stack:
            index = stack.pop()
            if not seen[index]:
                seen[index] = 1
                count += 1
                stack.extend(source.index for source in self.steps[index].sources)
        if count == len(self.steps):
            return list(range(count))
        return [index for index, there in enumerate(seen) if there]
