"""The flat form of a graph that the engine consumes: subgraphs inlined, wires led to where values are really made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from nodes.graph.nodetype import NodeType
from nodes.graph.problems import GraphInvalid, Problem

__all__ = ["Flat", "FlatNode", "Link"]


class Link(NamedTuple):
    """Where the value of an input is made: output `output` of the flat node at `node`."""

    node: str
    output: str


@dataclass(slots=True)
class FlatNode:
    """One thing to run.

    path: "outer/inner"; for a converter put on a wire "source//output//converter type" (no node has such a path).
    node_type: None for a placeholder, which then has a problem.  parameters: every parameter, defaults filled in.
    inputs: by port or parameter name; what is not wired, or wired to something muted, is absent. A wired parameter
    stands in `parameters` too; the wire goes first. A port that takes a list is fed by one link, too.
    problems: why it cannot run. When any of them blocks, what depends on the node is blocked.
    shown: path of the node to show progress and errors on (the wire's target for a converter).
    """

    path: str
    node_type: NodeType | None
    parameters: dict[str, Any]
    inputs: dict[str, Link]
    problems: tuple[Problem, ...] = ()
    locked: bool = False
    shown: str = ""

    @property
    def blocked(self) -> bool:
        return any(problem.blocking for problem in self.problems)


@dataclass(slots=True)
class Flat:
    """nodes: by path, in an order in which every node comes after what feeds it. Never cyclic: the inputs of nodes on
    a cycle are dropped and the nodes carry the problem.

    problems: all of them, those of wires and subgraphs too.
    stands_for: where a node that does not run itself (subgraph, bypassed, reroute) gets its outputs from, by path and
    output name; None when from nowhere.
    inner: paths of the flat nodes inside each subgraph, by path of the subgraph node.
    """

    nodes: dict[str, FlatNode]
    problems: list[Problem]
    stands_for: dict[str, dict[str, Link | None]]
    inner: dict[str, list[str]]

    def effects(self) -> list[str]:
        """Paths of the output nodes (those that write files)."""
        return [path for path, node in self.nodes.items() if node.node_type is not None and node.node_type.effect]

    def sinks(self) -> list[str]:
        """Paths of the nodes that feed nothing."""
        fed = {link.node for node in self.nodes.values() for link in node.inputs.values()}
        return [path for path in self.nodes if path not in fed]

    def targets_of(self, path: str) -> list[str]:
        """The flat nodes to run when the person asks for `path`: itself, or what a subgraph, bypassed node or reroute
        stands for. Empty when there is no such node or it is muted."""
        if path in self.nodes:
            return [path]
        made = {link.node: None for link in self.stands_for.get(path, {}).values() if link is not None}
        inside = [inner for inner in self.inner.get(path, ()) if self._is_effect(inner)]
        return [*made, *(inner for inner in inside if inner not in made)]

    def ancestors(self, paths: Iterable[str]) -> list[str]:
        """These paths and everything that feeds them, in running order."""
        wanted: set[str] = set()
        stack = list(paths)
        while stack:
            path = stack.pop()
            if path not in wanted:
                wanted.add(path)
                stack.extend(link.node for link in self.nodes[path].inputs.values())
        if len(wanted) == len(self.nodes):
            return list(self.nodes)
        return [path for path in self.nodes if path in wanted]

    def require_valid(self) -> None:
        """Raise GraphInvalid with every blocking problem, if there is one."""
        blocking = [problem for problem in self.problems if problem.blocking]
        if blocking:
            raise GraphInvalid(blocking)

    def _is_effect(self, path: str) -> bool:
        kind = self.nodes[path].node_type
        return kind is not None and kind.effect
