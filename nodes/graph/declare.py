"""`@node` and `@converter`: a typed function becomes a node type. The signature is the whole declaration."""

from __future__ import annotations

import inspect
import json
import sys
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from nodes.errors import GraphError
from nodes.graph.context import Run
from nodes.graph.docstrings import parse_help
from nodes.graph.markers import Choice, Editor, FileName, IsJson, Lazy, Multiline, Out, Range, Seed
from nodes.graph.nodetype import InputPort, NodeType, OutputPort, Parameter

__all__ = ["converter", "describe", "node", "node_type_of"]

F = TypeVar("F", bound=Callable[..., Any])
Migrations = Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]


def node(
    category: str,
    *,
    title: str = "",
    version: int = 1,
    dear: bool = False,
    effect: bool = False,
    concurrent: bool = False,
    passthrough: bool = False,
    needs: Callable[..., Iterable[str]] | None = None,
    fingerprint: Callable[..., str] | None = None,
    migrations: Migrations | None = None,
    type_id: str | None = None,
    search: Iterable[str] = (),
) -> Callable[[F], F]:
    """Declare a function to be a node. The function stays as it is and gets an attribute `node_type`.

    category: the menu it stands in.  title: made from the function's name when empty.  version: raise it when
    parameters change meaning, and give `migrations` {old version: old parameters -> parameters of the next version}.
    search: further words that find the node.  The other switches: see NodeType.
    Raises GraphError when the signature, a default or the documentation is not complete.
    """
    scope = sys._getframe(1).f_locals

    def declare(function: F) -> F:
        _attach(
            function,
            describe(
                function,
                category,
                scope=scope,
                title=title,
                version=version,
                dear=dear,
                effect=effect,
                concurrent=concurrent,
                passthrough=passthrough,
                needs=needs,
                fingerprint=fingerprint,
                migrations=dict(migrations or {}),
                type_id=type_id,
                search=tuple(search),
            ),
        )
        return function

    return declare


def converter(*, title: str = "", version: int = 1, type_id: str | None = None) -> Callable[[F], F]:
    """Declare a function with one value in and one value out to be put on wires between these two types."""
    scope = sys._getframe(1).f_locals

    def declare(function: F) -> F:
        kind = describe(
            function, "Converters", scope=scope, title=title, version=version, type_id=type_id, converter=True
        )
        if len(kind.inputs) != 1 or len(kind.outputs) != 1 or kind.inputs[0].any or len(kind.inputs[0].types) != 1:
            raise _refused(function, "a converter takes one value of one type and returns one value")
        _attach(function, kind)
        return function

    return declare


def node_type_of(function: Callable[..., Any]) -> NodeType:
    """The NodeType of a function declared with `@node` or `@converter`."""
    found = getattr(function, "node_type", None)
    if not isinstance(found, NodeType):
        raise GraphError(f"{_name(function)} is not a node.", remedy="Declare it with @node.")
    return found


def describe(
    function: Callable[..., Any],
    category: str,
    *,
    scope: Mapping[str, Any] | None = None,
    title: str = "",
    version: int = 1,
    type_id: str | None = None,
    migrations: Migrations | None = None,
    **switches: Any,
) -> NodeType:
    """Read signature and docstring of `function`. Raises GraphError naming function, parameter and what is wrong."""
    name = _name(function)
    if version < 1:
        raise _refused(function, f"version {version} is not 1 or more")
    for old in migrations or {}:
        if not 1 <= old < version:
            raise _refused(function, f"a migration from version {old} makes no sense at version {version}")
    signature = inspect.signature(function)
    try:
        hints = typing.get_type_hints(function, localns=dict(scope or {}), include_extras=True)
    except (NameError, TypeError, AttributeError) as error:
        raise _refused(function, f"an annotation cannot be read: {error}") from error
    help_of = parse_help(function.__doc__, signature.parameters)
    if not help_of.summary:
        raise _refused(function, "there is no docstring")
    inputs: list[InputPort] = []
    parameters: list[Parameter] = []
    takes_run = False
    for argument in signature.parameters.values():
        if argument.kind in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD, argument.POSITIONAL_ONLY):
            raise _refused(function, f"{argument.name}: every parameter must be nameable")
        if argument.name not in hints:
            raise _refused(function, f"{argument.name} has no annotation")
        if hints[argument.name] is Run:
            takes_run = True
            continue
        text = help_of.entries.get(argument.name, "")
        if not text:
            raise _refused(function, f"{argument.name} is not described: add a line `{argument.name}: ...`")
        record = _read_argument(function, argument, hints[argument.name], text)
        if isinstance(record, InputPort):
            inputs.append(record)
        else:
            parameters.append(record)
    if "return" not in hints:
        raise _refused(function, "the return type is not annotated (None for a node that only writes)")
    outputs = _read_outputs(function, hints["return"])
    if switches.get("passthrough") and (not inputs or len(outputs) != 1):
        raise _refused(function, "passthrough needs an input and exactly one output")
    return NodeType(
        type_id=type_id or f"{category.lower().replace(' ', '_')}.{name.rpartition('.')[2]}",
        title=title or name.rpartition(".")[2].replace("_", " ").capitalize(),
        category=category,
        version=version,
        function=function,
        inputs=tuple(inputs),
        outputs=outputs,
        parameters=tuple(parameters),
        takes_run=takes_run,
        migrations=migrations or {},
        summary=help_of.summary,
        help=help_of.text,
        **switches,
    )


def _attach(function: Callable[..., Any], kind: NodeType) -> None:
    function.node_type = kind  # type: ignore[attr-defined]


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", repr(function))


