"""How bright the present frame is: red, green, blue and luma, and how much of it is clipped."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import label
from app.viewer.plots import dress, new_plot, pen
from app.viewer.stage import PictureStage

__all__ = ["Histogram", "counted"]

_SAMPLES = 60_000
_PAUSE_MS = 40
_HEIGHT = 110


class Histogram(QWidget):
    """Follows the frame shown at most every 40 ms, on a part of its pixels."""

    def __init__(self, look: Look, stage: PictureStage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._stage = look, stage
        self.plot = new_plot(look, self)
        self.plot.setAccessibleName(self.tr("Histogram"))
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setXRange(0, 255, padding=0.01)
        levels = np.arange(256)
        self.curves = [self.plot.plot(levels, np.zeros(256), fillLevel=0) for _ in range(4)]
        self.clipped = label("", "caption", self)
        self.clipped.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.plot)
        self._column.addWidget(self.clipped)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self.count)
        stage.frame_shown.connect(self.on_frame_shown)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.count()

    def on_frame_shown(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def count(self) -> None:
        """Count the frame shown now."""
        image = self._stage.view.image
        if image is None:
            return
        counts, black, white = counted(image)
        top = float(np.percentile(counts, 99.5)) or 1.0
        for curve, line in zip(self.curves, counts, strict=True):
            curve.setData(np.arange(256), np.minimum(line, top))
        self.plot.setYRange(0, top, padding=0.02)
        told = self.tr("black {black}   white {white}")
        self.clipped.setText(told.format(black=f"{black:.1%}", white=f"{white:.1%}"))

    def on_look_changed(self) -> None:
        look = self._look
        dress(self.plot, look)
        self.plot.hideAxis("left")
        self.plot.setFixedHeight(look.px(_HEIGHT))
        self._column.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(4))
        self._column.setSpacing(look.px(2))
        colours = [look.colour("fail"), look.colour("ok"), look.type_colour("CameraPath"), look.colour("text")]
        for curve, colour in zip(self.curves, colours, strict=True):
            curve.setPen(pen(colour, look.px(1.5)))
            fill = type(colour)(colour)
            fill.setAlphaF(0.12)
            curve.setBrush(fill)


def counted(image: QImage) -> tuple[NDArray[np.float64], float, float]:
    """[4,256] red, green, blue and luma (Rec. 709) of some of the pixels; shares that are wholly black and white."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)
    step = max(1, int((image.width() * image.height() / _SAMPLES) ** 0.5))
    some = pixels[::step, ::step, :3].reshape(-1, 3)[:, ::-1]
    luma = (some @ np.array([0.2126, 0.7152, 0.0722]) + 0.5).astype(np.uint8)
    counts = [np.bincount(channel, minlength=256) for channel in (*some.T, luma)]
    black, white = float((some == 0).all(1).mean()), float((some == 255).all(1).mean())
    return np.array(counts, np.float64) / len(some), black, white
