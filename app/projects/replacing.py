"""A known node in the place of one whose type is missing: which types are alike, and what is kept of the old one."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from app.edits import Document
from nodes.graph import Graph, InputPort, Node, NodeType, Wire
from nodes.graph.edit import Patch

__all__ = ["replacement", "similar_types"]


def similar_types(document: Document, path: str, most: int = 8) -> list[NodeType]:
    """Known types that could take its place, the likeliest first: by wires kept, parameters kept, and name."""
    where, _, name = path.rpartition("/")
    graph = document.graph_at(where)
    node = graph.nodes.get(name) if graph is not None else None
    if graph is None or node is None:
        return []
    ranked = sorted(document.registry, key=lambda kind: -_likeness(document, where, graph, node, kind))
    return [kind for kind in ranked[:most] if _likeness(document, where, graph, node, kind) > 0.5]


def replacement(document: Document, path: str, kind: NodeType) -> Patch:
    """The edit that puts a node of `kind` there under the same id, with every wire and parameter that still fits."""
    where, _, name = path.rpartition("/")
    graph = document.graph_at(where)
    assert graph is not None
    node = graph.nodes[name]
    kept, dropped = _wires(document, where, graph, node, kind)
    wires: dict[tuple[str, str], Wire | None] = dict.fromkeys(dropped)
    wires |= {(wire.target, wire.input): wire for wire in kept}
    fresh = replace(node, type_id=kind.type_id, version=kind.version, parameters=_parameters(node, kind), extra={})
    return Patch({name: fresh}, wires, where=where, label=f"Replace {node.title or name} by {kind.title}")


def _likeness(document: Document, where: str, graph: Graph, node: Node, kind: NodeType) -> float:
    kept, dropped = _wires(document, where, graph, node, kind)
    wires = len(kept) / max(
        1, len(kept) + len([key for key in dropped if key not in {(w.target, w.input) for w in kept}])
    )
    parameters = len(_parameters(node, kind)) / max(1, len(node.parameters))
    names = SequenceMatcher(None, _last(node.type_id), _last(kind.type_id)).ratio()
    return wires + 0.5 * parameters + names


def _wires(
    document: Document, where: str, graph: Graph, node: Node, kind: NodeType
) -> tuple[list[Wire], list[tuple[str, str]]]:
    """(the wires as they are afterwards, keys of all wires there are now)."""
    kept: list[Wire] = []
    taken: set[str] = set()
    now = graph.wires_of([node.id])
    for wire in now:
        if wire.target == node.id:
            port = _input_for(document, where, wire, kind, taken)
            if port:
                taken.add(port)
                kept.append(replace(wire, input=port))
        else:
            output = _output_for(document, where, wire, kind)
            if output:
                kept.append(replace(wire, output=output))
    return kept, [(wire.target, wire.input) for wire in now]


def _input_for(document: Document, where: str, wire: Wire, kind: NodeType, taken: set[str]) -> str:
    """An input of the same name, else the first free one that takes what comes; "" when there is none."""
    if wire.input not in taken and (wire.input in kind.input_by_name or _takes_wire(kind, wire.input)):
        return wire.input
    source = document.interface(where, wire.source)
    coming = source.output(wire.output) if source is not None else None
    for port in kind.inputs:
        if port.name not in taken and (coming is None or coming.any or port.accepts(coming.type)):
            return port.name
    return ""


def _output_for(document: Document, where: str, wire: Wire, kind: NodeType) -> str:
    if wire.output in kind.output_by_name:
        return wire.output
    wanted = _accepted_by(document, where, wire)
    for output in kind.outputs:
        if wanted is None or output.any or wanted.accepts(output.type):
            return output.name
    return ""


def _accepted_by(document: Document, where: str, wire: Wire) -> InputPort | None:
    target = document.interface(where, wire.target)
    return target.input(wire.input) if target is not None else None


def _takes_wire(kind: NodeType, name: str) -> bool:
    record = kind.parameter_by_name.get(name)
    return record is not None and record.port is not None


def _parameters(node: Node, kind: NodeType) -> dict[str, object]:
    records = kind.parameter_by_name
    return {
        name: value
        for name, value in node.parameters.items()
        if name in records and not records[name].complaint(value)
    }


def _last(type_id: str) -> str:
    return type_id.rpartition(".")[2].replace("_", " ").casefold()
