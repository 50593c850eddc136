"""An expansion becomes steps of the running plan: the fragment's nodes, after the ones that are already there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from nodes.engine.calls import FEED, CallPlan
from nodes.engine.entries import Entry, Hole, Output
from nodes.engine.expansion import Blocked, Expansion
from nodes.engine.plan import Plan, Step
from nodes.engine.state import OVER, RunState
from nodes.errors import NodeError
from nodes.graph import Flat, Graph, Link, Node, NodeType, OutputPort, Registry, Wire, resolve
from nodes.values import Value

if TYPE_CHECKING:
    from nodes.engine.closing import Closing
    from nodes.engine.gathering import Call, Pending
    from nodes.engine.keying import Keying

__all__ = ["Expanding", "Expansions", "Fragment"]

_DEEPEST = 1000  # expansions within expansions
Origin: TypeAlias = tuple[int, str] | Any
"""Where an output of an expansion comes from: (index of a step, its output), or a value."""


class Fragment:
    """steps: ready to be appended, their indices already counted on from the last one of the run.

    fed: index of each feeding step -> (its entry, identity of the value).  made: by output name, where it comes from.
    effects: steps that write files, which run too.  fed_lazily: steps that feed lazy inputs.
    """

    __slots__ = ("effects", "fed", "fed_lazily", "made", "steps")

    def __init__(
        self,
        plan: Plan,
        first: int,
        fed: dict[int, tuple[Entry, bytes]],
        made: dict[str, Origin],
    ) -> None:
        self.steps = plan.steps
        self.fed = fed
        self.made = made
        self.effects = [first + plan.index[path] for path in plan.flat.effects()]
        self.fed_lazily = {first + index for index in plan.fed_lazily}

    def wanted(self) -> list[int]:
        """The steps that the node waits for, each once."""
        origins = [origin[0] for origin in self.made.values() if isinstance(origin, tuple)]
        return list(dict.fromkeys([*origins, *self.effects]))


class Expansions:
    """Turns expansions into fragments. One for an engine: the stand-ins for fed values are made once per type."""

    def __init__(self, registry: Registry, call_plan: Callable[[NodeType | None], CallPlan]) -> None:
        self._registry = registry
        self._call_plan = call_plan
        self._kinds: dict[str, NodeType] = {}

    def fragment(
        self, expansion: Expansion, step: Step, path: str, first: int, identities: Mapping[int, tuple[bytes, str]]
    ) -> Fragment:
        """The steps of an expansion that `step` returned, counted from index `first`.

        identities: of the values the node received, by id(), and the output each came from: work on one that is fed
        on is then the same work as outside.
        Errors: NodeError when the fragment is no runnable graph or an output leads nowhere.
        """
        graph, feeds = self._with_feeds(expansion, identities)
        flat = resolve(graph, self._registry)
        blocking = [problem for problem in flat.problems if problem.blocking]
        if blocking:
            raise NodeError(f"The graph it expands to cannot run: {blocking[0]}")
        plan = Plan(flat, self._call_plan)
        made = _origins(expansion, step.call, flat, first, plan)
        fed: dict[int, tuple[Entry, bytes]] = {}
        for inner in plan.steps:
            if inner.path in feeds:
                fed[first + inner.index] = feeds[inner.path]
            inner.index += first
            inner.path = f"{path}/{inner.path}"
            inner.shown = step.shown
            inner.locked = False
            for source in inner.sources:
                source.index += first
        return Fragment(plan, first, fed, made)

    def _with_feeds(
        self, expansion: Expansion, identities: Mapping[int, tuple[bytes, str]]
    ) -> tuple[Graph, dict[str, tuple[Entry, bytes]]]:
        """The fragment with a stand-in node wired to every fed input; the entry and identity of each stand-in."""
        graph = expansion.graph.copy()
        feeds: dict[str, tuple[Entry, bytes]] = {}
        for place, ((node, name), value) in enumerate(expansion.feeds.items()):
            if not isinstance(value, Value):
                raise NodeError(f"Its expansion feeds a {type(value).__name__} into {node}.{name}: that is no value.")
            identity, output = identities.get(id(value)) or (bytes.fromhex(value.content_hash()), "value")
            stand_in = f"feed:{place}"
            graph.nodes[stand_in] = Node(stand_in, self._stand_in(value, output).type_id)
            graph.wires[node, name] = Wire(stand_in, output, node, name)
            feeds[stand_in] = Entry({output: value}), identity
        return graph, feeds

    def _stand_in(self, value: Value, output: str) -> NodeType:
        type_id = f"{FEED}{value.type_name}.{output}"
        kind = self._kinds.get(type_id)
        if kind is None:
            outputs = (OutputPort(output, type(value)),)
            kind = self._kinds[type_id] = NodeType(type_id, "Value", "Engine", 1, _never_called, outputs=outputs)
            known = [kind for kind in self._registry if not kind.type_id.startswith("graph.")]
            self._registry = Registry([*known, kind])
        return kind


class Expanding:
    """The expansions of one run."""

    def __init__(self, state: RunState, expansions: Expansions, keying: Keying, closing: Closing) -> None:
        self.state = state
        self.expansions = expansions
        self.keying = keying
        self.closing = closing
        self._depth: dict[int, int] = {}

    def expand(self, index: int, place: int, call: Call) -> list[int]:
        """Put the steps of a call's expansion into the run; the node waits for those given back, to be demanded."""
        state = self.state
        step = state.steps[index]
        depth = self._depth.get(index, 0) + 1
        if depth > _DEEPEST:
            raise NodeError(
                f"It expanded {_DEEPEST} times inside itself.", remedy="Let the loop end, or make it shorter."
            )
        assert call.expansion is not None
        pending = state.pending[index]
        path = step.path if pending.single else f"{step.path}#{place}"
        fragment = self.expansions.fragment(call.expansion, step, path, len(state.steps), call.identities)
        state.append(fragment.steps, index)
        state.fed_lazily |= fragment.fed_lazily
        for inner in fragment.steps:
            self._depth[inner.index] = depth
            fed = fragment.fed.get(inner.index)
            if fed is not None:
                state.status[inner.index] = OVER
                state.entries[inner.index], state.keys[inner.index] = fed
            elif not inner.stable:
                self.keying.settle(inner.index)
        pending.waits[place] = fragment
        wanted = fragment.wanted()
        for origin in wanted:
            state.users[origin] += 1
            if state.status[origin] != OVER:
                state.wait_for(index, origin)
                state.missing[index] += 1
        return wanted

    def collect(self, step: Step, pending: Pending) -> None:
        """What the expansions made becomes what the calls made."""
        for place, fragment in pending.waits.items():
            self._collect(step, pending.calls[place], fragment)
            for origin in fragment.wanted():
                self.closing.release(origin)
        pending.waits = {}

    def _collect(self, step: Step, call: Call, fragment: Fragment) -> None:
        state = self.state
        outputs: dict[str, Output] = {}
        for name, origin in fragment.made.items():
            if isinstance(origin, tuple):
                inner, output = origin
                entry = state.entries[inner]
                found = entry.outputs.get(output) if entry is not None else None
                outputs[name] = found if found is not None else state.holes.get(inner, Hole("it has no value"))
            else:
                outputs[name] = Hole(origin.reason, step.shown) if isinstance(origin, Blocked) else origin
        call.expansion = None
        holes = [output for output in outputs.values() if type(output) is Hole]
        failed = next((hole for hole in holes if hole.failed), None)
        for effect in fragment.effects:
            hole = state.holes.get(effect)
            failed = hole if failed is None and hole is not None and hole.failed else failed
        if failed is not None and failed.error is not None:
            call.error, call.detail = failed.error, failed.detail
        if outputs and len(holes) == len(outputs):
            call.hole = holes[0]
        else:
            call.outputs = outputs
            self.closing.keep_call(step, call)


