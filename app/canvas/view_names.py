"""Views of the canvas that were given a name: made, gone to and forgotten, each undone like any edit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QMenu

from app.canvas.standing import named_views, with_view, without_view
from app.canvas.view import CanvasView
from app.commands_table import Command
from nodes.graph.edits import SetView

__all__ = ["ViewNames"]


class ViewNames(QObject):
    """Names belong to the open graph."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        shown = self.tr("View")
        rows = (
            ("canvas.name_view", self.tr("Name this view…"), self.ask_name, ("Ctrl+Shift+B",)),
            ("canvas.views", self.tr("Go to a named view…"), self.show_list, ("Shift+B",)),
        )
        for name, title, run, keys in rows:
            view.desk.commands.add(Command(name, title, shown, run, keys=keys, widget=view))

    def ask_name(self) -> None:
        """Ask for a name of what is seen now."""
        suggestion = self.tr("View {0}").format(len(named_views(self._view.canvas.graph)) + 1)
        name, given = QInputDialog.getText(
            self._view, self.tr("Name this view"), self.tr("Name of what is seen now"), text=suggestion
        )
        if given and name.strip():
            self.keep(name.strip())

    def keep(self, name: str) -> None:
        """Keep what is seen under a name; an earlier view of that name gives way."""
        where = self._view.desk.selection.where
        self._perform(with_view(self._view.canvas.graph, name, self._view.standing(), where))

    def forget(self, name: str) -> None:
        where = self._view.desk.selection.where
        self._perform(without_view(self._view.canvas.graph, name, where))

    def go(self, name: str) -> None:
        """See again what was named."""
        standing = named_views(self._view.canvas.graph).get(name)
        if standing is not None:
            self._view.stand(standing)

    def menu(self) -> QMenu:
        """The named views, to go to or to forget."""
        menu = QMenu(self._view)
        names = list(named_views(self._view.canvas.graph))
        for name in names:
            menu.addAction(name).triggered.connect(partial(self.go, name))
        if not names:
            menu.addAction(self.tr("No view has a name yet")).setEnabled(False)
        else:
            gone = menu.addMenu(self.tr("Forget"))
            for name in names:
                gone.addAction(name).triggered.connect(partial(self.forget, name))
        menu.addSeparator()
        menu.addAction(self._view.desk.commands.action("canvas.name_view"))
        return menu

    def show_list(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._view.mapToGlobal(self._view.rect().center()))

    def _perform(self, edit: SetView) -> None:
        document = self._view.desk.document
        document.end_step()
        document.perform(edit)
        document.end_step()
