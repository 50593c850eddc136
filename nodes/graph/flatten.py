"""First half of `resolve`: subgraphs inlined, and each wire traced to the node that really makes its value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nodes.graph.flat import Link
from nodes.graph.interface import Interface, interface
from nodes.graph.migrations import migrated_node
from nodes.graph.model import SUBGRAPH, Graph, Node
from nodes.graph.nodetype import NodeType
from nodes.graph.problems import Problem
from nodes.graph.registry import Registry

__all__ = ["Leaf", "Wiring", "cycle_text"]

Leaf = tuple[Node, "NodeType | None"]


class Wiring:
    """What a graph of graphs comes down to.

    leaves: the nodes that run, by path.  feeds: their wires as drawn, by path and input; sources may be subgraphs,
    muted or bypassed nodes: `trace` leads on.  stand_ins: nodes that do not run but pass values on.
    """

    def __init__(self, graph: Graph, registry: Registry) -> None:
        self.registry = registry
        self.problems: list[Problem] = []
        self.leaves: dict[str, Leaf] = {}
        self.feeds: dict[str, dict[str, Link]] = {}
        self.muted: set[str] = set()
        self.stand_ins: dict[str, tuple[Node, Interface]] = {}
        self.subgraphs: dict[str, Node] = {}
        self.inner: dict[str, list[str]] = {}
        self.troubled: set[tuple[str, str]] = set()
        self._overrides: dict[str, dict[str, Any]] = {}
        self._traced: dict[Link, Link | None] = {}
        stack: list[tuple[str, Graph, tuple[str, ...]]] = [("", graph, ())]
        while stack:
            prefix, here, outer = stack.pop()
            for path, inside in reversed(self._collect(prefix, here, outer)):
                stack.append((path + "/", inside, (*outer, path)))

    def trace(self, link: Link) -> Link | None:
        """Where the value of `link` is made; None when nothing comes (muted, or nothing to pass on)."""
        if link.node in self.leaves:
            return link
        trail: list[Link] = []
        seen: set[Link] = set()
        at: Link | None = link
        while at is not None and at.node not in self.leaves:
            if at in self._traced:
                at = self._traced[at]
                break
            if at in seen:
                self._pass_cycle(trail[trail.index(at) :])
                at = None
                break
            trail.append(at)
            seen.add(at)
            at = self._next(at)
        for passed in trail:
            self._traced[passed] = at
        return at

    def lacks_output(self, link: Link) -> bool:
        """True when `link` begins at an output that the node, subgraph or stand-in does not have."""
        if link.node in self.subgraphs:
            inside = self.subgraphs[link.node].graph
            return inside is None or link.output not in inside.exposed.outputs
        if link.node in self.stand_ins:
            node, ports = self.stand_ins[link.node]
            known = node.graph is not None or self.registry.get(node.type_id) is not None
            return known and ports.output(link.output) is None
        kind = self.leaves[link.node][1] if link.node in self.leaves else None
        return kind is not None and link.output not in kind.output_by_name

    def _collect(self, prefix: str, graph: Graph, outer: tuple[str, ...]) -> list[tuple[str, Graph]]:
        nested: list[tuple[str, Graph]] = []
        registry, leaves = self.registry, self.leaves
        here = [self.inner[path] for path in outer]
        for node in graph.nodes.values():
            path = prefix + node.id
            overrides = self._overrides.get(path)
            if overrides:
                node = replace(node, parameters={**node.parameters, **overrides})
            if node.muted:
                self.muted.add(path)
            elif node.graph is not None or node.type_id == SUBGRAPH:
                self._collect_subgraph(path, node, nested)
            else:
                kind = registry.get(node.type_id)
                if node.bypassed or (kind is not None and kind.passthrough):
                    ports = Interface() if kind is None else Interface(kind.inputs, kind.outputs)
                    self.stand_ins[path] = (node, ports)
                else:
                    if kind is not None and node.version != kind.version:
                        node, kind = self._at_version(path, node, kind)
                    elif kind is None:
                        self._report("node.unknown", path, f"There is no node type {node.type_id!r}.", node.type_id)
                    leaves[path] = (node, kind)
                    for paths in here:
                        paths.append(path)
        self._collect_wires(prefix, graph)
        for path, inside in nested:
            self._enter(path, inside)
        return nested

    def _collect_subgraph(self, path: str, node: Node, nested: list[tuple[str, Graph]]) -> None:
        inside = node.graph if node.graph is not None else Graph()
        if node.bypassed:
            self.stand_ins[path] = (node, interface(node, self.registry) or Interface())
            return
        self.subgraphs[path] = node
        self.inner[path] = []
        nested.append((path, inside))

    def _collect_wires(self, prefix: str, graph: Graph) -> None:
        nodes, feeds = graph.nodes, self.feeds
        for wire in graph.wires.values():
            target = prefix + wire.target
            source = prefix + wire.source
            if wire.source not in nodes or wire.target not in nodes:
                if target not in self.muted:
                    missing = wire.source if wire.source not in nodes else wire.target
                    self.troubled.add((target, wire.input))
                    self._report(
                        "wire.no-node",
                        target,
                        f"The wire from {wire.source}.{wire.output} to {wire.target}.{wire.input} needs a node "
                        f"{missing!r} that is not there.",
                        missing,
                        wire.input,
                        "Remove the wire.",
                    )
                continue
            inputs = feeds.get(target)
            if inputs is None:
                feeds[target] = {wire.input: Link(source, wire.output)}
            else:
                inputs.setdefault(wire.input, Link(source, wire.output))

    def _enter(self, path: str, inside: Graph) -> None:
        """Hand what is wired to or set on the subgraph node to the inner ports and parameters it exposes."""
        node, exposed = self.subgraphs[path], inside.exposed
        wired = self.feeds.get(path, {})
        for name, ends in [*exposed.inputs.items(), *exposed.parameters.items()]:
            for end in ends:
                if end.node not in inside.nodes:
                    self._report_exposed(path, name, end.node)
                elif name in wired:
                    self.feeds.setdefault(f"{path}/{end.node}", {})[end.port] = wired[name]
                elif name in exposed.parameters and name in node.parameters:
                    self._overrides.setdefault(f"{path}/{end.node}", {})[end.port] = node.parameters[name]
        for name, end in exposed.outputs.items():
            if end.node not in inside.nodes:
                self._report_exposed(path, name, end.node)
        for name in wired:
            if name not in exposed.inputs and name not in exposed.parameters:
                self._report("wire.no-port", path, f"There is no input {name!r}.", name, name, "Remove the wire.")
        for name in node.parameters:
            if name not in exposed.parameters:
                self._report(
                    "parameter.unknown", path, f"The subgraph exposes no parameter {name!r}.", name, name,
                    "It is kept and not used.", blocking=False,
                )  # fmt: skip

    def _at_version(self, path: str, node: Node, kind: NodeType) -> tuple[Node, NodeType | None]:
        if node.version > kind.version:
            self._report(
                "node.too-new",
                path,
                f"It was saved by version {node.version} of {kind.title}, here is version {kind.version}.",
                node.version,
                remedy="Update Kinograph or the node pack.",
            )
            return node, None
        moved = migrated_node(node, kind)
        if moved is None:
            self._report(
                "node.too-old",
                path,
                f"It was saved by version {node.version} of {kind.title}; nothing leads to version {kind.version}.",
                node.version,
                remedy="Replace it by a new node.",
            )
            return node, None
        return moved, kind

    def _next(self, link: Link) -> Link | None:
        if link.node in self.muted:
            return None
        if link.node in self.subgraphs:
            inside = self.subgraphs[link.node].graph
            end = inside.exposed.outputs.get(link.output) if inside is not None else None
            return Link(f"{link.node}/{end.node}", end.port) if end is not None else None
        if link.node not in self.stand_ins:
            return None
        _, ports = self.stand_ins[link.node]
        wired = self.feeds.get(link.node, {})
        if not ports.outputs:
            return next(iter(wired.values()), None)
        output = ports.output(link.output)
        if output is None:
            return None
        for port in ports.inputs:
            if port.name in wired and (output.any or port.any or output.type in port.types):
                return wired[port.name]
        return None

    def _pass_cycle(self, trail: list[Link]) -> None:
        shown = cycle_text(list(dict.fromkeys(link.node for link in trail[::-1])))
        self._report("wire.cycle", trail[-1].node, f"It feeds itself: {shown}.", remedy="Remove one of these wires.")

    def _report_exposed(self, path: str, name: str, inner: str) -> None:
        self._report(
            "exposed.missing", path, f"The subgraph exposes {name!r} of its node {inner!r}, which is not there.",
            inner, name, "Expose another port or remove it.", blocking=False,
        )  # fmt: skip

    def _report(
        self, code: str, node: str, message: str, value: Any = None, port: str = "", remedy: str = "",
        *, blocking: bool = True,
    ) -> None:  # fmt: skip
        if code == "node.unknown":
            remedy = "Install what it is from, or bypass or remove it. It is kept as it is."
        self.problems.append(Problem(code, node, message, port, value, remedy, blocking))


def cycle_text(nodes: list[str]) -> str:
    """ "a > b > c > a", shortened in the middle when there are many."""
    shown = nodes if len(nodes) <= 12 else [*nodes[:6], f"({len(nodes) - 11} more)", *nodes[-5:]]
    return " > ".join([*shown, nodes[0]])