def _refused(function: Callable[..., Any], reason: str) -> GraphError:
    where = getattr(function, "__module__", "")
    return GraphError(f"Node {where}.{_name(function)}: {reason}.", remedy="Correct its declaration.")


class _Annotation:
    """An annotation taken apart: Annotated marks, `| None`, `list[...]` and the alternatives that remain."""

    def __init__(self, hint: Any) -> None:
        self.marks: list[Any] = []
        self.optional = False
        self.many = False
        hint = self._peel(hint)
        if get_origin(hint) in (Union, types.UnionType):
            self.optional = type(None) in get_args(hint)
            rest = [self._peel(part) for part in get_args(hint) if part is not type(None)]
        else:
            rest = [hint]
        if len(rest) == 1 and get_origin(rest[0]) is list:
            self.many = True
            inner = self._peel(get_args(rest[0])[0])
            rest = list(get_args(inner)) if get_origin(inner) in (Union, types.UnionType) else [inner]
        self.alternatives = rest

    def _peel(self, hint: Any) -> Any:
        while get_origin(hint) is typing.Annotated:
            self.marks.extend(hint.__metadata__)
            hint = hint.__origin__
        return hint

    def mark(self, kind: type[Any]) -> Any:
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


def _read_argument(
    function: Callable[..., Any], argument: inspect.Parameter, hint: Any, text: str
) -> InputPort | Parameter:
    from nodes.values import Value

    parts = _Annotation(hint)
    if all(isinstance(part, type) and issubclass(part, Value) for part in parts.alternatives):
        if argument.default not in (argument.empty, None):
            raise _refused(function, f"{argument.name}: an input port can only have the default None")
        if (argument.default is None) != parts.optional:
            raise _refused(function, f"{argument.name}: write `X | None = None` for an input that may stay open")
        return InputPort(
            argument.name,
            types=tuple(parts.alternatives),
            required=not parts.optional,
            lazy=parts.mark(Lazy) is not None,
            many=parts.many,
            any=Value in parts.alternatives,
            help=text,
        )
    if argument.default is argument.empty:
        raise _refused(function, f"{argument.name}: a parameter needs a default")
    return _read_parameter(function, argument, parts, text)


def _read_parameter(
    function: Callable[..., Any], argument: inspect.Parameter, parts: _Annotation, text: str
) -> Parameter:
    from nodes.values import Number, Text

    base = parts.alternatives[0] if len(parts.alternatives) == 1 else None
    facts: dict[str, Any] = {"optional": parts.optional}
    bounds, choice, file = parts.mark(Range), parts.mark(Choice), parts.mark(FileName)
    if parts.mark(IsJson):
        facts |= {"kind": "json"}
    elif get_origin(base) is Literal:
        facts |= {"kind": "choice", "choices": get_args(base), "port": Text}
        if not all(isinstance(option, str) for option in get_args(base)):
            facts["port"] = Number
    elif base is str and choice:
        facts |= {"kind": "choice", "choices": choice.options, "port": Text}
    elif base is str and file:
        facts |= {"kind": "file", "file_kind": file.kind, "save": file.save, "port": Text}
    elif base is str:
        facts |= {"kind": "text", "multiline": parts.mark(Multiline) is not None, "port": Text}
    elif base is bool:
        facts |= {"kind": "switch", "port": Number}
    elif base in (int, float):
        facts |= {"kind": "integer" if base is int else "number", "port": Number}
        if bounds:
            facts |= {
                "minimum": bounds.minimum,
                "maximum": bounds.maximum,
                "step": bounds.step,
                "unit": bounds.unit,
            }
        if parts.mark(Seed):
            facts |= {"seed": True, "minimum": 0, "maximum": 2**63 - 1}
    else:
        raise _refused(function, f"{argument.name}: {argument.annotation!r} is neither a value nor a parameter kind")
    if parts.mark(Editor):
        facts["editor"] = parts.mark(Editor).name
    default = _as_json(function, argument)
    if facts["kind"] == "number" and type(default) is int:
        default = float(default)
    record = Parameter(argument.name, default=default, help=text, **facts)
    complaint = record.complaint(record.default)
    if complaint:
        raise _refused(function, f"{argument.name}: bad default {record.default!r}: {complaint}")
    return record


def _as_json(function: Callable[..., Any], argument: inspect.Parameter) -> Any:
    try:
        return json.loads(json.dumps(argument.default, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise _refused(function, f"{argument.name}: the default {argument.default!r} is no JSON") from error


def _read_outputs(function: Callable[..., Any], hint: Any) -> tuple[OutputPort, ...]:
    if hint is type(None):
        return ()
    parts = get_args(hint) if get_origin(hint) is tuple else (hint,)
    outputs = tuple(_read_output(function, part) for part in parts)
    names = [output.name for output in outputs]
    for name in names:
        if names.count(name) > 1:
            raise _refused(function, f"two outputs are named {name!r}: name them with Out(...)")
    return outputs


def _read_output(function: Callable[..., Any], hint: Any) -> OutputPort:
    from nodes.values import Number, Text, Value

    parts = _Annotation(hint)
    kind = parts.alternatives[0] if len(parts.alternatives) == 1 else None
    kind = {str: Text, int: Number, float: Number, bool: Number}.get(kind, kind)  # type: ignore[arg-type]
    if parts.optional or not (isinstance(kind, type) and issubclass(kind, Value)):
        raise _refused(function, f"the return type {hint!r} is no value")
    named = parts.mark(Out)
    name = named.name if named else ("value" if kind is Value else kind.type_name.lower())
    return OutputPort(name, kind, many=parts.many, any=kind is Value, help=named.help if named else "")
