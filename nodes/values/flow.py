"""Flow: how far each pixel moves from one frame to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import MAX_EDGE, FieldChecks
from nodes.values.wording import counted


@dataclass(frozen=True, eq=False, repr=False)
class Flow(Value):
    """forward: float32 [T-1,H,W,2], pixels (x right, y down) from frame t to t+1, at frame t's pixels.

    backward: the same from t+1 to t, at frame t+1's pixels, or None; valid: bool [T-1,H,W], where forward holds.
    """

    forward: NDArray[np.float32]
    backward: NDArray[np.float32] | None = None
    valid: NDArray[np.bool_] | None = None

    type_name: ClassVar[str] = "Flow"
    colour: ClassVar[str] = "#C7A17A"
    family: ClassVar[Family] = "picture"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        for name in ("forward", "backward"):
            if getattr(self, name) is not None or name == "forward":
                flow = checks.array(name, getattr(self, name), np.float32, "T-1 H W 2", low=-MAX_EDGE, high=MAX_EDGE)
                self._keep(**{name: flow})
        if self.valid is not None:
            self._keep(valid=checks.array("valid", self.valid, np.bool_, "T-1 H W"))

    @property
    def step_count(self) -> int:
        """Steps between frames: one less than frames."""
        return int(self.forward.shape[0])

    @property
    def height(self) -> int:
        return int(self.forward.shape[1])

    @property
    def width(self) -> int:
        return int(self.forward.shape[2])

    def summary(self) -> str:
        largest = float(np.sqrt(np.square(self.forward).sum(-1).max()))
        both = "both ways" if self.backward is not None else "forward"
        steps = counted(self.step_count, "step")
        return f"Flow {self.width}x{self.height}, {steps} {both}, up to {largest:.1f} px"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_flow import draw_flow

        return draw_flow(self, min(max(frame, 0), self.step_count - 1), width, height)
