"""The ports and parameters of a node as seen from outside, a subgraph's too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from nodes.graph.model import Graph, Inner, Node
from nodes.graph.nodetype import InputPort, OutputPort, Parameter
from nodes.graph.registry import Registry

__all__ = ["Interface", "interface"]


@dataclass(frozen=True, slots=True)
class Interface:
    inputs: tuple[InputPort, ...] = ()
    outputs: tuple[OutputPort, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    def input(self, name: str) -> InputPort | None:
        return next((port for port in self.inputs if port.name == name), None)

    def output(self, name: str) -> OutputPort | None:
        return next((port for port in self.outputs if port.name == name), None)

    def parameter(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def interface(node: Node, registry: Registry) -> Interface | None:
    """None for an unknown node type. A subgraph's parameters have the inner node's present value as default."""
    return _Reading(registry).interface(node)


def value_of(node: Node, parameters: Iterable[Parameter], name: str) -> Any:
    """The present value of a parameter: what was set, else the default."""
    if name in node.parameters:
        return node.parameters[name]
    return next((record.default for record in parameters if record.name == name), None)


class _Reading:
    """Reads each node inside once, however many ports lead to it: the cost stays linear in what is nested."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[int, tuple[Node, Interface | None]] = {}

    def interface(self, node: Node) -> Interface | None:
        if node.graph is None:
            kind = self._registry.get(node.type_id)
            return None if kind is None else Interface(kind.inputs, kind.outputs, kind.parameters)
        if id(node) not in self._known:
            self._known[id(node)] = (node, self._of_subgraph(node.graph))
        return self._known[id(node)][1]

    def _of_subgraph(self, inner: Graph) -> Interface:
        inputs = []
        for name, ends in inner.exposed.inputs.items():
            ports = [port for end in ends if (port := self._input(inner, end))]
            if ports:
                inputs.append(replace(ports[0], name=name, required=any(port.required for port in ports)))
        outputs = []
        for name, end in inner.exposed.outputs.items():
            found = self._inside(inner, end)
            output = found.output(end.port) if found else None
            if output:
                outputs.append(replace(output, name=name))
        parameters = []
        for name, ends in inner.exposed.parameters.items():
            records = [record for end in ends if (record := self._parameter(inner, end))]
            if records:
                parameters.append(replace(records[0], name=name))
        return Interface(tuple(inputs), tuple(outputs), tuple(parameters))

    def _inside(self, graph: Graph, end: Inner) -> Interface | None:
        node = graph.nodes.get(end.node)
        return self.interface(node) if node is not None else None

    def _input(self, graph: Graph, end: Inner) -> InputPort | None:
        found = self._inside(graph, end)
        if found is None:
            return None
        port = found.input(end.port)
        record = found.parameter(end.port)
        if port is None and record is not None and record.port is not None:
            return InputPort(record.name, (record.port,), required=False, help=record.help)
        return port

    def _parameter(self, graph: Graph, end: Inner) -> Parameter | None:
        found = self._inside(graph, end)
        record = found.parameter(end.port) if found else None
        if found is None or record is None:
            return None
        return replace(record, default=value_of(graph.nodes[end.node], found.parameters, end.port))
