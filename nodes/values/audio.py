"""Audio: sound samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks


@dataclass(frozen=True, eq=False, repr=False)
class Audio(Value):
    """Sound. samples: float32 [N,channels], nominally -1..1 (up to 64 channels); rate: samples a second."""

    samples: NDArray[np.float32]
    rate: int

    type_name: ClassVar[str] = "Audio"
    colour: ClassVar[str] = "#DCE775"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        remedy = "Samples are -1..1: divide 16-bit samples by 32768."
        samples = checks.array("samples", self.samples, np.float32, "N channels", low=-64, high=64, remedy=remedy)
        if samples.shape[1] > 64:
            raise checks.refuse(
                "samples", f"{samples.shape[1]} channels are more than 64", "Order the axes [N, channels]."
            )
        self._keep(samples=samples, rate=checks.integer("rate", self.rate, low=100, high=768_000))

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def duration_s(self) -> float:
        return float(self.samples.shape[0] / self.rate)

    def summary(self) -> str:
        kind = {1: "mono", 2: "stereo"}.get(self.channels, f"{self.channels} channels")
        return f"Audio {kind}, {self.rate / 1000:g} kHz, {self.duration_s:.1f} s"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_plots import draw_waveform

        return draw_waveform(self, width, height)
