"""Nodes as text that survives a chat: a line for people, then JSON; and the strict way back.

    Kinograph nodes: Load Image, Strokes (paste on the canvas)
    {"kinograph": 1, "graph": {"nodes": {...}, "wires": [...]}, "media": {...}}

Words and code fences around it do no harm. Quotation marks that a word processor made curly do, and are told of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nodes.errors import GraphError, KinographError, ProjectTooNew
from nodes.graph import Graph
from nodes.graph.migrations import migrate_document
from nodes.graph.model import walk
from nodes.graph.strictjson import NotJson, parse

__all__ = ["FORMAT", "MAX_CHARACTERS", "Clipping", "NotNodes", "read_clipping", "write_clipping"]

FORMAT = 1
MAX_CHARACTERS = 24 * 2**20
_MOST_NODES, _MOST_TRIES = 20_000, 24
_BEGINNING = re.compile(r'\{\s*"(?:kinograph|format|graph|nodes)"\s*:')
_CURLY = re.compile("[“”„«»]\\s*(?:kinograph|nodes|graph)\\s*[“”„«»]")
_KEYS = frozenset(["kinograph", "graph", "media", "files"])


class NotNodes(KinographError):
    """The text holds no nodes that can be pasted: why, and what to do."""

    code = "clipboard"


@dataclass(frozen=True)
class Clipping:
    """graph: nodes, wires among them, frames and notes.  media: facts about owned media by name: sha256, bytes, and
    data in base 64 when it travels along.  whole: it is a project, not a part of one."""

    graph: Graph
    media: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    whole: bool = False


def write_clipping(clipping: Clipping, titles: list[str]) -> str:
    """The text; its first line names the nodes."""
    named = ", ".join(titles[:6]) + (f" and {len(titles) - 6} more" if len(titles) > 6 else "")
    data: dict[str, Any] = {"kinograph": FORMAT, "graph": clipping.graph.to_document()}
    if clipping.media:
        data["media"] = {name: dict(facts) for name, facts in clipping.media.items()}
    return f"Kinograph nodes: {named or 'a frame'}\n{json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n"


def read_clipping(text: str) -> Clipping:
    """What a text holds. Raises NotNodes when it is no part of a graph, is cut short, or is damaged."""
    if len(text) > MAX_CHARACTERS:
        raise NotNodes(
            f"The text is {len(text) / 2**20:.0f} MB long; {MAX_CHARACTERS // 2**20} MB can be pasted.",
            remedy="Save the project as a file instead.",
        )
    source = _json_in(text)
    try:
        data = parse(source)
    except NotJson as error:
        raise NotNodes(f"The nodes in the text are damaged: {error}.", remedy="Copy them again.") from error
    try:
        found = _checked(data)
    except ProjectTooNew as error:
        raise NotNodes(error.message, remedy=error.remedy) from error
    except GraphError as error:
        raise NotNodes(f"The nodes in the text are damaged: {error.message}", remedy="Copy them again.") from error
    _check_parts(found.graph)
    return found


def _json_in(text: str) -> str:
    """The first JSON object in the text that could be ours."""
    decoder = json.JSONDecoder()
    failed = ""
    for number, beginning in enumerate(_BEGINNING.finditer(text)):
        if number >= _MOST_TRIES:
            break
        try:
            _, end = decoder.raw_decode(text, beginning.start())
        except RecursionError:
            failed = failed or "it is nested too deep"
        except ValueError as error:
            failed = failed or str(error)
        else:
            return text[beginning.start() : end]
    if failed:
        raise NotNodes(f"The nodes in the text are cut short or changed: {failed}.", remedy="Copy all of it again.")
    if _CURLY.search(text):
        raise NotNodes(
            "The program this text went through changed its quotation marks.",
            remedy="Send it as code or as a file, and copy it from there.",
        )
    raise NotNodes("The text holds no Kinograph nodes.", remedy="Copy nodes first, or drop a file on the canvas.")


def _checked(data: Any) -> Clipping:
    if not isinstance(data, dict):
        raise GraphError("it is no object.")
    if "format" in data:
        graph = Graph.from_document(migrate_document(data, "the text"))
        return Clipping(graph, _media(data), whole=True)
    if "kinograph" not in data:
        return Clipping(Graph.from_document(data))
    if data["kinograph"] != FORMAT:
        raise GraphError(f"they have format {data['kinograph']!r}, this Kinograph reads {FORMAT}.")
    unknown = data.keys() - _KEYS
    if unknown:
        raise GraphError(f"{min(unknown)!r} is not known in them.")
    return Clipping(Graph.from_document(data.get("graph", {})), _media(data))


def _media(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    media = data.get("media", {})
    if not isinstance(media, dict) or not all(isinstance(facts, dict) for facts in media.values()):
        raise GraphError("media must be an object of objects.")
    return media


def _check_parts(graph: Graph) -> None:
    """Wires and exposed ports must end at nodes that are there; there must be something, and not too much."""
    count = 0
    for where, inner in walk(graph):
        count += len(inner.nodes)
        for wire in inner.wires.values():
            for end in (wire.source, wire.target):
                if end not in inner.nodes:
                    place = f" in {where}" if where else ""
                    raise NotNodes(
                        f"A wire{place} leads to node {end!r}, which is not in the text.", remedy="Copy all of it."
                    )
    if count > _MOST_NODES:
        raise NotNodes(f"The text holds {count} nodes; {_MOST_NODES} can be pasted.", remedy="Copy fewer at a time.")
    if not (graph.nodes or graph.frames or graph.notes):
        raise NotNodes("The graph in the text is empty.", remedy="Copy nodes first.")
