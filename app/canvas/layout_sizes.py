"""How large a node is expected to be, for whoever places nodes without drawing them."""

from __future__ import annotations

from collections.abc import Callable

from nodes.graph import Interface, Node

__all__ = ["SizeOf", "expected_size"]

SizeOf = Callable[[Node], tuple[float, float]]
"""Width and height of a node of the open graph, in canvas units."""

_WIDTH, _HEADER, _ROW, _FOOT, _PICTURE = 200.0, 28.0, 24.0, 10.0, 112.0
_PICTURED = frozenset(["Image", "Clip", "Mask", "Depth", "Poses", "Flow"])


def expected_size(node: Node, ports: Interface | None) -> tuple[float, float]:
    """By its ports and parameters as LOOK.md draws a node."""
    if node.collapsed:
        return (_WIDTH, _HEADER)
    if ports is None:
        return (_WIDTH, _HEADER + 2 * _ROW)
    rows = len(ports.inputs) + len(ports.outputs) + len(ports.parameters)
    pictured = any(getattr(port.type, "type_name", "") in _PICTURED for port in ports.outputs)
    return (_WIDTH, _HEADER + rows * _ROW + _FOOT + (_PICTURE if pictured else 0.0))
