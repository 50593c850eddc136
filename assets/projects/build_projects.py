"""Builds the example projects beside this file, the list of them, and the media they begin with.

Run it from the repository's root after changing an example:  python -m assets.projects.build_projects
The pictures on the start page come from `python -m assets.projects.render_pictures`, which runs each example.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.projects import beginning, moving, steering
from assets.projects.scenes import write_media
from nodes.graph import Graph, Registry, default_registry, validate
from nodes.graph.archive import write_archive
from nodes.graph.embed import export_document

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Example:
    """title, sentence: on its card of the start page."""

    build: Callable[[Registry], Graph]
    title: str
    sentence: str


EXAMPLES = {
    "dragged-ball.kino": Example(
        moving.dragged_ball, "Dragged Ball", "Draw a path over a picture, and the ball in it follows."
    ),
    "two-paths.kino": Example(
        moving.two_paths, "Two Paths and a Pin", "Two things go their own ways, a third stays where it is."
    ),
    "camera-move.kino": Example(
        moving.camera_move, "Camera Move", "One picture and its depth become a shot with a moving camera."
    ),
    "walking-person.kino": Example(
        steering.walking_person, "Walking Person", "A skeleton walks; the model dresses it."
    ),
    "depth-guided.kino": Example(
        steering.depth_guided, "Guided by Depth", "Keep shape and movement of a clip, change everything else."
    ),
    "edges-restyled.kino": Example(
        steering.edges_restyled, "Restyled by Edges", "The outlines of a clip filled with other colours."
    ),
    "one-thing-replaced.kino": Example(
        steering.one_thing_replaced, "One Thing Replaced", "A region of a clip is made anew, the rest stays."
    ),
    "picture-to-clip.kino": Example(
        beginning.picture_to_clip, "Picture to Clip", "A picture becomes the first frame, the model goes on."
    ),
    "words-alone.kino": Example(beginning.words_alone, "Words Alone", "The smallest graph: a prompt becomes a clip."),
    "four-takes.kino": Example(
        beginning.four_takes, "Four Takes", "One prompt with four seeds, side by side, to choose from."
    ),
    "control-on-and-off.kino": Example(
        moving.control_on_and_off, "Control On and Off", "The same noise with and without a stroke, measured."
    ),
}


def document_of(graph: Graph, registry: Registry) -> dict[str, Any]:
    """The project document of a graph, with each node at its type's version. Refuses a graph with problems."""
    problems = validate(graph, registry)
    if problems:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    document: dict[str, Any] = json.loads(export_document(graph.to_document()))
    for node in document["graph"]["nodes"].values():
        node["version"] = registry[node["type"]].version
    return document


def write_list() -> None:
    """What the start page reads."""
    entries = [
        {"file": name, "title": example.title, "sentence": example.sentence} for name, example in EXAMPLES.items()
    ]
    (HERE / "templates.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


def write_projects() -> None:
    """Write every example project."""
    registry = default_registry()
    for name, example in EXAMPLES.items():
        write_archive(HERE / name, document_of(example.build(registry), registry), {})


if __name__ == "__main__":
    write_media()
    write_projects()
    write_list()
