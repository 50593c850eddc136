"""A contact sheet: pictures in rows and columns, each labelled with what was set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from app.look import Look

__all__ = ["Sheet", "paint_sheet"]

_GAP, _WIDEST, _SMALLEST = 8, 384, 160


@dataclass(frozen=True)
class Sheet:
    """rows, columns: labels.  shown: a picture, or in words why there is none, by (row, column)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shown: Mapping[tuple[int, int], QImage | str]


def paint_sheet(sheet: Sheet, look: Look) -> QImage:
    """The sheet on the ground of the canvas. Small pictures are enlarged by whole numbers."""
    wide, high = _cell_size(sheet)
    font = look.font("node", scaled=False)
    metrics = QFontMetrics(font)
    head = metrics.height() + _GAP if any(sheet.columns) else 0
    side = max((metrics.horizontalAdvance(text) for text in sheet.rows), default=0)
    side = side + 2 * _GAP if any(sheet.rows) else 0
    width = side + len(sheet.columns) * (wide + _GAP) + _GAP
    height = head + len(sheet.rows) * (high + _GAP) + _GAP
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(look.colour("canvas"))
    painter = QPainter(image)
    painter.setFont(font)
    for column, text in enumerate(sheet.columns):
        place = QRectF(side + _GAP + column * (wide + _GAP), _GAP / 2, wide, head)
        painter.setPen(look.colour("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, metrics.elidedText(text, _RIGHT, wide))
    for row, text in enumerate(sheet.rows):
        top = head + _GAP + row * (high + _GAP)
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(_GAP, top, side, high), _MIDDLE, text)
        for column in range(len(sheet.columns)):
            place = QRectF(side + _GAP + column * (wide + _GAP), top, wide, high)
            _paint_cell(painter, place, sheet.shown.get((row, column), "not run"), look)
    painter.end()
    return image


def _paint_cell(painter: QPainter, place: QRectF, shown: QImage | str, look: Look) -> None:
    if isinstance(shown, QImage):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shown.width() > place.width())
        painter.drawImage(place, shown)
        return
    painter.fillRect(place, look.colour("input"))
    painter.setPen(look.colour("fail"))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(place.adjusted(_GAP, _GAP, -_GAP, -_GAP), int(flags), shown[:200])


def _cell_size(sheet: Sheet) -> tuple[int, int]:
    """Of the first picture, enlarged by a whole number or made smaller."""
    first = next((item for item in sheet.shown.values() if isinstance(item, QImage)), None)
    if first is None or first.width() == 0:
        return (240, 160)
    if first.width() > _WIDEST:
        return (_WIDEST, round(first.height() * _WIDEST / first.width()))
    times = max(1, -(-_SMALLEST // first.width()))
    return (first.width() * times, first.height() * times)


_RIGHT = Qt.TextElideMode.ElideRight
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
