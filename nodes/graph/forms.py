"""How the fields of edits that are no plain JSON are written and read: metadata for `dataclasses.field`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from nodes.graph import document

if TYPE_CHECKING:
    from nodes.graph.edit import Edit

__all__ = [
    "EDITS",
    "EXPOSED",
    "FRAME",
    "FRAMES",
    "FRAME_TABLE",
    "IDS",
    "NODES",
    "NODE_TABLE",
    "NOTE",
    "NOTES",
    "NOTE_TABLE",
    "PLACES",
    "POSITIONS",
    "WIRE",
    "WIRES",
    "WIRE_TABLE",
]

Form = Mapping[str, Callable[[Any], Any]]


def _form(write: Callable[[Any], Any], read: Callable[[Any], Any]) -> Form:
    return {"write": write, "read": read}


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


def _named(write: Callable[[Any], Any], read: Callable[[str, Any], Any]) -> Form:
    return _form(lambda item: [item.id, write(item)], lambda pair: read(*pair))


def _all_named(write: Callable[[Any], Any], read: Callable[[str, Any], Any]) -> Form:
    return _form(
        lambda items: [[item.id, write(item)] for item in items],
        lambda pairs: tuple(read(name, data) for name, data in pairs),
    )


def _table(write: Callable[[Any], Any], read: Callable[[Any, Any], Any]) -> Form:
    """{key: item or None} as a list of pairs, since keys may be tuples."""
    return _form(
        lambda table: [[key, None if item is None else write(item)] for key, item in table.items()],
        lambda pairs: {_key(key): None if data is None else read(_key(key), data) for key, data in pairs},
    )


def _read_wire(_: Any, data: Any) -> Any:
    return document.read_wire(data)


def _write_edits(edits: tuple[Edit, ...]) -> list[Any]:
    return [edit.to_json() for edit in edits]


def _read_edits(data: list[Any]) -> tuple[Edit, ...]:
    from nodes.graph.edits import edit_from_json

    return tuple(edit_from_json(part) for part in data)


IDS = _form(list, tuple)
NODES = _all_named(document.write_node, document.read_node)
FRAMES = _all_named(document.write_frame, document.read_frame)
NOTES = _all_named(document.write_note, document.read_note)
FRAME = _named(document.write_frame, document.read_frame)
NOTE = _named(document.write_note, document.read_note)
WIRE = _form(document.write_wire, document.read_wire)
WIRES = _form(
    lambda wires: [document.write_wire(wire) for wire in wires],
    lambda data: tuple(document.read_wire(wire) for wire in data),
)
NODE_TABLE = _table(document.write_node, document.read_node)
WIRE_TABLE = _table(document.write_wire, _read_wire)
FRAME_TABLE = _table(document.write_frame, document.read_frame)
NOTE_TABLE = _table(document.write_note, document.read_note)
POSITIONS = _form(
    lambda positions: {name: list(point) for name, point in positions.items()},
    lambda data: {name: (x, y) for name, (x, y) in data.items()},
)
PLACES = _form(
    lambda places: {table: [[key, place] for key, place in keys.items()] for table, keys in places.items()},
    lambda data: {table: {_key(key): place for key, place in pairs} for table, pairs in data.items()},
)
EXPOSED = _form(
    lambda exposed: None if exposed is None else document.write_exposed(exposed),
    lambda data: None if data is None else document.read_exposed(data),
)
EDITS = _form(_write_edits, _read_edits)
