"""From a graph to what the engine runs, and every problem on the way. Linear time, no recursion over nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nodes.graph.flat import Flat, FlatNode, Link
from nodes.graph.flatten import Wiring, cycle_text
from nodes.graph.model import Graph, Node
from nodes.graph.nodetype import NodeType
from nodes.graph.order import cycles, topological
from nodes.graph.problems import Problem
from nodes.graph.registry import Registry

if TYPE_CHECKING:
    from nodes.values import Value

__all__ = ["resolve", "validate"]

Verdict = NodeType | bool
"""How a value gets into a port: True as it is, False not at all, a NodeType through this converter."""


def resolve(graph: Graph, registry: Registry) -> Flat:
    """Inline subgraphs, take out muted, bypassed and reroute nodes, put converters on wires, fill in defaults.

    Never raises for a bad graph: each problem stands on its node and in `Flat.problems`.
    """
    wiring = Wiring(graph, registry)
    return _Resolving(wiring, registry).flat()


def validate(graph: Graph, registry: Registry) -> list[Problem]:
    """Every problem of the graph at once; empty when all of it can run. Muted nodes are not looked at."""
    return resolve(graph, registry).problems


class _Resolving:
    def __init__(self, wiring: Wiring, registry: Registry) -> None:
        self.wiring = wiring
        self.registry = registry
        self.problems = wiring.problems
        self.inputs: dict[str, dict[str, Link]] = {}
        self.kinds: dict[Link, frozenset[type[Value]]] = {}
        self.verdicts: dict[tuple[NodeType, str, NodeType, str], Verdict] = {}
        self.nodes: dict[str, FlatNode] = {}

    def flat(self) -> Flat:
        wiring = self.wiring
        for path, (_, kind) in wiring.leaves.items():
            self.inputs[path] = self._traced_inputs(path, kind)
        for path in self._running_order():
            node, kind = wiring.leaves[path]
            self.nodes[path] = self._placeholder(path, node) if kind is None else self._flat_node(path, node, kind)
        for problem in self.problems:
            if problem.node in self.nodes:
                self.nodes[problem.node].problems += (problem,)
        return Flat(self.nodes, self.problems, self._stands_for(), wiring.inner)

    def _traced_inputs(self, path: str, kind: NodeType | None) -> dict[str, Link]:
        wiring = self.wiring
        drawn = wiring.feeds.get(path, _NOTHING)
        if kind is not None and all(self._leads_straight(name, link, kind) for name, link in drawn.items()):
            found = drawn if drawn is not _NOTHING else {}
        else:
            found = self._led_on(path, kind, drawn)
        if kind is not None:
            for name in kind.required:
                if name not in found and (path, name) not in wiring.troubled:
                    self._report_missing(path, name, kind)
        return found

    def _leads_straight(self, name: str, link: Link, kind: NodeType) -> bool:
        leaf = self.wiring.leaves.get(link.node)
        return (
            leaf is not None
            and leaf[1] is not None
            and link.output in leaf[1].output_by_name
            and name in kind.input_by_name
        )

    def _led_on(self, path: str, kind: NodeType | None, drawn: dict[str, Link]) -> dict[str, Link]:
        """The inputs of a node some of whose wires end at parameters, or begin at what does not run itself."""
        wiring = self.wiring
        found: dict[str, Link] = {}
        for name, link in drawn.items():
            if kind is not None and name not in kind.input_by_name:
                parameter = kind.parameter_by_name.get(name)
                if parameter is None or parameter.port is None:
                    what = "takes no wire" if parameter is not None else "is not there"
                    self._report("wire.no-port", path, f"Input {name!r} {what}.", name, name, "Remove the wire.")
                    continue
            leaf = wiring.leaves.get(link.node)
            if leaf is not None and (leaf[1] is None or link.output in leaf[1].output_by_name):
                found[name] = link
                continue
            made = wiring.trace(link)
            if made is None or wiring.lacks_output(made):
                self._report_nothing(path, name, made or link)
            else:
                found[name] = made
        return found

    def _running_order(self) -> list[str]:
        """Paths in running order. Nodes on a cycle get their problem and lose their inputs."""
        inputs = self.inputs
        done: set[str] = set()
        for path, links in inputs.items():
            if any(link.node not in done for link in links.values()):
                break
            done.add(path)
        else:
            return list(inputs)
        feeds = {path: [link.node for link in links.values()] for path, links in inputs.items()}
        order, stuck = topological(feeds)
        if not stuck:
            return order
        for knot, cycle in cycles(feeds, stuck):
            text = f"It feeds itself: {cycle_text(cycle)}."
            for path in knot:
                self._report("wire.cycle", path, text, cycle, remedy="Remove one of these wires.")
                inputs[path], feeds[path] = {}, []
        return topological(feeds)[0]

    def _flat_node(self, path: str, node: Node, kind: NodeType) -> FlatNode:
        inputs = self.inputs[path]
        for name, link in inputs.items():
            source = self.wiring.leaves[link.node][1]
            if source is None:
                continue
            pair = (source, link.output, kind, name)
            verdict = self.verdicts.get(pair)
            if verdict is None:
                verdict = self._judge(link, source, kind, name)
                if not source.output_by_name[link.output].any:
                    self.verdicts[pair] = verdict
            if verdict is False:
                self._report_type(path, name, link, kind)
            elif verdict is not True:
                inputs[name] = self._converted(link, verdict, path)
        for output in kind.outputs:
            if output.any:
                self.kinds[Link(path, output.name)] = self._passing_kinds(inputs, kind)
        parameters = kind.defaults
        if node.parameters:
            parameters = self._parameters(path, node.parameters, kind, inputs)
        return FlatNode(path, kind, parameters, inputs, (), node.locked, path)

    def _placeholder(self, path: str, node: Node) -> FlatNode:
        return FlatNode(path, None, node.parameters, self.inputs[path], (), node.locked, path)

    def _parameters(
        self, path: str, given: dict[str, Any], kind: NodeType, inputs: dict[str, Link]
    ) -> dict[str, Any]:
        parameters = kind.defaults.copy()
        records = kind.parameter_by_name
        for name, value in given.items():
            record = records.get(name)
            if record is None:
                self._report(
                    "parameter.unknown", path, f"{kind.title} has no parameter {name!r}.", value, name,
                    "It is kept and not used.", blocking=False,
                )  # fmt: skip
                continue
            complaint = record.complaint(value)
            if complaint and name not in inputs:
                self._report(
                    "parameter.value", path, f"{name} is {value!r:.80}: {complaint}.", value, name, "Change it."
                )
            elif not complaint:
                if record.kind == "number" and type(value) is int:
                    value = float(value)
                elif record.kind == "integer" and type(value) is float:
                    value = int(value)
                parameters[name] = value
        return parameters

    def _judge(self, link: Link, source: NodeType, kind: NodeType, name: str) -> Verdict:
        port = kind.input_by_name.get(name)
        if port is not None and port.any:
            return True
        if port is not None:
            wanted = port.types
        else:
            record = kind.parameter_by_name[name]
            assert record.port is not None
            wanted = (record.port,)
        output = source.output_by_name[link.output]
        coming = self.kinds.get(link, frozenset()) if output.any else frozenset([output.type])
        unlike = [found for found in coming if not issubclass(found, wanted)]
        if not unlike:
            return True
        if len(coming) > 1:
            return False
        for target in wanted:
            step = self.registry.converter(unlike[0], target)
            if step is not None:
                return step
        return False

    def _passing_kinds(self, inputs: dict[str, Link], kind: NodeType) -> frozenset[type[Value]]:
        found: set[type[Value]] = set()
        for port in kind.inputs:
            if port.any and port.name in inputs:
                found |= self._kinds_of(inputs[port.name])
        return frozenset(found)

    def _kinds_of(self, link: Link) -> frozenset[type[Value]]:
        if link in self.kinds:
            return self.kinds[link]
        made = self.nodes.get(link.node)
        if made is None or made.node_type is None:
            return frozenset()
        output = made.node_type.output_by_name[link.output]
        return frozenset() if output.any else frozenset([output.type])

    def _converted(self, link: Link, step: NodeType, shown: str) -> Link:
        """The output of the converter on this wire; wires from one output through one converter share it."""
        path = f"{link.node}//{link.output}//{step.type_id}"
        if path not in self.nodes:
            feed = {step.inputs[0].name: link}
            self.nodes[path] = FlatNode(path, step, step.defaults, feed, (), False, shown)
        return Link(path, step.outputs[0].name)

    def _stands_for(self) -> dict[str, dict[str, Link | None]]:
        wiring = self.wiring
        found: dict[str, dict[str, Link | None]] = {}
        for path, node in wiring.subgraphs.items():
            names = node.graph.exposed.outputs if node.graph is not None else ()
            found[path] = {name: wiring.trace(Link(path, name)) for name in names}
        for path, (_, ports) in wiring.stand_ins.items():
            found[path] = {port.name: wiring.trace(Link(path, port.name)) for port in ports.outputs}
        return found

    def _report_nothing(self, path: str, name: str, link: Link) -> None:
        if self.wiring.lacks_output(link):
            self.wiring.troubled.add((path, name))
            self._report(
                "wire.no-port", path, f"The wire into {name!r} begins at {link.node}: no output {link.output!r}.",
                link.output, name, "Remove the wire or draw it from another output.",
            )  # fmt: skip

    def _report_missing(self, path: str, name: str, kind: NodeType) -> None:
        link = self.wiring.feeds.get(path, {}).get(name)
        if link is None:
            port = kind.input_by_name[name]
            wanted = "value" if port.any else " or ".join(part.type_name for part in port.types)
            self._report(
                "input.missing", path, f"Input {name!r} is not wired.", None, name, f"Wire a {wanted} into it."
            )
        else:
            why = "is muted" if link.node in self.wiring.muted else "has nothing to pass on"
            self._report(
                "input.muted", path, f"Input {name!r} gets nothing: {link.node} {why}.", link.node, name,
                "Switch it on again or wire something else.",
            )  # fmt: skip

    def _report_type(self, path: str, name: str, link: Link, kind: NodeType) -> None:
        port = kind.input_by_name.get(name)
        record = kind.parameter_by_name.get(name)
        types = port.types if port is not None else (record.port,) if record is not None and record.port else ()
        wanted = " or ".join(part.type_name for part in types)
        coming = " or ".join(sorted(part.type_name for part in self._kinds_of(link))) or "something else"
        self._report(
            "wire.type", path, f"Input {name!r} takes {wanted}; {link.node}.{link.output} gives {coming}.",
            coming, name,
            "Put a node between them that turns one into the other.",
        )  # fmt: skip

    def _report(
        self, code: str, node: str, message: str, value: Any = None, port: str = "", remedy: str = "",
        *, blocking: bool = True,
    ) -> None:  # fmt: skip
        self.problems.append(Problem(code, node, message, port, value, remedy, blocking))


_NOTHING: dict[str, Link] = {}
