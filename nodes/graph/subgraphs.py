"""Nodes gathered into a subgraph, and a subgraph unpacked again. Neither changes what the graph computes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from nodes.errors import GraphError
from nodes.graph import forms
from nodes.graph.edit import Patch, Patched
from nodes.graph.model import SUBGRAPH, Exposed, Graph, Inner, Node, Point, Wire, new_id

__all__ = ["MakeSubgraph", "Unpack"]


@dataclass(frozen=True)
class MakeSubgraph(Patched):
    """Put nodes into a subgraph node `id`. Wires that crossed its border become exposed ports."""

    kind: ClassVar[str] = "make-subgraph"
    nodes: tuple[str, ...] = field(metadata=forms.IDS)
    id: str
    name: str = ""
    where: str = ""

    @property
    def title(self) -> str:
        return f"Make a subgraph of {len(self.nodes)} nodes"

    def patch(self, graph: Graph) -> Patch:
        missing = [name for name in self.nodes if name not in graph.nodes]
        if missing or not self.nodes:
            raise GraphError(f"There is no node {missing[0]!r}." if missing else "No node is chosen.")
        chosen = set(self.nodes)
        if self.id in graph.nodes and self.id not in chosen:
            raise GraphError(f"There is a node {self.id!r} already.", remedy="Give the subgraph another id.")
        border = _Border(self.id)
        wires: dict[tuple[str, str], Wire | None] = {}
        inner_wires = []
        for key, wire in graph.wires.items():
            goes_in, comes_out = wire.target in chosen, wire.source in chosen
            if goes_in and comes_out:
                inner_wires.append(wire)
                wires[key] = None
            elif goes_in:
                name = border.take_in((wire.source, wire.output), Inner(wire.target, wire.input))
                wires[key] = None
                wires[self.id, name] = Wire(wire.source, wire.output, self.id, name, wire.extra)
            elif comes_out:
                wires[key] = replace(wire, source=self.id, output=border.give_out(Inner(wire.source, wire.output)))
        outer = border.redirected(graph.exposed, chosen)
        inside = Graph([graph.nodes[name] for name in graph.nodes if name in chosen], inner_wires)
        inside.exposed = border.exposed()
        node = Node(self.id, SUBGRAPH, title=self.name, position=_middle(inside.nodes.values()), graph=inside)
        nodes: dict[str, Node | None] = {**dict.fromkeys(self.nodes), self.id: node}
        return Patch(nodes, wires, exposed=None if outer == graph.exposed else outer)


@dataclass(frozen=True)
class Unpack(Patched):
    """Put what a subgraph node holds in its place. Values set on it go to the inner nodes."""

    kind: ClassVar[str] = "unpack"
    node: str
    where: str = ""

    @property
    def title(self) -> str:
        return f"Unpack {self.node}"

    def patch(self, graph: Graph) -> Patch:
        holder = graph.nodes.get(self.node)
        if holder is None or holder.graph is None:
            raise GraphError(f"{self.node!r} is no subgraph.", remedy="Choose a subgraph node.")
        if holder.bypassed:
            raise GraphError(f"{self.node!r} is bypassed.", remedy="Switch that off before unpacking it.")
        return _Unpacking(graph, holder, holder.graph).patch()


class _Border:
    """The ports of a subgraph in the making. Wires from one source share one input."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.inputs: dict[str, tuple[Inner, ...]] = {}
        self.outputs: dict[str, Inner] = {}
        self.parameters: dict[str, tuple[Inner, ...]] = {}
        self._fed: dict[tuple[str, str], str] = {}
        self._given: dict[Inner, str] = {}

    def take_in(self, source: tuple[str, str], end: Inner) -> str:
        name = self._fed.get(source)
        if name is None:
            name = self._fed[source] = new_id([*self.inputs, *self.parameters], end.port)
        self.inputs[name] = (*self.inputs.get(name, ()), end)
        return name

    def give_out(self, end: Inner) -> str:
        name = self._given.get(end)
        if name is None:
            name = self._given[end] = new_id(self.outputs, end.port)
            self.outputs[name] = end
        return name

    def redirected(self, exposed: Exposed, chosen: set[str]) -> Exposed:
        """What the surrounding subgraph shows, led through this border where it was about a chosen node."""
        inputs = {
            name: self._through(("exposed input", name), ends, chosen, self.inputs)
            for name, ends in exposed.inputs.items()
        }
        parameters = {
            name: self._through(("exposed parameter", name), ends, chosen, self.parameters)
            for name, ends in exposed.parameters.items()
        }
        outputs = {
            name: Inner(self.node, self.give_out(end)) if end.node in chosen else end
            for name, end in exposed.outputs.items()
        }
        return Exposed(inputs, outputs, parameters)

    def exposed(self) -> Exposed:
        return Exposed(self.inputs, self.outputs, self.parameters)

    def _through(
        self, key: tuple[str, str], ends: tuple[Inner, ...], chosen: set[str], ports: dict[str, tuple[Inner, ...]]
    ) -> tuple[Inner, ...]:
        inside = tuple(end for end in ends if end.node in chosen)
        if not inside:
            return ends
        name = new_id([*self.inputs, *self.parameters], inside[0].port)
        ports[name] = inside
        return (*(end for end in ends if end.node not in chosen), Inner(self.node, name))


