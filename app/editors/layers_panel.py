"""The list of strokes, and the fields of the selected one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.measured import Measured
from app.editors.stroke_actions import stroke_actions
from app.editors.stroke_edits import Stroke, with_field
from app.editors.stroke_fields import StrokeFields
from app.editors.stroke_painting import stroke_colour
from app.editors.tool_rail import ToolButton
from app.look.widgets import Hairline, PanelHeader, label

__all__ = ["LayersPanel"]

ROW = 34
SIDE = Qt.ItemDataRole.UserRole + 1


class LayersPanel(QWidget):
    """Every stroke of the active node, in its order: click selects, double click or F2 renames, Delete removes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        actions = stroke_actions(desk)
        self._header = PanelHeader(desk.look, self.tr("Layers"))
        self._tools = (
            self._tool("up", self.tr("Earlier in the list"), self.on_up),
            self._tool("down", self.tr("Later in the list"), self.on_down),
            self._tool("twice", self.tr("Duplicate the stroke"), actions.duplicate),
            self._tool("bin", self.tr("Delete the stroke or its selected points"), actions.delete),
        )
        for tool in self._tools:
            self._header.add_tool(tool)
        self.list = _List(desk)
        self.list.currentRowChanged.connect(self.on_row)
        self.list.itemChanged.connect(self.on_renamed)
        self._none = label(self.tr("No strokes yet: drag on the picture."), "dim")
        self.fields = StrokeFields(desk)
        self._measured = Measured(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(Hairline(self))
        column.addWidget(self._none)
        column.addWidget(self.list)
        column.addWidget(self.fields)
        column.addWidget(self._measured)
        column.addStretch(1)
        self._active.changed.connect(self.look)
        self._active.picked.connect(self.on_picked)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def _tool(self, sign: str, tip: str, do: Callable[[], None]) -> ToolButton:
        made = ToolButton(self._desk, sign, tip, side=26, checkable=False)
        made.clicked.connect(do)
        return made

    def look(self) -> None:
        """Show the strokes as they are."""
        strokes = self._active.strokes
        self.list.blockSignals(True)
        while self.list.count() > len(strokes):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(strokes):
            item = QListWidgetItem()
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        for index, stroke in enumerate(strokes):
            self._put(self.list.item(index), index, stroke)
        self.list.setCurrentRow(self._active.index)
        self.list.blockSignals(False)
        self._none.setVisible(not strokes)
        self.list.setVisible(bool(strokes))
        for tool in self._tools:
            tool.setEnabled(self._active.selected is not None)
        self.list.fit()

    def on_picked(self) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(self._active.index)
        self.list.blockSignals(False)
        for tool in self._tools:
            tool.setEnabled(self._active.selected is not None)

    def on_row(self, row: int) -> None:
        self._active.select(row)

    def on_renamed(self, item: QListWidgetItem) -> None:
        index = self.list.row(item)
        if 0 <= index < len(self._active.strokes):
            stroke, name = self._active.strokes[index], item.text().strip()
            title = self.tr("Rename to {0}").format(name)
            self._active.change_stroke(index, with_field(stroke, "name", name, ""), title)
            self.look()

    def on_up(self) -> None:
        self._shift(-1)

    def on_down(self) -> None:
        self._shift(1)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._none.setContentsMargins(px(12), px(8), px(12), px(8))
        self.look()

    def _shift(self, by: int) -> None:
        index, strokes = self._active.index, list(self._active.strokes)
        to = index + by
        if 0 <= index < len(strokes) and 0 <= to < len(strokes):
            strokes[index], strokes[to] = strokes[to], strokes[index]
            if self._active.change(strokes, self.tr("Change the order of strokes")):
                self._active.select(to)

    def _put(self, item: QListWidgetItem, index: int, stroke: Stroke) -> None:
        name = str(stroke.get("name", ""))
        item.setText(name)
        item.setData(SIDE, self._side(stroke))
        shown = name or self.tr("stroke {0}").format(index + 1)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{shown}, {self._side(stroke)}")

    def _points(self, count: int) -> str:
        return self.tr("1 point") if count == 1 else self.tr("{0} points").format(count)

    def _side(self, stroke: Stroke) -> str:
        """What stands at the right: "12 points · near"."""
        said = [self.tr("pinned") if stroke.get("pinned") else self._points(len(stroke["points"]))]
        layer = int(stroke.get("layer", 0))
        if layer:
            said.append(self.tr("nearer {0}").format(layer) if layer > 0 else self.tr("farther {0}").format(-layer))
        if stroke.get("region") is not None:
            said.append(self.tr("outlined"))
        return " · ".join(said)


class _List(QListWidget):
    """As high as its rows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._actions = stroke_actions(desk)
        self.setItemDelegate(_Row(desk, self))
        self.setAccessibleName(self.tr("Strokes"))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListWidget.EditTrigger.DoubleClicked | QListWidget.EditTrigger.EditKeyPressed)

    def fit(self) -> None:
        rows = min(max(self.count(), 1), 8)
        self.setFixedHeight(rows * self._desk.look.px(ROW) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._actions.delete()
        else:
            super().keyPressEvent(event)


class _Row(QStyledItemDelegate):
    """A dot in the stroke's colour, its name, and what it is at the right."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self._desk.look.px(ROW))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        px = self._desk.look.px
        editor.setGeometry(option.rect.adjusted(px(22), px(3), -px(12), -px(3)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, box = self._desk.look, QRectF(option.rect)
        px = look.px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("accent", 0.10))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.colour("raised"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(stroke_colour(look, index.row()))
        painter.drawEllipse(QPointF(box.left() + px(15), box.center().y()), look.scale * 3.6, look.scale * 3.6)
        side, font = str(index.data(SIDE) or ""), look.font("caption")
        width = QFontMetricsF(font).horizontalAdvance(side)
        painter.setFont(font)
        painter.setPen(look.colour("dim"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -px(14), 0), Qt.AlignmentFlag.AlignRight | middle, side)
        room = box.adjusted(px(28), 0, -px(28) - width, 0)
        name = str(index.data() or "") or self.tr("stroke {0}").format(index.row() + 1)
        painter.setFont(look.font())
        painter.setPen(look.colour("text"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, shown)
        painter.restore()
