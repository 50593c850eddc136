"""A picture that is zoomed and moved, with layers over it. Knows nothing of nodes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look import Look
from app.viewer.enlarging import enlarged, part_in_sight
from app.viewer.layer import Layer
from app.viewer.placement import Placement

__all__ = ["PictureView"]

WHOLE_ABOVE = 2.0  # with hard pixels, a fitted picture larger than this is shown at a whole multiple
CUBIC_ABOVE = 2.0
_CHECKER_PX = 8


class PictureView(QWidget):
    """Fitted to the widget until zoomed. Wheel: zoom at the cursor; left or middle drag: move; double click: fit.

    view_changed(): zoom or place.  hovered(QPoint | None): the picture's pixel under the mouse.
    """

    view_changed = Signal()
    hovered = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._image: QImage | None = None
        self._scaled: tuple[int, QImage] | None = None
        self._grown: tuple[object, QImage] | None = None
        self._layers: list[Layer] = []
        self._holder: Layer | None = None
        self._pan_from: QPointF | None = None
        self._placed = Placement(QSizeF(16, 9), QSizeF(self.size()))
        self.smooth = True
        self.ground = "canvas"
        self._checker: QBrush | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(96, 72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture"))
        look.changed.connect(self.on_look_changed)

    # -- the picture -------------------------------------------------------------------------------

    @property
    def image(self) -> QImage | None:
        return self._image

    @property
    def picture_size(self) -> QSize:
        """In its own pixels; that of the last picture while there is none."""
        return self._placed.picture.toSize()

    def set_image(self, image: QImage | None, size: QSize | None = None) -> None:
        """Show a picture, or nothing. size: of what it stands for, when it is a smaller copy of something."""
        if image is not None and image.isNull():
            image = None
        self._image = image
        if image is not None:
            wanted = QSizeF(size if size is not None and not size.isEmpty() else image.size())
            if wanted != self._placed.picture:
                self._place(self._for_size(wanted))
        self.update()

    def set_smooth(self, smooth: bool) -> None:
        """Smooth when enlarged, or hard pixels at whole multiples."""
        if smooth != self.smooth:
            self.smooth = smooth
            if self._placed.fitted:
                self.fit()
            self.update()

    def _for_size(self, picture: QSizeF) -> Placement:
        old = self._placed
        fresh = Placement(picture, QSizeF(self.size()), old.zoom, old.centre, old.fitted)
        if old.fitted:
            return fresh.fit(whole=self._whole())
        return fresh.zoomed(old.zoom * old.picture.width() / picture.width(), fresh.centre)

    # -- where it stands ---------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen pixels (of the device) for one of the picture."""
        return self._placed.zoom * self.devicePixelRatioF()

    @property
    def is_fitted(self) -> bool:
        return self._placed.fitted

    @property
    def placement(self) -> Placement:
        return self._placed

    def set_placement(self, placement: Placement) -> None:
        """Show the same part as another view of the same size does."""
        own = self._placed
        self._place(Placement(own.picture, own.widget, placement.zoom, placement.centre, placement.fitted))

    def fit(self) -> None:
        """The whole picture, as large as it can be."""
        self._place(self._placed.fit(whole=self._whole()))

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """zoom: 1.0 is one pixel of the screen for each of the picture."""
        self._place(self._placed.zoomed(zoom / self.devicePixelRatioF(), about))

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        self._place(self._placed.zoomed(self._placed.zoom * factor, about))

    def picture_rect(self) -> QRectF:
        """The whole picture in widget coordinates; parts of it may lie outside."""
        return self._placed.rect()

    def to_picture(self, place: QPointF) -> QPointF:
        """A place of the widget as a share of the picture: 0..1 inside, x right, y down."""
        rect = self.picture_rect()
        return QPointF((place.x() - rect.x()) / rect.width(), (place.y() - rect.y()) / rect.height())

    def from_picture(self, x: float | QPointF, y: float = 0.0) -> QPointF:
        """The place in the widget of a share of the picture, given as two numbers or as a point."""
        rect = self.picture_rect()
        share = x if isinstance(x, QPointF) else QPointF(x, y)
        return QPointF(rect.x() + share.x() * rect.width(), rect.y() + share.y() * rect.height())

    def pixel_at(self, place: QPointF) -> QPoint | None:
        """The pixel of the picture under a place of the widget, None outside."""
        share, size = self.to_picture(place), self._placed.picture
        x, y = share.x() * size.width(), share.y() * size.height()
        inside = self._image is not None and 0 <= x < size.width() and 0 <= y < size.height()
        return QPoint(int(x), int(y)) if inside else None

    def _whole(self) -> float:
        return 0.0 if self.smooth else WHOLE_ABOVE

    def _place(self, placed: Placement) -> None:
        if placed != self._placed:
            self._placed = placed
            self.update()
            self.view_changed.emit()

    # -- layers ------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The last one lies on top."""
        return tuple(self._layers)

    def add_layer(self, layer: Layer) -> None:
        """Lay something over the picture, on top of what is there."""
        if layer not in self._layers:
            self._layers.append(layer)
            self.update()

    def insert_layer(self, place: int, layer: Layer) -> None:
        """Lay something under the layers from this place on; 0 is lowest."""
        self._layers.insert(place, layer)
        self.update()

    def remove_layer(self, layer: Layer) -> None:
        if layer in self._layers:
            self._layers.remove(layer)
            self._holder = None if self._holder is layer else self._holder
            self.update()

    def _shown_layers(self) -> Iterable[Layer]:
        return [layer for layer in reversed(self._layers) if getattr(layer, "visible", True)]

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colour(self.ground))
        if self._image is not None:
            self.draw_picture(painter, self._image)
        for layer in reversed(list(self._shown_layers())):
            painter.save()
            layer.paint(painter, self)
            painter.restore()
        if self.hasFocus():
            self._paint_focus(painter)
        painter.end()

    def draw_picture(self, painter: QPainter, image: QImage) -> None:
        """An image where the picture stands, over a checkerboard where it can be seen through."""
        target = self.picture_rect()
        if image.hasAlphaChannel():
            painter.setBrushOrigin(target.topLeft())
            painter.fillRect(target, self._checkers())
        zoom = target.width() / image.width() * self.devicePixelRatioF()
        if zoom < 0.5:  # two samples a pixel are too few: the picture is averaged down first
            painter.drawImage(target, self._averaged(image, target))
            return
        if self.smooth and zoom > CUBIC_ABOVE and not image.hasAlphaChannel():
            self._draw_enlarged(painter, image, target)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth and zoom != 1)
        painter.drawImage(target, image)

    def _draw_enlarged(self, painter: QPainter, image: QImage, target: QRectF) -> None:
        part = part_in_sight(image, target, QRectF(self.rect()))
        if part.isEmpty():
            return
        across, down = target.width() / image.width(), target.height() / image.height()
        place = QRectF(
            target.x() + part.x() * across, target.y() + part.y() * down, part.width() * across, part.height() * down
        )
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(place.width() * ratio)), max(1, round(place.height() * ratio)))
        key = (image.cacheKey(), part, size)
        if self._grown is None or self._grown[0] != key:
            self._grown = (key, enlarged(image, part, size))
        painter.drawImage(place, self._grown[1])

    def _averaged(self, image: QImage, target: QRectF) -> QImage:
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(target.width() * ratio)), max(1, round(target.height() * ratio)))
        known = self._scaled
        if known is None or known[0] != image.cacheKey() or known[1].size() != size:
            mode = Qt.TransformationMode.SmoothTransformation
            known = (image.cacheKey(), image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode))
            self._scaled = known
        return known[1]

    def _checkers(self) -> QBrush:
        if self._checker is None:
            side = self._look.px(_CHECKER_PX)
            tile = QPixmap(2 * side, 2 * side)
            tile.fill(self._look.colour("raised"))
            painter = QPainter(tile)
            for x, y in ((0, 0), (side, side)):
                painter.fillRect(QRect(x, y, side, side), self._look.colour("hairline"))
            painter.end()
            self._checker = QBrush(tile)
        return self._checker

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setPen(self._look.colour("accent", 0.5))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    # -- events ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._offer("mouse_press", event):
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pan_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.pixel_at(event.position()))
        if self._pan_from is not None:
            self._place(self._placed.moved(event.position() - self._pan_from))
            self._pan_from = event.position()
        elif self._holder is not None:
            self._holder.mouse_move(event, self)
        else:
            self._offer("mouse_move", event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self.unsetCursor()
        elif self._holder is not None:
            holder, self._holder = self._holder, None
            holder.mouse_release(event, self)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._offer("mouse_double_click", event) and not self._offer("mouse_press", event):
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for layer in self._shown_layers():
            if layer.key_press(event, self):
                event.accept()
                return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        for layer in self._shown_layers():
            release = getattr(layer, "key_release", None)
            if release is not None and release(event, self):
                event.accept()
                return
        super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_by(1.2**steps, event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered.emit(self.pixel_at(event.position()))
        super().enterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self._placed.resized(QSizeF(event.size()), whole=self._whole()))

    def on_look_changed(self) -> None:
        self._checker = None
        self.update()

    def _offer(self, what: str, event: QMouseEvent) -> bool:
        """Give a mouse event to the layers from the top; the one that takes a press holds the mouse."""
        for layer in self._shown_layers():
            offered = getattr(layer, what, None)
            if offered is not None and offered(event, self):
                if what != "mouse_move":
                    self._holder = layer
                event.accept()
                return True
        return False
