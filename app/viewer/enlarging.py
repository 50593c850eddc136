"""Pictures made larger smoothly: cubic, since the two-pixel blend of the painter shows the grid of small pictures."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage

__all__ = ["enlarged", "part_in_sight"]

_EDGE = 3  # pixels around what is in sight, so that the cubic has its neighbours


def part_in_sight(image: QImage, target: QRectF, widget: QRectF) -> QRect:
    """The pixels of an image drawn into `target` that a widget of this size shows, with an edge."""
    seen = target.intersected(widget)
    across, down = image.width() / target.width(), image.height() / target.height()
    left = int((seen.left() - target.left()) * across) - _EDGE
    top = int((seen.top() - target.top()) * down) - _EDGE
    right = int((seen.right() - target.left()) * across) + _EDGE + 1
    bottom = int((seen.bottom() - target.top()) * down) + _EDGE + 1
    return QRect(left, top, right - left, bottom - top).intersected(image.rect())


def enlarged(image: QImage, part: QRect, size: QSize) -> QImage:
    """A part of an opaque image at another size."""
    import cv2

    if image.format() != QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)
    cut = np.ascontiguousarray(pixels[part.top() : part.bottom() + 1, part.left() : part.right() + 1])
    grown = cv2.resize(cut, (size.width(), size.height()), interpolation=cv2.INTER_CUBIC)
    made = QImage(grown.data, size.width(), size.height(), 4 * size.width(), QImage.Format.Format_RGB32)
    return made.copy()
