"""The dialog of what is missing: files to choose again, nodes to replace, who uses each and why it is gone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QWidget

from app.desk import Desk
from app.look.widgets import button, label
from app.projects.asking import Asker
from app.projects.missing import MissingNode, missing_media, missing_nodes, users_of
from app.projects.relinking import FolderSearch, relink, remove_users
from app.projects.replacing import replacement, similar_types
from app.projects.sheet import Sheet
from nodes.errors import KinographError
from nodes.graph.project import MissingMedium

__all__ = ["MissingDialog"]

_STEPS_AT_ONCE = 40
_ENTRY = Qt.ItemDataRole.UserRole


class MissingDialog(Sheet):
    """Stays open beside the canvas: a click on a line selects who uses it. It empties as things are found."""

    def __init__(self, desk: Desk, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, self.tr("What is missing"), "", parent, width=760)
        self._desk = desk
        self._asker = asker
        self._search: FolderSearch | None = None
        self._ticks = QTimer(self, interval=0)
        self._ticks.timeout.connect(self.on_search_step)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([self.tr("Missing"), self.tr("Used by"), self.tr("Why")])
        self.tree.setAccessibleName(self.tr("Missing media and nodes"))
        self.tree.setRootIsDecorated(False)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setMinimumHeight(self.look.px(220))
        self.tree.currentItemChanged.connect(self.on_chosen)
        self.body.addWidget(self.tree)
        self.status = label("", "caption")
        self.body.addWidget(self.status)
        self._add_tools()
        desk.document.changed.connect(self.fill)
        desk.document.opened.connect(self.fill)
        desk.document.problems_changed.connect(self.fill)
        self.fill()

    # -- what it shows -----------------------------------------------------------------------------

    def fill(self) -> None:
        """Look again at what is missing."""
        chosen = self._name_of(self.entry())
        self.tree.blockSignals(True)
        self.tree.clear()
        media, nodes = missing_media(self._desk.document), missing_nodes(self._desk.document)
        for medium in media:
            self._add(
                medium, medium.name, ", ".join(users_of(medium)), medium.reason.removeprefix(f"{medium.name}: ")
            )
        for node in nodes:
            self._add(node, node.type_id, node.path, node.reason)
        for column, width in enumerate((230, 170)):
            self.tree.setColumnWidth(column, self.look.px(width))
        rows = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        again = next((item for item in rows if self._name_of(item.data(0, _ENTRY)) == chosen), None)
        self.tree.setCurrentItem(again or (rows[0] if rows else None))
        self.tree.blockSignals(False)
        self.text.setText(self._summary(len(media), len(nodes)))
        self.text.setVisible(True)
        self._show_tools()

    def entry(self) -> MissingMedium | MissingNode | None:
        item = self.tree.currentItem()
        return item.data(0, _ENTRY) if item is not None else None

    def on_chosen(self) -> None:
        """Select who uses it."""
        self._show_tools()
        entry = self.entry()
        paths = users_of(entry) if isinstance(entry, MissingMedium) else [entry.path] if entry is not None else []
        if not paths:
            return
        where = paths[0].rpartition("/")[0]
        self._desk.selection.enter(where)
        here = [path.rpartition("/")[2] for path in paths if path.rpartition("/")[0] == where]
        self._desk.selection.select(here, current=here[0])

    # -- what it does ------------------------------------------------------------------------------

    def on_relink(self) -> None:
        entry = self.entry()
        if not isinstance(entry, MissingMedium):
            return
        kind = self._file_kind(entry)
        title = self.tr("Choose {0} again").format(entry.name)
        chosen = (
            self._asker.folder(title)
            if kind == "folder"
            else self._asker.file_to_open(title, self.tr("All files (*)"))
        )
        if chosen is not None:
            self._relink({entry.name: chosen})

    def on_search(self) -> None:
        """Find all missing media below a folder; pressed again it stops."""
        if self._search is not None:
            self._end_search()
            return
        folder = self._asker.folder(self.tr("Search this folder and those in it"))
        media = missing_media(self._desk.document)
        if folder is not None and media:
            self._search = FolderSearch(self._desk.document.project, media, folder)
            self.search_button.setText(self.tr("Stop"))
            self._ticks.start()

    def on_search_step(self) -> None:
        if self._search is None:
            return
        for _ in range(_STEPS_AT_ONCE):
            if not self._search.step():
                self._end_search()
                return
        self.status.setText(self.tr("{0} files looked at…").format(self._search.looked_at))

    def on_remove(self) -> None:
        entry = self.entry()
        if entry is None:
            return
        paths = users_of(entry) if isinstance(entry, MissingMedium) else [entry.path]
        self._try(lambda: remove_users(self._desk.document, paths, self.tr("Remove what is missing")))

    def on_replace(self) -> None:
        entry = self.entry()
        kind = self._desk.registry.get(str(self.types.currentData()))
        if isinstance(entry, MissingNode) and kind is not None:
            self._desk.document.end_step()
            self._try(lambda: self._desk.document.apply(replacement(self._desk.document, entry.path, kind)))
            self._desk.document.end_step()
            self._desk.document.check_now()

    # -- inside ------------------------------------------------------------------------------------

    def _add_tools(self) -> None:
        tools = QHBoxLayout()
        self.relink_button = button(self.tr("Choose Again…"), self.on_relink)
        self.search_button = button(self.tr("Search a Folder…"), self.on_search)
        self.types = QComboBox()
        self.types.setAccessibleName(self.tr("Type to take its place"))
        self.types.setMinimumWidth(self.look.px(220))
        self.replace_button = button(self.tr("Replace"), self.on_replace)
        self.remove_button = button(self.tr("Remove from Graph"), self.on_remove)
        for tool in (self.relink_button, self.search_button, self.types, self.replace_button):
            tools.addWidget(tool)
        tools.addStretch(1)
        tools.addWidget(self.remove_button)
        self.body.addLayout(tools)
        self.buttons.addStretch(1)
        self.add_button(button(self.tr("Done"), self.accept, "now")).setDefault(True)

    def _show_tools(self) -> None:
        entry = self.entry()
        is_medium, is_node = isinstance(entry, MissingMedium), isinstance(entry, MissingNode)
        for tool in (self.relink_button, self.search_button):
            tool.setVisible(is_medium)
        for tool in (self.types, self.replace_button):
            tool.setVisible(is_node)
        self.remove_button.setVisible(entry is not None)
        if isinstance(entry, MissingNode):
            self.types.clear()
            for kind in similar_types(self._desk.document, entry.path):
                self.types.addItem(f"{kind.title}  ·  {kind.category}", kind.type_id)
            self.replace_button.setEnabled(self.types.count() > 0)

    def _add(self, entry: MissingMedium | MissingNode, name: str, users: str, reason: str) -> None:
        item = QTreeWidgetItem([name, users, reason])
        item.setData(0, _ENTRY, entry)
        for column, text in enumerate((name, users, reason)):
            item.setToolTip(column, text)
        item.setForeground(1, self.look.colour("dim"))
        item.setForeground(2, self.look.colour("dim"))
        self.tree.addTopLevelItem(item)

    def _summary(self, media: int, nodes: int) -> str:
        if not media and not nodes:
            return self.tr("Everything is there.")
        parts = []
        if media:
            parts.append(self.tr("1 file") if media == 1 else self.tr("{0} files").format(media))
        if nodes:
            parts.append(self.tr("1 node type") if nodes == 1 else self.tr("{0} nodes").format(nodes))
        return self.tr(
            "{0} cannot be found. The graph is kept as it was saved; everything here can be undone."
        ).format(self.tr(" and ").join(parts))

    def _relink(self, files: dict[str, Path]) -> None:
        self._try(lambda: relink(self._desk.document, files))
        self.fill()

    def _end_search(self) -> None:
        self._ticks.stop()
        search, self._search = self._search, None
        self.search_button.setText(self.tr("Search a Folder…"))
        if search is None:
            return
        if search.found:
            self._relink(search.found)
        self.status.setText(self.tr("{0} found among {1} files.").format(len(search.found), search.looked_at))

    def _try(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except KinographError as error:
            self.status.setText(f"{error.message} {error.remedy}".strip())

    def _file_kind(self, medium: MissingMedium) -> str:
        path, _, parameter = medium.used_by[0].rpartition(".")
        where, _, name = path.rpartition("/")
        ports = self._desk.document.interface(where, name)
        record = ports.parameter(parameter) if ports is not None else None
        return record.file_kind if record is not None else ""

    def _name_of(self, entry: MissingMedium | MissingNode | None) -> str:
        return entry.name if isinstance(entry, MissingMedium) else entry.path if entry is not None else ""
