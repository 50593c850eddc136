"""The shortcut editor: every command with its keys, found by name or by key, changed with a look at who has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.commands_table import Command
from app.desk import Desk
from app.look.widgets import button, label
from app.preferences.key_recorder import KeyRecorder
from app.preferences.shortcuts import add_key, export_keys, import_keys, is_own, key_text, remove_key
from app.projects.asking import Answer, Asker, Question
from app.projects.sheet import Sheet, wrapped
from nodes.errors import KinographError

__all__ = ["ShortcutEditor"]

_ID = Qt.ItemDataRole.UserRole


class ShortcutEditor(Sheet):
    """Changes count at once. A key in use elsewhere is asked about before it moves."""

    def __init__(self, desk: Desk, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, self.tr("Shortcuts"), "", parent, width=680)
        self._desk = desk
        self._asker = asker
        self._by_key = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search commands"))
        self.search.setAccessibleName(self.tr("Search commands"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.on_search)
        self.by_key = KeyRecorder(self.tr("Find by Key"))
        self.by_key.recorded.connect(self.find_by_key)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(self.tr("Commands and their keys"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setMinimumHeight(self.look.px(340))
        self.tree.currentItemChanged.connect(self.on_chosen)
        self.keys = QHBoxLayout()
        self.add = KeyRecorder(self.tr("Add a Key"))
        self.add.recorded.connect(self.on_recorded)
        self.reset_button = button(
            self.tr("Reset"), self.on_reset, tip=self.tr("Give this command its own keys again")
        )
        self.status = wrapped("", "caption")
        self._put_together()
        desk.commands.changed.connect(self.on_command_changed)
        self.fill()
        self.search.setFocus()

    # -- what it shows -----------------------------------------------------------------------------

    def fill(self) -> None:
        """Every command that is searched for, by category."""
        chosen = self.chosen()
        self.tree.blockSignals(True)
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        again: QTreeWidgetItem | None = None
        for command in sorted(self._desk.commands, key=lambda each: (each.category, each.title)):
            if not self._is_wanted(command):
                continue
            group = groups.get(command.category)
            if group is None:
                group = groups[command.category] = self._group(command.category)
            item = self._item(command)
            group.addChild(item)
            again = item if command.id == chosen or again is None else again
        self.tree.expandAll()
        self.tree.setColumnWidth(0, self.look.px(360))
        self.tree.setCurrentItem(again)
        self.tree.blockSignals(False)
        self.on_chosen()
        if not groups:
            self.status.setText(self.tr("No command matches."))

    def chosen(self) -> str:
        """The id of the command chosen, "" when it is a category or none."""
        item = self.tree.currentItem()
        found = item.data(0, _ID) if item is not None else None
        return str(found) if found else ""

    def on_chosen(self) -> None:
        name = self.chosen()
        while self.keys.count():
            widget = self.keys.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.status.setText("")
        self.add.setEnabled(bool(name))
        self.reset_button.setEnabled(bool(name) and is_own(self._desk.commands, name))
        if not name:
            return
        for key in self._desk.commands.keys(name):
            chip = QPushButton(f"{key_text(key)}  ×")
            chip.setProperty("role", "chip")
            chip.setObjectName(key)
            chip.setAccessibleName(self.tr("Take {0} away").format(key_text(key)))
            chip.setToolTip(chip.accessibleName())
            chip.setAutoDefault(False)
            chip.clicked.connect(self.on_chip)
            self.keys.addWidget(chip)
            clashes = self._desk.commands.clashes(name, key)
            if clashes:
                titles = ", ".join(self._full_title(other) for other in clashes)
                self.status.setText(self.tr("{0} is also used by {1}.").format(key_text(key), titles))

    def on_command_changed(self, name: str) -> None:
        for item in self._items():
            if item.data(0, _ID) == name and name in self._desk.commands:
                self._write(item, self._desk.commands[name])
        if name == self.chosen():
            self.on_chosen()

    # -- what it does ------------------------------------------------------------------------------

    def on_search(self) -> None:
        self._by_key = ""
        self.fill()

    def find_by_key(self, key: str) -> None:
        """Show the commands that listen to the key."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._by_key = key
        self.fill()
        if self.status.text() == "" or self.tree.topLevelItemCount() == 0:
            count = len(list(self._items()))
            self.status.setText(self.tr("{0} commands use {1}.").format(count, key_text(key)))

    def on_recorded(self, key: str) -> None:
        """One more key for the command that is chosen."""
        name = self.chosen()
        if not name:
            return
        commands = self._desk.commands
        clashes = commands.clashes(name, key)
        answer = self._asker.choose(self._about_clash(name, key, clashes)) if clashes else "both"
        if answer in ("move", "both"):
            self._try(lambda: add_key(commands, name, key, take_from=clashes if answer == "move" else ()))

    def on_chip(self) -> None:
        sender, name = self.sender(), self.chosen()
        if sender is not None and name:
            key = sender.objectName()
            self._try(lambda: remove_key(self._desk.commands, name, key))

    def on_reset(self) -> None:
        name = self.chosen()
        if name:
            self._try(lambda: self._desk.commands.set_keys(name, None))

    def on_reset_all(self) -> None:
        question = Question(
            self.tr("Give every command its own keys again?"),
            self.tr("All the shortcuts you changed are forgotten. Export them first to keep them."),
            (Answer("cancel", self.tr("Cancel")), Answer("reset", self.tr("Reset All"), "now")),
        )
        if self._asker.choose(question) == "reset":
            self._try(lambda: self._desk.settings.reset("keys"))

    def on_export(self) -> None:
        file = self._asker.file_to_save(self.tr("Export shortcuts"), "JSON (*.json)", Path.home() / "shortcuts.json")
        if file is not None and self._try(lambda: export_keys(self._desk.settings, file)):
            self.status.setText(self.tr("Written to {0}.").format(file))

    def on_import(self) -> None:
        file = self._asker.file_to_open(self.tr("Import shortcuts"), "JSON (*.json)")
        unknown: list[str] = []
        if file is not None and self._try(
            lambda: unknown.extend(import_keys(self._desk.settings, self._desk.commands, file))
        ):
            told = self.tr(" Not known here: {0}.").format(", ".join(unknown)) if unknown else ""
            self.status.setText(self.tr("Read from {0}.").format(file.name) + told)

    # -- inside ------------------------------------------------------------------------------------

    def _put_together(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.by_key)
        self.body.addLayout(top)
        self.body.addWidget(self.tree, 1)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Keys of the chosen command"), "caption"))
        row.addLayout(self.keys)
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.reset_button)
        self.body.addLayout(row)
        self.body.addWidget(self.status)
        for title, pressed in (
            (self.tr("Reset All…"), self.on_reset_all),
            (self.tr("Import…"), self.on_import),
            (self.tr("Export…"), self.on_export),
        ):
            self.add_button(button(title, pressed)).setAutoDefault(False)
        self.buttons.addStretch(1)
        self.add_button(button(self.tr("Done"), self.accept, "now"))
        self.reset_button.setAutoDefault(False)

    def _is_wanted(self, command: Command) -> bool:
        if self._by_key:
            wanted = QKeySequence(self._by_key)
            return any(QKeySequence(key) == wanted for key in self._desk.commands.keys(command.id))
        keys = " ".join(key_text(key) for key in self._desk.commands.keys(command.id))
        text = f"{command.title} {command.category} {command.id} {keys}".casefold()
        return all(word in text for word in self.search.text().casefold().split())

    def _group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem([title])
        group.setFont(0, self.look.font("title"))
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(group)
        return group

    def _item(self, command: Command) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setData(0, _ID, command.id)
        item.setToolTip(0, command.help or command.title)
        self._write(item, command)
        return item

    def _write(self, item: QTreeWidgetItem, command: Command) -> None:
        item.setText(0, command.title)
        item.setText(1, ",  ".join(key_text(key) for key in self._desk.commands.keys(command.id)))
        item.setFont(1, self.look.font("mono"))
        own = is_own(self._desk.commands, command.id)
        item.setForeground(
            1, self.look.colour("accent" if own and self.look.palette.is_dark else "text" if own else "dim")
        )

    def _items(self) -> list[QTreeWidgetItem]:
        groups = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        return [group.child(row) for group in groups if group is not None for row in range(group.childCount())]

    def _full_title(self, name: str) -> str:
        command = self._desk.commands[name]
        return f"{command.title} ({command.category})"

    def _about_clash(self, name: str, key: str, clashes: list[str]) -> Question:
        return Question(
            self.tr("{0} is used already").format(key_text(key)),
            self.tr("It now belongs to what is listed. Move it to {0}, or let both listen.").format(
                self._full_title(name)
            ),
            (
                Answer("cancel", self.tr("Cancel")),
                Answer("both", self.tr("Use for Both")),
                Answer("move", self.tr("Move It Here"), "now"),
            ),
            items=[self._full_title(other) for other in clashes],
        )

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except KinographError as error:
            self.status.setText(f"{error.message} {error.remedy}".strip())
            QApplication.beep()
            return False
        return True
