"""The node types known to a graph. A registry is collected from modules; there is no global one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from nodes.errors import GraphError
from nodes.graph.nodetype import NodeType

if TYPE_CHECKING:
    from nodes.values import Value

__all__ = ["ENTRY_POINTS", "Registry", "default_registry"]

ENTRY_POINTS = "kinograph.nodes"


class Registry:
    """Node types by id. Raises GraphError when two types share an id, or two converters the same pair of types."""

    def __init__(self, types: Iterable[NodeType] = ()) -> None:
        from nodes.graph import builtin

        self._types: dict[str, NodeType] = {}
        self._converters: dict[tuple[type[Value], type[Value]], NodeType] = {}
        for kind in _declared_in(builtin):
            self._add(kind)
        for kind in types:
            self._add(kind)

    @classmethod
    def from_modules(cls, modules: Iterable[ModuleType]) -> Registry:
        """Every node and converter that these modules themselves define."""
        return cls(kind for module in modules for kind in _declared_in(module))

    @classmethod
    def from_functions(cls, *functions: Callable[..., Any]) -> Registry:
        from nodes.graph.declare import node_type_of

        return cls(map(node_type_of, functions))

    def with_packs(self, trusted: Iterable[str]) -> Registry:
        """This registry and the node packs of these installed distributions (entry point group `kinograph.nodes`).

        trusted: names of distributions that a person allowed; nothing else is imported.
        Raises GraphError when one is not installed or clashes with a known type.
        """
        from importlib.metadata import entry_points

        wanted = set(trusted)
        found = [point for point in entry_points(group=ENTRY_POINTS) if point.dist and point.dist.name in wanted]
        missing = wanted - {point.dist.name for point in found if point.dist}
        if missing:
            names = ", ".join(sorted(missing))
            raise GraphError(f"No node pack named {names} is installed.", remedy="Install it or stop trusting it.")
        return Registry([*self._own(), *(kind for point in found for kind in _declared_in(point.load()))])

    def get(self, type_id: str) -> NodeType | None:
        return self._types.get(type_id)

    def __getitem__(self, type_id: str) -> NodeType:
        try:
            return self._types[type_id]
        except KeyError:
            raise GraphError(f"There is no node type {type_id!r}.", remedy="Install the pack it is from.") from None

    def __contains__(self, type_id: object) -> bool:
        return type_id in self._types

    def __iter__(self) -> Iterator[NodeType]:
        return iter(self._types.values())

    def __len__(self) -> int:
        return len(self._types)

    def converter(self, from_type: type[Value], to_type: type[Value]) -> NodeType | None:
        """The converter from exactly `from_type` to exactly `to_type`; chains of one only."""
        return self._converters.get((from_type, to_type))

    def converters(self) -> list[NodeType]:
        return list(self._converters.values())

    def _own(self) -> Iterator[NodeType]:
        return (kind for kind in self if not kind.type_id.startswith("graph."))

    def _add(self, kind: NodeType) -> None:
        other = self._types.get(kind.type_id)
        if other is not None:
            raise GraphError(
                f"Two node types are called {kind.type_id!r}: {_origin(other)} and {_origin(kind)}.",
                remedy="Give one of them another type_id.",
            )
        if kind.converter:
            pair = (kind.inputs[0].types[0], kind.outputs[0].type)
            if pair in self._converters:
                names = " to ".join(part.__name__ for part in pair)
                raise GraphError(
                    f"Two converters lead from {names}: {_origin(self._converters[pair])} and {_origin(kind)}.",
                    remedy="Keep one of them.",
                )
            self._converters[pair] = kind
        self._types[kind.type_id] = kind


def default_registry() -> Registry:
    """The registry of everything in nodes.library. Imports those modules; none of them imports torch."""
    import nodes.library

    names = sorted(info.name for info in pkgutil.iter_modules(nodes.library.__path__) if not info.ispkg)
    return Registry.from_modules(importlib.import_module(f"nodes.library.{name}") for name in names)


def _declared_in(module: ModuleType) -> Iterator[NodeType]:
    for member in list(vars(module).values()):
        kind = getattr(member, "node_type", None)
        if isinstance(kind, NodeType) and kind.function is member and member.__module__ == module.__name__:
            yield kind


def _origin(kind: NodeType) -> str:
    return f"{kind.function.__module__}.{kind.function.__name__}"
