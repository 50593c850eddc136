"""Whether a wire may lead from an output to an input, and in words why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.canvas.search.fitting import pulled_from
from nodes.graph import Graph, NodeType, Registry, interface
from nodes.values import Value

__all__ = ["Verdict", "WireEnd", "downstream", "first_fit", "judge"]


@dataclass(frozen=True, slots=True)
class WireEnd:
    """Where a dragged wire is held fast: a port of a node. from_output: the wire begins there."""

    node: str
    port: str
    from_output: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """ok: the wire can be.  converter: what the value goes through on its way.  reason: why not, in words."""

    ok: bool
    converter: NodeType | None = None
    reason: str = ""


_YES = Verdict(True)


def judge(
    graph: Graph,
    registry: Registry,
    source: str,
    output: str,
    target: str,
    into: str,
    *,
    looking_for_circles: bool = True,
) -> Verdict:
    """May a wire lead from this output to this input or parameter?"""
    if source == target:
        return Verdict(False, reason=_tr("A node cannot feed itself."))
    if looking_for_circles and target in upstream(graph, source):
        return Verdict(False, reason=_tr("That would close a circle: {0} feeds {1} already.").format(target, source))
    given, wanted = _given(graph, registry, source, output), _wanted(graph, registry, target, into)
    if given is None:
        return Verdict(False, reason=_tr("{0} has no output “{1}”.").format(source, output))
    if wanted is None:
        return Verdict(False, reason=_tr("“{0}” takes no wire.").format(_readable(into)))
    if not given or not wanted or all(issubclass(kind, wanted) for kind in given):
        return _YES
    for kind in wanted:
        step = registry.converter(given[0], kind)
        if step is not None:
            return Verdict(True, step)
    return Verdict(False, reason=_refusal(into, given, wanted))


def first_fit(graph: Graph, registry: Registry, held: WireEnd, node: str) -> tuple[str, Verdict]:
    """The first port of a node that takes the wire: free ones first, straight before converted.

    ("", a verdict with the reason) when none does.
    """
    best: tuple[int, str, Verdict] | None = None
    reason = Verdict(False, reason=_tr("Nothing on this node takes the wire."))
    for place, port in enumerate(_ports(graph, registry, node, outputs=not held.from_output)):
        verdict = judge_end(graph, registry, held, node, port)
        if not verdict.ok:
            reason = verdict if verdict.reason and place == 0 else reason
            continue
        taken = held.from_output and (node, port) in graph.wires
        rank = 2 * taken + (verdict.converter is not None)
        if best is None or rank < best[0]:
            best = (rank, port, verdict)
    return (best[1], best[2]) if best is not None else ("", reason)


def judge_end(graph: Graph, registry: Registry, held: WireEnd, node: str, port: str) -> Verdict:
    """Like `judge`, with one end held."""
    if held.from_output:
        return judge(graph, registry, held.node, held.port, node, port)
    return judge(graph, registry, node, port, held.node, held.port)


def upstream(graph: Graph, node: str) -> set[str]:
    """Every node that feeds this one."""
    feeds: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        feeds.setdefault(wire.target, []).append(wire.source)
    return _reached(feeds, node)


def downstream(graph: Graph, node: str) -> set[str]:
    """Every node that this one feeds."""
    feeds: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        feeds.setdefault(wire.source, []).append(wire.target)
    return _reached(feeds, node)


def _reached(feeds: dict[str, list[str]], node: str) -> set[str]:
    seen: set[str] = set()
    stack = list(feeds.get(node, ()))
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack.extend(feeds.get(name, ()))
    return seen


def _ports(graph: Graph, registry: Registry, node: str, *, outputs: bool) -> Iterator[str]:
    ports = interface(graph.nodes[node], registry) if node in graph.nodes else None
    if ports is None:
        return
    if outputs:
        yield from (port.name for port in ports.outputs)
        return
    yield from (port.name for port in ports.inputs)
    yield from (record.name for record in ports.parameters if record.port is not None)


def _given(graph: Graph, registry: Registry, node: str, output: str) -> tuple[type[Value], ...] | None:
    pulled = pulled_from(graph, registry, node, output, from_output=True)
    return pulled.types if pulled is not None else None


def _wanted(graph: Graph, registry: Registry, node: str, into: str) -> tuple[type[Value], ...] | None:
    pulled = pulled_from(graph, registry, node, into, from_output=False)
    return pulled.types if pulled is not None else None


def _refusal(into: str, given: tuple[type[Value], ...], wanted: tuple[type[Value], ...]) -> str:
    text = _tr("“{0}” takes {1}, not {2}; nothing converts one into the other.")
    return text.format(_readable(into), _or(wanted), _or(given))


def _or(kinds: tuple[type[Value], ...]) -> str:
    return _tr(" or ").join(kind.type_name for kind in kinds)


def _readable(name: str) -> str:
    return name.replace("_", " ")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
