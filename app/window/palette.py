"""The command palette: type a few letters of anything that can be done, and do it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.settings import SettingsError
from nodes.graph.model import walk

__all__ = ["CommandPalette", "Entry", "found"]

RECENT = "window.palette.recent"
KEPT = 12
MOST = 200
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One line. id: of a command, or "node:" and a path.  aside: its category.  keys: as people read them."""

    id: str
    title: str
    aside: str = ""
    keys: str = ""
    help: str = ""
    enabled: bool = True


def found(typed: str, entries: list[Entry], recent: list[str]) -> list[tuple[Entry, tuple[int, ...]]]:
    """The entries that fit, the best first, with the letters that matched; recent ones first among equals."""
    from app.canvas.search.scorer import Searched, score

    lately = {name: place for place, name in enumerate(recent)}
    hits = []
    for order, entry in enumerate(entries):
        hit = score(typed, Searched.of(entry.title, tuple(entry.help.split()), entry.aside, entry.id))
        if hit is None:
            continue
        place = lately.get(entry.id)
        bonus = (60.0 - place) if place is not None else 0.0
        node = entry.id.startswith("node:")
        if not typed.strip() and node:
            continue
        points = hit.points + bonus - (150.0 if node else 0.0) - (0.0 if entry.enabled else 200.0)
        hits.append((-points, order, entry, hit.marks))
    hits.sort(key=lambda each: each[:2])
    return [(entry, marks) for _, _, entry, marks in hits[:MOST]]


