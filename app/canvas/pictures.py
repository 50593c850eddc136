"""Small pictures of results, made into pixmaps once and frame by frame only when they move."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap

from nodes.values import Clip, Image

__all__ = ["Pictures", "picture_image"]

_MOST_FRAMES = 48
_WIDE = QSize(440, 248)


def picture_image(picture: Clip | Image, frame: int = 0) -> QImage:
    """One frame as an image no larger than is ever shown on a node. Raises ValueError for pixels of another shape."""
    pixels = picture.frame(frame) if isinstance(picture, Clip) else picture.pixels
    if pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
        raise ValueError(f"a picture of the shape {tuple(pixels.shape)} cannot be shown")
    step = max(1, pixels.shape[1] // 960)
    pixels = pixels[::step, ::step]
    if pixels.dtype != np.uint8:
        pixels = (np.clip(pixels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    data = np.ascontiguousarray(pixels)
    height, width = data.shape[:2]
    image = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    if width > _WIDE.width() or height > _WIDE.height():
        smooth = Qt.TransformationMode.SmoothTransformation
        return image.scaled(_WIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth).convertToFormat(_FORMAT)
    return image.convertToFormat(_FORMAT)


_FORMAT = QImage.Format.Format_RGB32
_CORNER = 4.0 / 180.0


class Pictures:
    """The frames of one thumbnail, converted when they are first asked for."""

    def __init__(self, picture: Clip | Image) -> None:
        self.picture = picture
        self.count = min(picture.frame_count, _MOST_FRAMES) if isinstance(picture, Clip) else 1
        self._made: dict[int, QPixmap] = {}

    @property
    def still(self) -> int:
        """The frame shown while it does not move."""
        return self.count // 2

    def frame(self, index: int) -> QPixmap:
        """Raises whatever reading it raises."""
        index %= self.count
        if index not in self._made:
            total = self.picture.frame_count if isinstance(self.picture, Clip) else 1
            place = index * total // self.count
            self._made[index] = _rounded(picture_image(self.picture, place))
        return self._made[index]


def _rounded(image: QImage) -> QPixmap:
    """With the corners taken off, so that it need not be clipped whenever it is drawn."""
    made = QPixmap(image.size())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(image))
    radius = _CORNER * image.width()
    painter.drawRoundedRect(QRectF(image.rect()), radius, radius)
    painter.end()
    return made
