"""The pictures and clips the examples begin with: takes of Pocket's procedural world that it was not trained on."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLIP_SEEDS", "FIRST_SEED", "MEDIA", "STILL_SEEDS", "STILL_SIZE", "still", "write_media"]

MEDIA = Path(__file__).resolve().parents[1] / "media"
FIRST_SEED = 900_000_000
STILL_SIZE = (384, 256)
CLIP_SIZE = (192, 128)
RATE = Fraction(8)
STILL_SEEDS = {"red-ball": 26, "three-things": 46, "night": 33, "red-cone": 47}
CLIP_SEEDS = {"purple-box": 45, "yellow-box": 63, "teal-ball": 40}
WITH_DEPTH = ("night", "purple-box")


def still(name: str) -> NDArray[np.uint8]:
    """The first frame of the take: RGB [256, 384, 3]."""
    return take(STILL_SEEDS[name], STILL_SIZE, kind="any" if name == "red-ball" else "solids").colour[0]


def take(number: int, size: tuple[int, int], kind: str) -> Any:
    from models.pocket.world import WorldOptions, render_take

    return render_take(FIRST_SEED + number, WorldOptions(width_px=size[0], height_px=size[1], kind=kind))


def write_media() -> None:
    """Write every picture and clip beside the other bundled media."""
    from models.pocket.conditions import depth_pictures
    from nodes.exchange.image_files import write_picture

    MEDIA.mkdir(parents=True, exist_ok=True)
    for name, number in STILL_SEEDS.items():
        write_picture(MEDIA / f"{name}.png", still(name))
        if name in WITH_DEPTH:
            write_picture(MEDIA / f"{name}-depth.png", depth_pictures(take(number, STILL_SIZE, "solids"))[0])
    for name, number in CLIP_SEEDS.items():
        found = take(number, CLIP_SIZE, "solids")
        _write_clip(MEDIA / f"{name}.mp4", found.colour)
        if name in WITH_DEPTH:
            _write_clip(MEDIA / f"{name}-depth.mp4", depth_pictures(found))


def _write_clip(path: Path, frames: NDArray[np.uint8]) -> None:
    from nodes.exchange.video_writer import VideoJob, write_video

    height, width = frames.shape[1:3]
    write_video(path, iter(frames), VideoJob(width, height, RATE, len(frames), quality=90))
