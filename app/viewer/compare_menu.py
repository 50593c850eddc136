"""The menu of the A | B chip: how to compare, and with what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu

from app.desk import Desk
from app.viewer.comparison import MODES
from app.viewer.overlays.found import PICTURES, Found, outputs_of
from app.viewer.recent_runs import past_pictures

if TYPE_CHECKING:
    from app.viewer.panel import ViewerPanel

__all__ = ["CompareMenu", "mode_title"]

GAINS = (1.0, 2.0, 4.0, 8.0, 16.0)


def mode_title(mode: str) -> str:
    tell = QCoreApplication.translate
    return {
        "off": tell("CompareMenu", "A only"),
        "wipe": tell("CompareMenu", "Wipe"),
        "difference": tell("CompareMenu", "Difference"),
        "side": tell("CompareMenu", "Side by side"),
        "blink": tell("CompareMenu", "Blink (hold B)"),
    }[mode]


class CompareMenu(QObject):
    """Filled anew each time it opens. keep: the command that freezes what is shown as B."""

    def __init__(self, panel: ViewerPanel, keep: QAction) -> None:
        super().__init__(panel)
        self._panel, self._desk, self._compare, self._keep = panel, panel.desk, panel.compare, keep
        self.menu = QMenu(panel)
        self.menu.aboutToShow.connect(self.on_about_to_show)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self.on_mode)

    def on_about_to_show(self) -> None:
        menu, compare = self.menu, self._compare
        menu.clear()
        for below in menu.findChildren(QMenu):
            below.deleteLater()
        for mode in MODES:
            action = self._group.addAction(mode_title(mode))
            action.setCheckable(True)
            action.setChecked(compare.how.mode == mode)
            action.setData(mode)
            menu.addAction(action)
        gains = menu.addMenu(self.tr("Gain of the difference"))
        for gain in GAINS:
            action = gains.addAction(f"× {gain:g}")
            action.setCheckable(True)
            action.setChecked(compare.how.gain == gain)
            action.setData(gain)
        gains.triggered.connect(self.on_gain)
        menu.addSeparator()
        if compare.title:
            menu.addAction(self.tr("B is {title}").format(title=compare.title)).setEnabled(False)
        menu.addAction(self._keep)
        self._add_nodes(menu.addMenu(self.tr("B: another node")))
        self._add_runs(menu.addMenu(self.tr("B: a finished run"))).triggered.connect(self.on_run)
        menu.addAction(self.tr("B: a file…")).triggered.connect(self.on_file)
        menu.addSeparator()
        self._add_runs(menu.addMenu(self.tr("A: a finished run"))).triggered.connect(self.on_run_as_a)
        menu.addAction(self.tr("A: a file…")).triggered.connect(self.on_file_as_a)
        if compare.other is not None:
            menu.addAction(self.tr("Forget B")).triggered.connect(compare.forget)

    def _add_nodes(self, menu: QMenu) -> None:
        for found in picture_outputs(self._desk):
            action = menu.addAction(found.title)
            action.setData((found.path, found.output))
        menu.setEnabled(not menu.isEmpty())
        menu.triggered.connect(self.on_node)

    def _add_runs(self, menu: QMenu) -> QMenu:
        for title, file in past_pictures(self._desk):
            menu.addAction(title).setData((title, str(file)))
        menu.setEnabled(not menu.isEmpty())
        return menu

    def on_mode(self, action: QAction) -> None:
        self._compare.set_mode(action.data())

    def on_gain(self, action: QAction) -> None:
        self._compare.set_gain(action.data())

    def on_node(self, action: QAction) -> None:
        self._compare.use_node(*action.data())

    def on_run(self, action: QAction) -> None:
        title, file = action.data()
        self._compare.use_file(Path(file), title)

    def on_run_as_a(self, action: QAction) -> None:
        title, file = action.data()
        self._panel.show_file(Path(file), title)

    def on_file(self) -> None:
        name = self._ask(self.tr("Choose B"))
        if name:
            self._compare.use_file(Path(name))

    def on_file_as_a(self) -> None:
        name = self._ask(self.tr("Choose A"))
        if name:
            self._panel.show_file(Path(name))

    def _ask(self, title: str) -> str:
        kinds = self.tr("Pictures and clips (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.mp4 *.mov *.mkv *.webm *.gif)")
        return QFileDialog.getOpenFileName(self._panel, title, "", kinds)[0]


def picture_outputs(desk: Desk) -> list[Found]:
    """Every output of the open graph that is a picture or a clip."""
    where = desk.selection.where
    graph = desk.document.graph_at(where)
    found: list[Found] = []
    for name in graph.nodes if graph is not None else ():
        path = f"{where}/{name}" if where else name
        found.extend(outputs_of(desk.document, path, (*PICTURES, "Depth", "Mask")))
    return sorted(found, key=lambda one: one.title.lower())
