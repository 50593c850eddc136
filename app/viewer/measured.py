"""Depth, masks, flow and latents as pictures, and which picture a value of any type gives."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.viewer.colouring import Colouring, false_colours, shares
from app.viewer.footage import ClipFootage, DrawnFootage, Footage, ImageFootage
from nodes.values import Boxes, CameraPath, Clip, Control, Depth, Flow, Image, Latents, Mask, Poses, Strokes, Tracks
from nodes.values import Value as AnyValue

__all__ = ["DepthFootage", "FlowFootage", "LatentsFootage", "MaskFootage", "footage_of"]

_SAMPLES = 1 << 20
_DRAWN = (960, 540)


def footage_of(value: AnyValue, colouring: Colouring | None = None) -> Footage | None:
    """What to play for a value; None for one that is no picture (a text, a report, a model)."""
    colouring = colouring if colouring is not None else Colouring()
    if isinstance(value, Clip):
        return ClipFootage(value)
    if isinstance(value, Image):
        return ImageFootage(value)
    if isinstance(value, Depth):
        return DepthFootage(value, colouring)
    if isinstance(value, Mask):
        return MaskFootage(value, colouring)
    if isinstance(value, Flow):
        return FlowFootage(value, colouring)
    if isinstance(value, Latents):
        return LatentsFootage(value, colouring)
    if isinstance(value, Control):
        return ControlFootage(value)
    if isinstance(value, Tracks | Boxes | CameraPath | Poses):
        width, height = _size_of(value)
        return DrawnFootage(value, width, height, value.frame_count)
    if isinstance(value, Strokes):
        return DrawnFootage(value, *_DRAWN, 1)
    return None


def _size_of(value: AnyValue) -> tuple[int, int]:
    width, height = getattr(value, "width", None), getattr(value, "height", None)
    if not width or not height:
        return _DRAWN
    scale = min(_DRAWN[0] / width, _DRAWN[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


class ControlFootage(ClipFootage):
    """The clip that steers; what its mask keeps is darkened."""

    def __init__(self, control: Control) -> None:
        super().__init__(control.clip)
        self.value, self._mask = control, control.mask

    def _controlled(self, frame: int) -> NDArray[np.float32]:
        mask: NDArray[np.float32] = self._mask.values[min(self.clamped(frame), self._mask.frame_count - 1)]
        return mask

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        mask = self._controlled(frame)
        pixels = super().rgb(frame)
        if mask.min() >= 1:
            return pixels
        return (pixels * (0.45 + 0.55 * mask)[..., None]).astype(np.uint8)

    def told(self, frame: int, x: int, y: int) -> str:
        return f"{super().told(frame, x, y)}  mask {self._controlled(frame)[y, x]:.3f}"


@dataclass(frozen=True)
class _Range:
    low: float
    high: float


def _found_range(values: NDArray[Any]) -> _Range:
    """Lowest and highest finite value, of every n-th where there are very many."""
    flat = values.reshape(-1)
    some = flat[:: max(1, flat.size // _SAMPLES)]
    some = some[np.isfinite(some)]
    return _Range(float(some.min()), float(some.max())) if some.size else _Range(0.0, 0.0)


class _Measured(Footage):
    """One number a pixel, coloured between a low and a high one."""

    unit = ""

    def __init__(self, value: AnyValue, values: NDArray[Any], colouring: Colouring) -> None:
        super().__init__(value)
        self._values = values
        self.frame_count, self.height, self.width = values.shape[:3]
        self.colouring = colouring

    def number(self, frame: int, x: int, y: int) -> float:
        return float(self._values[self.clamped(frame), y, x])

    def told(self, frame: int, x: int, y: int) -> str:
        return f"{self.number(frame, x, y):.4g}{self.unit}"


class MaskFootage(_Measured):
    """Black to white with a touch of the type's colour, or in false colours."""

    value: Mask

    def __init__(self, mask: Mask, colouring: Colouring) -> None:
        super().__init__(mask, mask.values, colouring)

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        low, high, _ = self.scale()
        share = shares(self._values[self.clamped(frame)], low, high)
        return false_colours(share, "grey" if self.colouring.map == "own" else self.colouring.map)

    def scale(self) -> tuple[float, float, str]:
        low, high = self.colouring.low, self.colouring.high
        return (0.0 if low is None else low, 1.0 if high is None else high, "")


