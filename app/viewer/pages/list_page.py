"""A list of values as a grid of their drawings; one of them is opened."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.look import Look
from app.look.widgets import label
from app.viewer.footage import as_image
from nodes.errors import KinographError
from nodes.values import ValueList

__all__ = ["ListPage"]

_THUMB = (160, 90)


class ListPage(QWidget):
    """opened(int): the place of the value to be shown alone. Drawings are made a few at a time."""

    opened = Signal(int)

    def __init__(self, look: Look, values: ValueList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.values = look, values
        self.grid = QListWidget(self)
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setUniformItemSizes(True)
        self.grid.setAccessibleName(self.tr("Values of the list; Return opens one"))
        self.grid.setItemDelegate(_Card(look, self.grid))
        self.grid.itemActivated.connect(self.on_activated)
        self._items = []  # held as long as the grid: PySide may free an item twice otherwise
        for place, value in enumerate(values):
            item = QListWidgetItem(f"{place + 1} · {value.summary()}", self.grid)
            self._items.append(item)
            item.setToolTip(value.summary())
        said = self.tr("{count} values; a double click or Return opens one").format(count=len(values))
        self._said = label(said if len(values) else self.tr("The list is empty."), "caption", self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.grid, 1)
        self._column.addWidget(self._said)
        self._drawn = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self.on_draw_next)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        if len(values):
            self.grid.setCurrentRow(0)
            self._timer.start()

    def on_draw_next(self) -> None:
        """Draw one more; the event loop runs between two."""
        item, value = self.grid.item(self._drawn), self.values[self._drawn]
        try:
            pixels = value.draw(self._look.px(_THUMB[0]), self._look.px(_THUMB[1]))
            item.setData(Qt.ItemDataRole.UserRole, QPixmap.fromImage(as_image(pixels)))
        except (KinographError, OSError, ValueError) as error:
            item.setToolTip(str(error))
        self._drawn += 1
        if self._drawn >= len(self.values):
            self._timer.stop()

    def on_activated(self, item: QListWidgetItem) -> None:
        self.opened.emit(self.grid.row(item))

    def on_look_changed(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self.grid.setGridSize(QSize(px(_THUMB[0] + 16), px(_THUMB[1] + 40)))


class _Card(QStyledItemDelegate):
    """A drawing with its line of text below; amber around the chosen one."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = self._look
        margin, round_ = look.px(6), look.px(6)
        box = QRectF(option.rect).adjusted(margin, margin, -margin, -margin)
        frame = QRectF(box.x(), box.y(), look.px(_THUMB[0]), look.px(_THUMB[1]))
        frame.moveCenter(QRectF(box.x(), box.y(), box.width(), frame.height()).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(frame, round_, round_)
        painter.fillPath(path, look.colour("canvas"))
        pixmap = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(pixmap, QPixmap):
            painter.setClipPath(path)
            painter.drawPixmap(frame.toRect(), pixmap)
            painter.setClipping(False)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawPath(path)
        words = QRectF(frame.left(), frame.bottom() + look.px(3), frame.width(), look.px(18))
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("dim"))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._look.px(_THUMB[0] + 16), self._look.px(_THUMB[1] + 40))
