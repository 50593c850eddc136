"""Masks, depth and latents as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.values.drawing import GROUND, TEXT, fitted, letterboxed, mixed, resized, rgb, shortened, type_size, write

if TYPE_CHECKING:
    from nodes.values.handles import Control
    from nodes.values.layers import Depth


def draw_mask(mask: NDArray[np.float32], colour: str, width: int, height: int) -> NDArray[np.uint8]:
    """[H,W]: on = white with a touch of the type's colour, off = near black."""
    off = np.array(mixed(GROUND, (0, 0, 0), 0.4), np.float32)
    on = np.array(mixed((255, 255, 255), rgb(colour), 0.22), np.float32)
    picture = (off + (on - off) * mask[..., None] + 0.5).astype(np.uint8)
    return letterboxed(picture, width, height)


NEAREST_SHARE = 1e-3  # of the farthest: what is nearer than this would leave no contrast for the rest


def depth_to_grey(depth: Depth, frame: int | None = None) -> NDArray[np.uint8]:
    """[T,H,W] (or [H,W] of one frame), near = 255, far = 0, one range for the whole clip so that nothing flickers.

    Metric depth is shown as inverse depth, as monocular networks and depth controls have it; 0 m (unknown) is far.
    """
    grey: NDArray[np.uint8] = (nearness(depth, frame) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    return grey


def nearness(depth: Depth, frame: int | None = None) -> NDArray[np.float32]:
    """What depth_to_grey shows, as float32 0 (far) .. 1 (near); 0.5 everywhere when all is equally far."""
    values = depth.values if frame is None else depth.values[frame]
    near, far = depth.range()
    if depth.kind == "metric":
        known, far = values > 0, max(far, 1e-6)
        nearest = max(depth.near or float(depth.values[depth.values > 0].min(initial=far)), far * NEAREST_SHARE)
        low, high = 1 / far, 1 / nearest
        inverse = np.where(known, 1 / np.clip(values, nearest, far), np.float32(low)).astype(np.float32)
    else:
        low, high, inverse = far, near, values
    if high - low <= 0:
        return np.full(values.shape, 0.5, np.float32)
    near_share: NDArray[np.float32] = np.clip((inverse - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return near_share


def depth_to_rgb(depth: Depth, frame: int) -> NDArray[np.uint8]:
    """[H,W,3] in a perceptually even map: near is bright yellow, far is black.

    Inverse depth crowds what is far; its square root sets it apart.
    """
    import cv2

    even = np.round(np.sqrt(nearness(depth, frame)) * 255).astype(np.uint8)
    coloured: NDArray[np.uint8] = np.ascontiguousarray(cv2.applyColorMap(even, cv2.COLORMAP_INFERNO)[..., ::-1])
    return coloured


def draw_depth(depth: Depth, frame: int, width: int, height: int) -> NDArray[np.uint8]:
    """The coloured frame with a scale and its range."""
    canvas = letterboxed(depth_to_rgb(depth, frame), width, height)
    near, far = depth.range()
    unit = " m" if depth.kind == "metric" else ""
    size = type_size(height, 0.06)
    return canvas if height < 60 else _with_caption(canvas, f"{near:.3g} – {far:.3g}{unit}", size)


def _with_caption(canvas: NDArray[np.uint8], text: str, size: int) -> NDArray[np.uint8]:
    """A line of type at the lower left, on a darkened strip so that it reads over any picture."""
    height, width = canvas.shape[:2]
    text = shortened(text, size, width - 2 * size)
    strip = canvas[height - 2 * size :]
    strip[:] = (strip * np.linspace(0.75, 0.3, len(strip))[:, None, None]).astype(np.uint8)
    write(canvas, text, (size * 0.8, height - size * 0.65), size, TEXT)
    return canvas


def latents_to_rgb(latents: NDArray[Any]) -> NDArray[np.uint8]:
    """[C,h,w] -> [h,w,3]: the first three channels, each spread over its 2nd to 98th percentile."""
    first = latents[np.arange(3) % len(latents)]
    low, high = np.percentile(first, (2, 98), axis=(1, 2), keepdims=True)
    spread = np.clip((first - low) / np.maximum(high - low, 1e-6), 0, 1)
    colours: NDArray[np.uint8] = (spread.transpose(1, 2, 0) * 235 + 10).astype(np.uint8)
    return colours


def draw_latents(latents: NDArray[Any], width: int, height: int) -> NDArray[np.uint8]:
    """False colours of one latent frame, each latent a hard pixel."""
    import cv2

    canvas = letterboxed(np.zeros((*latents.shape[1:], 3), np.uint8), width, height)
    left, top, w, h = fitted(latents.shape[2], latents.shape[1], width, height)
    canvas[top : top + h, left : left + w] = cv2.resize(
        latents_to_rgb(latents), (w, h), interpolation=cv2.INTER_NEAREST
    )
    return canvas


def draw_control(control: Control, frame: int, width: int, height: int) -> NDArray[np.uint8]:
    """The control clip; what the mask keeps is dimmed under hatching, and the kind stands below."""
    from nodes.values.pictures import to_uint8

    pixels = to_uint8(control.clip.frame(frame))
    canvas = letterboxed(pixels, width, height)
    left, top, w, h = fitted(pixels.shape[1], pixels.shape[0], width, height)
    mask = control.mask.values[min(frame, control.mask.frame_count - 1)]
    kept = 1.0 - resized((mask * 255).astype(np.uint8), w, h).astype(np.float32) / 255.0
    area = canvas[top : top + h, left : left + w]
    stripes = ((np.arange(h)[:, None] + np.arange(w)[None]) % 9 < 1) * 0.16
    shade = 1 - 0.45 * kept
    area[:] = np.clip(area * shade[..., None] + (255 * stripes * kept)[..., None], 0, 255).astype(np.uint8)
    if height < 60:
        return canvas
    return _with_caption(canvas, f"{control.kind} · strength {control.strength:g}", type_size(height, 0.06))
