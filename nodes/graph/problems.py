"""What validation finds: every problem at once, each naming node, port, value and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nodes.errors import GraphError

__all__ = ["GraphInvalid", "Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """code: one of the codes below.  node: path of the node, "outer/inner".  port: input, output or parameter name.

    blocking: the node cannot run (a warning otherwise).

    input.missing      a required input has no wire
    input.muted        what feeds a required input is muted, or has nothing to pass on
    wire.no-node       a wire begins or ends at a node that is not there
    wire.no-port       a wire begins or ends at a port that is not there
    wire.type          the types at the two ends differ and no converter leads from one to the other
    wire.cycle         the node feeds itself; the message shows the path
    parameter.value    out of range or of the wrong kind
    parameter.unknown  not a parameter of this node type; kept, not used
    node.unknown       there is no such node type; the node is kept as it is
    node.too-new       the node was saved by a newer version of its type; kept as it is
    node.too-old       no migration leads from the saved version to the present one; kept as it is
    exposed.missing    a subgraph exposes something that is not there
    """

    code: str
    node: str
    message: str
    port: str = ""
    value: Any = None
    remedy: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        return f"{self.node}: {self.message} {self.remedy}".rstrip()


class GraphInvalid(GraphError):
    """Carries every problem at once in `.problems`."""

    code = "graph.invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:5]]
        if len(self.problems) > 5:
            shown.append(f"and {len(self.problems) - 5} more")
        super().__init__("The graph cannot run. " + "\n".join(shown))
