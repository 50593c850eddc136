"""How a node type is called: inputs into arguments, what it returned into outputs. Worked out once per type."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from nodes.engine.entries import Hole, Many, Output
from nodes.engine.expansion import Blocked, Expansion
from nodes.engine.keys import canonical
from nodes.errors import NodeError
from nodes.values import Number, Text, Value, ValueList

if TYPE_CHECKING:
    from nodes.graph import NodeType, OutputPort, Parameter

__all__ = ["FEED", "CallPlan"]

FEED = "engine.feed."
"""Type ids of the stand-ins through which an expansion gets values from outside begin so."""


class CallPlan:
    """What the engine needs of a NodeType on every run, in the form it needs it. None stands for an unknown type."""

    __slots__ = (
        "concurrent",
        "dear",
        "effect",
        "feed",
        "fingerprint",
        "function",
        "kind",
        "lazy",
        "many",
        "names",
        "needs",
        "needs_accepts",
        "needs_sees_lazy",
        "one",
        "parameters",
        "prefix",
        "takes_run",
        "type_id",
    )

    def __init__(self, kind: NodeType | None) -> None:
        self.kind = kind
        self.type_id = kind.type_id if kind is not None else ""
        self.function: Callable[..., Any] = kind.function if kind is not None else _unknown
        self.takes_run = kind is not None and kind.takes_run
        self.dear = kind is not None and kind.dear
        self.effect = kind is not None and kind.effect
        self.concurrent = kind is not None and kind.concurrent
        self.needs = kind.needs if kind is not None else None
        self.fingerprint = kind.fingerprint if kind is not None else None
        self.lazy = frozenset(kind.lazy if kind is not None else ())
        self.many = frozenset(port.name for port in kind.inputs if port.many) if kind is not None else frozenset()
        self.parameters: dict[str, Parameter] = kind.parameter_by_name if kind is not None else {}
        self.names = tuple(port.name for port in kind.outputs) if kind is not None else ()
        outputs = kind.outputs if kind is not None else ()
        self.one: OutputPort | None = outputs[0] if len(outputs) == 1 and not outputs[0].many else None
        self.feed = self.type_id.startswith(FEED)
        self.prefix = canonical([self.type_id, kind.version if kind is not None else 0])
        self.needs_accepts: frozenset[str] | None = None
        self.needs_sees_lazy = False
        if self.needs is not None:
            arguments = inspect.signature(self.needs).parameters
            if not any(argument.kind is argument.VAR_KEYWORD for argument in arguments.values()):
                self.needs_accepts = frozenset(arguments)
            self.needs_sees_lazy = self.needs_accepts is None or bool(self.needs_accepts & self.lazy)

    def unwrap(self, name: str, value: Value) -> Any:
        """The argument for a wired parameter. Errors: NodeError naming parameter and value."""
        parameter = self.parameters[name]
        content: Any
        if isinstance(value, Number):
            content = value.value
            if (parameter.kind == "integer" and isinstance(content, float) and content.is_integer()) or (
                parameter.kind == "integer" and isinstance(content, bool)
            ):
                content = int(content)
            elif parameter.kind == "switch":
                content = bool(content)
        elif isinstance(value, Text):
            content = value.text
        else:
            content = value
        complaint = parameter.complaint(content)
        if complaint:
            raise NodeError(
                f"Parameter {name!r} got {content!r:.80} from its wire: {complaint}.",
                remedy="Change what is wired to it.",
            )
        return content

    def ask_needs(self, known: Mapping[str, Any]) -> tuple[str, ...]:
        """The lazy inputs wanted now. Errors: what the node's own function raises, NodeError for a wrong answer."""
        assert self.needs is not None
        accepts = self.needs_accepts
        asked = self.needs(
            **(known if accepts is None else {name: known.get(name) for name in known if name in accepts})
        )
        names = (asked,) if isinstance(asked, str) else tuple(asked)
        for name in names:
            if name not in self.lazy:
                raise NodeError(f"{self.type_id} asked for {name!r}, which is no lazy input of it.")
        return names

    def outputs_of(self, result: Any) -> dict[str, Output] | Expansion:
        """What the function returned, by output name. Errors: NodeError when it does not fit the declaration."""
        port = self.one
        if port is not None and isinstance(result, port.type) and type(result) is not ValueList:
            return {port.name: result}
        if isinstance(result, Expansion):
            return result
        assert self.kind is not None
        ports = self.kind.outputs
        if isinstance(result, Blocked):
            return {port.name: Hole(result.reason) for port in ports}
        if not ports:
            return {}
        if len(ports) == 1:
            return {ports[0].name: self._output(ports[0], result)}
        if not isinstance(result, tuple) or len(result) != len(ports):
            raise NodeError(f"{self.type_id} returned {_kind(result)} instead of its {len(ports)} outputs.")
        return {port.name: self._output(port, item) for port, item in zip(ports, result, strict=True)}

    def output(self, name: str, result: Any) -> Output:
        """What was returned for the output `name`. Errors: NodeError when it does not fit the declaration."""
        assert self.kind is not None
        return self._output(self.kind.output_by_name[name], result)

    def _output(self, port: OutputPort, result: Any) -> Output:
        if isinstance(result, ValueList):
            result = list(result.items)
        elif not (port.many and isinstance(result, list | tuple)):
            if port.many:
                raise NodeError(f"{self.type_id} returned {_kind(result)} for the list output {port.name!r}.")
            return self._single(port, result)
        items = tuple(self._single(port, item) for item in result)
        return Many(items, tuple(map(identity_of, items)))

    def _single(self, port: OutputPort, result: Any) -> Value | Hole:
        if isinstance(result, Blocked):
            return Hole(result.reason)
        if isinstance(result, bool | int | float):
            result = Number(result)
        elif isinstance(result, str):
            result = Text(result)
        if isinstance(result, ValueList) or not isinstance(result, port.type):
            raise NodeError(f"{self.type_id} returned {_kind(result)} for {port.name!r}, a {port.type.type_name}.")
        return result


def identity_of(value: Value | Hole) -> bytes:
    """What an element of a list output is in keys: its content, so that its neighbours do not matter."""
    if isinstance(value, Hole):
        return b"\0" * 32
    return bytes.fromhex(value.content_hash())


def _kind(result: Any) -> str:
    if isinstance(result, Value):
        return f"a {result.type_name}"
    if isinstance(result, list | tuple):
        return f"a {type(result).__name__} of {len(result)}"
    return "nothing" if result is None else f"a {type(result).__name__}"


def _unknown(**_: Any) -> Any:
    raise NodeError("The type of this node is not known here.", remedy="Install the pack it is from.")
