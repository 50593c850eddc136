"""What a subgraph shows outside, changed as plain data, and the edits that keep the graph around it in step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from nodes.errors import GraphError
from nodes.graph import Exposed, Graph, Inner, Registry, Wire, interface, new_id
from nodes.graph.edits import Connect, Disconnect, Edit, Expose, ResetParameter, SetParameter, Several

__all__ = ["Kind", "Shown", "add_edit", "candidates", "move_edit", "remove_edit", "rename_edit", "shown"]

Kind = Literal["inputs", "outputs", "parameters"]


@dataclass(frozen=True)
class Shown:
    """One port or parameter on the outside and what it leads to inside."""

    kind: Kind
    name: str
    ends: tuple[Inner, ...]


def shown(exposed: Exposed) -> list[Shown]:
    """All of it: inputs, outputs, parameters, in their order."""
    return [
        *(Shown("inputs", name, ends) for name, ends in exposed.inputs.items()),
        *(Shown("outputs", name, (end,)) for name, end in exposed.outputs.items()),
        *(Shown("parameters", name, ends) for name, ends in exposed.parameters.items()),
    ]


def candidates(graph: Graph, registry: Registry, node: str) -> list[tuple[Kind, str]]:
    """What of a node inside could be shown and is not yet. Inputs that are wired inside cannot."""
    found = interface(graph.nodes[node], registry) if node in graph.nodes else None
    if found is None:
        return []
    taken = {(item.kind, end) for item in shown(graph.exposed) for end in item.ends}
    wanted: list[tuple[Kind, str]] = [
        *(("inputs", port.name) for port in found.inputs if (node, port.name) not in graph.wires),
        *(("outputs", port.name) for port in found.outputs),
        *(("parameters", record.name) for record in found.parameters if (node, record.name) not in graph.wires),
    ]
    return [(kind, name) for kind, name in wanted if (kind, Inner(node, name)) not in taken]


def add_edit(graph: Graph, where: str, kind: Kind, end: Inner, name: str = "") -> Edit:
    """Show a port or parameter of an inner node under this name, or its own; with a number when that is taken."""
    exposed = graph.exposed
    table = dict(getattr(exposed, kind))
    taken = [*exposed.outputs] if kind == "outputs" else [*exposed.inputs, *exposed.parameters]
    table[new_id(taken, name.strip() or end.port)] = end if kind == "outputs" else (end,)
    return Expose(_with(exposed, kind, table), where)


def rename_edit(root: Graph, where: str, kind: Kind, name: str, to: str) -> Edit:
    """Another outer name; wires, values and outer subgraphs that used the old one follow. Raises GraphError."""
    inside = _inside(root, where)
    to = to.strip()
    exposed = inside.exposed
    taken = exposed.outputs if kind == "outputs" else {**exposed.inputs, **exposed.parameters}
    if not to:
        raise GraphError("A port needs a name.", remedy="Type one.")
    if to != name and to in taken:
        raise GraphError(f"{to!r} is taken.", remedy="Choose another name.")
    table = {(to if key == name else key): ends for key, ends in getattr(exposed, kind).items()}
    edits: list[Edit] = [Expose(_with(exposed, kind, table), where)]
    outer, outer_where, holder = _around(root, where)
    edits += _rewired(outer, outer_where, holder, kind, name, to)
    value = outer.nodes[holder].parameters
    if kind != "outputs" and name in value:
        edits += [
            ResetParameter(holder, name, outer_where),
            SetParameter(holder, to, value[name], outer_where),
        ]
    fresh = _renamed_outside(outer.exposed, kind, Inner(holder, name), Inner(holder, to))
    if fresh != outer.exposed:
        edits.append(Expose(fresh, outer_where))
    return Several(tuple(edits), f"Rename {name} to {to}", where)


def remove_edit(root: Graph, where: str, kind: Kind, name: str) -> Edit:
    """Show it no longer. Wires to it go; a value set on it stays in force inside."""
    inside = _inside(root, where)
    table = {key: ends for key, ends in getattr(inside.exposed, kind).items() if key != name}
    outer, outer_where, holder = _around(root, where)
    edits: list[Edit] = [
        Disconnect(wire.target, wire.input, outer_where) for wire in _wires_at(outer, holder, kind, name)
    ]
    value = outer.nodes[holder].parameters
    if kind == "parameters" and name in value:
        edits.append(ResetParameter(holder, name, outer_where))
        edits += [
            SetParameter(end.node, end.port, value[name], where)
            for end in inside.exposed.parameters.get(name, ())
            if end.node in inside.nodes
        ]
    fresh = _dropped_outside(outer.exposed, kind, Inner(holder, name))
    if fresh != outer.exposed:
        edits.append(Expose(fresh, outer_where))
    edits.append(Expose(_with(inside.exposed, kind, table), where))
    return Several(tuple(edits), f"Hide {name}", where)


def move_edit(graph: Graph, where: str, kind: Kind, name: str, step: int) -> Edit | None:
    """Further up (-1) or down (1) among its kind; None at the end."""
    table: dict[str, Any] = getattr(graph.exposed, kind)
    order = list(table)
    place = order.index(name) + step
    if not 0 <= place < len(order):
        return None
    order.remove(name)
    order.insert(place, name)
    return Expose(_with(graph.exposed, kind, {key: table[key] for key in order}), where)


def _inside(root: Graph, where: str) -> Graph:
    found = root.graph_at(where) if where else None
    if found is None:
        raise GraphError(f"There is no subgraph {where!r}.", remedy="It may have been removed.")
    return found


def _around(root: Graph, where: str) -> tuple[Graph, str, str]:
    """(the graph that holds the subgraph node, its path, the id of the node)."""
    outer_where, _, holder = where.rpartition("/")
    outer = root.graph_at(outer_where)
    assert outer is not None
    return outer, outer_where, holder


def _with(exposed: Exposed, kind: Kind, table: Mapping[str, Any]) -> Exposed:
    change: dict[str, Any] = {kind: dict(table)}
    return replace(exposed, **change)


def _wires_at(outer: Graph, holder: str, kind: Kind, name: str) -> list[Wire]:
    if kind == "outputs":
        return [wire for wire in outer.wires.values() if wire.source == holder and wire.output == name]
    return [wire for wire in outer.wires.values() if wire.target == holder and wire.input == name]


def _rewired(outer: Graph, where: str, holder: str, kind: Kind, name: str, to: str) -> list[Edit]:
    edits: list[Edit] = []
    for wire in _wires_at(outer, holder, kind, name):
        if kind == "outputs":
            edits.append(Connect(replace(wire, output=to), where))
        else:
            edits += [Disconnect(holder, name, where), Connect(replace(wire, input=to), where)]
    return edits


def _renamed_outside(exposed: Exposed, kind: Kind, old: Inner, new: Inner) -> Exposed:
    if kind == "outputs":
        return replace(exposed, outputs={name: new if end == old else end for name, end in exposed.outputs.items()})
    return replace(
        exposed,
        inputs={name: tuple(new if end == old else end for end in ends) for name, ends in exposed.inputs.items()},
        parameters={
            name: tuple(new if end == old else end for end in ends) for name, ends in exposed.parameters.items()
        },
    )


def _dropped_outside(exposed: Exposed, kind: Kind, gone: Inner) -> Exposed:
    if kind == "outputs":
        return replace(exposed, outputs={name: end for name, end in exposed.outputs.items() if end != gone})
    tables = [
        {name: tuple(end for end in ends if end != gone) for name, ends in table.items()}
        for table in (exposed.inputs, exposed.parameters)
    ]
    inputs, parameters = ({name: ends for name, ends in table.items() if ends} for table in tables)
    return replace(exposed, inputs=inputs, parameters=parameters)
