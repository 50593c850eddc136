"""Frames of values as Qt images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from app.look.images import as_qimage
from nodes.engine import Job
from nodes.graph import Registry
from nodes.values import Clip, Image

__all__ = ["frame_image", "middle_frame", "picture_rank"]


def frame_image(picture: Clip | Image | None, frame: int = 0) -> QImage | None:
    """One frame as RGB888; None without a picture. Frames go round."""
    if picture is None:
        return None
    pixels = picture.frame(frame % picture.frame_count) if isinstance(picture, Clip) else picture.pixels
    if pixels.dtype != np.uint8:
        pixels = np.clip(pixels * 255 + 0.5, 0, 255).astype(np.uint8)
    return as_qimage(pixels[..., :3])


def middle_frame(picture: Clip | Image | None) -> QImage | None:
    """The frame in the middle of a clip."""
    return frame_image(picture, picture.frame_count // 2 if isinstance(picture, Clip) else 0)


def picture_rank(job: Job, node: str, picture: Clip | Image, registry: Registry) -> int:
    """How well a result stands for its job: what is saved or asked for most, then any clip, then any picture."""
    document = job.document.get("graph", job.document)
    nodes, wires = document.get("nodes", {}), document.get("wires", [])
    effects = {name for name, data in nodes.items() if _is_effect(registry, data)}
    feeds = any(wire["source"] == node and wire["target"] in effects for wire in wires)
    moving = isinstance(picture, Clip)
    return 1 + moving + 2 * (feeds or node in job.targets) * (1 + moving)


def _is_effect(registry: Registry, data: Mapping[str, Any]) -> bool:
    kind = registry.get(str(data.get("type", "")))
    return kind is not None and kind.effect
