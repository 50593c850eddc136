"""What a run of the whole graph is for."""

from __future__ import annotations

from nodes.graph import Flat
from nodes.values import Report

__all__ = ["output_targets"]


def output_targets(flat: Flat) -> tuple[str, ...]:
    """Paths of every node that writes something, then of every report; empty where there is neither."""
    reports = [
        path
        for path, node in flat.nodes.items()
        if node.node_type is not None and any(issubclass(port.type, Report) for port in node.node_type.outputs)
    ]
    return tuple(dict.fromkeys([*flat.effects(), *reports]))
