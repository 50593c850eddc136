"""What differs between two runs: parameters by name, nodes and wires that came or went; and going back to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.runs.history import PastRun
from nodes.graph import Graph, Node, Registry, Wire
from nodes.graph.edit import Edit, Patch, Several
from nodes.graph.edits import SetParameter
from nodes.graph.interface import interface, value_of
from nodes.graph.model import walk

__all__ = ["Difference", "differences", "graph_of", "restore", "restore_parameters", "seeds_of"]


@dataclass(frozen=True, slots=True)
class Difference:
    """node: its title.  what: the parameter, or "added", "removed", "wire ...".  one, other: values as text."""

    path: str
    node: str
    what: str
    one: str
    other: str


def graph_of(run: PastRun) -> Graph:
    """The graph as it ran, with what was set for this run only. Raises GraphError when it is malformed."""
    document = run.document.get("graph", run.document)
    graph = Graph.from_document(document)
    for path, parameters in run.overrides.items():
        *outer, name = path.split("/")
        home = graph.graph_at("/".join(outer))
        if home is not None and name in home.nodes:
            node = home.nodes[name]
            home.nodes[name] = replace(node, parameters={**node.parameters, **parameters})
    return graph


def differences(one: Graph, other: Graph, registry: Registry) -> list[Difference]:
    """From `one` to `other`, in the order of their nodes."""
    before, after = _nodes(one), _nodes(other)
    found: list[Difference] = []
    for path, node in before.items():
        twin = after.get(path)
        if twin is None or twin.type_id != node.type_id:
            found.append(Difference(path, _title(node, registry), "removed", node.type_id, ""))
        elif node is not twin:
            found.extend(_of_node(path, node, twin, registry))
    for path, node in after.items():
        if path not in before or before[path].type_id != node.type_id:
            found.append(Difference(path, _title(node, registry), "added", "", node.type_id))
    return found + _wires(one, other, registry)


def restore(graph: Graph, wanted: Graph) -> Edit:
    """One edit that turns `graph` into `wanted`: nodes, wires, frames and notes."""
    tables: dict[str, Any] = {}
    for name in ("nodes", "wires", "frames", "notes"):
        old, new = getattr(graph, name), getattr(wanted, name)
        tables[name] = {key: None for key in old if key not in new}
        tables[name] |= {key: item for key, item in new.items() if old.get(key) != item}
    return Patch(**tables, exposed=wanted.exposed, label="Restore a run")


def restore_parameters(graph: Graph, wanted: Graph, registry: Registry) -> Edit:
    """One edit that sets the parameters of the nodes that both have."""
    edits: list[Edit] = []
    known = _nodes(wanted)
    for path, node in _nodes(graph).items():
        twin = known.get(path)
        ports = interface(node, registry) if twin is not None and twin.type_id == node.type_id else None
        if twin is None or ports is None:
            continue
        where, _, name = path.rpartition("/")
        for record in ports.parameters:
            value = value_of(twin, ports.parameters, record.name)
            if value != value_of(node, ports.parameters, record.name):
                edits.append(SetParameter(name, record.name, value, where))
    return Several(tuple(edits), "Restore parameters of a run")


def seeds_of(graph: Graph, registry: Registry) -> list[tuple[str, Any]]:
    """(title of the node, seed) wherever a seed is set and not wired."""
    found: list[tuple[str, Any]] = []
    for _, inner in walk(graph):
        for node in inner.nodes.values():
            ports = interface(node, registry)
            if ports is not None:
                title, all_of = _title(node, registry).casefold(), ports.parameters
                seeds = [
                    record.name for record in all_of if record.seed and (node.id, record.name) not in inner.wires
                ]
                found += [(title, value_of(node, all_of, name)) for name in seeds]
    return found


def _of_node(path: str, one: Node, other: Node, registry: Registry) -> list[Difference]:
    title = _title(other, registry)
    ports = interface(other, registry)
    records = ports.parameters if ports is not None else ()
    names = dict.fromkeys([*one.parameters, *other.parameters])
    found = []
    for name in names:
        before, after = value_of(one, records, name), value_of(other, records, name)
        if before != after:
            found.append(Difference(path, title, name.replace("_", " "), _text(before), _text(after)))
    flags = [(flag, getattr(one, flag), getattr(other, flag)) for flag in ("muted", "bypassed")]
    found.extend(Difference(path, title, flag, _text(a), _text(b)) for flag, a, b in flags if a != b)
    return found


def _wires(one: Graph, other: Graph, registry: Registry) -> list[Difference]:
    found = []
    for key in dict.fromkeys([*one.wires, *other.wires]):
        before, after = one.wires.get(key), other.wires.get(key)
        if _end(before) != _end(after):
            node = other.nodes.get(key[0]) or one.nodes.get(key[0])
            title = _title(node, registry) if node is not None else key[0]
            found.append(Difference(key[0], title, f"wire into {key[1]}", _end(before), _end(after)))
    return found


def _end(wire: Wire | None) -> str:
    return f"{wire.source}.{wire.output}" if wire is not None else ""


def _nodes(graph: Graph) -> Mapping[str, Node]:
    return {
        f"{where}/{node.id}" if where else node.id: node
        for where, inner in walk(graph)
        for node in inner.nodes.values()
    }


def _title(node: Node, registry: Registry) -> str:
    kind = registry.get(node.type_id)
    return node.title or (kind.title if kind is not None else node.type_id)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:.6g}"
        case list() | dict():
            return f"{len(value)} entries"
        case _:
            text = " ".join(str(value).split())
            return text if len(text) <= 80 else text[:79] + "…"
