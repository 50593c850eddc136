"""What a node may answer instead of a value: run this fragment in my place, or go no further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nodes.graph import Graph
    from nodes.values import Value

__all__ = ["Blocked", "Expansion", "Feed"]


class Blocked(Exception):
    """Returned for an output or an element of one, or raised: what depends on it is blocked, not failed."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason

    def __repr__(self) -> str:
        return f"Blocked({self.reason!r})"


class Feed(NamedTuple):
    """An input of the fragment that gets a value from outside: inner node id and its input."""

    node: str
    input: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """Run `graph` in the place of the node that returned it; this is how loops are written.

    outputs: for each output of the node, the (node id, output name) inside the fragment, or a value to use as it is.
    feeds: values for inputs of the fragment. A value the node itself received keeps its key, so nothing is hashed.
    Errors and progress inside show on the node that returned the expansion.
    """

    graph: Graph
    outputs: Mapping[str, tuple[str, str] | Value | Blocked]
    feeds: Mapping[Feed | tuple[str, str], Value] = field(default_factory=dict)
