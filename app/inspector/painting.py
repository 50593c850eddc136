"""What fields have in common to look at: their ground, their writing, and small signs drawn as lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from app.look import Look

__all__ = ["draw_ground", "draw_sign", "draw_text", "field_path"]


def field_path(look: Look, rect: QRectF) -> QPainterPath:
    """The outline of a field."""
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.px(5), look.px(5))
    return path


def draw_ground(
    painter: QPainter,
    look: Look,
    widget: QWidget,
    *,
    wrong: bool = False,
    hover: bool = False,
    share: float = -1.0,
    kept_free: QRectF | None = None,
) -> None:
    """Ground and edge of a field that fills `widget`.

    share: from 0 to 1 how far it is filled; the line at the end of the fill leaves out what is `kept_free` for text.
    """
    rect = QRectF(widget.rect())
    path = field_path(look, rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, look.colour("input"))
    if share >= 0.0:
        _draw_fill(painter, look, rect, path, share, kept_free or QRectF())
    edge = "fail" if wrong else "accent" if widget.hasFocus() else "faint" if hover else "hairline"
    painter.setPen(QPen(look.colour(edge), 1.0))
    painter.drawPath(path)


def _draw_fill(
    painter: QPainter, look: Look, rect: QRectF, path: QPainterPath, share: float, kept_free: QRectF
) -> None:
    painter.save()
    painter.setClipPath(path)
    right = rect.left() + rect.width() * min(max(share, 0.0), 1.0)
    painter.fillRect(QRectF(rect.left(), rect.top(), right - rect.left(), rect.height()), look.colour("accent", 0.17))
    line = max(1.5, 1.5 * look.scale)
    left = min(max(right - line / 2, rect.left()), rect.right() - line)
    bar = QRectF(left, rect.top(), line, rect.height())
    if bar.intersects(kept_free):
        painter.fillRect(QRectF(left, rect.top(), line, kept_free.top()), look.colour("accent"))
        bar.setTop(kept_free.bottom())
    painter.fillRect(bar, look.colour("accent"))
    painter.restore()


def draw_text(
    painter: QPainter,
    look: Look,
    rect: QRectF,
    text: str,
    *,
    role: str = "mono",
    token: str = "text",
    right: bool = False,
) -> float:
    """One line, shortened where it does not fit; how wide it came out."""
    painter.setFont(look.font(role))
    painter.setPen(look.colour(token))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(rect.width())))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return float(metrics.horizontalAdvance(shown))


def draw_sign(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """A sign of lines in the middle of `rect`; the names are those of `_SIGNS`."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side / 2, side / 2))
    painter.scale(side / 16, side / 16)
    pen = QPen(colour, 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    _SIGNS[name](painter, colour)
    painter.restore()


def _lines(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _down(painter: QPainter, colour: QColor) -> None:
    painter.drawPath(_lines((4.5, 6.5), (8, 10), (11.5, 6.5)))


def _dice(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 2.5, 11, 11), 2.5, 2.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for x, y in ((5.4, 5.4), (10.6, 5.4), (8, 8), (5.4, 10.6), (10.6, 10.6)):
        painter.drawEllipse(QPointF(x, y), 1.15, 1.15)


def _locked(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(3.5, 7.2, 9, 6.3), 1.2, 1.2)
    painter.drawArc(QRectF(5.2, 2.6, 5.6, 8.4), 0, 180 * 16)


def _unlocked(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(3.5, 7.2, 9, 6.3), 1.2, 1.2)
    painter.drawArc(QRectF(8.2, 2.6, 5.6, 8.4), 0, 180 * 16)


def _expand(painter: QPainter, colour: QColor) -> None:
    painter.drawPath(_lines((9.2, 3), (13, 3), (13, 6.8)))
    painter.drawPath(_lines((6.8, 13), (3, 13), (3, 9.2)))
    painter.drawPath(_lines((13, 3), (9, 7)))
    painter.drawPath(_lines((3, 13), (7, 9)))


def _folder(painter: QPainter, colour: QColor) -> None:
    painter.drawPath(_lines((2.5, 12.8), (2.5, 3.6), (6.4, 3.6), (7.9, 5.4), (13.5, 5.4), (13.5, 12.8), (2.5, 12.8)))


def _plus(painter: QPainter, colour: QColor) -> None:
    painter.drawPath(_lines((8, 3.5), (8, 12.5)))
    painter.drawPath(_lines((3.5, 8), (12.5, 8)))


def _shuffle(painter: QPainter, colour: QColor) -> None:
    painter.drawPath(_lines((2.5, 5), (5, 5), (10, 11), (13, 11)))
    painter.drawPath(_lines((2.5, 11), (5, 11), (10, 5), (13, 5)))
    painter.drawPath(_lines((11.2, 3), (13.2, 5), (11.2, 7)))
    painter.drawPath(_lines((11.2, 9), (13.2, 11), (11.2, 13)))


def _braces(painter: QPainter, colour: QColor) -> None:
    for mirror in (False, True):
        points = ((6.4, 3), (5, 3.4), (4.8, 6.8), (3.2, 8), (4.8, 9.2), (5, 12.6), (6.4, 13))
        painter.drawPath(_lines(*((16 - x, y) if mirror else (x, y) for x, y in points)))


def _pen(painter: QPainter, colour: QColor) -> None:
    painter.drawPath(_lines((3, 13), (3.6, 10.2), (10.8, 3), (13, 5.2), (5.8, 12.4), (3, 13)))


_SIGNS: dict[str, Callable[[QPainter, QColor], None]] = {
    "down": _down,
    "dice": _dice,
    "locked": _locked,
    "unlocked": _unlocked,
    "expand": _expand,
    "folder": _folder,
    "plus": _plus,
    "braces": _braces,
    "shuffle": _shuffle,
    "pen": _pen,
}
