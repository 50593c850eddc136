"""The list that drops down from a choice: searched by typing when it is long."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.look import Look

__all__ = ["ChoiceList"]

_SEARCHED_FROM = 9
_ROWS_SHOWN = 12


class ChoiceList(QFrame):
    """picked(index of the choice).  closed(): it went away, with or without a choice."""

    picked = Signal(int)
    closed = Signal()

    def __init__(self, look: Look, choices: tuple[str, ...], current: int, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._look = look
        self._choices = choices
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the choices"))
        self.search.setVisible(len(choices) >= _SEARCHED_FROM)
        self.search.textEdited.connect(self.on_searched)
        self.search.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("popup")
        self.list.setFont(look.font("mono"))
        self.list.setAccessibleName(self.tr("Choices"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self.list.itemClicked.connect(self.on_clicked)
        self.list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        column.addWidget(self.search)
        column.addWidget(self.list)
        self._fill("")
        self.list.setCurrentRow(max(0, current))
        self.setFocusProxy(self.search if self.search.isVisibleTo(self) else self.list)

    def open_below(self, field: QWidget) -> None:
        """Show it at least as wide as the field, above it where there is no room below."""
        px = self._look.px
        metrics = self.list.fontMetrics()
        widest = max((metrics.horizontalAdvance(choice) for choice in self._choices), default=0)
        rows = min(len(self._choices), _ROWS_SHOWN)
        row_height = max(self.list.sizeHintForRow(0), px(20))
        high = rows * row_height + px(12) + (px(30) if self.search.isVisibleTo(self) else 0)
        screen, top = field.screen().availableGeometry(), field.mapToGlobal(QPoint(0, 0))
        corner = top + QPoint(0, field.height() + px(2))
        below, above = screen.bottom() - corner.y(), top.y() - px(2) - screen.top()
        high = min(high, max(below, above, px(80)))
        if high > below:
            corner.setY(top.y() - px(2) - high)
        self.resize(max(field.width(), widest + px(48)), high)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        self.show()
        self.list.scrollToItem(self.list.currentItem())
        (self.search if self.search.isVisible() else self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def on_searched(self, text: str) -> None:
        self._fill(text)
        self.list.setCurrentRow(0)

    def on_clicked(self, item: QListWidgetItem) -> None:
        index = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.picked.emit(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                item = self.list.currentItem()
                if item is not None:
                    self.on_clicked(item)
                return True
            case Qt.Key.Key_Escape:
                self.close()
                return True
            case Qt.Key.Key_Up | Qt.Key.Key_Down if watched is self.search:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def _fill(self, text: str) -> None:
        words = text.casefold().split()
        self.list.clear()
        for index, choice in enumerate(self._choices):
            if all(word in choice.casefold() for word in words):
                item = QListWidgetItem(choice)
                item.setData(Qt.ItemDataRole.UserRole, index)
                self.list.addItem(item)
        if not self.list.count():
            item = QListWidgetItem(self.tr("nothing like {0}").format(text))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
