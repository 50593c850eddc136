"""The crude animation: an object's cut-out from the first frame, moved along its stroke over a filled background.

It is what the picture does at once when a stroke is let go, and what a network such as VACE takes as its control clip
or Time-to-Move as its starting point. NumPy and OpenCV only, so the studio's own process may use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_INPAINT_RADIUS_PX = 3
_GROWN_PX = 2


def crude_animation(
    image: NDArray[np.uint8],
    masks: NDArray[Any],
    xy: NDArray[Any],
    *,
    scale: NDArray[Any] | None = None,
    rotation_deg: NDArray[Any] | None = None,
    visible: NDArray[Any] | None = None,
    depth_order: Sequence[int] | None = None,
    fill: Literal["inpaint", "none"] = "inpaint",
) -> tuple[NDArray[np.uint8], Floats]:
    """Move cut-outs of one picture along their strokes.

    image: [H,W,3]. masks: [N,H,W], bool or 0..1, what each stroke takes along. xy: [N,T,2] in the normalised raster;
    xy[n,0] is where the stroke begins, any point on the object: the cut-out moves by xy[n,t] - xy[n,0] and is scaled
    and turned about that point. scale: [N,T], 1 = as in the picture. rotation_deg: [N,T], clockwise on the screen.
    visible: [N,T]; where false the cut-out is not drawn. depth_order: object indices from far to near (as given when
    None; the last is drawn on top). fill: "inpaint" paints the place a cut-out has left from its surroundings,
    "none" leaves the object standing there too.

    Returns frames [T,H,W,3] and the union of the drawn cut-outs [T,H,W], 0..1. Frame 0 is the untouched picture.
    Raises ValueError where shapes do not fit together.
    """
    alphas = np.asarray(masks, dtype=np.float32)
    paths = np.asarray(xy, dtype=np.float64)
    _check(image, alphas, paths)
    objects, frames = paths.shape[:2]
    scales = np.ones((objects, frames)) if scale is None else np.asarray(scale, dtype=np.float64)
    angles = np.zeros((objects, frames)) if rotation_deg is None else np.asarray(rotation_deg, dtype=np.float64)
    drawn = np.ones((objects, frames), dtype=np.bool_) if visible is None else np.asarray(visible) > 0.5
    order = range(objects) if depth_order is None else [int(index) for index in depth_order]

    grown = [_grow(alpha) for alpha in alphas]
    background = _inpainted(image, grown) if fill == "inpaint" else image
    height, width = image.shape[:2]
    out = np.empty((frames, height, width, 3), dtype=np.uint8)
    controlled = np.zeros((frames, height, width), dtype=np.float32)
    for t in range(frames):
        still = [t == 0 or (drawn[n, t] and _stands(paths[n], scales[n], angles[n], t)) for n in range(objects)]
        left = np.zeros((height, width), dtype=np.bool_)
        for n in range(objects):
            if not still[n]:
                left |= grown[n]
        canvas = np.where(left[..., None], background, image).astype(np.float32)
        for n in order:
            if not (drawn[n, t] or t == 0):
                continue
            if still[n]:
                colour, alpha = image * alphas[n][..., None], alphas[n]
            else:
                matrix = _motion(paths[n, 0], paths[n, t], scales[n, t], angles[n, t], width, height)
                colour, alpha = _moved(image, alphas[n], matrix)
            canvas = canvas * (1 - alpha[..., None]) + colour
            controlled[t] = np.maximum(controlled[t], alpha)
        out[t] = np.clip(canvas + 0.5, 0, 255).astype(np.uint8)
    out[0] = image
    return out, controlled


def _check(image: NDArray[np.uint8], alphas: Floats, paths: NDArray[np.float64]) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(f"the picture must be uint8 [H,W,3], not {image.dtype} {image.shape}")
    if alphas.ndim != 3 or alphas.shape[1:] != image.shape[:2]:
        raise ValueError(f"masks {alphas.shape} do not fit the picture {image.shape}: [N,H,W] is wanted")
    if paths.ndim != 3 or paths.shape[2] != 2 or len(paths) != len(alphas) or paths.shape[1] < 1:
        raise ValueError(f"strokes {paths.shape} do not fit {len(alphas)} masks: [N,T,2] is wanted")


def _grow(alpha: Floats) -> NDArray[np.bool_]:
    """A mask with the rim of mixed pixels around it."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _GROWN_PX + 1, 2 * _GROWN_PX + 1))
    return np.asarray(cv2.dilate((alpha > 0.01).astype(np.uint8), kernel), dtype=np.bool_)


def _inpainted(image: NDArray[np.uint8], holes: Sequence[NDArray[np.bool_]]) -> NDArray[np.uint8]:
    """The picture with every hole painted from its surroundings (Telea)."""
    union = np.zeros(image.shape[:2], dtype=np.uint8)
    for hole in holes:
        union |= hole.astype(np.uint8)
    if not union.any() or union.all():
        return image
    filled = cv2.inpaint(np.ascontiguousarray(image), union, _INPAINT_RADIUS_PX, cv2.INPAINT_TELEA)
    return np.asarray(filled, dtype=np.uint8)


def _stands(path: NDArray[np.float64], scales: NDArray[np.float64], angles: NDArray[np.float64], t: int) -> bool:
    """Whether a cut-out is at frame t exactly where and as it was in the picture."""
    return bool((path[t] == path[0]).all() and scales[t] == 1 and angles[t] == 0)


def _motion(
    start: NDArray[np.float64], now: NDArray[np.float64], scale: float, angle_deg: float, width: int, height: int
) -> NDArray[np.float64]:
    """The affine map [2,3] from pixel centres of the picture to those of the frame."""
    size = np.array([width, height], dtype=np.float64)
    anchor, target = start * size - 0.5, now * size - 0.5
    c, s = scale * np.cos(np.deg2rad(angle_deg)), scale * np.sin(np.deg2rad(angle_deg))
    turn = np.array([[c, -s], [s, c]])
    return np.concatenate([turn, (target - turn @ anchor)[:, None]], axis=1)


def _moved(image: NDArray[np.uint8], alpha: Floats, matrix: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """The cut-out's colour times its alpha [H,W,3], and its alpha [H,W], both resampled bilinearly."""
    cut = np.dstack([image.astype(np.float32) * alpha[..., None], alpha])
    height, width = alpha.shape
    moved = cv2.warpAffine(
        cut, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0)
    )
    return moved[..., :3], np.clip(moved[..., 3], 0, 1)
