"""The large picture that is drawn on, with the strokes over it and the grid of latent cells."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.editors.on_picture import StrokesOnPicture
from app.viewer.layer import Layer
from app.viewer.picture_view import PictureView

__all__ = ["LatentGrid", "PictureCanvas"]

_OURS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Escape,
)


class LatentGrid(Layer):
    """cells: how many latent cells the model has across and down."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.cells = (0, 0)
        self.visible = False

    def paint(self, painter: QPainter, view: PictureView) -> None:
        across, down = self.cells
        box = view.picture_rect()
        for colour, aside in ((self._desk.look.colour("edge", 0.4), 1.0), (self._desk.look.colour("text", 0.3), 0.0)):
            painter.setPen(QPen(colour, 1))
            for column in range(1, across):
                x = box.left() + round(box.width() * column / across) + aside
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            for row in range(1, down):
                y = box.top() + round(box.height() * row / down) + aside
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))


class PictureCanvas(PictureView):
    """strokes: what is drawn on it.  grid: of latent cells."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, parent)
        self._desk = desk
        self.ground = "panel"
        self.grid = LatentGrid(desk)
        self.strokes = StrokesOnPicture(desk, self)
        self.add_layer(self.grid)
        self.add_layer(self.strokes)
        self.setAccessibleName(self.tr("Picture to draw strokes on"))
        self.installEventFilter(self)

    def show_cells(self, across: int, down: int, shown: bool) -> None:
        self.grid.cells, self.grid.visible = (across, down), shown
        self.update()

    def show_ground(self, size: tuple[int, int]) -> None:
        """An empty ground of this size, where there is no picture yet."""
        image = QImage(max(1, size[0] // 16), max(1, size[1] // 16), QImage.Format.Format_RGB32)
        image.fill(self._desk.look.colour("input"))
        self.set_image(image, QSize(*size))

    def draw_picture(self, painter: QPainter, image: QImage) -> None:
        """With rounded corners while the whole of it is seen."""
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(self.picture_rect()), self._desk.look.px(4), self._desk.look.px(4))
        painter.save()
        if self.is_fitted:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(rounded)
        super().draw_picture(painter, image)
        painter.restore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Escape and Delete are the strokes' here, whatever shortcuts say."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        return False

    def _wants(self, event: QKeyEvent) -> bool:
        if self.strokes.gesturing:
            return event.key() != Qt.Key.Key_Shift
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        return plain and event.key() in _OURS
