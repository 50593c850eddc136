"""Latents: a clip as a video autoencoder holds it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import MAX_EDGE, MAX_FRAMES, FieldChecks
from nodes.values.clips import checked_fps
from nodes.values.wording import counted, one_line


@dataclass(frozen=True, eq=False, repr=False)
class Latents(Value):
    """array: float32 [C,F,h,w]; model_family: whose autoencoder; layout: "CFHW".

    frame_map: for each of the F latents its first frame of pixels (causal stride k: 0, 1, k+1, 2k+1, ...);
    width, height, frames, fps: of the clip they decode to.
    """

    array: NDArray[np.float32]
    model_family: str
    layout: str = "CFHW"
    frame_map: tuple[int, ...] = (0,)
    width: int = 8
    height: int = 8
    frames: int = 1
    fps: Fraction = Fraction(24)

    type_name: ClassVar[str] = "Latents"
    colour: ClassVar[str] = "#D98BE0"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        self._keep(
            array=checks.array("array", self.array, np.float32, "C F h w"),
            model_family=checks.text("model_family", self.model_family, empty=False),
            layout=checks.choice("layout", self.layout, ("CFHW",)),
            frame_map=checks.items("frame_map", self.frame_map, (int, np.integer)),
            width=checks.integer("width", self.width, low=1, high=MAX_EDGE),
            height=checks.integer("height", self.height, low=1, high=MAX_EDGE),
            frames=checks.integer("frames", self.frames, low=1, high=MAX_FRAMES),
            fps=checked_fps(checks, self.fps),
        )
        checks.size("frame_map", "F", len(self.frame_map))
        self._keep(frame_map=tuple(int(frame) for frame in self.frame_map))
        for j, frame in enumerate(self.frame_map):
            before = self.frame_map[j - 1] if j else -1
            if not before < frame < self.frames:
                found = f"{frame} is not between {before} and the clip's {self.frames} frames"
                raise checks.refuse(f"frame_map[{j}]", found, "First frames of latents increase.")

    @property
    def channels(self) -> int:
        return int(self.array.shape[0])

    def summary(self) -> str:
        channels, frames, height, width = self.array.shape
        clip = f"{self.width}x{self.height}, {counted(self.frames, 'frame')}"
        return f"Latents {one_line(self.model_family)}, {channels} x {frames} x {height} x {width} for {clip}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_layers import draw_latents

        return draw_latents(self.array[:, min(max(frame, 0), self.array.shape[1] - 1)], width, height)
