"""Runs the examples and makes their pictures for the start page.

Run it from the root:  python -m assets.projects.render_pictures [NAME ...]

Each picture is of what the example really renders with the bundled model. In a corner of it can be what steered it;
over it, the stroke that was drawn.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nodes.engine import Engine, Job, RunResult
from nodes.graph import default_registry
from nodes.graph.project import Project
from nodes.library.strokes import tracks_of
from nodes.values import Clip, Strokes

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, FRAME, QUALITY = 480, 270, 12, 86
STROKE, DOT, LINE = (0xFF, 0x8A, 0x65), (0xE4, 0xE7, 0xEB), (0x15, 0x17, 0x1B)

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Recipe:
    """inset: "node.output" of what is shown small in a corner.  strokes: the node whose strokes are drawn.

    grid: nodes whose clips are shown two by two.
    """

    inset: str = ""
    strokes: str = ""
    grid: tuple[str, ...] = ()


RECIPES = {
    "dragged-ball": Recipe(strokes="drawing"),
    "two-paths": Recipe(strokes="drawing"),
    "camera-move": Recipe(inset="steering.clip"),
    "walking-person": Recipe(inset="steering.clip"),
    "depth-guided": Recipe(inset="grey.clip"),
    "edges-restyled": Recipe(inset="edges.clip"),
    "one-thing-replaced": Recipe(inset="size.clip"),
    "picture-to-clip": Recipe(),
    "words-alone": Recipe(),
    "four-takes": Recipe(grid=("take_1", "take_2", "take_3", "take_4")),
    "control-on-and-off": Recipe(inset="decode_free.clip"),
}


def picture(name: str) -> Pixels:
    """Run one example and compose its picture: RGB [270, 480, 3]."""
    recipe = RECIPES[name]
    with Project.open(HERE / f"{name}.kino", read_only=True) as project:
        document = project.document()
        drawn = project.graph.nodes[recipe.strokes].parameters["strokes"] if recipe.strokes else None
    targets = recipe.grid or ("decode", *([recipe.inset.partition(".")[0]] if recipe.inset else []))
    engine = Engine(default_registry())
    try:
        result = engine.run(Job(document=document, targets=targets))
        for error in result.failed.values():
            raise error
        if recipe.grid:
            return _grid([_frame(result, node, "item", WIDTH // 2, HEIGHT // 2) for node in recipe.grid])
        shown = _frame(result, "decode", "clip")
        if recipe.inset:
            node, _, output = recipe.inset.partition(".")
            shown = _with_inset(shown, _frame(result, node, output))
        return _with_strokes(shown, drawn) if drawn is not None else shown
    finally:
        engine.close()


def _frame(result: RunResult, node: str, output: str, width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """One frame of a clip, the middle of it cut to the shape of a card."""
    clip = result.value(node, output)
    assert isinstance(clip, Clip)
    pixels = clip.as_uint8()[min(FRAME, clip.frame_count - 1)]
    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    large = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
    top, left = (size[1] - height) // 2, (size[0] - width) // 2
    return np.ascontiguousarray(large[top : top + height, left : left + width])


def _with_inset(shown: Pixels, small: Pixels) -> Pixels:
    """What steered the clip, in a corner of it."""
    wide, high, edge = WIDTH // 3, HEIGHT // 3, 10
    top = HEIGHT - high - edge
    shown[top - 2 : top + high + 2, edge - 2 : edge + wide + 2] = LINE
    shown[top : top + high, edge : edge + wide] = cv2.resize(small, (wide, high), interpolation=cv2.INTER_AREA)
    return shown


def _grid(frames: list[Pixels]) -> Pixels:
    rows = [np.concatenate(frames[start : start + 2], axis=1) for start in (0, 2)]
    whole = np.concatenate(rows, axis=0)
    whole[HEIGHT // 2 - 1 : HEIGHT // 2 + 1] = LINE
    whole[:, WIDTH // 2 - 1 : WIDTH // 2 + 1] = LINE
    return whole


def _with_strokes(shown: Pixels, drawn: object) -> Pixels:
    """The paths as they were drawn, with a dot for every fourth frame; the picture is cut above and below."""
    high = WIDTH * 2 / 3
    for path in tracks_of(Strokes.from_json(drawn), 17).xy:
        points = path * (WIDTH, high) - (0, (high - HEIGHT) / 2)
        cv2.polylines(shown, [np.round(points * 16).astype(np.int32)], False, STROKE, 3, cv2.LINE_AA, shift=4)
        for point in np.round(points[::4] * 16).astype(int):
            cv2.circle(shown, point.tolist(), 4 * 16, DOT, -1, cv2.LINE_AA, shift=4)
    return shown


if __name__ == "__main__":
    for wanted in sys.argv[1:] or RECIPES:
        cv2.imwrite(str(HERE / f"{wanted}.jpg"), picture(wanted)[..., ::-1], [int(cv2.IMWRITE_JPEG_QUALITY), QUALITY])
