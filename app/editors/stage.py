"""Where the picture stands in a widget at this moment: between shares of the picture and places on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QPolygonF

from app.viewer.picture_view import PictureView

__all__ = ["Stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """origin: of the picture in the widget.  extent: its width and height on the screen.  size: in its own pixels."""

    origin: tuple[float, float]
    extent: tuple[float, float]
    size: tuple[float, float]

    @classmethod
    def of(cls, view: PictureView, size: tuple[float, float]) -> Stage:
        rect = view.picture_rect()
        return cls((rect.x(), rect.y()), (rect.width(), rect.height()), size)

    @property
    def aspect(self) -> float:
        return self.size[0] / self.size[1]

    @property
    def zoom(self) -> float:
        """Screen pixels for a pixel of the picture."""
        return self.extent[0] / self.size[0]

    def share(self, place: QPointF) -> NDArray[np.float64]:
        """Where a place of the widget lies in the picture [2], 0..1 inside."""
        return (np.array([place.x(), place.y()]) - self.origin) / self.extent

    def place(self, xy: ArrayLike) -> QPointF:
        x, y = np.asarray(xy, dtype=np.float64) * self.extent + self.origin
        return QPointF(float(x), float(y))

    def places(self, xy: NDArray[Any]) -> NDArray[np.float64]:
        """Shares [..., 2] on the screen."""
        on_screen: NDArray[np.float64] = xy * np.array(self.extent) + np.array(self.origin)
        return on_screen

    def polygon(self, xy: NDArray[Any]) -> QPolygonF:
        return QPolygonF([QPointF(x, y) for x, y in self.places(xy).tolist()])

    def distance(self, xy: ArrayLike, place: QPointF) -> float:
        """On the screen, in its pixels."""
        at = self.place(xy)
        return float(np.hypot(at.x() - place.x(), at.y() - place.y()))

    def radius(self, share_of_width: float) -> QSizeF:
        """Half axes of a disc, which is round in the picture's pixels."""
        across = share_of_width * self.extent[0]
        return QSizeF(across, share_of_width * self.aspect * self.extent[1])
