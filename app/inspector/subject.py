"""What the form is about: some nodes of one graph, and the parameters they share."""

from __future__ import annotations

from dataclasses import dataclass

from app.desk import Desk
from nodes.graph import Node
from nodes.graph.nodetype import Parameter

__all__ = ["Shared", "Subject"]


@dataclass(frozen=True)
class Shared:
    """One parameter of the form. wired: a wire feeds it in one of the nodes at least."""

    parameter: Parameter
    wired: bool


@dataclass(frozen=True)
class Subject:
    """where: path of the graph.  nodes: ids, the current one first."""

    where: str
    nodes: tuple[str, ...]

    @classmethod
    def of_selection(cls, desk: Desk) -> Subject:
        """What is selected now."""
        selection = desk.selection
        others = sorted(selection.nodes - {selection.current})
        first = [selection.current] if selection.current in selection.nodes else []
        return cls(selection.where, (*first, *others))

    def found(self, desk: Desk) -> list[Node]:
        """The nodes that are still there."""
        graph = desk.document.graph_at(self.where)
        return [graph.nodes[name] for name in self.nodes if name in graph.nodes] if graph is not None else []

    def shared(self, desk: Desk) -> tuple[Shared, ...]:
        """The parameters all nodes have under the same name, of the same kind and with the same choices."""
        nodes, graph = self.found(desk), desk.document.graph_at(self.where)
        faces = [desk.document.interface_of(node) for node in nodes]
        if graph is None or not faces or faces[0] is None or None in faces:
            return ()
        found = []
        for record in faces[0].parameters:
            twins = [face.parameter(record.name) for face in faces[1:] if face is not None]
            if all(twin is not None and _alike(record, twin) for twin in twins):
                wired = any((node.id, record.name) in graph.wires for node in nodes)
                found.append(Shared(record, wired))
        return tuple(found)


def _alike(one: Parameter, other: Parameter) -> bool:
    return (one.kind, one.choices, one.editor, one.seed) == (other.kind, other.choices, other.editor, other.seed)
