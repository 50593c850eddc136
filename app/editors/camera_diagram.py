"""A small live diagram of a camera path: from above and from the side, moved by the playhead."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desk import Desk
from app.editors.camera_geometry import SUBJECT, View, fitted, flat, frustum, shown_frames
from app.editors.camera_values import CameraOf, camera_of
from app.edits import Change
from app.look import Look

__all__ = ["CameraDiagram", "paint_path", "paint_roll"]

Array = NDArray[np.float64]


class CameraDiagram(QWidget):
    """Of a camera node's path. pressed(): clicked, as for a menu of moves."""

    pressed = Signal()

    def __init__(self, desk: Desk, where: str, node_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._where, self._node_id = where, node_id
        self.camera: CameraOf | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Camera path from above and from the side"))
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.look)
        desk.playhead.moved.connect(self.update)
        desk.look.changed.connect(self.on_look_changed)
        self.look()

    def show_node(self, where: str, node_id: str) -> None:
        """Show another camera."""
        self._where, self._node_id = where, node_id
        self.look()

    def look(self) -> None:
        self.camera = camera_of(self._desk, self._where, self._node_id)
        self.update()

    def on_document_changed(self, change: Change) -> None:
        if self._node_id in change.at(self._where).nodes:
            self.look()

    def on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._desk.look.px(260), self._desk.look.px(84))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, camera = self._desk.look, self.camera
        painter.setPen(QPen(look.colour("hairline"), 1))
        painter.setBrush(look.colour("input"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.px(5), look.px(5))
        if camera is None or camera.problem:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("fail" if camera else "dim"))
            text = camera.problem if camera else self.tr("Not a camera")
            wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box.adjusted(8, 4, -8, -4), int(wrap), text)
        else:
            frame = min(self._desk.playhead.frame, camera.frames - 1)
            half = QRectF(box.left(), box.top(), box.width() / 2, box.height())
            for side, room in ((False, half), (True, half.translated(half.width(), 0))):
                paint_path(painter, look, camera.poses, camera.intrinsics, room, side=side, frame=frame)
                self._caption(painter, room, self.tr("side") if side else self.tr("top"))
        painter.end()

    def _caption(self, painter: QPainter, room: QRectF, text: str) -> None:
        look = self._desk.look
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("dim"))
        high = QFontMetricsF(painter.font()).height()
        painter.drawText(QPointF(room.left() + look.px(8), room.top() + look.px(4) + high * 0.8), text)


def paint_path(
    painter: QPainter,
    look: Look,
    poses: Array,
    intrinsics: Array,
    room: QRectF,
    *,
    side: bool = False,
    frame: int = -1,
    small: bool = False,
) -> None:
    """Frustums along a path, the start hollow, the end filled, the frame's amber, the subject a disc.

    small: for a menu, without the frustums between.
    """
    reach = 0.32
    chosen = [0, len(poses) - 1] if small else shown_frames(len(poses))
    solids = {number: frustum(poses[number], intrinsics[number], reach) for number in {*chosen, max(frame, 0)}}
    path = flat(poses[:, :3, 3], side)
    everything = np.concatenate([path, flat(SUBJECT[None], side), *(flat(solid, side) for solid in solids.values())])
    view = fitted(everything, room.left(), room.top(), room.width(), room.height())
    _paint_subject(painter, look, view(flat(SUBJECT, side)))
    colour = look.type_colour("CameraPath")
    for number in chosen:
        ends = number in (0, len(poses) - 1)
        fill = look.type_colour("CameraPath", 0.30 if number == len(poses) - 1 else 0.04)
        pen = QPen(look.type_colour("CameraPath", 1.0 if ends else 0.45), look.scale * (1.3 if ends else 0.9))
        if number == 0 and len(poses) > 1:
            pen.setDashPattern([2.5, 2.0])
        _paint_frustum(painter, view, flat(solids[number], side), pen, fill)
    painter.setPen(QPen(colour, look.scale * 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in view(path).tolist()]))
    if small:
        _paint_arrow(painter, look, view(path))
    if frame >= 0:
        amber = QPen(look.colour("accent"), look.scale * 1.6)
        _paint_frustum(painter, view, flat(solids[frame], side), amber, look.colour("accent", 0.18))


def _paint_arrow(painter: QPainter, look: Look, path: Array) -> None:
    """Which way it goes, where the path is long enough to tell."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    if lengths[-1] < 8 * look.scale:
        return
    place = int(np.searchsorted(lengths, lengths[-1] * 0.6))
    way = path[place] - path[place - 1]
    angle = float(np.arctan2(way[1], way[0]))
    tip, size = path[place], 4.5 * look.scale
    wings = [tip + size * np.array([np.cos(angle + turn), np.sin(angle + turn)]) for turn in (2.5, -2.5)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.type_colour("CameraPath"))
    painter.drawPolygon(QPolygonF([QPointF(*corner.tolist()) for corner in (tip, *wings)]))


def paint_roll(painter: QPainter, look: Look, pose: Array, room: QRectF) -> None:
    """The picture's frame before and after a roll, seen from behind the camera."""
    angle = float(np.degrees(np.arctan2(pose[1, 0], pose[0, 0])))
    high = room.height() * 0.42
    frame = QRectF(-high * 0.8, -high / 2, high * 1.6, high)
    painter.save()
    painter.translate(room.center())
    dashed = QPen(look.type_colour("CameraPath"), look.scale * 1.3)
    dashed.setDashPattern([2.5, 2.0])
    painter.setPen(dashed)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
    painter.rotate(angle)
    painter.setPen(QPen(look.type_colour("CameraPath"), look.scale * 1.3))
    painter.setBrush(look.type_colour("CameraPath", 0.30))
    painter.drawRect(frame)
    painter.restore()


def _paint_frustum(painter: QPainter, view: View, points: Array, pen: QPen, fill: object) -> None:
    """The outline of a frustum on paper: the eye and the two corners farthest apart as seen from it."""
    eye, corners = points[0], points[1:]
    angles = np.arctan2(*(corners - eye).T[::-1])
    middle = np.arctan2(np.sin(angles).mean(), np.cos(angles).mean())
    off = (angles - middle + np.pi) % (2 * np.pi) - np.pi
    outline = view(np.stack([eye, corners[int(off.argmin())], corners[int(off.argmax())]]))
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in outline.tolist()]))


def _paint_subject(painter: QPainter, look: Look, place: Array) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("faint"))
    painter.drawEllipse(QPointF(*place.tolist()), look.scale * 3.5, look.scale * 3.5)
