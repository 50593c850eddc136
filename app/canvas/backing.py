"""What the view shows, kept as a picture somewhat larger than the view.

Moving about shifts it, and only what came into sight is drawn.
Zooming over a large graph shows the last sharp picture larger or smaller, with the whole graph as coloured boxes
around it, and draws everything sharply, strip by strip, as soon as the hand rests. A graph that is drawn quickly is
drawn sharply at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

__all__ = ["Backing", "Place"]

_QUICK_S = 0.010
_BUDGET_S = 0.012
_STRIP = 160
_MARGIN, _BESIDE = 160, 72


@dataclass(frozen=True, slots=True)
class Place:
    """Where the scene's origin lies, and how many pixels a unit takes."""

    scale: float
    x: float
    y: float


class Backing:
    """draw(painter, rect, place): a part of the picture, sharply, with the scene standing so in it.

    world(): the whole graph as a picture, and which part of the scene it shows.
    """

    def __init__(
        self,
        draw: Callable[[QPainter, QRect, Place], None],
        world: Callable[[], tuple[QPixmap, QRectF] | None],
    ) -> None:
        self._draw = draw
        self._world = world
        self._pixmap = QPixmap()
        self._view_size = QSize()
        self._whole = QRect()
        self._ratio = 0.0
        self._place: Place | None = None
        self._stale = QRegion()
        self._source: tuple[QPixmap, Place] | None = None
        self._cost = 0.0

    @property
    def is_blurred(self) -> bool:
        """Whether something is shown that must be drawn sharply once the hand rests."""
        return self._source is not None

    @property
    def size(self) -> QSize:
        """Of the picture, in pixels of the view."""
        return self._whole.size()

    def spoil(self, region: QRegion | None = None, place: Place | None = None) -> None:
        """All of it, or this part of the view while it stands at `place`, must be drawn anew."""
        if region is None or place is None or self._place is None:
            self._stale = QRegion(self._whole)
        else:
            self._stale += region.translated(self._corner(place)) & self._whole

    def paint(
        self, painter: QPainter, size: QSize, ratio: float, place: Place, ground: QColor, *, moving: bool
    ) -> bool:
        """Show what the painter's clip asks for. False when there is more to draw: come again soon."""
        if size != self._view_size or ratio != self._ratio:
            self._begin(size, ratio)
        moved = self._go(place, ground, moving=moving)
        seen = QRect(self._corner(place), size)
        done = True
        if not (moving and self.is_blurred):
            done = self._sharpen(seen, moved=moved)
        corner = QPointF(round(seen.x() * ratio), round(seen.y() * ratio))
        room = QRectF(QPointF(), size.toSizeF())
        painter.drawPixmap(room, self._pixmap, QRectF(corner, room.size() * ratio))
        return done

    # -- inside ------------------------------------------------------------------------------------

    def _corner(self, place: Place) -> QPoint:
        """Where the view's corner lies in the picture."""
        here = self._place or place
        return QPoint(round(here.x - place.x), round(here.y - place.y))

    def _begin(self, size: QSize, ratio: float) -> None:
        self._view_size, self._ratio = size, ratio
        self._whole = QRect(0, 0, size.width() + 2 * _MARGIN, size.height() + 2 * _MARGIN)
        self._pixmap = self._empty()
        self._place, self._source = None, None

    def _empty(self) -> QPixmap:
        made = QPixmap(self._whole.size() * self._ratio)
        made.setDevicePixelRatio(self._ratio)
        return made

    def _go(self, place: Place, ground: QColor, *, moving: bool) -> bool:
        """Whether the view moved, not zoomed."""
        here = self._place
        if here is None:
            self._stand(place)
        elif here.scale != place.scale or self.is_blurred:
            corner = self._corner(place)
            if here.scale == place.scale and corner == QPoint(_MARGIN, _MARGIN):
                return False
            if moving and (self.is_blurred or self._cost > _QUICK_S):
                if self._source is None:
                    self._source = (self._pixmap, here)
                self._stand(place)
                self._compose(ground)
            elif here.scale != place.scale:
                self._source = None
                self._stand(place)
            else:
                return self._shift(place)
        else:
            return self._shift(place)
        return False

    def _stand(self, place: Place) -> None:
        """Begin anew with the view in the middle of the picture."""
        self._place = Place(place.scale, place.x + _MARGIN, place.y + _MARGIN)
        self._stale = QRegion(self._whole)

    def _shift(self, place: Place) -> bool:
        """The view lies elsewhere in the picture; when it would leave it, the picture is moved under it."""
        assert self._place is not None
        if self._whole.contains(QRect(self._corner(place), self._view_size)):
            return True
        corner = self._corner(place)
        x = _MARGIN - corner.x() if not 0 <= corner.x() <= 2 * _MARGIN else 0
        y = _MARGIN - corner.y() if not 0 <= corner.y() <= 2 * _MARGIN else 0
        across, down = x * self._ratio, y * self._ratio
        far = abs(x) >= self._whole.width() or abs(y) >= self._whole.height()
        if far or abs(across - round(across)) > 0.01 or abs(down - round(down)) > 0.01:
            self._source = None
            self._stand(place)
            return False
        self._pixmap.scroll(round(across), round(down), self._pixmap.rect())
        self._place = Place(place.scale, self._place.x + x, self._place.y + y)
        self._stale.translate(x, y)
        self._stale += QRegion(self._whole) - QRegion(self._whole.translated(x, y))
        self._stale &= self._whole
        return True

    def _compose(self, ground: QColor) -> None:
        """The last sharp picture at another size, with the whole graph around it where it does not reach."""
        assert self._source is not None
        assert self._place is not None
        (source, stood), place = self._source, self._place
        made = self._empty()
        made.fill(ground)
        painter = QPainter(made)
        share = place.scale / stood.scale
        shown = QRectF(
            QPointF(place.x - stood.x * share, place.y - stood.y * share), self._whole.size().toSizeF() * share
        )
        if not shown.contains(QRectF(self._whole)):
            world = self._world()
            if world is not None:
                picture, rect = world
                corner = QPointF(place.x, place.y) + rect.topLeft() * place.scale
                painter.drawPixmap(QRectF(corner, rect.size() * place.scale), picture, QRectF(picture.rect()))
        painter.drawPixmap(shown, source, QRectF(source.rect()))
        painter.end()
        self._pixmap = made

    def _sharpen(self, seen: QRect, *, moved: bool) -> bool:
        """Draw what is stale in sight, and after a move what lies beside it, so as not to come for every pixel."""
        wanted = self._stale & seen
        if wanted.isEmpty():
            if self._source is not None:
                self._source = None
            return True
        in_strips = self.is_blurred
        if moved and not in_strips:
            near = QRegion()
            for rect in wanted:
                near += rect.adjusted(-_BESIDE, -_BESIDE, _BESIDE, _BESIDE)
            wanted = self._stale & near
        begin, everything = time.perf_counter(), wanted.boundingRect() == seen
        painter = QPainter(self._pixmap)
        for rect in _strips(wanted) if in_strips else list(wanted):
            painter.setClipRect(rect)
            self._draw(painter, rect, self._place)  # type: ignore[arg-type]
            self._stale -= QRegion(rect)
            if in_strips and time.perf_counter() - begin > _BUDGET_S:
                break
        painter.end()
        if everything and not in_strips:
            self._cost = time.perf_counter() - begin
        done = (self._stale & seen).isEmpty()
        if done:
            self._source = None
        return done


def _strips(region: QRegion) -> list[QRect]:
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
