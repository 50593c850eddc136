"""What a subgraph shows outside, as a list to rename, order and shorten, and a menu to add to it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QBrush, QIcon, QKeyEvent, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.canvas.breadcrumb import title_of
from app.canvas.structure_exposed import (
    Kind,
    Shown,
    add_edit,
    candidates,
    move_edit,
    remove_edit,
    rename_edit,
    shown,
)
from app.desk import Desk
from app.look.widgets import button, label, tool_button
from nodes.errors import GraphError
from nodes.graph import Graph, Inner
from nodes.graph.edits import Edit

__all__ = ["ExposedDialog"]

_SHOWN = Qt.ItemDataRole.UserRole + 1
KINDS: tuple[Kind, ...] = ("inputs", "outputs", "parameters")


class ExposedDialog(QDialog):
    """Of the subgraph at `where`. Stops nothing; every change is an undo step and shows at once."""

    def __init__(self, desk: Desk, where: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.where = where
        self._filling = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        desk.document.changed.connect(self.refresh)
        desk.document.opened.connect(self.close)
        desk.look.changed.connect(self.refresh)
        self.refresh()
        self.tree.setFocus(Qt.FocusReason.PopupFocusReason)

    def refresh(self) -> None:
        """Show what is exposed now; closes when the subgraph is gone."""
        graph = self._desk.document.graph_at(self.where)
        node = self._desk.document.node(self.where)
        if graph is None or node is None:
            self.close()
            return
        title = title_of(node)
        self.setWindowTitle(self.tr("{0}: what it shows outside").format(title))
        self._head.setText(self.tr("{0}: what it shows outside").format(title))
        chosen = self.current()
        self._filling = True
        self.tree.clear()
        for kind in KINDS:
            self._fill_kind(kind, [item for item in shown(graph.exposed) if item.kind == kind], graph)
        self._filling = False
        self._choose(chosen)
        self.on_current_changed()

    def current(self) -> Shown | None:
        item = self.tree.currentItem()
        found = item.data(0, _SHOWN) if item is not None else None
        return found if isinstance(found, Shown) else None

    # -- what a person does ------------------------------------------------------------------------

    def move_up(self) -> None:
        self._move(-1)

    def move_down(self) -> None:
        self._move(1)

    def remove(self) -> None:
        """Hide the chosen one."""
        chosen = self.current()
        if chosen is not None:
            self._perform(remove_edit(self._desk.document.graph, self.where, chosen.kind, chosen.name))

    def rename(self) -> None:
        """Edit the name in its place."""
        if self.current() is not None:
            self.tree.editItem(self.tree.currentItem(), 0)

    def on_renamed(self, item: QTreeWidgetItem, column: int) -> None:
        found = item.data(0, _SHOWN)
        if self._filling or not isinstance(found, Shown) or item.text(0) == found.name:
            return
        try:
            edit = rename_edit(self._desk.document.graph, self.where, found.kind, found.name, item.text(0))
        except GraphError as error:
            self._desk.say(f"{error.message} {error.remedy}", "warn", key="expose")
            self.refresh()
            return
        self._perform(edit)

    def on_current_changed(self) -> None:
        chosen = self.current()
        for tool in (self._up, self._down, self._remove, self._rename):
            tool.setEnabled(chosen is not None)

    def on_add(self) -> None:
        """The menu of what could be shown, by inner node."""
        menu = self.add_menu()
        menu.exec(self._add.mapToGlobal(self._add.rect().bottomLeft()))
        menu.deleteLater()

    def add_menu(self) -> QMenu:
        menu = QMenu(self)
        graph = self._desk.document.graph_at(self.where)
        for name, node in graph.nodes.items() if graph is not None else ():
            assert graph is not None
            found = candidates(graph, self._desk.registry, name)
            if not found:
                continue
            kind = self._desk.registry.get(node.type_id)
            inner = menu.addMenu(node.title or (kind.title if kind is not None else name))
            for what, port in found:
                action = inner.addAction(self._kind_title(what, port))
                action.setData((what, name, port))
        menu.setEnabled(not menu.isEmpty())
        menu.triggered.connect(self.on_add_chosen)
        return menu

    def on_add_chosen(self, action: QAction) -> None:
        kind, node, port = action.data()
        graph = self._desk.document.graph_at(self.where)
        if graph is not None:
            self._perform(add_edit(graph, self.where, kind, Inner(node, port)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._desk.document.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._desk.document.redo()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Up:
            self.move_up()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Down:
            self.move_down()
        else:
            super().keyPressEvent(event)

    # -- inside ------------------------------------------------------------------------------------

    def _build(self) -> None:
        px = self._desk.look.px
        self._head = label("", "title", self)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([self.tr("Name outside"), self.tr("Inside")])
        self.tree.setAccessibleName(self.tr("Shown ports and parameters"))
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(px(16))
        self.tree.setColumnWidth(0, px(200))
        self.tree.setIconSize(QSize(px(10), px(10)))
        self.tree.setUniformRowHeights(True)
        self.tree.setStyleSheet(f"QTreeView {{ padding: {px(6)}px; }} QTreeView::item {{ min-height: {px(26)}px; }}")
        self.tree.itemChanged.connect(self.on_renamed)
        self.tree.currentItemChanged.connect(self.on_current_changed)
        self._add = button(self.tr("Show more…"), self.on_add, tip=self.tr("Show another port or parameter"))
        self._rename = button(self.tr("Rename"), self.rename, tip=self.tr("Rename the chosen one (F2)"))
        self._up = tool_button("↑", self.tr("Move up (Alt+Up)"), self.move_up)
        self._down = tool_button("↓", self.tr("Move down (Alt+Down)"), self.move_down)
        self._remove = button(self.tr("Hide"), self.remove, tip=self.tr("Show the chosen one no longer (Delete)"))
        self._close = button(self.tr("Close"), self.close)
        row = QHBoxLayout()
        for tool in (self._add, self._rename, self._up, self._down, self._remove):
            row.addWidget(tool)
        row.addStretch(1)
        row.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        column.addWidget(self._head)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        self.resize(px(520), px(420))

    def _fill_kind(self, kind: Kind, items: list[Shown], graph: Graph) -> None:
        titles = {
            "inputs": self.tr("Inputs"),
            "outputs": self.tr("Outputs"),
            "parameters": self.tr("Parameters"),
        }
        head = QTreeWidgetItem(self.tree, [titles[kind], "" if items else self.tr("none")])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for column in (0, 1):
            head.setForeground(column, QBrush(self._desk.look.colour("dim")))
        for found in items:
            ends = ", ".join(f"{self._node_title(graph, end.node)} · {end.port}" for end in found.ends)
            item = QTreeWidgetItem(head, [found.name, ends])
            item.setData(0, _SHOWN, found)
            item.setIcon(0, self._dot(found))
            item.setForeground(1, QBrush(self._desk.look.colour("dim")))
            item.setToolTip(1, ends)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        head.setExpanded(True)

    def _dot(self, found: Shown) -> QIcon:
        """A dot in the colour of the type."""
        node = self._desk.document.node(self.where)
        ports = self._desk.document.interface_of(node) if node is not None else None
        kind: object = None
        if ports is not None and found.kind == "outputs":
            output = ports.output(found.name)
            kind = output.type if output is not None else None
        elif ports is not None and found.kind == "inputs":
            port = ports.input(found.name)
            kind = port.types[0] if port is not None and port.types else None
        elif ports is not None:
            record = ports.parameter(found.name)
            kind = record.port if record is not None else None
        side = self._desk.look.px(10)
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._desk.look.type_colour(getattr(kind, "type_name", "")))
        painter.drawEllipse(1, 1, side - 2, side - 2)
        painter.end()
        return QIcon(picture)

    def _node_title(self, graph: Graph, name: str) -> str:
        node = graph.nodes.get(name)
        kind = self._desk.registry.get(node.type_id) if node is not None else None
        return (node.title if node is not None else "") or (kind.title if kind is not None else name)

    def _kind_title(self, kind: Kind, port: str) -> str:
        words = {
            "inputs": self.tr("{0} (input)"),
            "outputs": self.tr("{0} (output)"),
            "parameters": self.tr("{0}"),
        }
        return words[kind].format(port.replace("_", " "))

    def _choose(self, wanted: Shown | None) -> None:
        """The same entry as before, else the one that leads to the same place, else the first."""
        heads = [self.tree.topLevelItem(number) for number in range(self.tree.topLevelItemCount())]
        items = [head.child(place) for head in heads for place in range(head.childCount())]
        best = items[0] if items else None
        for item in items if wanted is not None else ():
            found = item.data(0, _SHOWN)
            if found.kind == wanted.kind and (found.name == wanted.name or found.ends == wanted.ends):
                best = item
        if best is not None:
            self.tree.setCurrentItem(best)

    def _move(self, step: int) -> None:
        chosen = self.current()
        graph = self._desk.document.graph_at(self.where)
        if chosen is None or graph is None:
            return
        edit = move_edit(graph, self.where, chosen.kind, chosen.name, step)
        if edit is not None:
            self._perform(edit)

    def _perform(self, edit: Edit) -> None:
        self._desk.document.end_step()
        self._desk.document.perform(edit)
        self._desk.document.end_step()
