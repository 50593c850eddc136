"""The menu, made from the table of commands each time it opens: File, Edit, View, Node, Run, Window, Help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QWidget

from app.commands_table import Command
from app.desk import Desk

__all__ = ["MENU_OF", "MainMenu"]

MENU_OF = {
    "file": "file",
    "export": "file",
    "import": "file",
    "project": "file",
    "app": "edit",
    "edit": "edit",
    "clipboard": "edit",
    "selection": "edit",
    "settings": "edit",
    "preferences": "edit",
    "view": "view",
    "canvas": "view",
    "viewer": "view",
    "playhead": "view",
    "look": "view",
    "node": "node",
    "graph": "node",
    "structure": "node",
    "search": "node",
    "inspector": "node",
    "strokes": "node",
    "editors": "node",
    "layers": "node",
    "curves": "node",
    "run": "run",
    "runs": "run",
    "queue": "run",
    "history": "run",
    "batch": "run",
    "log": "run",
    "engine": "run",
    "workspace": "window",
    "window": "window",
    "panel": "window",
    "help": "help",
}
"""The first word of a command's id says which menu it stands in; what is not listed stands under Edit."""
LAST = ("file.quit", "help.about")


class MainMenu(QMenu):
    """One entry for each menu; each is filled when it is opened, so that it holds what can be done now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAccessibleName(self.tr("Menu"))
        self.menus: dict[str, QMenu] = {}
        for name, title in (
            ("file", self.tr("&File")),
            ("edit", self.tr("&Edit")),
            ("view", self.tr("&View")),
            ("node", self.tr("&Node")),
            ("run", self.tr("&Run")),
            ("window", self.tr("&Window")),
            ("help", self.tr("&Help")),
        ):
            menu = self.addMenu(title)
            menu.setObjectName(f"menu.{name}")
            menu.aboutToShow.connect(self.on_about_to_show)
            self.menus[name] = menu

    def on_about_to_show(self) -> None:
        menu = self.sender()
        if isinstance(menu, QMenu):
            self.fill(menu.objectName().removeprefix("menu."))

    def fill(self, name: str) -> QMenu:
        """Put the commands of now into one menu."""
        menu = self.menus[name]
        menu.clear()
        groups: dict[str, list[Command]] = {}
        last: list[Command] = []
        for command in self._desk.commands:
            if MENU_OF.get(command.id.partition(".")[0], "edit") == name:
                (last if command.id in LAST else groups.setdefault(command.category, [])).append(command)
        for number, (category, commands) in enumerate(groups.items()):
            if number and len(commands) > 8:
                self._put(menu.addMenu(category), commands)
            else:
                menu.addSeparator()
                self._put(menu, commands)
        menu.addSeparator()
        self._put(menu, last)
        return menu

    def _put(self, menu: QMenu, commands: Sequence[Command]) -> None:
        for command in commands:
            menu.addAction(self._desk.commands.action(command.id))
