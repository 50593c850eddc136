"""An expansion becomes steps of the running plan: the fragment's nodes, after the ones that are already there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nodes.engine.calls import FEED, CallPlan
from nodes.engine.entries import Entry
from nodes.engine.expansion import Expansion
from nodes.engine.plan import Plan, Step
from nodes.errors import NodeError
from nodes.graph import Graph, Link, Node, NodeType, OutputPort, Registry, Wire, resolve
from nodes.values import Value

__all__ = ["Fragment", "fragment_of"]


class Fragment:
    """steps: ready to be appended, their sources' indices already counted from `first`.

    fed: index of each feeding step -> (its entry, identity of the value).  made: for each output name, where it comes
    from: (index of a step, output name), or a value.
    """

    __slots__ = ("fed", "made", "steps")

    def __init__(
        self,
        steps: list[Step],
        fed: dict[int, tuple[Entry, bytes]],
        made: dict[str, tuple[int, str] | Any],
    ) -> None:
        self.steps = steps
        self.fed = fed
        self.made = made


def fragment_of(
    expansion: Expansion,
    path: str,
    shown: str,
    first: int,
    registry: Registry,
    call_plan: Callable[[Any], CallPlan],
    identities: Mapping[int, bytes],
) -> Fragment:
    """The steps of an expansion returned by the node at `path`, counted from index `first`.

    identities: of the values the node received, by id(), so that feeding one on needs no hashing.
    Errors: NodeError when the fragment is no runnable graph or an output leads nowhere.
    """
    graph, values, kinds = _with_feeds(expansion)
    flat = resolve(graph, Registry([*(kind for kind in registry if not kind.type_id.startswith("graph.")), *kinds]))
    blocking = [problem for problem in flat.problems if problem.blocking]
    if blocking:
        raise NodeError(f"The graph it expands to cannot run: {blocking[0]}")
    plan = Plan(flat, call_plan)
    fed: dict[int, tuple[Entry, bytes]] = {}
    for step in plan.steps:
        inner = step.path
        if inner in values:
            value = values[inner]
            known = identities.get(id(value))
            identity = known if known is not None else bytes.fromhex(value.content_hash())
            fed[first + step.index] = (Entry({"value": value}), identity)
        step.index += first
        step.path = f"{path}/{inner}"
        step.shown = shown
        step.locked = False
        for source in step.sources:
            source.index += first
    made: dict[str, tuple[int, str] | Any] = {}
    for name, origin in expansion.outputs.items():
        if not (isinstance(origin, tuple) and len(origin) == 2 and isinstance(origin[0], str)):
            made[name] = origin
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
    return Fragment(plan.steps, fed, made)


def _with_feeds(expansion: Expansion) -> tuple[Graph, dict[str, Value], list[NodeType]]:
    """The fragment with a stand-in node wired to every fed input; what each stands for; their types."""
    graph = expansion.graph.copy()
    values: dict[str, Value] = {}
    kinds: dict[str, NodeType] = {}
    for place, ((node, name), value) in enumerate(expansion.feeds.items()):
        type_id = f"{FEED}{value.type_name}"
        if type_id not in kinds:
            kinds[type_id] = NodeType(
                type_id, "Value", "Engine", 1, _never_called, outputs=(OutputPort("value", type(value)),)
            )
        stand_in = f"feed:{place}"
        graph.nodes[stand_in] = Node(stand_in, type_id)
        graph.wires[node, name] = Wire(stand_in, "value", node, name)
        values[stand_in] = value
    return graph, values, list(kinds.values())


def _never_called(**_: Any) -> Any:
    raise NodeError("A value fed into an expansion was not there.")
