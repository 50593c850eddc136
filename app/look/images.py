"""Pixels as Qt images."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QImage

__all__ = ["as_qimage"]


def as_qimage(pixels: Any) -> QImage:
    """A picture uint8 [H, W, 3] for painting; its own copy."""
    height, width = pixels.shape[:2]
    data = pixels if pixels.flags.c_contiguous else pixels.copy()
    return QImage(data.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()
