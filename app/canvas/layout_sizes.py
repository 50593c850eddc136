"""How large a node is expected to be, for whoever places nodes without drawing them."""

from __future__ import annotations

from collections.abc import Callable

from app.canvas.anatomy import anatomy_of, is_pictured
from nodes.graph import Interface, Node

__all__ = ["SizeOf", "expected_size"]

SizeOf = Callable[[Node], tuple[float, float]]
"""Width and height of a node of the open graph, in canvas units."""


def expected_size(node: Node, ports: Interface | None) -> tuple[float, float]:
    """As it is drawn without a wire, with its picture where it is to have one."""
    drawn = anatomy_of(node, ports, picture=is_pictured(ports) and not node.collapsed)
    return (drawn.width, drawn.height)
