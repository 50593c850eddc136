"""How each kind of overlay is painted, in the colours of its type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app.look import DARK, Look
from app.viewer.colouring import Colouring
from app.viewer.frame_cache import FrameCache
from app.viewer.layer import Layer
from app.viewer.measured import DepthFootage, footage_of
from app.viewer.overlays.overlay_set import Overlay, OverlaySet
from app.viewer.picture_view import PictureView
from nodes.errors import KinographError
from nodes.values import Boxes, CameraPath, Depth, Mask, Poses, Strokes, Tracks
from nodes.values.drawing_poses import COCO18_COLOURS, COCO18_LIMBS, coco18_of

__all__ = ["OverlaysLayer", "paint_strokes", "paint_tracks"]

MANY = 120  # tracks beyond this lose their tails and halos
TAIL = 24
_THICK = 2.0


class OverlaysLayer(Layer):
    """Paints what an OverlaySet has on, at the frame that `frame` gives.

    always: painted whatever is on.  suppressed: nothing else is.
    """

    def __init__(self, look: Look, overlays: OverlaySet, frame: Callable[[], int]) -> None:
        self._look, self._overlays, self._frame = look, overlays, frame
        self._cache = FrameCache(64 << 20)
        self._footages: dict[int, tuple[Any, Any]] = {}
        self.always: list[Overlay] = []
        self.suppressed = True

    def paint(self, painter: QPainter, view: PictureView) -> None:
        if view.image is None:
            return
        frame = self._frame()
        chosen = [] if self.suppressed else self._overlays.shown()
        for item in [*chosen, *self.always]:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(item.opacity)
            self._paint(painter, view, item, frame)
            painter.restore()

    def _paint(self, painter: QPainter, view: PictureView, item: Overlay, frame: int) -> None:
        value, colour = item.value, picture_colour(item.found.type_name)
        line = self._look.px(_THICK)
        if isinstance(value, Tracks):
            paint_tracks(painter, view, value, frame, colour, line)
        elif isinstance(value, Strokes):
            paint_strokes(painter, view, value, colour, line)
        elif isinstance(value, Poses):
            paint_poses(painter, view, value, frame, line)
        elif isinstance(value, Boxes):
            self._paint_boxes(painter, view, value, frame, colour)
        elif isinstance(value, Depth):
            painter.drawImage(view.picture_rect(), self._depth(value, frame))
        elif isinstance(value, Mask):
            painter.drawImage(view.picture_rect(), _tint(value, frame, colour))
        elif isinstance(value, CameraPath):
            self._paint_camera(painter, view, value, frame)

    def _depth(self, value: Depth, frame: int) -> QImage:
        return self._cache.image(self._footage(value, lambda: DepthFootage(value, Colouring())), frame)

    def _footage(self, value: Any, make: Callable[[], Any]) -> Any:
        """One footage a value, so that its frames are made once."""
        if id(value) not in self._footages:
            if len(self._footages) > 8:
                self._footages.clear()
            self._footages[id(value)] = (value, make())
        return self._footages[id(value)][1]

    def _paint_boxes(self, painter: QPainter, view: PictureView, boxes: Boxes, frame: int, colour: QColor) -> None:
        t = min(frame, boxes.frame_count - 1)
        painter.setFont(self._look.font("caption"))
        for n in range(min(boxes.count, MANY)):
            left, top, right, bottom = (float(edge) for edge in boxes.ltrb[n, t])
            box = QRectF(view.from_picture(left, top), view.from_picture(right, bottom))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            _outlined(painter, colour, self._look.px(_THICK), QPainter.drawRect, box)
            if boxes.labels[n]:
                painter.drawText(box.topLeft() + QPointF(2, -4), boxes.labels[n])

    def _paint_camera(self, painter: QPainter, view: PictureView, path: CameraPath, frame: int) -> None:
        """A small inset at the lower right: the path from above, the present camera in amber."""
        wide, tall, margin = self._look.px(160), self._look.px(90), self._look.px(8)
        seen = QRectF(view.rect()).intersected(view.picture_rect())
        box = QRectF(seen.right() - wide - margin, seen.bottom() - tall - margin, wide, tall)
        try:
            image = self._cache.image(self._footage(path, lambda: footage_of(path)), min(frame, path.frame_count - 1))
        except KinographError:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image.scaled(box.size().toSize(), mode=Qt.TransformationMode.SmoothTransformation))
        painter.setPen(QPen(picture_colour("CameraPath"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def picture_colour(type_name: str) -> QColor:
    """The colour of a type on a picture: the bright one in both themes, for a picture is no paper."""
    return QColor(DARK.types.get(type_name, DARK.types[""]))


def paint_tracks(
    painter: QPainter, view: PictureView, tracks: Tracks, frame: int, colour: QColor, line: float
) -> None:
    """Each track's tail and where it is now: a dot when it is seen, a ring when it is hidden."""
    t = min(frame, tracks.frame_count - 1)
    places = _places(view, tracks.xy)
    crowded = tracks.count > MANY
    shown = range(0, tracks.count, max(1, tracks.count // 1500))
    if crowded:
        painter.setPen(QPen(colour, line * 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        now = places[:: shown.step, t][tracks.visible[:: shown.step, t]]
        painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in now.tolist()]))
        return
    for n in shown:
        _tail(painter, places[n, max(0, t - TAIL) : t + 1], tracks.visible[n], t, colour, line)
    for n in shown:
        _head(painter, QPointF(*places[n, t]), colour, line, seen=bool(tracks.visible[n, t]))


def _head(painter: QPainter, at: QPointF, colour: QColor, line: float, *, seen: bool) -> None:
    """Where a track is now: a dot, or a ring while it is hidden."""
    painter.setBrush(colour if seen else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1) if seen else QPen(colour, line * 0.75))
    painter.drawEllipse(at, line * 2, line * 2)


