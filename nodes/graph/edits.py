"""The edits of a graph, each reversible, each with a title for the undo menu and a JSON form for the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from nodes.errors import GraphError
from nodes.graph import forms
from nodes.graph.canvas_edits import (
    AddFrame,
    AddNote,
    ChangeFrame,
    ChangeNote,
    MoveNodes,
    RemoveFrames,
    RemoveNotes,
    SetView,
)
from nodes.graph.edit import Edit, Patch, Patched, Several, plain
from nodes.graph.model import Exposed, Frame, Graph, Node, Note, Wire
from nodes.graph.subgraphs import MakeSubgraph, Unpack

__all__ = [
    "AddFrame",
    "AddNodes",
    "AddNote",
    "ChangeFrame",
    "ChangeNote",
    "Connect",
    "Disconnect",
    "Edit",
    "Expose",
    "MakeSubgraph",
    "MoveNodes",
    "Patch",
    "RemoveFrames",
    "RemoveNodes",
    "RemoveNotes",
    "Rename",
    "ResetParameter",
    "SetFlag",
    "SetParameter",
    "SetView",
    "Several",
    "Unpack",
    "edit_from_json",
]

FLAGS = ("muted", "bypassed", "collapsed", "locked")


def edit_from_json(data: Mapping[str, Any]) -> Edit:
    """The edit that `to_json` wrote. Raises GraphError when it is none."""
    kind = _KINDS.get(data["edit"]) if isinstance(data, dict) and isinstance(data.get("edit"), str) else None
    if kind is None:
        raise GraphError(f"{data!r:.80} is no edit.", remedy="The journal may be from a newer version.")
    try:
        return kind.read(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise GraphError(f"The edit {data!r:.80} is malformed: {error}.", remedy="Leave it out.") from error


@dataclass(frozen=True)
class AddNodes(Patched):
    """Nodes and, when they are pasted, what belongs to them. Wires may end at nodes that are there already."""

    kind: ClassVar[str] = "add-nodes"
    nodes: tuple[Node, ...] = field(default=(), metadata=forms.NODES)
    wires: tuple[Wire, ...] = field(default=(), metadata=forms.WIRES)
    frames: tuple[Frame, ...] = field(default=(), metadata=forms.FRAMES)
    notes: tuple[Note, ...] = field(default=(), metadata=forms.NOTES)
    where: str = ""

    @property
    def title(self) -> str:
        return f"Add {_named(self.nodes[0]) if len(self.nodes) == 1 else f'{len(self.nodes)} nodes'}"

    def patch(self, graph: Graph) -> Patch:
        nodes = [replace(node, parameters=plain(node.parameters)) for node in self.nodes]
        fresh = Graph(nodes, self.wires, self.frames, self.notes)  # refuses doubles among themselves
        for table in ("nodes", "frames", "notes"):
            for name in getattr(fresh, table):
                if name in getattr(graph, table):
                    raise GraphError(f"There is a {table[:-1]} {name!r} already.", remedy="Give it another id.")
        for wire in self.wires:
            for end in (wire.source, wire.target):
                if end not in graph.nodes and end not in fresh.nodes:
                    raise _no_node(end)
        return Patch(dict(fresh.nodes), dict(fresh.wires), dict(fresh.frames), dict(fresh.notes))


@dataclass(frozen=True)
class RemoveNodes(Patched):
    """Nodes with their wires, and what a subgraph shows of them."""

    kind: ClassVar[str] = "remove-nodes"
    nodes: tuple[str, ...] = field(metadata=forms.IDS)
    where: str = ""

    @property
    def title(self) -> str:
        return f"Remove {repr(self.nodes[0]) if len(self.nodes) == 1 else f'{len(self.nodes)} nodes'}"

    def patch(self, graph: Graph) -> Patch:
        for name in self.nodes:
            _node(graph, name)
        wires = {(wire.target, wire.input): None for wire in graph.wires_of(self.nodes)}
        left = _without(graph.exposed, set(self.nodes))
        return Patch(dict.fromkeys(self.nodes), wires, exposed=None if left == graph.exposed else left)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Connect(Patched):
    """A wire; it takes the place of the one that led into the same input."""

    kind: ClassVar[str] = "connect"
    wire: Wire = field(metadata=forms.WIRE)
    where: str = ""

    @property
    def title(self) -> str:
        return f"Connect {self.wire.source} to {self.wire.target}"

    def patch(self, graph: Graph) -> Patch:
        _node(graph, self.wire.source)
        _node(graph, self.wire.target)
        return Patch(wires={(self.wire.target, self.wire.input): self.wire})


@dataclass(frozen=True)
class Disconnect(Patched):
    """Remove the wire into an input."""

    kind: ClassVar[str] = "disconnect"
    target: str
    input: str
    where: str = ""

    @property
    def title(self) -> str:
        return f"Disconnect {self.input} of {self.target}"

    def patch(self, graph: Graph) -> Patch:
        if (self.target, self.input) not in graph.wires:
            raise GraphError(f"No wire leads into {self.input!r} of {self.target!r}.", remedy="Nothing to remove.")
        return Patch(wires={(self.target, self.input): None})


@dataclass(frozen=True)
class SetParameter(Patched):
    """The value of a parameter (JSON). Whether the node takes it is what validation says."""

    kind: ClassVar[str] = "set-parameter"
    node: str
    name: str
    value: Any
    where: str = ""

    @property
    def title(self) -> str:
        return f"Set {self.name} of {self.node}"

    @property
    def merge_key(self) -> str:
        return f"set {self.where}/{self.node}.{self.name}"

    def patch(self, graph: Graph) -> Patch:
        node = _node(graph, self.node)
        return Patch({node.id: replace(node, parameters={**node.parameters, self.name: plain(self.value)})})


@dataclass(frozen=True)
class ResetParameter(Patched):
    """Back to the default: the parameter is stored no longer."""

    kind: ClassVar[str] = "reset-parameter"
    node: str
    name: str
    where: str = ""

    @property
    def title(self) -> str:
        return f"Reset {self.name} of {self.node}"

    def patch(self, graph: Graph) -> Patch:
        node = _node(graph, self.node)
        left = {name: value for name, value in node.parameters.items() if name != self.name}
        return Patch({node.id: replace(node, parameters=left)})


@dataclass(frozen=True)
class Rename(Patched):
    """The title shown on a node; its id stays."""

    kind: ClassVar[str] = "rename"
    node: str
    to: str
    where: str = ""

    @property
    def title(self) -> str:
        return f"Rename {self.node}"

    @property
    def merge_key(self) -> str:
        return f"rename {self.where}/{self.node}"

    def patch(self, graph: Graph) -> Patch:
        return Patch({self.node: replace(_node(graph, self.node), title=self.to)})


@dataclass(frozen=True)
class SetFlag(Patched):
    """Mute, bypass, collapse or lock nodes, or the reverse."""

    kind: ClassVar[str] = "set-flag"
    nodes: tuple[str, ...] = field(metadata=forms.IDS)
    flag: str
    on: bool
    where: str = ""

    @property
    def title(self) -> str:
        verb = {"muted": "Mute", "bypassed": "Bypass", "collapsed": "Collapse", "locked": "Lock"}.get(
            self.flag, "Flag"
        )
        what = self.nodes[0] if len(self.nodes) == 1 else f"{len(self.nodes)} nodes"
        return f"{verb} {what}" if self.on else f"{verb} {what} no longer"

    def patch(self, graph: Graph) -> Patch:
        if self.flag not in FLAGS or not isinstance(self.on, bool):
            raise GraphError(f"{self.flag!r} cannot be set to {self.on!r}.", remedy=f"Use one of {', '.join(FLAGS)}.")
        flag: dict[str, Any] = {self.flag: self.on}
        return Patch({name: replace(_node(graph, name), **flag) for name in self.nodes})


@dataclass(frozen=True)
class Expose(Patched):
    """What the subgraph at `where` shows outside, as a whole."""

    kind: ClassVar[str] = "expose"
    exposed: Exposed = field(metadata=forms.EXPOSED)
    where: str = ""

    @property
    def title(self) -> str:
        return "Change what the subgraph shows"

    def patch(self, graph: Graph) -> Patch:
        shown = [*self.exposed.inputs.values(), *self.exposed.parameters.values(), self.exposed.outputs.values()]
        for ends in shown:
            for end in ends:
                _node(graph, end.node)
        doubles = self.exposed.inputs.keys() & self.exposed.parameters.keys()
        if doubles:
            raise GraphError(f"{min(doubles)!r} names both an input and a parameter.", remedy="Rename one of them.")
        return Patch(exposed=self.exposed)


def _named(node: Node) -> str:
    return node.title or node.id


def _node(graph: Graph, name: str) -> Node:
    node = graph.nodes.get(name)
    if node is None:
        raise _no_node(name)
    return node


def _no_node(name: str) -> GraphError:
    return GraphError(f"There is no node {name!r}.", remedy="It may have been removed.")


def _without(exposed: Exposed, gone: set[str]) -> Exposed:
    inputs = {name: tuple(end for end in ends if end.node not in gone) for name, ends in exposed.inputs.items()}
    outputs = {name: end for name, end in exposed.outputs.items() if end.node not in gone}
    parameters = {
        name: tuple(end for end in ends if end.node not in gone) for name, ends in exposed.parameters.items()
    }
    return Exposed(
        {name: ends for name, ends in inputs.items() if ends},
        outputs,
        {name: ends for name, ends in parameters.items() if ends},
    )


_KINDS: dict[str, type[Edit]] = {
    kind.kind: kind
    for kind in (
        AddFrame,
        AddNodes,
        AddNote,
        ChangeFrame,
        ChangeNote,
        Connect,
        Disconnect,
        Expose,
        MakeSubgraph,
        MoveNodes,
        Patch,
        RemoveFrames,
        RemoveNodes,
        RemoveNotes,
        Rename,
        ResetParameter,
        SetFlag,
        SetParameter,
        SetView,
        Several,
        Unpack,
    )
}
