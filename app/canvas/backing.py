"""What the view shows, kept as a picture: moving about shifts it, and only what came into sight is drawn.

Zooming over a large graph shows the last sharp picture larger or smaller, with the whole graph as coloured boxes
around it, and draws everything sharply, strip by strip, as soon as the hand rests. A graph that is drawn quickly is
drawn sharply at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

__all__ = ["Backing", "Place"]

_QUICK_S = 0.010
_BUDGET_S = 0.012
_STRIP = 160


@dataclass(frozen=True, slots=True)
class Place:
    """Where the view stands: pixels a unit, and where the scene's origin lies on the viewport."""

    scale: float
    x: float
    y: float


class Backing:
    """draw(painter, rect): a part of the viewport, sharply.  world(): the whole graph as a picture, and its place."""

    def __init__(
        self,
        draw: Callable[[QPainter, QRect], None],
        world: Callable[[], tuple[QPixmap, QRectF] | None],
    ) -> None:
        self._draw = draw
        self._world = world
        self._pixmap = QPixmap()
        self._size = QSize()
        self._ratio = 0.0
        self._place: Place | None = None
        self._stale = QRegion()
        self._source: tuple[QPixmap, Place] | None = None
        self._cost = 0.0

    @property
    def is_blurred(self) -> bool:
        """Whether something is shown that must be drawn sharply once the hand rests."""
        return self._source is not None

    def spoil(self, region: QRegion | None = None) -> None:
        """This part of the viewport (None: all of it) must be drawn anew."""
        self._stale = QRegion(QRect(0, 0, self._size.width(), self._size.height())) if region is None else (
            self._stale + region
        )  # fmt: skip

    def paint(
        self, painter: QPainter, part: QRect, size: QSize, ratio: float, place: Place, ground: QColor, *, moving: bool
    ) -> bool:
        """Show this part of the viewport. False when there is more to draw: come again soon."""
        if size != self._size or ratio != self._ratio:
            self._begin(size, ratio)
        self._go(place, ground, moving=moving)
        done = True
        if not (moving and self.is_blurred):
            done = self._sharpen(in_strips=self.is_blurred)
        painter.drawPixmap(QRectF(part), self._pixmap, QRectF(QPointF(part.topLeft()) * ratio, part.size() * ratio))
        return done

    # -- inside ------------------------------------------------------------------------------------

    def _begin(self, size: QSize, ratio: float) -> None:
        self._size, self._ratio = size, ratio
        self._pixmap = QPixmap(size * ratio)
        self._pixmap.setDevicePixelRatio(ratio)
        self._place, self._source = None, None
        self.spoil()

    def _go(self, place: Place, ground: QColor, *, moving: bool) -> None:
        before, self._place = self._place, place
        if before is None or before == place:
            return
        if before.scale == place.scale and not self.is_blurred:
            self._shift(place.x - before.x, place.y - before.y)
        elif moving and (self.is_blurred or self._cost > _QUICK_S):
            if self._source is None:
                self._source = (self._pixmap, before)
            self._compose(place, ground)
            self.spoil()
        else:
            self._source = None
            self.spoil()

    def _shift(self, x: float, y: float) -> None:
        across, down = x * self._ratio, y * self._ratio
        whole = QRect(0, 0, self._size.width(), self._size.height())
        if any(abs(part - round(part)) > 0.01 for part in (x, y, across, down)):
            self.spoil()
            return
        self._pixmap.scroll(round(across), round(down), self._pixmap.rect())
        self._stale.translate(round(x), round(y))
        self._stale += QRegion(whole) - QRegion(whole.translated(round(x), round(y)))
        self._stale &= QRegion(whole)

    def _compose(self, place: Place, ground: QColor) -> None:
        assert self._source is not None
        source, stood = self._source
        made = QPixmap(self._size * self._ratio)
        made.setDevicePixelRatio(self._ratio)
        made.fill(ground)
        painter = QPainter(made)
        share = place.scale / stood.scale
        corner = QPointF(place.x - stood.x * share, place.y - stood.y * share)
        shown = QRectF(corner, self._size.toSizeF() * share)
        if not shown.contains(QRectF(0, 0, self._size.width(), self._size.height())):
            world = self._world()
            if world is not None:
                picture, rect = world
                at = QRectF(
                    place.x + rect.x() * place.scale,
                    place.y + rect.y() * place.scale,
                    rect.width() * place.scale,
                    rect.height() * place.scale,
                )
                painter.drawPixmap(at, picture, QRectF(picture.rect()))
        painter.drawPixmap(shown, source, QRectF(source.rect()))
        painter.end()
        self._pixmap = made

    def _sharpen(self, *, in_strips: bool) -> bool:
        whole = QRect(0, 0, self._size.width(), self._size.height())
        self._stale &= QRegion(whole)
        begin = time.perf_counter()
        all_of_it = self._stale.boundingRect() == whole and self._stale.rectCount() == 1
        painter: QPainter | None = None
        for rect in _pieces(self._stale) if in_strips else list(self._stale):
            if painter is None:
                painter = QPainter(self._pixmap)
            painter.setClipRect(rect)
            self._draw(painter, rect)
            self._stale -= QRegion(rect)
            if in_strips and time.perf_counter() - begin > _BUDGET_S and not self._stale.isEmpty():
                break
        if painter is not None:
            painter.end()
        if all_of_it and not in_strips:
            self._cost = time.perf_counter() - begin
        if self._stale.isEmpty():
            self._source = None
        return self._stale.isEmpty()


def _pieces(region: QRegion) -> list[QRect]:
    """From the middle outwards, since that is where one looks."""
    found = []
    for rect in region:
        top = rect.top()
        while top <= rect.bottom():
            high = min(_STRIP, rect.bottom() - top + 1)
            found.append(QRect(rect.left(), top, rect.width(), high))
            top += high
    middle = region.boundingRect().center().y()
    return sorted(found, key=lambda rect: abs(rect.center().y() - middle))
