"""Builds the example projects beside this file and the picture they begin with.

Run it from the repository's root after changing an example:  python -m assets.projects.build_projects
The picture is a frame of Pocket's procedural world, of a seed that is neither trained nor evaluated on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from nodes.graph import Frame, Graph, Node, Note, Registry, Wire, default_registry, validate
from nodes.graph.archive import write_archive
from nodes.graph.embed import export_document

HERE = Path(__file__).resolve().parent
MEDIA = HERE.parent / "media"
STILL_SEED = 900_000_026
STILL_SIZE = (384, 256)
BALL = 1  # number of the ball among the seed's solids
CAPTION = "a large green cone and a large red ball on a checkered beige floor under a grey sky"
FIRST_BALL_CENTRE = (0.3037, 0.5321)

DRAG_NOTE = (
    "Drag the ball.\n\n"
    "Open Strokes and draw another path: what the dashed outline holds is cut out of the picture and moved along the "
    "path. The rough animation is the control; Pocket, the small model in the box, turns it into a clip.\n\n"
    "Path Error says how many pixels the ball in the clip is from the path."
)
WALK_NOTE = (
    "A person who walks.\n\n"
    "Walking Person makes a skeleton for every frame; Pose Control draws it as pictures that the model follows. "
    "Load Poses or Estimate Poses can take its place."
)


def still() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The picture the drag example begins with: RGB [256, 384, 3]."""
    from models.pocket.world import WorldOptions, render_take

    width, height = STILL_SIZE
    return render_take(STILL_SEED, WorldOptions(width_px=width, height_px=height)).colour[0]


def arc(count: int = 17) -> list[list[float]]:
    """The dragged path: from the ball up over the horizon and down to the right, as shares of the picture."""
    share = np.linspace(0.0, 1.0, count)[:, None]
    begin, over, end = np.array(FIRST_BALL_CENTRE), np.array([0.45, 0.06]), np.array([0.60, 0.68])
    path = (1 - share) ** 2 * begin + 2 * share * (1 - share) * over + share**2 * end
    return [[round(float(x), 4), round(float(y), 4)] for x, y in path]