def _origins(expansion: Expansion, call: CallPlan, flat: Flat, first: int, plan: Plan) -> dict[str, Origin]:
    """Where each output of the expanding node comes from. Errors: NodeError."""
    unlike = set(expansion.outputs) ^ set(call.names)
    if unlike:
        names = ", ".join(map(repr, sorted(unlike)))
        raise NodeError(f"Its expansion gives outputs {sorted(expansion.outputs)}: {names} missing or too many.")
    made: dict[str, Origin] = {}
    for name, origin in expansion.outputs.items():
        if not (isinstance(origin, tuple) and len(origin) == 2 and isinstance(origin[0], str)):
            made[name] = origin if isinstance(origin, Blocked) else call.output(name, origin)
            continue
        link = Link(*origin)
        if link.node not in flat.nodes:
            traced = flat.stands_for.get(link.node, {}).get(link.output)
            if traced is None:
                raise NodeError(f"Output {name!r} of its expansion comes from {origin!r}, which makes nothing.")
            link = traced
        kind = flat.nodes[link.node].node_type
        if kind is None or link.output not in kind.output_by_name:
            raise NodeError(f"Output {name!r} of its expansion comes from {origin!r}, which has no such output.")
        made[name] = (first + plan.index[link.node], link.output)
    return made


def _never_called(**_: Any) -> Any:
    raise NodeError("A value fed into an expansion was not there.")
