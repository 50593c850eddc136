"""A graph as plain JSON data, and back. Keys that this version does not know are kept where they were.

    {"nodes": {"ball": {"type": "motion.strokes", "version": 1, "parameters": {...}, "position": [0, 0]}},
     "wires": [{"source": "ball", "output": "strokes", "target": "tracks", "input": "strokes"}],
     "frames": {...}, "notes": {...},
     "exposed": {"inputs": {"image": [["load", "image"]]}, "outputs": {"clip": ["save", "clip"]}, "parameters": {}},
     "view": {...}}

A key whose value is the default is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nodes.errors import GraphError
from nodes.graph.model import Exposed, Frame, Graph, Inner, Node, Note, Wire

__all__ = [
    "MAX_DEPTH",
    "read_exposed",
    "read_frame",
    "read_graph",
    "read_node",
    "read_note",
    "read_wire",
    "write_exposed",
    "write_frame",
    "write_graph",
    "write_node",
    "write_note",
    "write_wire",
]

MAX_DEPTH = 64
"""Deepest nesting of subgraphs."""

_FLAGS = ("muted", "bypassed", "collapsed", "locked")
_NODE_KEYS = frozenset(["type", "version", "parameters", "position", "title", "graph", *_FLAGS])
_PLAIN_KEYS = frozenset(["type", "version", "parameters", "position"])
_EMPTY: dict[str, Any] = {}  # shared by all, since parts of a graph are never changed in place
_WIRE_KEYS = frozenset(["source", "output", "target", "input"])
_FRAME_KEYS = frozenset(["title", "position", "size", "colour"])
_NOTE_KEYS = frozenset(["text", "position", "size", "colour"])
_GRAPH_KEYS = frozenset(["nodes", "wires", "frames", "notes", "exposed", "view"])


def write_graph(graph: Graph) -> dict[str, Any]:
    document: dict[str, Any] = {
        "nodes": {node.id: write_node(node) for node in graph.nodes.values()},
        "wires": [write_wire(wire) for wire in graph.wires.values()],
    }
    if graph.frames:
        document["frames"] = {frame.id: write_frame(frame) for frame in graph.frames.values()}
    if graph.notes:
        document["notes"] = {note.id: write_note(note) for note in graph.notes.values()}
    exposed = write_exposed(graph.exposed)
    if exposed:
        document["exposed"] = exposed
    if graph.view:
        document["view"] = graph.view
    return document | graph.extra


def read_graph(document: Any, depth: int = 0) -> Graph:
    """Raises GraphError naming the node and key that is malformed. A whole project document is accepted, too."""
    if depth > MAX_DEPTH:
        raise GraphError(f"Subgraphs are nested more than {MAX_DEPTH} deep.", remedy="Unpack some of them.")
    _expect(document, dict, "the graph")
    if depth == 0 and "nodes" not in document and "format" in document:
        document = document.get("graph")
        _expect(document, dict, "the project's graph")
    nodes = _section(document, "nodes")
    return Graph(
        [read_node(name, data, depth) for name, data in nodes.items()],
        [read_wire(data) for data in _expect(document.get("wires", []), list, "wires")],
        [read_frame(name, data) for name, data in _section(document, "frames").items()],
        [read_note(name, data) for name, data in _section(document, "notes").items()],
        read_exposed(document.get("exposed", {})),
        _section(document, "view"),
        _rest(document, _GRAPH_KEYS),
    )


def write_node(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"type": node.type_id, "version": node.version}
    if node.parameters:
        data["parameters"] = node.parameters
    data["position"] = list(node.position)
    if node.title:
        data["title"] = node.title
    if node.muted:
        data["muted"] = True
    if node.bypassed:
        data["bypassed"] = True
    if node.collapsed:
        data["collapsed"] = True
    if node.locked:
        data["locked"] = True
    if node.graph is not None:
        data["graph"] = write_graph(node.graph)
    if node.extra:
        data |= node.extra
    return data


def read_node(name: str, data: Any, depth: int = 0) -> Node:
    try:
        if data.keys() <= _PLAIN_KEYS and "version" in data:
            return _read_plain_node(name, data)
        type_id = data["type"]
        version = data.get("version", 1)
        parameters = data.get("parameters")
        title = data.get("title", "")
        if parameters is None:
            parameters = {}
        if not (isinstance(type_id, str) and isinstance(parameters, dict) and isinstance(title, str)):
            raise TypeError("type and title must be texts, parameters an object")
        if type(version) is not int or version < 1:
            raise TypeError(f"version is {version!r}, not a whole number from 1 on")
        flags = [data.get(flag, False) for flag in _FLAGS]
        if not all(type(flag) is bool for flag in flags):
            raise TypeError("muted, bypassed, collapsed and locked must be true or false")
        graph = data.get("graph")
        return Node(
            name,
            type_id,
            version,
            parameters,
            _pair(data.get("position", (0.0, 0.0))),
            title,
            muted=flags[0],
            bypassed=flags[1],
            collapsed=flags[2],
            locked=flags[3],
            graph=read_graph(graph, depth + 1) if graph is not None else None,
            extra=_rest(data, _NODE_KEYS),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _malformed(f"node {name!r}", error) from error


def _read_plain_node(name: str, data: dict[str, Any]) -> Node:
    """The common case, quickly: no flags, no subgraph, nothing unknown."""
    type_id, version, parameters = data["type"], data["version"], data.get("parameters", _EMPTY)
    if type(type_id) is not str or type(version) is not int or version < 1 or type(parameters) is not dict:
        raise TypeError("type must be a text, version a whole number from 1 on, parameters an object")
    return Node(name, type_id, version, parameters, _pair(data.get("position", (0.0, 0.0))), extra=_EMPTY)


def write_wire(wire: Wire) -> dict[str, Any]:
    data = {"source": wire.source, "output": wire.output, "target": wire.target, "input": wire.input}
    return data | wire.extra if wire.extra else data


def read_wire(data: Any) -> Wire:
    try:
        ends = (data["source"], data["output"], data["target"], data["input"])
        for end in ends:
            if not isinstance(end, str):
                raise TypeError(f"{end!r} is not a text")
        return Wire(*ends, _rest(data, _WIRE_KEYS))
    except (KeyError, TypeError, AttributeError) as error:
        raise _malformed(f"the wire {data!r:.200}", error) from error


def write_frame(frame: Frame) -> dict[str, Any]:
    return {
        "title": frame.title,
        "position": list(frame.position),
        "size": list(frame.size),
        "colour": frame.colour,
    } | frame.extra


def read_frame(name: str, data: Any) -> Frame:
    try:
        return Frame(
            name,
            _text(data, "title"),
            _pair(data.get("position", (0.0, 0.0))),
            _pair(data.get("size", (400.0, 300.0))),
            _text(data, "colour"),
            _rest(data, _FRAME_KEYS),
        )
    except (TypeError, AttributeError) as error:
        raise _malformed(f"frame {name!r}", error) from error


def write_note(note: Note) -> dict[str, Any]:
    return {
        "text": note.text,
        "position": list(note.position),
        "size": list(note.size),
        "colour": note.colour,
    } | note.extra


def read_note(name: str, data: Any) -> Note:
    try:
        return Note(
            name,
            _text(data, "text"),
            _pair(data.get("position", (0.0, 0.0))),
            _pair(data.get("size", (240.0, 120.0))),
            _text(data, "colour"),
            _rest(data, _NOTE_KEYS),
        )
    except (TypeError, AttributeError) as error:
        raise _malformed(f"note {name!r}", error) from error


def write_exposed(exposed: Exposed) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if exposed.inputs:
        data["inputs"] = {name: [list(end) for end in ends] for name, ends in exposed.inputs.items()}
    if exposed.outputs:
        data["outputs"] = {name: list(end) for name, end in exposed.outputs.items()}
    if exposed.parameters:
        data["parameters"] = {name: [list(end) for end in ends] for name, ends in exposed.parameters.items()}
    return data


def read_exposed(data: Any) -> Exposed:
    try:
        return Exposed(
            {name: tuple(map(_inner, ends)) for name, ends in data.get("inputs", {}).items()},
            {name: _inner(end) for name, end in data.get("outputs", {}).items()},
            {name: tuple(map(_inner, ends)) for name, ends in data.get("parameters", {}).items()},
        )
    except (TypeError, AttributeError, ValueError) as error:
        raise _malformed("what the subgraph exposes", error) from error


def _section(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = _expect(document.get(key, {}), dict, key)
    return found


def _expect(value: Any, kind: type[Any], what: str) -> Any:
    if not isinstance(value, kind):
        wanted = "an object" if kind is dict else "a list"
        raise GraphError(f"{what.capitalize()} must be {wanted}, not {value!r:.80}.", remedy="Correct the file.")
    return value


def _rest(data: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if data.keys() <= known:
        return _EMPTY
    return {key: value for key, value in data.items() if key not in known}


def _pair(value: Any) -> tuple[float, float]:
    x, y = value if isinstance(value, list | tuple) and len(value) == 2 else (None, None)
    if type(x) not in (int, float) or type(y) not in (int, float):
        raise TypeError(f"{value!r:.80} is not a pair of numbers")
    return (x, y)  # type: ignore[return-value]


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is {value!r:.80}, not a text")
    return value


def _inner(end: Any) -> Inner:
    node, port = end
    if not (isinstance(node, str) and isinstance(port, str)):
        raise TypeError(f"{end!r:.80} names no inner port")
    return Inner(node, port)


def _malformed(what: str, error: Exception) -> GraphError:
    reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
    return GraphError(f"{what[0].upper()}{what[1:]} is malformed: {reason}.", remedy="Correct the file.")