def _tail(
    painter: QPainter, points: NDArray[np.float64], visible: NDArray[np.bool_], t: int, colour: QColor, line: float
) -> None:
    if len(points) < 2:
        return
    spots = [QPointF(x, y) for x, y in points.tolist()]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 130), line * 2))
    painter.drawPolyline(QPolygonF(spots))
    both = (visible[t + 1 - len(points) : t] & visible[t + 2 - len(points) : t + 1]).tolist()
    start = 0
    for step in range(1, len(both) + 1):  # one call for each stretch that is seen, or hidden
        if step == len(both) or both[step] != both[start]:
            style = Qt.PenStyle.SolidLine if both[start] else Qt.PenStyle.DotLine
            painter.setPen(QPen(colour, line, style))
            painter.drawPolyline(QPolygonF(spots[start : step + 1]))
            start = step


def paint_strokes(painter: QPainter, view: PictureView, strokes: Strokes, colour: QColor, line: float) -> None:
    """Paths as drawn, from a dot to an arrow head; pins as crossed dots."""
    for stroke in strokes.strokes:
        points = [QPointF(x, y) for x, y in _places(view, stroke.points).tolist()]
        if stroke.pinned:
            _pin(painter, points[0], colour, line)
            continue
        polygon = QPolygonF(points)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _outlined(painter, colour, line * 1.25, QPainter.drawPolyline, polygon)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1))
        painter.setBrush(colour)
        painter.drawEllipse(points[0], line * 2, line * 2)
        _arrow(painter, points, colour, line)


def _arrow(painter: QPainter, points: list[QPointF], colour: QColor, line: float) -> None:
    end = points[-1]
    before = next((p for p in reversed(points) if (p - end).manhattanLength() > 3 * line), None)
    if before is None:
        return
    way = end - before
    way /= max(1e-6, (way.x() ** 2 + way.y() ** 2) ** 0.5)
    across, size = QPointF(-way.y(), way.x()), 4.5 * line
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    back = end - way * size * 0.6
    painter.drawPolygon(QPolygonF([end + way * size * 0.7, back + across * size * 0.55, back - across * size * 0.55]))


def _pin(painter: QPainter, at: QPointF, colour: QColor, line: float) -> None:
    reach = 3.5 * line
    painter.setPen(QPen(colour, line))
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawEllipse(at, reach, reach)
    arm = reach * 0.45
    painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
    painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))


def paint_poses(painter: QPainter, view: PictureView, poses: Poses, frame: int, line: float) -> None:
    """Skeletons in the colours that pose controls are trained with."""
    rect = view.picture_rect()
    for person in poses.frames[min(frame, poses.frame_count - 1)]:
        joints = coco18_of(person.keypoints, poses.schema)
        places = joints[:, :2] * (rect.width(), rect.height()) + (rect.x(), rect.y())
        for (a, b), hue in zip(COCO18_LIMBS, COCO18_COLOURS, strict=False):
            if min(joints[a, 2], joints[b, 2]) > 0.1:
                painter.setPen(QPen(QColor(*hue), line * 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(QPointF(*places[a]), QPointF(*places[b]))
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1))
        for joint, place, hue in zip(joints, places, COCO18_COLOURS, strict=True):
            if joint[2] > 0.1:
                painter.setBrush(QColor(*hue))
                painter.drawEllipse(QPointF(*place), line * 1.5, line * 1.5)


def _places(view: PictureView, shares: NDArray[Any]) -> NDArray[np.float64]:
    """Shares of the picture [...,2] in widget coordinates."""
    rect = view.picture_rect()
    extent, corner = (rect.width(), rect.height()), (rect.x(), rect.y())
    placed: NDArray[np.float64] = np.asarray(shares, np.float64) * extent + corner
    return placed


def _outlined(painter: QPainter, colour: QColor, line: float, draw: Callable[..., object], shape: object) -> None:
    """A shape in a line with a dark rim, to be seen on any picture."""
    ends, joins = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    for shade, width in ((QColor(0, 0, 0, 130), line + 2), (colour, line)):
        painter.setPen(QPen(shade, width, Qt.PenStyle.SolidLine, ends, joins))
        draw(painter, shape)


def _tint(mask: Mask, frame: int, colour: QColor) -> QImage:
    """The mask as a veil in the type's colour."""
    values = mask.values[min(frame, mask.frame_count - 1)]
    veil = np.empty((*values.shape, 4), np.uint8)
    veil[..., 0], veil[..., 1], veil[..., 2] = colour.red(), colour.green(), colour.blue()
    veil[..., 3] = (np.clip(values, 0, 1) * 150).astype(np.uint8)
    height, width = values.shape
    image = QImage(veil.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()
