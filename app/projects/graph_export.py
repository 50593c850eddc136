"""The graph written as a text, or into a picture of itself that opens like a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

from app.desk import Desk
from app.projects.pictures import draw_graph
from nodes.errors import MediaError
from nodes.exchange.atomic_file import replacing
from nodes.graph.archive import write_whole
from nodes.graph.embed import embed_graph, export_document
from nodes.graph.redact import redact

__all__ = ["export_json", "export_png"]

PICTURE = (1600, 900)


def export_json(desk: Desk, path: Path) -> None:
    """The whole project as indented JSON. Raises ProjectError; what was there before stays."""
    document: dict[str, Any] = desk.document.project.document()
    if desk.settings.get("export.private"):
        document = redact(document, desk.registry)
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def fill(file: IO[bytes]) -> None:
        file.write(text.encode("utf-8"))

    write_whole(path, fill)


def export_png(desk: Desk, path: Path) -> None:
    """A drawing of the graph that carries it. Raises MediaError or ProjectError."""
    drawn = draw_graph(desk.document.graph, desk.look, desk.registry, *PICTURE, titles=True)
    with replacing(path) as temporary:
        if not drawn.save(str(temporary), "PNG"):
            raise MediaError(f"{path} could not be written.", remedy="Choose another folder.")
        private = bool(desk.settings.get("export.private"))
        document = desk.document.project.document()
        embed_graph(temporary, export_document(document, private=private, registry=desk.registry))
