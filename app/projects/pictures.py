"""Small pictures of projects: a frame of what they made, or else their graph as a drawing."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from app.desk import Desk
from app.look import Look
from app.look.images import as_qimage
from app.projects.recent import picture_path
from nodes.errors import KinographError
from nodes.graph import Graph, Registry
from nodes.graph.project import Project
from nodes.values import Clip, Image

__all__ = ["HEIGHT", "WIDTH", "draw_graph", "image_of", "keep_picture", "project_picture"]

log = logging.getLogger(__name__)
WIDTH, HEIGHT = 384, 216
_LIKELY = ("model.decode", "picture.side_by_side", "media.preview", "picture.contact_sheet", "media.load_image")


def image_of(value: Clip | Image) -> QImage:
    """A picture, or a frame two thirds into a clip, in 8 bits."""
    pixels = value.as_uint8()
    if isinstance(value, Clip):
        pixels = pixels[len(pixels) * 2 // 3]
    return as_qimage(pixels[..., :3])


def keep_picture(desk: Desk) -> None:
    """Keep a frame of what the open project made, for the list of recent ones; nothing when it made nothing."""
    path = desk.document.path
    value = _best(desk) if path is not None else None
    if path is None or value is None:
        return
    image = image_of(value).scaled(QSize(WIDTH, HEIGHT), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    file = picture_path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.warning("no picture of %s is kept: %s", path, error)
        return
    if not image.save(str(file)):
        log.warning("no picture of %s is kept: %s cannot be written", path, file)


def project_picture(path: Path, look: Look, registry: Registry) -> QImage | None:
    """The picture that was kept of a project, else a drawing of its graph; None when it cannot be read."""
    kept = picture_path(path)
    if kept.is_file():
        image = QImage(str(kept))
        if not image.isNull():
            return image
    try:
        with Project.open(path, read_only=True) as project:
            return draw_graph(project.graph, look, registry)
    except KinographError as error:
        log.info("no picture of %s: %s", path, error)
        return None


def draw_graph(
    graph: Graph,
    look: Look,
    registry: Registry,
    width: int = WIDTH,
    height: int = HEIGHT,
    *,
    titles: bool = False,
) -> QImage:
    """Nodes as small boxes in the colours of their categories, wires as lines. titles: written on the boxes."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(look.colour("canvas"))
    if not graph.nodes:
        return image
    boxes = {node.id: QRectF(*node.position, 200, 120) for node in graph.nodes.values()}
    around = QRectF()
    for box in boxes.values():
        around = around.united(box)
    scale = min((width - 32) / around.width(), (height - 32) / around.height(), 0.5)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(width / 2, height / 2)
    painter.scale(scale, scale)
    painter.translate(-around.center())
    painter.setPen(QPen(look.colour("faint"), 2.5 / scale * 0.5))
    for wire in graph.wires.values():
        if wire.source in boxes and wire.target in boxes:
            painter.drawPath(_wire(boxes[wire.source], boxes[wire.target]))
    painter.setPen(Qt.PenStyle.NoPen)
    for node in graph.nodes.values():
        kind = registry.get(node.type_id)
        painter.setBrush(look.kind_colour(kind.category if kind is not None else "", 0.85))
        painter.drawRoundedRect(boxes[node.id], 16, 16)
    if titles:
        painter.setFont(look.font("title", scaled=False))
        painter.setPen(look.colour("window"))
        for node in graph.nodes.values():
            kind = registry.get(node.type_id)
            name = node.title or (kind.title if kind is not None else node.id)
            painter.drawText(boxes[node.id].adjusted(12, 0, -12, 0), Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    return image


def _best(desk: Desk) -> Clip | Image | None:
    """The most telling thumbnail: what was decoded before what was loaded."""
    nodes = list(desk.document.graph.nodes.values())
    order = {kind: place for place, kind in enumerate(_LIKELY)}
    for node in sorted(nodes, key=lambda node: order.get(node.type_id, len(order))):
        value = desk.results.thumbnail(node.id)
        if value is not None:
            return value
    return None


def _wire(source: QRectF, target: QRectF) -> QPainterPath:
    path = QPainterPath(source.center())
    middle = (source.center().x() + target.center().x()) / 2
    path.cubicTo(middle, source.center().y(), middle, target.center().y(), target.center().x(), target.center().y())
    return path
