"""The dialog of settings: pages, a search over all of them, every change at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QScrollArea, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import button, label
from app.preferences.files_page import FilesPage
from app.preferences.option_row import OptionRow
from app.preferences.options import Page, matches, pages
from app.projects.asking import Asker
from app.projects.sheet import Sheet, wrapped

__all__ = ["SettingsDialog"]


class SettingsDialog(Sheet):
    """search: typed in it, it shows what matches of all pages."""

    def __init__(self, desk: Desk, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, self.tr("Settings"), "", parent, width=720)
        self._desk = desk
        self._pages = pages()
        self._counted = False
        self.rows: dict[str, OptionRow] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search settings"))
        self.search.setAccessibleName(self.tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.on_search)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages"))
        self.list.addItems([page.title for page in self._pages])
        self.list.currentRowChanged.connect(self.show_page)
        self.files = FilesPage(desk, asker)
        self.nothing = wrapped(self.tr("No setting matches."), "dim")
        self._sections: dict[str, QWidget] = {page.key: self._section(page) for page in self._pages}
        self._put_together()
        self.list.setCurrentRow(0)
        self.search.setFocus()

    def show_page(self) -> None:
        """The page chosen in the list; a search ends."""
        if self.search.text():
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
        row = self.list.currentRow()
        shown = self._pages[row].key if 0 <= row < len(self._pages) else ""
        for page in self._pages:
            self._sections[page.key].setVisible(page.key == shown)
            for option in page.options:
                self.rows[option.name].show()
        self.nothing.hide()
        if shown == "files" and not self._counted:
            self._counted = True
            self.files.count()

    def on_search(self, words: str) -> None:
        if not words.strip():
            self.show_page()
            return
        anything = False
        for page in self._pages:
            found = [option for option in page.options if matches(option, page, words)]
            for option in page.options:
                self.rows[option.name].setVisible(option in found)
            shown = bool(found) or (not page.options and words.casefold() in page.title.casefold())
            self._sections[page.key].setVisible(shown)
            anything = anything or shown
        self.nothing.setVisible(not anything)

    def on_reset_page(self) -> None:
        """Every setting that is shown goes back to its default."""
        for row in self.rows.values():
            if row.isVisible():
                row.on_reset()

    def on_shortcuts(self) -> None:
        self._desk.commands.run("app.shortcuts")

    def _put_together(self) -> None:
        px = self.look.px
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(4), 0, px(12), 0)
        for section in self._sections.values():
            column.addWidget(section)
        column.addWidget(self.nothing)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(px(380))
        side = QVBoxLayout()
        side.addWidget(self.search)
        side.addWidget(self.list, 1)
        self.search.setFixedWidth(px(190))
        self.list.setFixedWidth(px(190))
        row = QHBoxLayout()
        row.setSpacing(px(20))
        row.addLayout(side)
        row.addWidget(scroll, 1)
        self.body.addLayout(row)
        self.add_button(button(self.tr("Reset Page"), self.on_reset_page))
        self.add_button(button(self.tr("Shortcuts…"), self.on_shortcuts))
        self.buttons.addStretch(1)
        self.add_button(button(self.tr("Done"), self.accept, "now")).setDefault(True)

    def _section(self, page: Page) -> QWidget:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, self.look.px(12))
        column.setSpacing(0)
        column.addWidget(label(page.title, "title"))
        for option in page.options:
            self.rows[option.name] = OptionRow(self._desk, option)
            column.addWidget(self.rows[option.name])
        if page.key == "files":
            column.addWidget(self.files)
        return section