class DepthFootage(_Measured):
    """Near is bright. Metric depth is coloured by its inverse, as everywhere else."""

    value: Depth

    def __init__(self, depth: Depth, colouring: Colouring) -> None:
        super().__init__(depth, depth.values, colouring)
        self._metric = depth.kind == "metric"
        self.unit = " m" if self._metric else ""
        found = _found_range(depth.values[depth.values > 0] if self._metric else depth.values)
        near, far = (found.low, found.high) if self._metric else (found.high, found.low)
        given_near = colouring.low if self._metric else colouring.high
        given_far = colouring.high if self._metric else colouring.low
        self._near = next(v for v in (given_near, depth.near, near) if v is not None)
        self._far = next(v for v in (given_far, depth.far, far) if v is not None)

    def scale(self) -> tuple[float, float, str]:
        low, high = (self._near, self._far) if self._metric else (self._far, self._near)
        return low, high, self.unit

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        values = self._values[self.clamped(frame)]
        if self._metric:
            far = max(self._far, 1e-6)
            near = min(max(self._near, far * 1e-3), far)
            with np.errstate(divide="ignore"):
                inverse = np.where(values > 0, np.float32(1) / values, np.float32(1 / far))
            share = shares(inverse, 1 / far, 1 / near)
        else:
            share = shares(values, self._far, self._near)
        if self.colouring.map == "own":
            return false_colours(np.sqrt(share), "inferno")
        return false_colours(share, self.colouring.map)


class FlowFootage(Footage):
    """Hue is direction, strength is length; or the length alone in false colours."""

    value: Flow

    def __init__(self, flow: Flow, colouring: Colouring) -> None:
        super().__init__(flow)
        self.frame_count, self.height, self.width = flow.forward.shape[:3]
        self.colouring = colouring
        step = max(1, flow.forward.size // 2 // _SAMPLES)
        some = flow.forward.reshape(-1, 2)[::step]
        self._longest = float(np.sqrt(np.square(some).sum(-1).max(initial=0.0)))

    def scale(self) -> tuple[float, float, str]:
        low, high = self.colouring.low, self.colouring.high
        return (0.0 if low is None else low, self._longest if high is None else high, " px")

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        from nodes.values.drawing_flow import flow_to_rgb

        frame = self.clamped(frame)
        vectors = self.value.forward[frame]
        low, high, _ = self.scale()
        if self.colouring.map == "own":
            picture = flow_to_rgb(vectors, high)
        else:
            picture = false_colours(shares(np.hypot(vectors[..., 0], vectors[..., 1]), low, high), self.colouring.map)
        if self.value.valid is not None:
            picture = np.where(self.value.valid[frame][..., None], picture, picture // 3)
        return np.ascontiguousarray(picture)

    def told(self, frame: int, x: int, y: int) -> str:
        frame = self.clamped(frame)
        right, down = (float(part) for part in self.value.forward[frame, y, x])
        valid = self.value.valid
        sure = "" if valid is None or valid[frame, y, x] else "  ?"
        return f"→ {right:+.2f} ↓ {down:+.2f}  {np.hypot(right, down):.2f} px{sure}"


class LatentsFootage(Footage):
    """The first three channels as red, green and blue, or the first one in false colours; plays like its clip."""

    value: Latents
    hard = True

    def __init__(self, latents: Latents, colouring: Colouring) -> None:
        super().__init__(latents)
        self.height, self.width = latents.array.shape[2:]
        self.frame_count, self.fps = latents.frames, latents.fps
        self.colouring = colouring
        self._range = _found_range(latents.array[0])

    def scale(self) -> tuple[float, float, str]:
        low, high = self.colouring.low, self.colouring.high
        return (self._range.low if low is None else low, self._range.high if high is None else high, "")

    def rgb(self, frame: int) -> NDArray[np.uint8]:
        from nodes.values.drawing_layers import latents_to_rgb

        latent = self.value.array[:, self.latent_of(frame)]
        if self.colouring.map == "own":
            return latents_to_rgb(latent)
        low, high, _ = self.scale()
        return false_colours(shares(latent[0], low, high), self.colouring.map)

    def latent_of(self, frame: int) -> int:
        """Which latent stands for a frame of the clip."""
        return max(0, bisect_right(self.value.frame_map, self.clamped(frame)) - 1)

    def told(self, frame: int, x: int, y: int) -> str:
        numbers = self.value.array[:4, self.latent_of(frame), y, x]
        more = " …" if len(self.value.array) > 4 else ""
        return " ".join(f"{number:+.2f}" for number in numbers) + more
