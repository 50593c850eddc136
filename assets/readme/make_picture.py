"""Makes the picture of the README from a rendered clip: `python -m assets.readme.make_picture out.mp4`.

Left the still picture with the stroke drawn over the ball, a dot a frame; right frames of the clip.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nodes.exchange.image_files import read_picture
from nodes.exchange.video_reader import read_clip
from nodes.graph.project import Project
from nodes.library.strokes import tracks_of
from nodes.values import Strokes

ASSETS = Path(__file__).resolve().parents[1]
GROUND, STROKE, DOT = (0x15, 0x17, 0x1B), (0xFF, 0x8A, 0x65), (0xE4, 0xE7, 0xEB)
GAP, FRAME_WIDTH, FRAME_HEIGHT = 12, 258, 172
SHOWN = (0, 3, 6, 9, 12, 16)


def still_with_stroke(width: int, height: int) -> NDArray[np.uint8]:
    """The example's picture at this size with its stroke, RGB."""
    with Project.open(ASSETS / "projects" / "dragged-ball.kino", read_only=True) as project:
        drawn = project.graph.nodes["drawing"].parameters["strokes"]
    picture = cv2.resize(read_picture(ASSETS / "media" / "red-ball.png").pixels, (width, height))
    path = tracks_of(Strokes.from_json(drawn), 17).xy[0] * (width, height)
    points = np.round(path * 16).astype(np.int32)
    cv2.polylines(picture, [points], False, STROKE, 3, cv2.LINE_AA, shift=4)
    for point in points:
        cv2.circle(picture, point.tolist(), 4 * 16, DOT, -1, cv2.LINE_AA, shift=4)
    return picture


def sheet(clip: Path) -> NDArray[np.uint8]:
    """Still and frames side by side, RGB."""
    frames = read_clip(clip).clip.as_uint8()
    large = 2 * FRAME_HEIGHT + GAP
    still = still_with_stroke(large * 3 // 2, large)
    height, width = large + 2 * GAP, still.shape[1] + 3 * (FRAME_WIDTH + GAP) + 2 * GAP
    canvas = np.full((height, width, 3), GROUND, dtype=np.uint8)
    canvas[GAP : GAP + large, GAP : GAP + still.shape[1]] = still
    for place, index in enumerate(SHOWN):
        top = GAP + place // 3 * (FRAME_HEIGHT + GAP)
        left = 2 * GAP + still.shape[1] + place % 3 * (FRAME_WIDTH + GAP)
        frame = cv2.resize(frames[index], (FRAME_WIDTH, FRAME_HEIGHT), interpolation=cv2.INTER_CUBIC)
        canvas[top : top + FRAME_HEIGHT, left : left + FRAME_WIDTH] = frame
    return canvas


if __name__ == "__main__":
    cv2.imwrite(str(Path(__file__).with_name("dragged-ball.png")), sheet(Path(sys.argv[1]))[..., ::-1])
