"""The search on the canvas: type, choose, and the node is there, wired to what was pulled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from app.canvas.clipboard_insert import Inserter
from app.canvas.layout_sizes import expected_size
from app.canvas.search.catalogue import Catalogue, Found
from app.canvas.search.fitting import Pulled
from app.canvas.search.offer import RECENT, category_title, rows_for
from app.canvas.search.placing import placement
from app.canvas.search.rows import ROW_HEIGHT, Row, RowModel, RowPainter
from app.desk import Desk
from app.look.widgets import Hairline, label
from nodes.errors import KinographError
from nodes.graph import Node

if TYPE_CHECKING:
    from app.projects.templates import Template

__all__ = ["SearchPopup"]

WIDTH, VISIBLE_ROWS = 360, 10
_PASSING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Another window or a menu has the focus for a while: nobody went away from the search."""


class SearchPopup(QFrame):
    """Lies over the canvas view. placed(list of ids of nodes), closed(). The field keeps the keyboard."""

    placed = Signal(object)
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        catalogue: Catalogue | None = None,
        inserter: Inserter | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._inserter = inserter or Inserter(desk, self._usual_size, self)
        self.catalogue = catalogue or Catalogue(desk.registry, _templates())
        self._at = (0.0, 0.0)
        self._pulled: Pulled | None = None
        self._category = ""
        self._anchor = QPoint()
        self._mouse = QPoint()
        self.model = RowModel(self)
        self._build()
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.hide()

    # -- opening and closing -----------------------------------------------------------------------

    def open_at(self, anchor: QPoint, at: tuple[float, float], pulled: Pulled | None = None) -> None:
        """anchor: where on the parent.  at: where on the canvas the node goes.  pulled: the wire it must take."""
        self._anchor, self._at, self._pulled, self._category = anchor, at, pulled, ""
        self._mouse = QCursor.pos()
        self._show_head()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.refresh()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_search(self) -> None:
        """Close and give the focus back."""
        if self.isVisible():
            had_focus = self.field.hasFocus()
            self.hide()
            if had_focus:
                self.parentWidget().setFocus(Qt.FocusReason.PopupFocusReason)
            self.closed.emit()

    # -- what is shown -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what fits what is typed; the best one chosen."""
        typed = self.field.text()
        recent: list[str] = [name for name in self._desk.settings.get("search.recent") if isinstance(name, str)]
        self.model.show_rows(rows_for(self.catalogue, typed, self._pulled, recent, self._category))
        self._choose(self._next(-1, 1))
        self._fit_size()

    def choose(self, step: int) -> None:
        """Move the highlight by rows, past headings."""
        here = self.list.currentIndex().row()
        if abs(step) == 1:
            place = self._next(here, step)
            if place < 0:  # round the end
                place = self._next(-1 if step > 0 else len(self.model.rows), step)
        else:
            wanted = min(max(here + step, 0), len(self.model.rows) - 1)
            place = self._next(wanted - (1 if step > 0 else -1), 1 if step > 0 else -1)
            place = self._next(wanted, -1 if step > 0 else 1) if place < 0 else place
        self._choose(place)

    def current(self) -> Row | None:
        place = self.list.currentIndex().row()
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def accept(self) -> None:
        """Place the highlighted entry, or look into the highlighted category."""
        row = self.current()
        if row is None:
            return
        if row.category:
            self.look_into(row.category)
        elif row.found is not None:
            self._place(row.found)

    def look_into(self, category: str) -> None:
        """Show one category only; "" goes back."""
        self._category = category
        self.field.clear()
        self._show_head()
        self.refresh()

    # -- events ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no shortcut of the canvas while a name is typed
                return True
            if event.type() == QEvent.Type.KeyPress and self._on_key(event):
                return True
        left = watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus()
        if left and event.reason() not in _PASSING and not self._is_ours():  # type: ignore[attr-defined]
            self.close_search()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._desk.look.colour("hairline"), 1))
        painter.setBrush(self._desk.look.colour("raised"))
        radius = self._desk.look.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def on_look_changed(self) -> None:
        look = self._desk.look
        px = look.px
        self.setFixedWidth(px(WIDTH))
        clear = "background: transparent; border: none; padding: 0;"
        self.field.setStyleSheet(f"QLineEdit {{ {clear} min-height: {px(34)}px; }}")
        self.list.setStyleSheet("QListView { background: transparent; border: none; }")
        self._head_row.setContentsMargins(px(12), 0, px(12), 0)
        self._head_row.setSpacing(px(8))
        self._column.setContentsMargins(1, 1, 1, px(4))
        self._about.setContentsMargins(px(12), px(6), px(12), px(4))
        self._show_head()
        self._fit_size()

    def on_clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())
        self.accept()

    def on_entered(self, index: QModelIndex) -> None:
        if not self.model.rows[index.row()].is_heading and self._moved_mouse():
            self.list.setCurrentIndex(index)

    def on_current_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        row = self.current()
        self.field.setAccessibleDescription(row.title if row is not None else "")
        self._about.setText(row.found.entry.summary if row is not None and row.found is not None else "")

    # -- inside ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Search for a node"))
        self._head = label("", "text", self)
        self.field = QLineEdit(self)
        self.field.setFrame(False)
        self.field.setAccessibleName(self.tr("Name of a node"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.refresh)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowPainter(self._desk.look, self.list))
        self.list.setAccessibleName(self.tr("Nodes found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self.on_clicked)
        self.list.entered.connect(self.on_entered)
        self.list.selectionModel().currentChanged.connect(self.on_current_changed)
        self._about = label("", "caption", self)
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._head_row, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._head_row.addWidget(self._head)
        self._head_row.addWidget(self.field, 1)
        self._column.setSpacing(0)
        self._column.addLayout(self._head_row)
        for part in (Hairline(self), self.list, Hairline(self), self._about):
            self._column.addWidget(part)

    def _show_head(self) -> None:
        """What was pulled, in its colour, or the category looked into."""
        if self._pulled is not None:
            name = self._pulled.port.replace("_", " ")
            text = f"{name} →" if self._pulled.from_output else f"→ {name}"
            colour = self._desk.look.type_colour(self._pulled.type_name)
        else:
            text, colour = "", self._desk.look.colour("text")
        if self._category:
            text = f"{text} {category_title(self._category)} ›".strip()
        self._head.setText(text)
        self._head.setVisible(bool(text))
        self._head.setStyleSheet(f"color: {colour.name()};")
        self.field.setPlaceholderText(self.tr("Search nodes"))

    def _next(self, here: int, step: int) -> int:
        place = here + step
        while 0 <= place < len(self.model.rows):
            if not self.model.rows[place].is_heading:
                return place
            place += step
        return -1

    def _choose(self, place: int) -> None:
        self.list.setCurrentIndex(self.model.index(place) if place >= 0 else QModelIndex())
        first = 0 <= place == self._next(-1, 1)
        if first:
            self.list.scrollToTop()
        if place < 0:
            self._about.setText("")

    def _place(self, found: Found) -> None:
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        if graph is None:
            return
        self.close_search()
        if found.entry.template is not None:
            if self._inserter.insert_file(found.entry.template, self._at):
                self._remember(found.entry.id)
                self.placed.emit(sorted(desk.selection.nodes))
            return
        edit = placement(graph, found, self._at, where, pulled=self._pulled, snap=desk.settings.get("canvas.snap"))
        desk.document.end_step()
        if desk.document.perform(edit):
            desk.document.end_step()
            self._remember(found.entry.id)
            ids = [node.id for node in edit.nodes]
            desk.selection.select(ids)
            self.placed.emit(ids)

    def _remember(self, name: str) -> None:
        kept = [other for other in self._desk.settings.get("search.recent") if other != name]
        try:
            self._desk.settings.set("search.recent", [name, *kept][:RECENT])
        except KinographError as error:
            self._desk.say(error.message, "warn", detail=error.remedy, key="settings")

    def _on_key(self, event: QKeyEvent) -> bool:
        page = VISIBLE_ROWS - 1
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        key = Qt.Key(event.key())
        row = self.current()
        if key in steps:
            self.choose(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif key == Qt.Key.Key_Escape:
            self.look_into("") if self._category else self.close_search()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.choose(1 if key == Qt.Key.Key_Tab else -1)
        elif self.field.text():
            return False
        elif key == Qt.Key.Key_Right and row is not None and row.category:
            self.accept()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Left) and self._category:
            self.look_into("")
        else:
            return False
        return True

    def _usual_size(self, node: Node) -> tuple[float, float]:
        return expected_size(node, self._desk.document.interface_of(node))

    def _moved_mouse(self) -> bool:
        """Whether it was the mouse that moved, not the rows under it."""
        place = QCursor.pos()
        moved, self._mouse = place != self._mouse, place
        return moved

    def _is_ours(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _fit_size(self) -> None:
        """As many rows as there are, up to ten, kept inside the parent."""
        px, room = self._desk.look.px, self.parentWidget().rect()
        head, about = px(36), px(46)
        space = max(3, (room.height() - head - about - px(24)) // px(ROW_HEIGHT))
        shown = max(1, min(VISIBLE_ROWS, len(self.model.rows), space))
        self.list.setFixedHeight(shown * px(ROW_HEIGHT))
        self._about.setFixedHeight(about)
        self.setFixedHeight(head + self.list.height() + about + px(4) + 4)
        margin = px(8)
        x = min(max(self._anchor.x(), margin), max(margin, room.width() - self.width() - margin))
        y = min(max(self._anchor.y(), margin), max(margin, room.height() - self.height() - margin))
        self.move(x, y)


def _templates() -> list[Template]:
    from app.projects.templates import templates

    return templates()
