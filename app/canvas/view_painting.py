"""How the view is painted: onto a picture that is kept, with the gesture in hand over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform

from app.canvas.backing import Backing, Place
from app.canvas.ground import Ground
from app.canvas.node_painter import TITLES
from app.canvas.overview import draw_overview, world_picture

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["ViewPainting"]

REST_AFTER_MS = 90
MOST_RECTS = 60


class ViewPainting(QObject):
    """Lives with its view. Only what changed and what came into sight is drawn; see `Backing`."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._ground = Ground()
        self._backing = Backing(self._draw_part, self._world_picture)
        self._world: tuple[QPixmap, QRectF] | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_AFTER_MS)
        self._rest.timeout.connect(view.redraw)
        view.canvas.drawing_changed.connect(self.on_drawing_changed)
        view.canvas.changed.connect(self.on_scene_changed)

    @property
    def is_overview(self) -> bool:
        """So far away that nodes are coloured boxes."""
        return self._view.pixels_a_unit < TITLES

    @property
    def is_blurred(self) -> bool:
        """Whether something will be drawn more sharply soon."""
        return self._backing.is_blurred

    def keep_moving(self) -> None:
        """The zoom changes in steps: until it rests, what is there is shown larger or smaller."""
        self._rest.start()

    def spoil(self) -> None:
        """Draw everything anew."""
        self._backing.spoil()
        self._view.redraw()

    def paint(self) -> None:
        view, viewport = self._view, self._view.viewport()
        place = self._here()
        painter = QPainter(viewport)
        done = self._backing.paint(
            painter, viewport.size(), viewport.devicePixelRatioF(), place, view.canvas.ink.canvas,
            moving=self._rest.isActive(),
        )  # fmt: skip
        if not done:
            QTimer.singleShot(0, viewport, viewport.update)
        if not (view.canvas.nodes or view.canvas.notes or view.canvas.frames):
            self._draw_invitation(painter)
        if view.gesture is not None:
            painter.setRenderHints(view.renderHints())
            painter.setWorldTransform(view.viewportTransform())
            view.gesture.paint(painter)
        painter.end()

    def on_drawing_changed(self) -> None:
        """The picture of the whole graph is out of date."""
        self._world = None

    def on_scene_changed(self, rects: list[QRectF]) -> None:
        """Items changed in these parts of the scene."""
        if len(rects) > MOST_RECTS:
            self.spoil()
            return
        region = QRegion()
        for rect in rects:
            region += self._view.mapFromScene(rect).boundingRect().adjusted(-2, -2, 2, 2)
        self._backing.spoil(region, self._here())
        self._view.viewport().update(region)

    def _here(self) -> Place:
        transform = self._view.viewportTransform()
        return Place(self._view.pixels_a_unit, transform.dx(), transform.dy())

    # -- inside ------------------------------------------------------------------------------------

    def _draw_part(self, painter: QPainter, rect: QRect, place: Place) -> None:
        view, canvas = self._view, self._view.canvas
        ink, scale = canvas.ink, place.scale
        painter.setRenderHints(view.renderHints())
        painter.resetTransform()
        origin = QPointF(place.x, place.y)
        self._ground.draw(painter, self._backing.size, origin, scale, (ink.canvas, ink.grid))
        painter.setWorldTransform(QTransform(scale, 0.0, 0.0, scale, place.x, place.y))
        corner = QPointF((rect.x() - place.x) / scale, (rect.y() - place.y) / scale)
        seen = QRectF(corner, rect.size().toSizeF() / scale)
        if self.is_overview:
            draw_overview(painter, canvas, seen, scale)
        else:
            canvas.draw_items(painter, seen, scale)
        painter.resetTransform()

    def _world_picture(self) -> tuple[QPixmap, QRectF] | None:
        if self._world is None:
            self._world = world_picture(self._view.canvas)
        return self._world

    def _draw_invitation(self, painter: QPainter) -> None:
        look = self._view.desk.look
        painter.setFont(look.font("text"))
        painter.setPen(look.colour("dim"))
        words = self.tr("Double-click or press Tab to add a node.\nDrop a picture, a clip or a project here.")
        painter.drawText(QRectF(self._view.viewport().rect()), Qt.AlignmentFlag.AlignCenter, words)
