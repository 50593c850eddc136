"""Where everything of a node lies: rows, ports and the picture. Plain data, made without drawing anything.

A node shows its inputs, the parameters that are most useful to see, then its outputs. Shown are those that a wire
leads into and, of the rest, up to five: first what a person has set, last what is left to itself ("0 takes the
image's"); of plain JSON only lists, as a number. What is left out is counted in a last row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.canvas.metrics import FOOT, HEADER, INSET, LINE, PICTURE_HEIGHT, ROW, TEXT_WIDTH, WIDTH
from app.inspector.wording import meaning_of
from nodes.graph import InputPort, Interface, Node, OutputPort, Parameter

__all__ = [
    "REROUTE",
    "REROUTE_SIZE",
    "Anatomy",
    "Port",
    "Row",
    "anatomy_of",
    "is_pictured",
    "pictured",
    "shown_parameters",
]

REROUTE = "graph.reroute"
REROUTE_SIZE = 20.0
MOST_PARAMETERS = 5
_PICTURED = frozenset(["Image", "Clip", "Mask", "Depth", "Poses", "Flow"])
"""A card of a number or a text would only say again what the node says."""
TextLines = Callable[[str, float], int]
"""How many lines a text takes in this width."""


@dataclass(frozen=True, slots=True)
class Port:
    """x, y: its middle, from the corner of the node.  type_name: "" for anything.  shown: even without a wire."""

    name: str
    is_output: bool
    x: float
    y: float
    type_name: str = ""
    family: str = "data"
    required: bool = False
    shown: bool = True
    many: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """kind: input, parameter, text (a parameter in lines of its own), output or more (name: how many)."""

    kind: str
    name: str
    y: float
    height: float = ROW
    record: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Anatomy:
    """In units of the canvas, from the top left corner of the node."""

    width: float
    height: float
    rows: tuple[Row, ...] = ()
    inputs: Mapping[str, Port] = field(default_factory=dict)
    outputs: Mapping[str, Port] = field(default_factory=dict)
    picture_y: float | None = None
    picture_height: float = PICTURE_HEIGHT
    known: bool = True
    dot: bool = False

    def port(self, name: str, *, is_output: bool) -> Port | None:
        return (self.outputs if is_output else self.inputs).get(name)

    def row_at(self, y: float) -> Row | None:
        """The row at this height."""
        return next((row for row in self.rows if row.y <= y < row.y + row.height), None)


def anatomy_of(
    node: Node,
    ports: Interface | None,
    wired_inputs: Iterable[str] = (),
    wired_outputs: Iterable[str] = (),
    *,
    picture: bool = False,
    lines: TextLines | None = None,
) -> Anatomy:
    """ports: None for an unknown type; then it has the ports that wires name. picture: room for one below."""
    inputs, outputs = list(dict.fromkeys(wired_inputs)), list(dict.fromkeys(wired_outputs))
    if node.type_id == REROUTE and ports is not None:
        return _dot(ports)
    if ports is None:
        guessed = tuple(InputPort(name, (), required=False, any=True) for name in inputs)
        made = tuple(OutputPort(name, object, any=True) for name in outputs)  # type: ignore[arg-type]
        return _Stack(node, Interface(guessed, made, ()), inputs, lines).built(picture, known=False)
    stray = [name for name in inputs if ports.input(name) is None and ports.parameter(name) is None]
    if stray:
        extra = tuple(InputPort(name, (), required=False, any=True) for name in stray)
        ports = Interface((*ports.inputs, *extra), ports.outputs, ports.parameters)
    return _Stack(node, ports, inputs, lines).built(picture, known=True)


def pictured(ports: Interface | None) -> list[str]:
    """The outputs of a node whose results are something to look at."""
    if ports is None:
        return []
    return [port.name for port in ports.outputs if not port.any and port.type.type_name in _PICTURED]


def is_pictured(ports: Interface | None) -> bool:
    """Whether a result of this node is something to look at."""
    return bool(pictured(ports))


def shown_parameters(
    node: Node, parameters: Iterable[Parameter], wired: Iterable[str]
) -> tuple[list[Parameter], int]:
    """(those to show, in their order; how many are left out)."""
    wired = set(wired)
    records = [record for record in parameters if record.name in wired or _is_short(node, record)]
    free = [record for record in records if record.name not in wired]
    ranked = sorted(range(len(free)), key=lambda place: (_rank(node, free[place]), place))
    chosen = {free[place].name for place in ranked[:MOST_PARAMETERS]}
    shown = [record for record in records if record.name in wired or record.name in chosen]
    return shown, len(records) - len(shown)


def _is_short(node: Node, record: Parameter) -> bool:
    """Plain JSON says little in a row, but for how many there are of something."""
    return record.kind != "json" or isinstance(node.parameters.get(record.name, record.default), list)


def _rank(node: Node, record: Parameter) -> int:
    value: Any = node.parameters.get(record.name, record.default)
    if record.name in node.parameters:
        return 0
    if record.multiline:
        return 1 if value else 3
    if record.optional and value is None:
        return 2
    return 2 if meaning_of(record, value) else 1


def _dot(ports: Interface) -> Anatomy:
    middle = REROUTE_SIZE / 2
    into = {port.name: Port(port.name, False, 0.0, middle) for port in ports.inputs}
    out = {port.name: Port(port.name, True, REROUTE_SIZE, middle) for port in ports.outputs}
    return Anatomy(REROUTE_SIZE, REROUTE_SIZE, (), into, out, dot=True)


class _Stack:
    """Puts one row under the other."""

    def __init__(self, node: Node, ports: Interface, wired: list[str], lines: TextLines | None) -> None:
        self.node = node
        self.ports = ports
        self.wired = set(wired)
        self.lines = lines
        self.parameters, self.left_out = shown_parameters(node, ports.parameters, wired)
        texts = any(record.multiline and record.name not in self.wired for record in self.parameters)
        self.width = TEXT_WIDTH if texts and not node.collapsed else WIDTH
        self.y = HEADER + 4.0
        self.rows: list[Row] = []
        self.inputs: dict[str, Port] = {}
        self.outputs: dict[str, Port] = {}

    def built(self, picture: bool, *, known: bool) -> Anatomy:
        if self.node.collapsed:
            return self._collapsed(known)
        for port in self.ports.inputs:
            self._take(port, self._row("input", port.name))
        for record in self.parameters:
            self._parameter(record)
        if self.left_out:
            self._row("more", str(self.left_out))
        for output in self.ports.outputs:
            self._give(output, self._row("output", output.name))
        self.y += 4.0
        picture_y = None
        if picture:
            picture_y = self.y
            self.y += self._picture_height() + INSET
        else:
            self.y += FOOT - 4.0
        return Anatomy(
            self.width, self.y, tuple(self.rows), self.inputs, self.outputs, picture_y, self._picture_height(), known
        )

    def _picture_height(self) -> float:
        return float(round((self.width - 2 * INSET) * 9 / 16))

    def _collapsed(self, known: bool) -> Anatomy:
        middle = HEADER / 2
        for port in self.ports.inputs:
            self._take(port, middle)
        for record in self.ports.parameters:
            if record.port is not None:
                self._parameter_port(record, middle)
        for output in self.ports.outputs:
            self._give(output, middle)
        return Anatomy(self.width, HEADER, (), self.inputs, self.outputs, known=known)

    def _row(self, kind: str, name: str, height: float = ROW, record: Parameter | None = None) -> float:
        self.rows.append(Row(kind, name, self.y, height, record))
        middle = self.y + ROW / 2
        self.y += height
        return middle

    def _parameter(self, record: Parameter) -> None:
        if record.multiline and record.name not in self.wired:
            text = str(self.node.parameters.get(record.name, record.default) or "")
            count = self.lines(text, self.width - 2 * INSET) if self.lines is not None else 1 + len(text) // 34
            height = 6.0 + LINE * min(max(count, 1), 4)
            middle = self._row("text", record.name, height, record)
        else:
            middle = self._row("parameter", record.name, ROW, record)
        if record.port is not None:
            self._parameter_port(record, middle)

    def _parameter_port(self, record: Parameter, y: float) -> None:
        kind = record.port
        assert kind is not None
        shown = record.name in self.wired
        self.inputs[record.name] = Port(record.name, False, 0.0, y, kind.type_name, kind.family, shown=shown)

    def _take(self, port: InputPort, y: float) -> None:
        kind = None if port.any or not port.types else port.types[0]
        name, family = (kind.type_name, kind.family) if kind is not None else ("", "data")
        self.inputs[port.name] = Port(port.name, False, 0.0, y, name, family, port.required, many=port.many)

    def _give(self, port: OutputPort, y: float) -> None:
        kind = None if port.any else port.type
        name, family = (kind.type_name, kind.family) if kind is not None else ("", "data")
        self.outputs[port.name] = Port(port.name, True, self.width, y, name, family, many=port.many)
