"""Where the runs of a batch write: a folder of its own, so that no run writes over another one's clip."""

from __future__ import annotations

from pathlib import Path

from app.runs.batch import Cell
from nodes.graph import Graph, Registry, interface
from nodes.graph.interface import value_of
from nodes.graph.model import walk

__all__ = ["files_of_cell"]


def files_of_cell(graph: Graph, registry: Registry, folder: Path, cell: Cell) -> dict[str, str]:
    """The very file that each saving node writes in this run, by its path: "02-01 clip.mp4" for row 2, column 1."""
    found = {}
    for where, inner in walk(graph):
        for node in inner.nodes.values():
            kind = registry.get(node.type_id)
            ports = interface(node, registry) if kind is not None and kind.effect else None
            for record in ports.parameters if ports is not None else ():
                name = value_of(node, ports.parameters, record.name) if record.save and ports is not None else ""
                if isinstance(name, str) and name.strip():
                    path = f"{where}/{node.id}" if where else node.id
                    found[path] = str(folder / f"{cell.row + 1:02}-{cell.column + 1:02} {Path(name.strip()).name}")
    return found
