"""Curves in the look of the studio. pyqtgraph takes half a second to import: only the first plot does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from app.look import Look

if TYPE_CHECKING:
    import pyqtgraph

__all__ = ["LINE_TYPES", "Hover", "dress", "nearest", "new_plot", "pen"]

LINE_TYPES = ("Tracks", "Clip", "Mask", "Text", "Latents", "Depth", "Poses", "Model")
"""Curves side by side take the colours of these types: neighbours differ in hue and in lightness."""


def pen(colour: QColor, width: float) -> QPen:
    """One that keeps its width whatever the axes are scaled to."""
    made = QPen(colour, width)
    made.setCosmetic(True)
    return made


def new_plot(look: Look, parent: QWidget | None = None, **axes: Any) -> pyqtgraph.PlotWidget:
    """An empty plot that keeps to the look. axes: x and y labels as pyqtgraph takes them."""
    import pyqtgraph

    plot = pyqtgraph.PlotWidget(parent=parent, background=None, **axes)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setAntialiasing(True)
    plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    dress(plot, look)
    return plot


def dress(plot: pyqtgraph.PlotWidget, look: Look) -> None:
    """Colours, fonts and lines of the look in use now."""
    plot.setBackground(look.colour("panel"))
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pen(look.colour("hairline"), 1))
        axis.setTextPen(look.colour("dim"))
        axis.setTickFont(look.font("caption"))
        axis.label.setFont(look.font("caption"))
        axis.setStyle(tickLength=-look.px(4), tickTextOffset=look.px(4))
    plot.getAxis("left").setWidth(look.px(48))
    plot.getAxis("bottom").setHeight(look.px(40 if plot.getAxis("bottom").labelText else 22))
    plot.showGrid(x=False, y=True, alpha=0.25)


def nearest(x: NDArray[np.float64], at: float) -> int | None:
    """The place of the number closest to `at`, None when there is none."""
    return int(np.abs(x - at).argmin()) if x.size and np.isfinite(at) else None


class Hover(QObject):
    """Tells where in a plot's own units the mouse is. moved(x): also None when it left."""

    moved = Signal(object)

    def __init__(self, plot: pyqtgraph.PlotWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        plot.scene().sigMouseMoved.connect(self.on_moved)

    def on_moved(self, place: QPointF) -> None:
        box = self._plot.getViewBox()
        inside = box.sceneBoundingRect().contains(place)
        self.moved.emit(box.mapSceneToView(place).x() if inside else None)
