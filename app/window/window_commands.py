"""The commands of the window itself: workspaces, panels, theme and size, palette, full screen, help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from app.commands_table import Command
from app.desk import Desk
from app.settings import SettingsError
from app.window.arrangements import WORKSPACES

if TYPE_CHECKING:
    from app.window.window import StudioWindow

__all__ = ["WindowCommands"]

SCALES = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class WindowCommands(QObject):
    """A child of its window."""

    def __init__(self, desk: Desk, window: StudioWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._alone = b""
        self._openers: dict[str, _PanelOpener] = {}
        self._add_workspaces()
        self._add_panels()
        self._add_look()
        self._add_edits()
        self._add_help()
        desk.document.history_changed.connect(self.on_history_changed)
        window.docks.panels_changed.connect(self.on_panels_changed)
        window.docks.workspace_changed.connect(self.on_workspace_changed)
        self.on_history_changed()

    # -- what they do ------------------------------------------------------------------------------

    def open_menu(self) -> None:
        button = self._window.top_bar.menu_button
        menu = self._window.menu
        menu.setActiveAction(menu.actions()[0])
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def undo(self) -> None:
        title = self._desk.document.undo_title
        if not self._desk.document.undo() and not title:
            self._desk.say(self.tr("There is nothing to undo."), key="undo")

    def redo(self) -> None:
        if not self._desk.document.redo():
            self._desk.say(self.tr("There is nothing to redo."), key="undo")

    def next_panel(self) -> None:
        self._window.docks.cycle(1)

    def previous_panel(self) -> None:
        self._window.docks.cycle(-1)

    def close_panel(self) -> None:
        frame = self._window.docks.focused()
        if frame is None:
            self._desk.say(self.tr("Choose a panel first: click in it, or press F6."), key="panel")
        else:
            frame.hide()

    def float_panel(self) -> None:
        frame = self._window.docks.focused()
        if frame is None:
            self._desk.say(self.tr("Choose a panel first: click in it, or press F6."), key="panel")
        else:
            frame.setFloating(not frame.isFloating())

    def panel_alone(self) -> None:
        """The panel with the keyboard fills the window; again, and all are back."""
        docks, frame = self._window.docks, self._window.docks.focused()
        if self._alone:
            docks.restoreState(self._alone)
            self._alone = b""
        elif frame is not None:
            self._alone = bytes(docks.saveState().data())
            for each in docks.frames.values():
                if each is not frame and not each.isFloating():
                    each.hide()

    def full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def switch_theme(self) -> None:
        light = self._desk.settings.get("look.theme") == "light"
        self._set("look.theme", "dark" if light else "light")

    def larger(self) -> None:
        scale = float(self._desk.settings.get("look.scale"))
        self._scale_to(next((each for each in SCALES if each > scale + 0.01), SCALES[-1]))

    def smaller(self) -> None:
        scale = float(self._desk.settings.get("look.scale"))
        self._scale_to(next((each for each in reversed(SCALES) if each < scale - 0.01), SCALES[0]))

    def usual_size(self) -> None:
        self._scale_to(1.0)

    def go_to_notices(self) -> None:
        if not self._window.toasts.take_focus():
            self._window.docks.open("notices")

    def about(self) -> None:
        from app.window.help import AboutDialog

        AboutDialog(self._desk, self._window).open()

    def key_sheet(self) -> None:
        from app.window.help import KeySheet

        KeySheet(self._desk, self._window).open()

    def guide(self) -> None:
        """The tour of the studio that comes with it."""
        self._open(Path(__file__).resolve().parents[2] / "README.md")

    def logs(self) -> None:
        from app.window.crashes import log_folder

        log_folder().mkdir(parents=True, exist_ok=True)
        self._open(log_folder())

    # -- slots -------------------------------------------------------------------------------------

    def on_history_changed(self) -> None:
        document = self._desk.document
        for name, title, plain, titled in (
            ("edit.undo", document.undo_title, self.tr("Undo"), self.tr("Undo {0}")),
            ("edit.redo", document.redo_title, self.tr("Redo"), self.tr("Redo {0}")),
        ):
            action = self._desk.commands.action(name)
            action.setEnabled(bool(title))
            action.setText(titled.format(title) if title else plain)

    def on_panels_changed(self) -> None:
        for name in self._window.docks.frames:
            if name not in self._openers:
                self._add_panel(name)
        for name in [each for each in self._openers if each not in self._window.docks.frames]:
            self._desk.commands.remove(f"panel.{name}")
            self._openers.pop(name).deleteLater()

    def on_workspace_changed(self) -> None:
        self._alone = b""

    # -- inside ------------------------------------------------------------------------------------

    def _add_workspaces(self) -> None:
        category = self.tr("Workspace")
        titles = (self.tr("Build"), self.tr("Direct"), self.tr("Review"))
        for number, (name, title) in enumerate(zip(WORKSPACES, titles, strict=True), 1):
            opener = _WorkspaceOpener(self._window, name, self)
            self._add(f"workspace.{name}", title, category, opener.show, str(number))
        self._add("window.reset", self.tr("Reset the Arrangement of Panels"), category, self._window.docks.reset)

    def _add_panels(self) -> None:
        panel = self.tr("Panels")
        for name in self._window.docks.frames:
            self._add_panel(name)
        self._add("panel.next", self.tr("Next Panel"), panel, self.next_panel, "F6")
        self._add("panel.previous", self.tr("Previous Panel"), panel, self.previous_panel, "Shift+F6")
        self._add("panel.close", self.tr("Close This Panel"), panel, self.close_panel, "Ctrl+Shift+W")
        self._add("panel.float", self.tr("Float or Dock This Panel"), panel, self.float_panel, "Ctrl+Shift+F")
        self._add("panel.alone", self.tr("This Panel Alone, or All Again"), panel, self.panel_alone, "Ctrl+Space")

    def _add_panel(self, name: str) -> None:
        opener = _PanelOpener(self._window, name, self)
        self._openers[name] = opener
        title = self.tr("Show {0}").format(self._window.docks.frames[name].windowTitle())
        self._add(f"panel.{name}", title, self.tr("Show Panel"), opener.show)

    def _add_look(self) -> None:
        view, window = self.tr("Look"), self.tr("Window")
        self._add("look.theme", self.tr("Dark or Light Theme"), view, self.switch_theme, "Ctrl+Shift+L")
        self._add("look.larger", self.tr("Larger Interface"), view, self.larger, "Ctrl+Alt+=", "Ctrl+Alt++")
        self._add("look.smaller", self.tr("Smaller Interface"), view, self.smaller, "Ctrl+Alt+-")
        self._add("look.usual", self.tr("Interface at 100 %"), view, self.usual_size, "Ctrl+Alt+0")
        self._add("window.full", self.tr("Full Screen"), window, self.full_screen, "F11")
        self._add("window.menu", self.tr("Menu"), window, self.open_menu, "F10")
        self._add("window.notices", self.tr("Go to the Notices"), window, self.go_to_notices, "F8")
        self._add("window.close_notices", self.tr("Close All Notices"), window, self._window.toasts.close_all)

    def _add_edits(self) -> None:
        edit, commands = self.tr("Edit"), self._desk.commands
        if "edit.undo" not in commands:
            self._add("edit.undo", self.tr("Undo"), edit, self.undo, "Ctrl+Z")
            self._add("edit.redo", self.tr("Redo"), edit, self.redo, "Ctrl+Shift+Z", "Ctrl+Y")

    def _add_help(self) -> None:
        category = self.tr("Help")
        palette = self._window.palette_popup.open
        self._add("help.palette", self.tr("Command Palette"), category, palette, "Ctrl+Shift+P", "Ctrl+K")
        self._add("help.keys", self.tr("Keyboard Shortcuts"), category, self.key_sheet, "Ctrl+/")
        self._add("help.guide", self.tr("Read the Guide"), category, self.guide)
        self._add("help.logs", self.tr("Show the Logs"), category, self.logs)
        self._add("help.about", self.tr("About Kinograph"), category, self.about)

    def _add(self, name: str, title: str, category: str, run: Callable[[], object], *keys: str) -> None:
        self._desk.commands.add(Command(name, title, category, run, keys))

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._desk.say(self.tr("This desktop opens nothing for {0}.").format(path), "warn", key="open")

    def _scale_to(self, scale: float) -> None:
        self._set("look.scale", scale)
        self._desk.say(self.tr("The interface is at {0} %.").format(round(scale * 100)), key="scale")

    def _set(self, name: str, value: object) -> None:
        try:
            self._desk.settings.set(name, value)
        except SettingsError as error:
            self._desk.say(error.message, "warn", detail=error.remedy, key="settings")


class _WorkspaceOpener(QObject):
    def __init__(self, window: StudioWindow, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._name = name

    def show(self) -> None:
        self._window.docks.show_workspace(self._name)


class _PanelOpener(QObject):
    def __init__(self, window: StudioWindow, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._name = name

    def show(self) -> None:
        self._window.docks.open(self._name).take_focus()
