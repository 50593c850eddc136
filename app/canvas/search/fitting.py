"""Which port of a node type takes the wire that was pulled, as it is or through a converter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nodes.graph import Graph, InputPort, Interface, NodeType, OutputPort, Registry, Wire, interface
from nodes.values import Value

__all__ = ["Fit", "Pulled", "fit", "pulled_from", "wire_to"]

_STEPS = 64


@dataclass(frozen=True)
class Pulled:
    """A wire that hangs at one end. node, port: where the other end is.  from_output: it begins there.

    types: what it carries, or what its input takes; empty: anything.
    """

    node: str
    port: str
    from_output: bool
    types: tuple[type[Value], ...] = ()

    @property
    def type_name(self) -> str:
        """For its colour; "" when it can be anything."""
        return self.types[0].type_name if self.types else ""


@dataclass(frozen=True)
class Fit:
    """port: of the node type.  converted: the value goes through a converter.  loose: it takes or gives anything."""

    port: str
    converted: bool = False
    loose: bool = False


def pulled_from(graph: Graph, registry: Registry, node: str, port: str, *, from_output: bool) -> Pulled | None:
    """The wire pulled out of a port; None when there is no such port."""
    found = interface(graph.nodes[node], registry) if node in graph.nodes else None
    if found is None:
        return None
    if from_output:
        output = found.output(port)
        return Pulled(node, port, True, _carried(graph, registry, node, output)) if output is not None else None
    return _into_input(found, node, port)


def fit(pulled: Pulled, kind: NodeType, registry: Registry) -> Fit | None:
    """The best port of `kind` for the wire: one that must be wired first, then any, then through a converter."""
    return _fit_input(pulled, kind, registry) if pulled.from_output else _fit_output(pulled, kind, registry)


def wire_to(pulled: Pulled, node: str, port: str) -> Wire:
    """The wire between its fixed end and this port of a node."""
    if pulled.from_output:
        return Wire(pulled.node, pulled.port, node, port)
    return Wire(node, port, pulled.node, pulled.port)


def _into_input(found: Interface, node: str, port: str) -> Pulled | None:
    place = found.input(port)
    if place is not None:
        return Pulled(node, port, False, () if place.any else place.types)
    record = found.parameter(port)
    if record is None or record.port is None:
        return None
    return Pulled(node, port, False, (record.port,))


def _carried(graph: Graph, registry: Registry, node: str, output: OutputPort) -> tuple[type[Value], ...]:
    """The class of an output; for one that passes on what comes in, looked for upstream."""
    for _ in range(_STEPS):
        if not output.any:
            return (output.type,)
        found = interface(graph.nodes[node], registry)
        ports = [port.name for port in found.inputs if port.any] if found is not None else []
        wire = next((graph.wires[node, name] for name in ports if (node, name) in graph.wires), None)
        if wire is None or wire.source not in graph.nodes:
            return ()
        above = interface(graph.nodes[wire.source], registry)
        further = above.output(wire.output) if above is not None else None
        if further is None:
            return ()
        node, output = wire.source, further
    return ()


def _fit_input(pulled: Pulled, kind: NodeType, registry: Registry) -> Fit | None:
    straight = [port for port in kind.inputs if _takes(port, pulled.types)]
    if straight:
        exact = [port for port in straight if not port.any] or straight
        best = next((port for port in exact if port.required), exact[0])
        return Fit(best.name, loose=best.any)
    for parameter in kind.parameters:
        if parameter.port is not None and any(issubclass(given, parameter.port) for given in pulled.types):
            return Fit(parameter.name)
    for port in sorted(kind.inputs, key=_optional):
        if _converts(pulled.types, port.types, registry):
            return Fit(port.name, converted=True)
    return None


def _fit_output(pulled: Pulled, kind: NodeType, registry: Registry) -> Fit | None:
    for output in kind.outputs:
        if not output.any and (not pulled.types or issubclass(output.type, pulled.types)):
            return Fit(output.name)
    for output in kind.outputs:
        if output.any:
            return Fit(output.name, loose=True)
    for output in kind.outputs:
        if _converts((output.type,), pulled.types, registry):
            return Fit(output.name, converted=True)
    return None


def _optional(port: InputPort) -> bool:
    return not port.required


def _takes(port: InputPort, types: tuple[type[Value], ...]) -> bool:
    return not types or any(port.accepts(given) for given in types)


def _converts(given: Iterable[type[Value]], wanted: Iterable[type[Value]], registry: Registry) -> bool:
    targets = tuple(wanted)
    return any(registry.converter(one, other) is not None for one in given for other in targets)