def outline(count: int = 24, margin: float = 1.06) -> list[list[float]]:
    """A polygon around the ball in the first frame, a little outside its edge."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.array([40.0 / STILL_SIZE[0], 40.0 / STILL_SIZE[1]]) * margin
    points = np.array(FIRST_BALL_CENTRE) + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius
    return [[round(float(x), 4), round(float(y), 4)] for x, y in points]


def hand_times(count: int = 17, seconds: float = 2.0) -> list[float]:
    """When the hand was at each point: gently off, gently down."""
    share = np.linspace(0.0, 1.0, count)
    eased = 0.35 * share + 0.65 * np.interp(
        share, np.linspace(0, 1, 201), np.arccos(1 - 2 * np.linspace(0, 1, 201)) / np.pi
    )
    return [round(float(time), 4) for time in eased * seconds]


def dragged_ball() -> Graph:
    """A still picture, a stroke dragged over it and a prompt become a clip that follows the stroke."""
    stroke = {"points": arc(), "times_s": hand_times(), "region": outline(), "name": "ball", "radius": 0.11}
    nodes = [
        _node("image", "media.load_image", (40, 80), file="bundled:media/red-ball.png"),
        _node("size", "picture.resize_image", (40, 320), width=96, height=64),
        _node("drawing", "motion.strokes", (320, 80), strokes=[stroke]),
        _node("tracks", "motion.strokes_to_tracks", (320, 320), frames=17),
        _node("drag", "control.drag_control", (600, 200), frames_per_second=8.0),
        _node("model", "model.load_model", (600, 520), folder="bundled:pocket"),
        _node("prompt", "text.prompt", (600, 680), text=CAPTION),
        _node("seed", "number.seed", (600, 860), seed=7),
        _node("sample", "model.sample", (920, 400)),
        _node("decode", "model.decode", (1240, 400)),
        _node("sheet", "picture.contact_sheet", (1520, 80), pictures=9, columns=3),
        _node("save", "media.save_clip", (1520, 400), file="dragged-ball.mp4", quality=90),
        _node("error", "report.path_error", (1520, 740)),
    ]
    wires = [
        Wire("image", "image", "size", "image"),
        Wire("image", "image", "drawing", "image"),
        Wire("drawing", "strokes", "tracks", "strokes"),
        Wire("size", "image", "drag", "image"),
        Wire("tracks", "tracks", "drag", "tracks"),
        *_sampled("drag"),
        Wire("decode", "clip", "sheet", "clip"),
        Wire("decode", "clip", "save", "clip"),
        Wire("decode", "clip", "error", "clip"),
        Wire("tracks", "tracks", "error", "tracks"),
    ]
    frames = [
        Frame("motion", "What moves, and where", (20, 20), (820, 460), "#FF8A65"),
        Frame("generate", "Model, words, chance", (580, 460), (900, 540), "#B39DDB"),
        Frame("results", "Results", (1500, 20), (300, 980), "#64B5F6"),
    ]
    return Graph(nodes, wires, frames, [Note("about", DRAG_NOTE, (20, 520), (520, 260))])


def walking_person() -> Graph:
    """A skeleton that walks becomes a clip of a person walking."""
    nodes = [
        _node("walk", "pose.walking_person", (40, 80), **WALK),
        _node("pose", "control.pose_control", (320, 80), width=96, height=64, frames_per_second=8.0),
        _node("model", "model.load_model", (320, 400), folder="bundled:pocket"),
        _node("prompt", "text.prompt", (320, 560), text=WALK_CAPTION),
        _node("seed", "number.seed", (320, 740), seed=3),
        _node("sample", "model.sample", (640, 280)),
        _node("decode", "model.decode", (960, 280)),
        _node("steering", "control.control_parts", (960, 80)),
        _node("both", "picture.side_by_side", (1240, 80), labels="poses, clip"),
        _node("save", "media.save_clip", (1240, 400), file="walking-person.mp4", quality=90),
    ]
    wires = [
        Wire("walk", "poses", "pose", "poses"),
        *_sampled("pose"),
        Wire("pose", "control", "steering", "control"),
        Wire("steering", "clip", "both", "a"),
        Wire("decode", "clip", "both", "b"),
        Wire("decode", "clip", "save", "clip"),
    ]
    frames = [
        Frame("motion", "Who walks, and how", (20, 20), (560, 300), "#FF8A65"),
        Frame("generate", "Model, words, chance", (300, 340), (900, 540), "#B39DDB"),
    ]
    return Graph(nodes, wires, frames, [Note("about", WALK_NOTE, (20, 360), (260, 260))])


WALK: dict[str, Any] = {"frames": 17, "from_x": 0.25, "to_x": 0.75, "width": 96, "height": 64}
WALK_CAPTION = "a person walking in a yellow shirt and teal trousers on a plain grey floor under a blue sky"
PROJECTS = {"dragged-ball.kino": dragged_ball, "walking-person.kino": walking_person}


def _node(name: str, type_id: str, position: tuple[float, float], **parameters: Any) -> Node:
    return Node(name, type_id, parameters=parameters, position=position)


def _sampled(control: str) -> list[Wire]:
    return [
        Wire("model", "model", "sample", "model"),
        Wire("prompt", "conditioning", "sample", "conditioning"),
        Wire("seed", "seed", "sample", "seed"),
        Wire(control, "control", "sample", "control"),
        Wire("model", "model", "decode", "model"),
        Wire("sample", "latents", "decode", "latents"),
    ]


def document_of(graph: Graph, registry: Registry) -> dict[str, Any]:
    """The project document of a graph, with each node at its type's version. Refuses a graph with problems."""
    problems = validate(graph, registry)
    if problems:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    document: dict[str, Any] = json.loads(export_document(graph.to_document()))
    for node in document["graph"]["nodes"].values():
        node["version"] = registry[node["type"]].version
    return document


def main() -> None:
    """Write the picture and every example project."""
    from nodes.exchange.image_files import write_picture

    MEDIA.mkdir(parents=True, exist_ok=True)
    write_picture(MEDIA / "red-ball.png", still())
    registry = default_registry()
    for name, build in PROJECTS.items():
        write_archive(HERE / name, document_of(build(), registry), {})


if __name__ == "__main__":
    main()
