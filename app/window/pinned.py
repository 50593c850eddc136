"""Further viewers, each pinned to one node, as panels of their own."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.window.dock_area import DockArea

__all__ = ["PinnedViewers"]


class PinnedViewers(QObject):
    """Listens to viewers that are made; a pinned one goes when it is closed or another project opens."""

    def __init__(self, desk: Desk, docks: DockArea) -> None:
        super().__init__(docks)
        self._desk = desk
        self._docks = docks
        self._count = 0
        self.names: list[str] = []
        docks.was_filled.connect(self.on_filled)
        desk.document.opened.connect(self.on_opened)

    def pin(self, path: str, output: str = "") -> None:
        """One more viewer, for this node."""
        self._count += 1
        name = f"viewer.{self._count}"
        node = self._desk.document.node(path)
        kind = self._desk.document.registry.get(node.type_id) if node is not None else None
        title = (node.title if node is not None else "") or (kind.title if kind is not None else path)
        maker = _PinnedMaker(self._desk, path, output)
        frame = self._docks.add(name, self.tr("Viewer · {0}").format(title), maker.make)
        viewer = self._docks.frames["viewer"]
        if viewer.isVisible() and not viewer.isFloating():
            self._docks.splitDockWidget(viewer, frame, Qt.Orientation.Vertical)
        self.names.append(name)
        self._docks.open(name).take_focus()

    def on_filled(self, name: str) -> None:
        panel = self._docks.panel(name)
        if name.partition(".")[0] == "viewer" and panel is not None:
            panel.pin_wanted.connect(self.pin)  # type: ignore[attr-defined]
            panel.close_wanted.connect(self.on_close_wanted)  # type: ignore[attr-defined]

    def on_close_wanted(self) -> None:
        panel = self.sender()
        for name in list(self.names):
            if self._docks.panel(name) is panel:
                self._remove(name)

    def on_opened(self) -> None:
        for name in list(self.names):
            self._remove(name)

    def _remove(self, name: str) -> None:
        self.names.remove(name)
        self._docks.remove(name)


class _PinnedMaker:
    def __init__(self, desk: Desk, path: str, output: str) -> None:
        self._desk = desk
        self._path = path
        self._output = output

    def make(self) -> QWidget:
        from app.viewer import ViewerPanel

        return ViewerPanel(self._desk, self._path, output=self._output)
