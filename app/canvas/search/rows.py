"""The rows of the search: what each shows, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.canvas.search.catalogue import Found
from app.look import Look

__all__ = ["ROW_HEIGHT", "Row", "RowModel", "RowPainter"]

ROW_HEIGHT = 28
ROW = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """One of: an entry (found), a category to look into (category), a heading that cannot be chosen."""

    title: str
    aside: str = ""
    found: Found | None = None
    category: str = ""

    @property
    def is_heading(self) -> bool:
        return self.found is None and not self.category


class RowModel(QAbstractListModel):
    """The rows, for the list and for screen readers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.aside}" if row.aside else row.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and row.found is not None:
            return row.found.entry.summary
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        heading = self.rows[index.row()].is_heading
        return Qt.ItemFlag.NoItemFlags if heading else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowPainter(QStyledItemDelegate):
    """Title left with what matched in bold, dots of the ports' types, category right and dim."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._look.px(200), self._look.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(ROW)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._look.colour("accent", 0.16))
            painter.fillRect(QRectF(rect.left(), rect.top(), self._px(2), rect.height()), self._look.colour("accent"))
        if row.is_heading:
            self._paint_heading(painter, rect, row)
        else:
            self._paint_row(painter, rect, row)
        painter.restore()

    def _px(self, length: float) -> float:
        return length * self._look.scale

    def _paint_heading(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        painter.setFont(self._look.font("caption"))
        painter.setPen(self._look.colour("dim"))
        inner = rect.adjusted(self._px(12), 0, -self._px(12), -self._px(4))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, row.title)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        right = self._paint_aside(painter, rect.adjusted(self._px(12), 0, -self._px(12), 0), row)
        left = rect.left() + self._px(12)
        if row.category:
            self._paint_swatch(painter, left, rect.center().y(), row.category)
            left += self._px(16)
        room = QRectF(left, rect.top(), right - left - self._px(10), rect.height())
        marks = frozenset(row.found.hit.marks) if row.found is not None else frozenset()
        self._paint_title(painter, room, row.title, marks)

    def _paint_title(self, painter: QPainter, room: QRectF, title: str, marks: frozenset[int]) -> None:
        plain, bold = self._look.font("text"), self._look.font("text", bold=True)
        shown = QFontMetricsF(bold if marks else plain).elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self._look.colour("text"))
        left = room.left()
        for text, is_marked in _runs(shown, marks):
            painter.setFont(bold if is_marked else plain)
            width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            place = QRectF(left, room.top(), width + 2, room.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            left += width

    def _paint_aside(self, painter: QPainter, inner: QRectF, row: Row) -> float:
        """The category and the dots left of it; where they begin."""
        painter.setFont(self._look.font("text"))
        painter.setPen(self._look.colour("dim"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.aside)
        left = inner.right() - QFontMetricsF(painter.font()).horizontalAdvance(row.aside)
        if row.found is None:
            return left
        column = inner.right() - self._px(88)
        return self._paint_dots(painter, min(left - self._px(10), column), inner.center().y(), row.found)

    def _paint_dots(self, painter: QPainter, right: float, middle: float, found: Found) -> float:
        """Rings for what goes in, full dots for what comes out."""
        entry, radius = found.entry, self._px(3.2)
        dots = [(name, False) for name in entry.inputs[:4]] + [(name, True) for name in entry.outputs[:3]]
        left = right - len(dots) * self._px(11)
        place = left + radius
        for name, comes_out in dots:
            colour = self._look.type_colour(name)
            painter.setPen(colour)
            painter.setBrush(colour if comes_out else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(place, middle), radius, radius)
            place += self._px(11)
        return left

    def _paint_swatch(self, painter: QPainter, left: float, middle: float, category: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.kind_colour(category))
        side = self._px(8)
        painter.drawRoundedRect(QRectF(left, middle - side / 2, side, side), self._px(2), self._px(2))


def _runs(text: str, marks: frozenset[int]) -> list[tuple[str, bool]]:
    """The text in pieces that are all marked or all not."""
    pieces: list[tuple[str, bool]] = []
    for place, sign in enumerate(text):
        if pieces and pieces[-1][1] == (place in marks):
            pieces[-1] = (pieces[-1][0] + sign, pieces[-1][1])
        else:
            pieces.append((sign, place in marks))
    return pieces
