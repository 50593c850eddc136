"""The commands of files, projects and settings, for menus, keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.commands_table import Command
from app.desk import Desk
from app.projects.graph_export import export_json, export_png
from app.projects.open_dialogs import window_over
from app.projects.recent import KEPT, recent_projects
from nodes.errors import KinographError

if TYPE_CHECKING:
    from app.projects.projects import Projects

__all__ = ["FileCommands"]


class FileCommands(QObject):
    """Made by `Projects` for itself."""

    def __init__(self, desk: Desk, projects: Projects, parent: QObject | None = None) -> None:
        super().__init__(parent if parent is not None else projects)
        self._desk = desk
        self._projects = projects
        self._add_all()
        projects.recent_changed.connect(self.on_recent_changed)
        desk.document.history_changed.connect(self.on_history_changed)
        self.on_recent_changed()
        self.on_history_changed()

    def on_recent_changed(self) -> None:
        """One command for each project that was opened lately."""
        entries = recent_projects(self._desk.settings)
        for number in range(KEPT):
            name = f"file.recent.{number + 1}"
            if number < len(entries):
                title = self.tr("Open {0}").format(entries[number].path.stem)
                opener = _RecentOpener(self._projects, number)
                action = self._desk.commands.add(
                    Command(name, title, self.tr("Recent"), opener.open, help=str(entries[number].path))
                )
                opener.setParent(action)
            elif name in self._desk.commands:
                self._desk.commands.remove(name)

    def on_history_changed(self) -> None:
        document, action = self._desk.document, self._desk.commands.action
        action("file.revert").setEnabled(document.path is not None and document.dirty)

    def export_clip(self) -> None:
        from app.projects.export_dialog import ExportDialog

        name = self._projects.suggestion(".mp4")
        self._projects.dialogs.show(ExportDialog(self._desk, self._projects.asker, name, window_over()))

    def export_json(self) -> None:
        self._export(self.tr("Export as text"), self.tr("JSON text (*.json)"), ".json", export_json)

    def export_png(self) -> None:
        self._export(self.tr("Export as picture"), self.tr("PNG picture (*.png)"), ".png", export_png)

    def export_still(self) -> None:
        self._run_of_canvas("canvas.export_png")

    def export_drawing(self) -> None:
        self._run_of_canvas("canvas.export_svg")

    def _run_of_canvas(self, name: str) -> None:
        if not self._desk.commands.run(name):
            self._desk.say(self.tr("The canvas is not open. Open a project and its Build workspace first."), "warn")

    def _export(self, title: str, kinds: str, suffix: str, write: Callable[[Desk, Path], None]) -> None:
        file = self._projects.asker.file_to_save(title, kinds, self._projects.suggestion(suffix))
        if file is None:
            return
        file = file if file.suffix else file.with_suffix(suffix)
        try:
            write(self._desk, file)
        except KinographError as error:
            self._projects.tell(error)
            return
        self._desk.say(self.tr("Written to {0}.").format(file), "ok", key="exported")

    def show_settings(self) -> None:
        from app.preferences import SettingsDialog

        self._projects.dialogs.show(SettingsDialog(self._desk, self._projects.asker, window_over()))

    def show_shortcuts(self) -> None:
        from app.preferences import ShortcutEditor

        self._projects.dialogs.show(ShortcutEditor(self._desk, self._projects.asker, window_over()))

    def quit(self) -> None:
        """Close every window; the one of the studio asks about what is not saved."""
        QApplication.closeAllWindows()

    def _add_all(self) -> None:
        do, file, export = self._projects, self.tr("File"), self.tr("Export")
        for command in (
            Command("file.new", self.tr("New Project"), file, do.new, ("Ctrl+N",)),
            Command("file.open", self.tr("Open…"), file, do.open, ("Ctrl+O",)),
            Command("file.save", self.tr("Save"), file, do.save, ("Ctrl+S",)),
            Command("file.save_as", self.tr("Save As…"), file, do.save_as, ("Ctrl+Shift+S",)),
            Command("file.save_copy", self.tr("Save a Copy…"), file, do.save_copy),
            Command("file.revert", self.tr("Revert to Saved"), file, do.revert),
            Command("file.export_clip", self.tr("Export Clip…"), export, self.export_clip, ("Ctrl+M",)),
            Command("file.export_project", self.tr("Project as a Copy…"), export, do.save_copy),
            Command("file.export_json", self.tr("Graph as JSON Text…"), export, self.export_json),
            Command("file.export_png", self.tr("Graph in a PNG…"), export, self.export_png),
            Command("file.export_still", self.tr("Still of the Canvas as PNG…"), export, self.export_still),
            Command("file.export_drawing", self.tr("Still of the Canvas as SVG…"), export, self.export_drawing),
            Command("file.recover", self.tr("Recover Earlier Changes…"), file, do.show_recovery),
            Command("file.versions", self.tr("Earlier Versions…"), file, do.show_versions),
            Command("project.missing", self.tr("Missing Media and Nodes…"), file, do.show_missing),
            Command("file.close", self.tr("Close Project"), file, do.close, ("Ctrl+W",)),
            Command("app.preferences", self.tr("Settings…"), self.tr("Studio"), self.show_settings, ("Ctrl+,",)),
            Command("app.shortcuts", self.tr("Shortcuts…"), self.tr("Studio"), self.show_shortcuts),
            Command("file.quit", self.tr("Quit"), file, self.quit, ("Ctrl+Q",)),
        ):
            self._desk.commands.add(command)


class _RecentOpener(QObject):
    """Lives with its action."""

    def __init__(self, projects: Projects, number: int) -> None:
        super().__init__()
        self._projects = projects
        self._number = number

    def open(self) -> None:
        entries = recent_projects(self._projects.desk.settings)
        if self._number < len(entries):
            self._projects.open(entries[self._number].path)
