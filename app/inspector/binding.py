"""One parameter of one or of several nodes, read and changed as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject

from app.desk import Desk
from nodes.graph import Node, Wire
from nodes.graph.edit import Edit
from nodes.graph.edits import Expose, ResetParameter, SetParameter, Several
from nodes.graph.interface import value_of
from nodes.graph.model import Inner, new_id
from nodes.graph.nodetype import Parameter

__all__ = ["MIXED", "Binding", "Mixed"]


class Mixed:
    """The value of several nodes that do not agree."""

    def __repr__(self) -> str:
        return "MIXED"


MIXED: Final = Mixed()


class Binding(QObject):
    """where: path of the graph.  nodes: ids in it, the first one leads.

    Values read once are kept until `forget`, which whoever shows them calls when the document changed: a form of
    hundreds of nodes is painted often.
    """

    def __init__(
        self, desk: Desk, where: str, nodes: tuple[str, ...], parameter: Parameter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.where = where
        self.nodes = nodes
        self.parameter = parameter
        self._values: dict[str, Any] | None = None
        self._common: Any = None

    @property
    def name(self) -> str:
        return self.parameter.name

    # -- reading

    def value(self) -> Any:
        """The value, or MIXED."""
        self.values()
        return self._common

    def forget(self) -> None:
        """The document may have changed."""
        self._values = None

    def first(self) -> Any:
        """The value of the leading node."""
        return next(iter(self.values().values()), self.parameter.default)

    def values(self) -> dict[str, Any]:
        """Of each node that is there."""
        if self._values is None:
            found = {node.id: value_of(node, (self._record(node),), self.name) for node in self._found()}
            first = next(iter(found.values()), self.parameter.default)
            self._common = first if all(_same(value, first) for value in found.values()) else MIXED
            self._values = found
        return self._values

    @property
    def is_default(self) -> bool:
        """Whether nothing is set. A value equal to the default counts as not set."""
        return all(
            self.name not in node.parameters or _same(node.parameters[self.name], self._record(node).default)
            for node in self._found()
        )

    def wire(self) -> Wire | None:
        """A wire that feeds the parameter of one of the nodes."""
        graph = self.desk.document.graph_at(self.where)
        if graph is None:
            return None
        return next((wire for name in self.nodes if (wire := graph.wires.get((name, self.name)))), None)

    def numbers(self, node_id: str) -> dict[str, float]:
        """The numbers of a node by name, for expressions; "value" is the present one."""
        node = self._node(node_id)
        ports = self.desk.document.interface_of(node) if node is not None else None
        if node is None or ports is None:
            return {}
        found = {
            record.name: value
            for record in ports.parameters
            if record.kind in ("integer", "number")
            and isinstance(value := node.parameters.get(record.name, record.default), int | float)
        }
        present = found.get(self.name)
        return found if present is None else {"value": present, **found}

    def complaint(self, value: Any) -> str:
        """Why one of the nodes does not take `value`, in words; "" when all do."""
        for node in self._found():
            said = self._record(node).complaint(value)
            if said:
                return said
        return ""

    # -- changing

    def set(self, value: Any) -> bool:
        """Give all nodes this value. Following calls are one undo step until `end`."""
        return self.set_each(dict.fromkeys(self.nodes, value))

    def calculate(self, work: Callable[[str], Any]) -> bool:
        """Give each node the value that `work` finds for its id. Raises what `work` raises, changing nothing."""
        return self.set_each({name: work(name) for name in self.nodes if self._node(name)})

    def set_each(self, values: Mapping[str, Any]) -> bool:
        """Whether the values hold now. Asking for what is there already makes no step."""
        edits = self.edits_for(values)
        return not edits or self.desk.document.perform(self.one(edits))

    def edits_for(self, values: Mapping[str, Any]) -> list[Edit]:
        """One for each node when any has to change, so that steps of one drag are alike and merge; else none."""
        self.forget()
        present = self.values()
        if all(_same(present[name], value) for name, value in values.items() if name in present):
            return []
        return [SetParameter(name, self.name, value, self.where) for name, value in values.items() if name in present]

    def holds(self, value: Any) -> bool:
        """Whether every node has this value."""
        self.forget()
        return all(_same(present, value) for present in self.values().values())

    def assignments(self, value: Any) -> list[Edit]:
        """What gives every node this value, whatever it has now."""
        return [SetParameter(name, self.name, value, self.where) for name in self.values()]

    def one(self, edits: list[Edit]) -> Edit:
        """Edits of this parameter as one step."""
        if len(edits) == 1:
            return edits[0]
        label = self.tr("Set {0} of {1} nodes").format(self.name, len(edits))
        return Several(tuple(edits), label, self.where)

    def reset(self) -> None:
        """Back to the default, as a step of its own."""
        edits: list[Edit] = [
            ResetParameter(node.id, self.name, self.where) for node in self._found() if self.name in node.parameters
        ]
        self.end()
        if edits:
            self.desk.document.perform(self.one(edits))
            self.end()

    def end(self) -> None:
        """The mouse was released, the field was left."""
        self.desk.document.end_step()

    # -- a subgraph's face

    def exposed_name(self) -> str:
        """The name under which the open subgraph shows this parameter; "" when it does not."""
        graph = self.desk.document.graph_at(self.where)
        ends = graph.exposed.parameters if graph is not None and self.where else {}
        wanted = {Inner(name, self.name) for name in self.nodes}
        return next((outer for outer, inner in ends.items() if wanted & set(inner)), "")

    def expose(self) -> None:
        """Show it on the subgraph; one outer parameter for all nodes. Once more hides it again."""
        graph = self.desk.document.graph_at(self.where)
        if graph is None or not self.where:
            return
        known, shown = dict(graph.exposed.parameters), self.exposed_name()
        ends = tuple(Inner(name, self.name) for name in self.nodes)
        if shown:
            left = tuple(end for end in known[shown] if end not in ends)
            known = {**known, shown: left} if left else {name: end for name, end in known.items() if name != shown}
        else:
            known[new_id([*graph.exposed.inputs, *known], self.name)] = ends
        self.end()
        self.desk.document.perform(Expose(replace(graph.exposed, parameters=known), self.where))
        self.end()

    # -- inside

    def _node(self, name: str) -> Node | None:
        graph = self.desk.document.graph_at(self.where)
        return graph.nodes.get(name) if graph is not None else None

    def _found(self) -> list[Node]:
        graph = self.desk.document.graph_at(self.where)
        return [graph.nodes[name] for name in self.nodes if name in graph.nodes] if graph is not None else []

    def _record(self, node: Node) -> Parameter:
        ports = self.desk.document.interface_of(node)
        return (ports.parameter(self.name) if ports is not None else None) or self.parameter


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1, and 1.0 is 1."""
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return list(one) == list(other)
    return bool(one == other)
