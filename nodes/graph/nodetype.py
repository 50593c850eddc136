"""What a node type is: its ports, its parameters and how it runs. Plain records made by `declare`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from nodes.values import Value

__all__ = ["InputPort", "NodeType", "OutputPort", "Parameter", "ParameterKind"]

ParameterKind = Literal["text", "integer", "number", "switch", "choice", "file", "json"]


@dataclass(frozen=True)
class InputPort:
    """A place where a wire ends.

    types: the value classes accepted.  any: every class is accepted.  many: receives the whole list of a list wire as
    a Python list.  required: without a wire the node cannot run.  lazy: computed only when `needs` asks.
    """

    name: str
    types: tuple[type[Value], ...]
    required: bool = True
    lazy: bool = False
    many: bool = False
    any: bool = False
    help: str = ""

    def accepts(self, kind: type[Value]) -> bool:
        return self.any or issubclass(kind, self.types)


@dataclass(frozen=True)
class OutputPort:
    """A place where wires begin. any: the class is that of what comes in (reroute, switch). many: a list wire."""

    name: str
    type: type[Value]
    many: bool = False
    any: bool = False
    help: str = ""


@dataclass(frozen=True)
class Parameter:
    """A setting of a node, stored by name in the project.

    kind: decides the widget.  default: JSON.  choices: all values of a "choice".  optional: None is accepted.
    port: the value class a wire into it must carry (Text or Number; None for "json", which takes no wire).
    """

    name: str
    kind: ParameterKind
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""
    choices: tuple[Any, ...] = ()
    multiline: bool = False
    file_kind: str = ""
    save: bool = False
    seed: bool = False
    editor: str = ""
    optional: bool = False
    help: str = ""
    port: type[Value] | None = None

    def complaint(self, value: object) -> str:
        """Why `value` is not accepted; empty when it is."""
        if value is None and self.optional:
            return ""
        match self.kind:
            case "text" | "file":
                return "" if isinstance(value, str) else f"expected a text, not {_kind_of(value)}"
            case "switch":
                return "" if isinstance(value, bool) else f"expected true or false, not {_kind_of(value)}"
            case "choice":
                known = any(value == choice and type(value) is type(choice) for choice in self.choices)
                return "" if known else f"expected one of {', '.join(map(repr, self.choices))}"
            case "integer" | "number":
                return self._number_complaint(value)
            case "json":
                return ""

    def _number_complaint(self, value: object) -> str:
        whole = self.kind == "integer"
        wanted = "a whole number" if whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"expected {wanted}, not {_kind_of(value)}"
        if value != value or value in (float("inf"), float("-inf")):
            return f"expected a finite number, not {value}"
        if whole and value != int(value):
            return f"expected {wanted}"
        if self.minimum is not None and value < self.minimum:
            return f"the lowest accepted is {_short(self.minimum)}{self.unit and ' ' + self.unit}"
        if self.maximum is not None and value > self.maximum:
            return f"the highest accepted is {_short(self.maximum)}{self.unit and ' ' + self.unit}"
        return ""


@dataclass(frozen=True, eq=False)
class NodeType:
    """Everything the registry, the studio and the engine know about one kind of node. Compared by identity.

    function: what runs; called with keywords, and with `run` when takes_run.  effect: writes files; never cached, a
    target by default.  dear: its result is kept on disk.  concurrent: may run beside others.  needs: names the lazy
    inputs wanted.  fingerprint: what of the outside belongs to the key.  migrations: from version -> function from
    old parameters to those of the next version.  passthrough: its one output is its first input; never runs.
    converter: may be put on a wire between two types.
    """

    type_id: str
    title: str
    category: str
    version: int
    function: Callable[..., Any]
    inputs: tuple[InputPort, ...] = ()
    outputs: tuple[OutputPort, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    takes_run: bool = False
    dear: bool = False
    effect: bool = False
    concurrent: bool = False
    passthrough: bool = False
    converter: bool = False
    needs: Callable[..., Any] | None = None
    fingerprint: Callable[..., str] | None = None
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    summary: str = ""
    help: str = ""
    search: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<NodeType {self.type_id} v{self.version}>"

    @cached_property
    def input_by_name(self) -> dict[str, InputPort]:
        return {port.name: port for port in self.inputs}

    @cached_property
    def output_by_name(self) -> dict[str, OutputPort]:
        return {port.name: port for port in self.outputs}

    @cached_property
    def parameter_by_name(self) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Every parameter with its default. Shared: copy before changing."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(port.name for port in self.inputs if port.required)

    @cached_property
    def lazy(self) -> tuple[str, ...]:
        return tuple(port.name for port in self.inputs if port.lazy)


def _kind_of(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list() | tuple():
            return "a list"
        case _:
            return "an object"


def _short(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 else str(number)