class CommandPalette(QFrame):
    """A field and a list over the top of the window. Escape or a click elsewhere closes it."""

    def __init__(self, desk: Desk, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Command palette"))
        self._desk = desk
        self._host = host
        self._entries: list[Entry] = []
        self._came_from: QWidget | None = None
        self._lines: list[QListWidgetItem] = []  # held until the list has freed them: PySide crashes otherwise
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Type what you want to do, or the name of a node"))
        self.field.setAccessibleName(self.tr("Search commands"))
        self.field.textChanged.connect(self.on_typed)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setItemDelegate(_Lines(desk, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.itemClicked.connect(self.on_clicked)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.field)
        self._column.addWidget(self.list)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.hide()

    def open(self) -> None:
        """Show everything that can be done here and now."""
        self._came_from = self.window().focusWidget()
        self._entries = self._all()
        self.field.clear()
        self.on_typed("")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close it and give the keyboard back."""
        self.hide()
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came_from = None

    # -- slots -------------------------------------------------------------------------------------

    def on_typed(self, text: str) -> None:
        self.list.clear()
        self._lines = []
        for entry, marks in found(text, self._entries, self._recent()):
            item = QListWidgetItem(entry.title, self.list)
            item.setData(_ENTRY, (entry, marks))
            item.setToolTip(entry.help)
            self._lines.append(item)
        self.list.setCurrentRow(0)
        if not self.list.count():
            item = QListWidgetItem(self.tr("Nothing is called like that."), self.list)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._lines.append(item)
        self._place()

    def on_clicked(self, item: QListWidgetItem) -> None:
        self.choose(item)

    def choose(self, item: QListWidgetItem | None) -> None:
        """Do what a line says."""
        data = item.data(_ENTRY) if item is not None else None
        if data is None:
            return
        entry: Entry = data[0]
        self.leave()
        self._remember(entry.id)
        if entry.id.startswith("node:"):
            self._go_to(entry.id.removeprefix("node:"))
        elif not self._desk.commands.run(entry.id):
            self._desk.say(self.tr("{0} cannot be done at present.").format(entry.title), key="palette")

    def on_look_changed(self) -> None:
        px, p = self._desk.look.px, self._desk.look.palette
        self._column.setContentsMargins(px(8), px(8), px(8), px(8))
        self._column.setSpacing(px(6))
        self.setStyleSheet(
            f"QFrame#palette {{ background: {p.raised}; border: 1px solid {p.hairline}; border-radius: {px(8)}px; }}"
            f"QListWidget {{ background: transparent; }}"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
            self._came_from = None
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return super().eventFilter(watched, event)

    # -- inside ------------------------------------------------------------------------------------

    def _key(self, key: int) -> bool:
        rows, row = self.list.count(), self.list.currentRow()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.list.currentItem())
        elif key in steps and rows:
            step = steps[Qt.Key(key)]
            wrapped = (row + step) % rows if abs(step) == 1 else min(max(row + step, 0), rows - 1)
            self.list.setCurrentRow(wrapped)
        else:
            return False
        return True

    def _all(self) -> list[Entry]:
        commands = self._desk.commands
        entries = []
        for command in commands:
            keys = commands.keys(command.id)
            native = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
            enabled = commands.action(command.id).isEnabled()
            entries.append(Entry(command.id, command.title, command.category, native, command.help, enabled))
        return entries + self._nodes()

    def _nodes(self) -> list[Entry]:
        document, entries = self._desk.document, []
        for where, graph in walk(document.graph):
            for node in graph.nodes.values():
                path = f"{where}/{node.id}" if where else node.id
                kind = document.registry.get(node.type_id)
                title = node.title or (kind.title if kind is not None else node.type_id)
                entries.append(Entry(f"node:{path}", self.tr("Go to {0}").format(title), self.tr("Node"), "", path))
        return entries

    def _go_to(self, path: str) -> None:
        where, _, name = path.rpartition("/")
        self._desk.selection.enter(where)
        self._desk.selection.select([name], current=name)
        self._desk.commands.run("canvas.zoom_selection")

    def _recent(self) -> list[str]:
        try:
            known = self._desk.settings.get(RECENT)
        except KeyError:
            return []
        return [str(each) for each in known] if isinstance(known, list) else []

    def _remember(self, name: str) -> None:
        lately = [name, *(each for each in self._recent() if each != name)][:KEPT]
        try:
            self._desk.settings.set(RECENT, lately)
        except SettingsError as error:
            self._desk.say(error.message, "warn", detail=error.remedy, key="settings")

    def _place(self) -> None:
        px = self._desk.look.px
        width = min(px(600), self._host.width() - px(40))
        rows = min(max(self.list.count(), 1), 12)
        height = px(8) * 2 + self.field.sizeHint().height() + px(6) + rows * px(30) + px(4)
        self.setGeometry((self._host.width() - width) // 2, px(56), width, min(height, self._host.height() - px(80)))


class _Lines(QStyledItemDelegate):
    """A line: title with the typed letters bold, category and keys dim at the right."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._desk.look.px(30))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = self._desk.look
        px, data, area = look.px, index.data(_ENTRY), QRect(option.rect)  # type: ignore[attr-defined]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent", 0.14))
            painter.drawRoundedRect(area, px(5), px(5))
        area.adjust(px(10), 0, -px(10), 0)
        if data is None:
            self._write(painter, area, str(index.data()), look.font(), "dim")
            return
        entry, marks = data
        if entry.keys:
            area.setRight(area.right() - self._at_right(painter, area, entry.keys, look.font("mono"), "dim"))
        area.setRight(area.right() - self._at_right(painter, area, entry.aside, look.font("caption"), "dim"))
        self._title(painter, area, entry, frozenset(marks))

    def _title(self, painter: QPainter, area: QRect, entry: Entry, marks: frozenset[int]) -> None:
        look = self._desk.look
        plain, bold = look.font(), look.font(bold=True)
        for index, sign in enumerate(entry.title):
            font = bold if index in marks else plain
            width = QFontMetrics(font).horizontalAdvance(sign)
            if width > area.width():
                return
            self._write(painter, area, sign, font, "text" if entry.enabled else "dim")
            area.setLeft(area.left() + width)

    def _at_right(self, painter: QPainter, area: QRect, text: str, font: QFont, token: str) -> int:
        width = QFontMetrics(font).horizontalAdvance(text)
        place = QRect(area.right() - width, area.top(), width + 1, area.height())
        self._write(painter, place, text, font, token)
        return width + self._desk.look.px(14)

    def _write(self, painter: QPainter, area: QRect, text: str, font: QFont, token: str) -> None:
        painter.setFont(font)
        painter.setPen(self._desk.look.colour(token))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
