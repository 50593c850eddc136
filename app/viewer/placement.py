"""Where a picture stands in a widget: zoom and place, and the way between the screen and the picture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

__all__ = ["LARGEST_ZOOM", "SMALLEST_ZOOM", "Placement"]

SMALLEST_ZOOM, LARGEST_ZOOM = 0.02, 64.0


@dataclass(frozen=True, slots=True)
class Placement:
    """picture, widget: sizes.  zoom: screen pixels for one of the picture.  centre: of the picture on the screen.

    fitted: keep the whole picture in sight when the widget changes size.
    """

    picture: QSizeF
    widget: QSizeF
    zoom: float = 1.0
    centre: QPointF = field(default_factory=QPointF)
    fitted: bool = True

    def fit(self, *, whole: float = 0.0) -> Placement:
        """As large as fits, in the middle. whole: largest zoom below which nothing is rounded; above, to integers."""
        zoom = self.fitting_zoom()
        if whole and zoom > whole:
            zoom = float(int(zoom))
        return replace(self, zoom=zoom, centre=self._middle(), fitted=True)

    def fitting_zoom(self) -> float:
        """The zoom at which the picture just fits."""
        across = self.widget.width() / max(1.0, self.picture.width())
        down = self.widget.height() / max(1.0, self.picture.height())
        return max(SMALLEST_ZOOM, min(across, down, LARGEST_ZOOM))

    def zoomed(self, zoom: float, about: QPointF | None = None) -> Placement:
        """Another zoom with the point of the picture under `about` staying there; the middle when None."""
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        about = self._middle() if about is None else about
        return replace(self, zoom=zoom, centre=about + (self.centre - about) * (zoom / self.zoom), fitted=False)

    def moved(self, by: QPointF) -> Placement:
        """Dragged; at least a corner of the picture stays in sight."""
        keep = 24.0
        half_w, half_h = self.picture.width() * self.zoom / 2, self.picture.height() * self.zoom / 2
        x = min(max(self.centre.x() + by.x(), keep - half_w), self.widget.width() + half_w - keep)
        y = min(max(self.centre.y() + by.y(), keep - half_h), self.widget.height() + half_h - keep)
        return replace(self, centre=QPointF(x, y), fitted=False)

    def resized(self, widget: QSizeF, *, whole: float = 0.0) -> Placement:
        """In a widget of another size: still fitted, or with the same point in the middle."""
        by = QPointF(widget.width() - self.widget.width(), widget.height() - self.widget.height()) / 2
        other = replace(self, widget=widget, centre=self.centre + by)
        return other.fit(whole=whole) if self.fitted else other

    def rect(self) -> QRectF:
        """The picture on the screen; its corner on a whole pixel, so that nothing is blurred by half of one."""
        width, height = self.picture.width() * self.zoom, self.picture.height() * self.zoom
        return QRectF(round(self.centre.x() - width / 2), round(self.centre.y() - height / 2), width, height)

    def _middle(self) -> QPointF:
        return QPointF(self.widget.width() / 2, self.widget.height() / 2)
