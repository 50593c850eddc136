"""A still of the whole canvas: PNG at a chosen scale, or SVG with its text as text. Written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QGraphicsScene, QGraphicsView, QWidget

from app.canvas.drop_choice import ChoiceCard
from app.canvas.scene import CanvasScene
from app.commands_table import Command
from app.desk import Desk
from nodes.errors import KinographError
from nodes.exchange.atomic_file import replacing

__all__ = ["MAX_PIXELS", "MAX_SIDE", "StillTools", "TooLarge", "png_size", "write_png", "write_svg"]

MAX_SIDE = 16_384
MAX_PIXELS = 120_000_000
MARGIN = 40.0
Paint = Callable[[QPainter, QRectF], object]
"""Draws this part of the canvas, in canvas units."""
Ask = Callable[[str, str, str], Path | None]
"""From title, file filter and suggested name to the chosen file."""


class TooLarge(KinographError):
    """The still would be larger than can be made."""

    code = "still"


def png_size(rect: QRectF, scale: float) -> QSize:
    """Pixels of the still. Raises TooLarge, saying what would fit."""
    width, height = round(rect.width() * scale), round(rect.height() * scale)
    if width <= MAX_SIDE and height <= MAX_SIDE and width * height <= MAX_PIXELS:
        return QSize(max(width, 1), max(height, 1))
    fits = min(
        MAX_SIDE / rect.width(), MAX_SIDE / rect.height(), (MAX_PIXELS / (rect.width() * rect.height())) ** 0.5
    )
    raise TooLarge(
        f"A still of {width} x {height} pixels is too large: {MAX_SIDE} a side and {MAX_PIXELS // 10**6} million "
        f"pixels are the most.",
        remedy=f"The largest scale that fits is {int(fits * 100)} %; or save it as SVG.",
    )


def write_png(path: Path, paint: Paint, rect: QRectF, scale: float, ground: object) -> QSize:
    """Paint the part of the canvas into a PNG. Raises TooLarge, or KinographError when it cannot be written."""
    size = png_size(rect, scale)
    picture = QImage(size, QImage.Format.Format_RGB32)
    if picture.isNull():
        raise TooLarge(f"There is not enough memory for {size.width()} x {size.height()} pixels.", remedy="Scale it.")
    picture.fill(ground)
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(scale, scale)
    painter.translate(-rect.topLeft())
    paint(painter, rect)
    painter.end()
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(data, "PNG")
    _write(path, bytes(data.data().data()))
    return size


def write_svg(path: Path, paint: Paint, rect: QRectF, ground: object, title: str) -> None:
    """Paint the part of the canvas into an SVG. Raises KinographError when it cannot be written."""
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(data)
    generator.setSize(rect.size().toSize())
    generator.setResolution(96)  # one unit of the canvas is one CSS pixel
    generator.setViewBox(QRectF(0, 0, rect.width(), rect.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, rect.width(), rect.height()), ground)
    painter.translate(-rect.topLeft())
    paint(painter, rect)
    painter.end()
    _write(path, bytes(data.data().data()))


class StillTools(QObject):
    """The commands. ask: takes the place of the file dialog in tests."""

    def __init__(
        self, desk: Desk, view: QGraphicsView, parent: QObject | None = None, ask: Ask | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = view
        self._ask = ask or self._ask_file
        self.choice = ChoiceCard(desk, view)
        self.choice.chosen.connect(self.on_scale)
        category = self.tr("Export")
        rows = (
            ("canvas.export_png", self.tr("Still of the canvas as PNG…"), self.export_png),
            ("canvas.export_svg", self.tr("Still of the canvas as SVG…"), self.export_svg),
        )
        for name, title, run in rows:
            desk.commands.add(Command(name, title, category, run))

    def export_png(self) -> None:
        """Ask for the scale, then for the file."""
        rect = self.whole()
        if rect is None:
            return
        choices: list[tuple[str, str]] = []
        refused: TooLarge | None = None
        for scale in (2, 1, 4):
            try:
                size = png_size(rect, scale)
            except TooLarge as error:
                refused = error
            else:
                choices.append((str(scale), f"{scale}×  {size.width()} × {size.height()}"))
        if not choices:
            assert refused is not None
            self._desk.say(f"{refused.message} {refused.remedy}", "warn", key="still")
            return
        place = self._view.rect().center() - QPoint(self._desk.look.px(180), self._desk.look.px(40))
        self.choice.ask(place, self.tr("PNG of the whole canvas, at which size?"), choices)

    def on_scale(self, key: str) -> None:
        if not key:
            return
        path = self._ask(self.tr("Still of the canvas"), self.tr("PNG picture (*.png)"), self._name(".png"))
        if path is not None:
            self.save_png(path, float(key))

    def save_png(self, path: Path, scale: float) -> bool:
        """Write the PNG and say so; what goes wrong is told."""
        rect = self.whole()
        if rect is None:
            return False
        try:
            size = write_png(path, self._paint, rect, scale, self._desk.look.colour("canvas"))
        except KinographError as error:
            self._desk.say(f"{error.message} {error.remedy}", "fail", key="still")
            return False
        text = self.tr("{0} saved, {1} × {2} pixels.").format(path.name, size.width(), size.height())
        self._desk.say(text, "ok", detail=str(path), key="still")
        return True

    def export_svg(self) -> None:
        """Ask for the file."""
        if self.whole() is None:
            return
        path = self._ask(self.tr("Still of the canvas"), self.tr("SVG drawing (*.svg)"), self._name(".svg"))
        if path is not None:
            self.save_svg(path)

    def save_svg(self, path: Path) -> bool:
        """Write the SVG and say so; what goes wrong is told."""
        rect = self.whole()
        if rect is None:
            return False
        try:
            write_svg(path, self._paint, rect, self._desk.look.colour("canvas"), self._desk.document.title)
        except KinographError as error:
            self._desk.say(f"{error.message} {error.remedy}", "fail", key="still")
            return False
        self._desk.say(self.tr("{0} saved.").format(path.name), "ok", detail=str(path), key="still")
        return True

    def whole(self) -> QRectF | None:
        """The part of the canvas that has something on it, with a margin; None, and a word about it, when empty."""
        scene = self._view.scene()
        rect = scene.rect_of_all() if isinstance(scene, CanvasScene) else scene.itemsBoundingRect()
        if rect.isEmpty():
            self._desk.say(self.tr("The canvas is empty."), "info", key="still")
            return None
        return rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def _paint(self, painter: QPainter, rect: QRectF) -> None:
        scene: QGraphicsScene = self._view.scene()
        if not isinstance(scene, CanvasScene):
            scene.render(painter, rect, rect)
            return
        for item in (*scene.nodes.values(), *scene.frames.values(), *scene.notes.values()):
            item.set_selected(False)  # what is selected at the moment is none of the still's business
        scene.paint_all(painter, rect, painter.transform().m11())
        scene.on_selection_changed()

    def _name(self, suffix: str) -> str:
        path = self._desk.document.path
        folder = path.parent if path is not None else Path.home()
        return str(folder / (Path(self._desk.document.title).stem + suffix))

    def _ask_file(self, title: str, kinds: str, suggested: str) -> Path | None:
        parent: QWidget = self._view
        name, _ = QFileDialog.getSaveFileName(parent, title, suggested, kinds)
        return Path(name) if name else None


def _write(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)