class _Unpacking:
    def __init__(self, graph: Graph, holder: Node, inside: Graph) -> None:
        self.graph = graph
        self.holder = holder
        self.inside = inside
        self.names = _fresh(set(graph.nodes) - {holder.id}, inside.nodes)
        middle = _middle(inside.nodes.values())
        self.shift = (holder.position[0] - middle[0], holder.position[1] - middle[1])

    def patch(self) -> Patch:
        nodes: dict[str, Node | None] = {self.holder.id: None}
        for node in self.inside.nodes.values():
            moved = self._moved(node, id=self.names[node.id])
            nodes[moved.id] = replace(moved, muted=True) if self.holder.muted else moved
        exposed = self.inside.exposed
        for name, value in self.holder.parameters.items():
            for end in exposed.parameters.get(name, ()):
                inner = nodes.get(self.names.get(end.node, ""))
                if inner is not None:
                    nodes[inner.id] = replace(inner, parameters={**inner.parameters, end.port: value})
        frames = _fresh(self.graph.frames, self.inside.frames)
        notes = _fresh(self.graph.notes, self.inside.notes)
        outer = self._outer_exposed()
        return Patch(
            nodes,
            self._wires(),
            {frames[frame.id]: self._moved(frame, id=frames[frame.id]) for frame in self.inside.frames.values()},
            {notes[note.id]: self._moved(note, id=notes[note.id]) for note in self.inside.notes.values()},
            exposed=None if outer == self.graph.exposed else outer,
        )

    def _wires(self) -> dict[tuple[str, str], Wire | None]:
        wires: dict[tuple[str, str], Wire | None] = {}
        holder, exposed = self.holder.id, self.inside.exposed
        for wire in self.inside.wires.values():
            if wire.source in self.names and wire.target in self.names:
                fresh = replace(wire, source=self.names[wire.source], target=self.names[wire.target])
                wires[fresh.target, fresh.input] = fresh
        for key, wire in self.graph.wires.items():
            if holder not in (wire.source, wire.target):
                continue
            wires.setdefault(key, None)
            if wire.source == holder:
                end = exposed.outputs.get(wire.output)
                if end is None or end.node not in self.names:
                    continue
                wire = replace(wire, source=self.names[end.node], output=end.port)
            targets: Iterable[Inner] = [Inner(wire.target, wire.input)]
            if wire.target == holder:
                ends = (*exposed.inputs.get(wire.input, ()), *exposed.parameters.get(wire.input, ()))
                targets = [Inner(self.names[end.node], end.port) for end in ends if end.node in self.names]
            for target in targets:
                wires[target] = replace(wire, target=target.node, input=target.port)
        return {tuple(key): wire for key, wire in wires.items()}  # type: ignore[misc]

    def _outer_exposed(self) -> Exposed:
        """What the surrounding subgraph shows of the holder, led to the nodes that were in it."""
        outer, inner = self.graph.exposed, self.inside.exposed

        def led(ends: tuple[Inner, ...], ports: dict[str, tuple[Inner, ...]]) -> tuple[Inner, ...]:
            found: list[Inner] = []
            for end in ends:
                if end.node != self.holder.id:
                    found.append(end)
                else:
                    found += [Inner(self.names[part.node], part.port) for part in ports.get(end.port, ())]
            return tuple(found)

        ports = {**inner.inputs, **inner.parameters}
        outputs = {}
        for name, end in outer.outputs.items():
            if end.node != self.holder.id:
                outputs[name] = end
            elif end.port in inner.outputs:
                part = inner.outputs[end.port]
                outputs[name] = Inner(self.names[part.node], part.port)
        return Exposed(
            {name: led(ends, ports) for name, ends in outer.inputs.items()},
            outputs,
            {name: led(ends, ports) for name, ends in outer.parameters.items()},
        )

    def _moved(self, item: Any, **changes: Any) -> Any:
        x, y = item.position
        return replace(item, position=(x + self.shift[0], y + self.shift[1]), **changes)


def _fresh(taken: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """A free id for each wanted one; itself where it is free."""
    used = set(taken)
    names: dict[str, str] = {}
    for name in wanted:
        names[name] = new_id(used, name)
        used.add(names[name])
    return names


def _middle(nodes: Iterable[Node]) -> Point:
    points = [node.position for node in nodes]
    if not points:
        return (0.0, 0.0)
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
