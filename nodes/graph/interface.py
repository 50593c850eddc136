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
    if node.graph is None:
        kind = registry.get(node.type_id)
        return None if kind is None else Interface(kind.inputs, kind.outputs, kind.parameters)
    inner = node.graph
    inputs = []
    for name, ends in inner.exposed.inputs.items():
        ports = [port for end in ends if (port := _inner_input(inner, end, registry))]
        if ports:
            inputs.append(replace(ports[0], name=name, required=any(port.required for port in ports)))
    outputs = []
    for name, end in inner.exposed.outputs.items():
        found = _inside(inner, end, registry)
        output = found.output(end.port) if found else None
        if output:
            outputs.append(replace(output, name=name))
    parameters = []
    for name, ends in inner.exposed.parameters.items():
        records = [record for end in ends if (record := _inner_parameter(inner, end, registry))]
        if records:
            parameters.append(replace(records[0], name=name))
    return Interface(tuple(inputs), tuple(outputs), tuple(parameters))


def value_of(node: Node, parameters: Iterable[Parameter], name: str) -> Any:
    """The present value of a parameter: what was set, else the default."""
    if name in node.parameters:
        return node.parameters[name]
    return next((record.default for record in parameters if record.name == name), None)


def _inside(graph: Graph, end: Inner, registry: Registry) -> Interface | None:
    node = graph.nodes.get(end.node)
    return interface(node, registry) if node is not None else None


def _inner_input(graph: Graph, end: Inner, registry: Registry) -> InputPort | None:
    found = _inside(graph, end, registry)
    if found is None:
        return None
    port = found.input(end.port)
    if port is None:
        record = found.parameter(end.port)
        if record is not None and record.port is not None:
            return InputPort(record.name, (record.port,), required=False, help=record.help)
    return port


def _inner_parameter(graph: Graph, end: Inner, registry: Registry) -> Parameter | None:
    found = _inside(graph, end, registry)
    record = found.parameter(end.port) if found else None
    if found is None or record is None:
        return None
    return replace(record, default=value_of(graph.nodes[end.node], found.parameters, end.port))
