"""The panels of the window in their frames: opened, closed, arranged by workspace, remembered."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from app.desk import Desk
from app.settings import SettingsError
from app.window.arrangements import ARRANGEMENTS, WORKSPACES, Arrangement
from app.window.frame import PanelFrame
from app.window.panels import PANELS, PanelKind, make_panel

__all__ = ["DockArea"]

log = logging.getLogger(__name__)
VERSION = 1
"""Of the arrangements in the settings: one of another version is not restored."""
_AREA = Qt.DockWidgetArea


class DockArea(QMainWindow):
    """workspace: the one shown.  workspace_changed(); panels_changed(): one was opened, closed or made.
    was_filled(name): a panel was made.

    asked_for_menu(frame, place): right click on the header of a panel.
    """

    workspace_changed = Signal()
    panels_changed = Signal()
    was_filled = Signal(str)
    asked_for_menu = Signal(object, QPoint)

    def __init__(self, desk: Desk, kinds: Iterable[PanelKind] = PANELS, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self.setObjectName("docks")
        self._desk = desk
        self.workspace = ""
        self.frames: dict[str, PanelFrame] = {}
        self._settled = False
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        self.setTabPosition(_AREA.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._tabs = QTimer(self, singleShot=True, interval=0)
        self._tabs.timeout.connect(self.show_tabs)
        self._later = QTimer(self, singleShot=True, interval=30)
        self._later.timeout.connect(self.on_fill_one)
        self.tabifiedDockWidgetActivated.connect(self.on_moved)
        for kind in kinds:
            self.add(kind.name, kind.shown_title, _Maker(desk, kind).make)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self.on_focus_changed)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    # -- panels ------------------------------------------------------------------------------------

    def add(self, name: str, title: str, make: Callable[[], QWidget | None]) -> PanelFrame:
        """One more panel, hidden at first; made when it is shown."""
        frame = PanelFrame(self._desk.look, name, title, make)
        self.frames[name] = frame
        self.addDockWidget(_AREA.BottomDockWidgetArea, frame)
        frame.hide()
        frame.row.chosen.connect(self.on_tab_chosen)
        frame.asked_for_menu.connect(self.asked_for_menu)
        frame.was_filled.connect(self.on_filled)
        for signal in (frame.visibilityChanged, frame.topLevelChanged, frame.dockLocationChanged):
            signal.connect(self.on_moved)
        return frame

    def remove(self, name: str) -> None:
        """Take a panel away for good."""
        frame = self.frames.pop(name, None)
        if frame is not None:
            self.removeDockWidget(frame)
            frame.deleteLater()
            self.panels_changed.emit()

    def open(self, name: str) -> PanelFrame:
        """Show a panel, in front of those that share its place."""
        frame = self.frames[name]
        if frame.isHidden() and not frame.isFloating():
            self._give_place(frame)
        frame.show()
        frame.raise_()
        frame.fill(again=True)
        return frame

    def panel(self, name: str) -> QWidget | None:
        """The panel itself, made now when it was not."""
        frame = self.frames.get(name)
        if frame is not None:
            frame.fill()
        return frame.panel if frame is not None else None

    def is_open(self, name: str) -> bool:
        return name in self.frames and not self.frames[name].isHidden()

    def focused(self) -> PanelFrame | None:
        """The panel the keyboard is in."""
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, PanelFrame):
            widget = widget.parentWidget()
        return widget

    def take_focus(self) -> None:
        """Give the keyboard to the large panel of the workspace."""
        for name in ARRANGEMENTS[self.workspace].left if self.workspace else ():
            if self.is_open(name) and self.frames[name].take_focus():
                return

    def cycle(self, step: int) -> None:
        """Give the keyboard to the next panel, from left to right and top to bottom."""
        shown = sorted(
            (each for each in self.frames.values() if each.isVisible() and not each.visibleRegion().isEmpty()),
            key=lambda each: (each.x(), each.y()),
        )
        if not shown:
            return
        here = self.focused()
        start = shown.index(here) if here in shown else (-1 if step > 0 else 0)
        for distance in range(1, len(shown) + 1):
            if shown[(start + step * distance) % len(shown)].take_focus():
                return

    # -- workspaces --------------------------------------------------------------------------------

    def show_workspace(self, name: str) -> None:
        """Keep the arrangement that is shown and show the one of another workspace."""
        if name == self.workspace or name not in WORKSPACES:
            return
        self.keep()
        self.setUpdatesEnabled(False)
        try:
            self.workspace = name
            if not self._restore(name):
                self._arrange(ARRANGEMENTS[name])
        finally:
            self.setUpdatesEnabled(True)
        self.show_tabs()
        self.fill_seen()
        self.workspace_changed.emit()
        self.panels_changed.emit()
        if self.focused() is None or not self.focused().isVisible():
            self.take_focus()

    def reset(self) -> None:
        """The workspace that is shown gets its first arrangement again."""
        kept = {name: state for name, state in self._kept().items() if name != self.workspace}
        self._write(kept)
        self.setUpdatesEnabled(False)
        try:
            self._arrange(ARRANGEMENTS[self.workspace])
        finally:
            self.setUpdatesEnabled(True)
        self.show_tabs()
        self.panels_changed.emit()
        self.take_focus()

    def keep(self) -> None:
        """Remember the arrangement of the workspace that is shown."""
        if self.workspace and self._settled:
            state = bytes(self.saveState(VERSION).toBase64().data()).decode("ascii")
            placed = [frame.name for frame in self.frames.values() if not frame.isHidden()]
            self._write({**self._kept(), self.workspace: {"state": state, "placed": placed}})

    def fill_others(self) -> None:
        """Make the panels nobody has seen yet, one at a time while nothing else is to be done."""
        self._settled = True
        self._later.start()

    # -- slots -------------------------------------------------------------------------------------

    def on_fill_one(self) -> None:
        for frame in self.frames.values():
            if not frame.tried:
                frame.fill()
                self._later.start()
                return

    def on_filled(self, name: str) -> None:
        self.was_filled.emit(name)
        self.panels_changed.emit()

    def on_moved(self, *_: object) -> None:
        self._tabs.start()

    def fill_seen(self) -> None:
        """Make the panels that are to be seen now."""
        for frame in self.frames.values():
            if frame.is_seen:
                frame.fill()

    def on_tab_chosen(self, index: int) -> None:
        row = self.sender()
        for frame in self.frames.values():
            if frame.row is row:
                group = self._group(frame)
                if 0 <= index < len(group) and group[index] is not frame:
                    self.open(group[index].name)
                    group[index].take_focus()

    def show_tabs(self) -> None:
        """Let each frame show which panels share its place; Qt's own tabs are not to be seen."""
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for frame in self.frames.values():
            group = self._group(frame)
            titles = [each.windowTitle() for each in group]
            frame.row.set_tabs(titles, group.index(frame) if frame in group else -1)
        self.fill_seen()
        self.panels_changed.emit()

    def on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        here = self.focused()
        for frame in self.frames.values():
            frame.set_focused(frame is here)

    def on_look_changed(self) -> None:
        gap = self._desk.look.px(12)
        self.setContentsMargins(gap, gap, gap, gap)
        self.setStyleSheet(
            "QMainWindow#docks > QTabBar { max-height: 0; min-height: 0; border: none; }"
            "QMainWindow#docks > QTabBar::tab { height: 0; width: 0; padding: 0; margin: 0; border: none; }"
            f"QMainWindow#docks::separator {{ width: {gap}px; height: {gap}px; background: transparent; }}"
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep()
        super().closeEvent(event)

    # -- inside ------------------------------------------------------------------------------------

    def _group(self, frame: PanelFrame) -> list[PanelFrame]:
        """The frames in the place of this one, itself among them, in the order the workspace names them."""
        if frame.isHidden() or frame.isFloating():
            return []
        found = [frame, *(each for each in self.tabifiedDockWidgets(frame) if not each.isHidden())]
        known = ARRANGEMENTS[self.workspace].panels() if self.workspace else []
        order = {
            name: place for place, name in enumerate([*known, *(each for each in self.frames if each not in known)])
        }
        return [self.frames[each.name] for each in sorted(found, key=lambda each: order[each.name])]

    def _give_place(self, frame: PanelFrame) -> None:
        """A panel that was closed comes back where this workspace has it, beside one that is there."""
        arrangement = ARRANGEMENTS.get(self.workspace)
        places = (arrangement.left, *arrangement.right, arrangement.bottom) if arrangement is not None else ()
        mine = next((place for place in places if frame.name in place), arrangement.bottom if arrangement else ())
        for name in mine:
            other = self.frames.get(name)
            if other is not None and other is not frame and not other.isHidden() and not other.isFloating():
                self.tabifyDockWidget(other, frame)
                return

    def _restore(self, name: str) -> bool:
        kept = self._kept().get(name)
        state, placed = (kept.get("state"), kept.get("placed")) if isinstance(kept, dict) else (None, None)
        if not isinstance(state, str) or not isinstance(placed, list):
            return False
        done = self.restoreState(QByteArray.fromBase64(QByteArray(state.encode("ascii", "replace"))), VERSION)
        for frame in self.frames.values():  # Qt leaves what the state does not name where it was
            if frame.name not in placed:
                self.removeDockWidget(frame)
        shown = [frame for frame in self.frames.values() if not frame.isHidden()]
        return bool(done and shown)

    def _arrange(self, wanted: Arrangement) -> None:
        for frame in self.frames.values():
            frame.setFloating(False)
            self.removeDockWidget(frame)
        left = self._place(_AREA.LeftDockWidgetArea, wanted.left)
        rights = [self._place(_AREA.RightDockWidgetArea, place) for place in wanted.right]
        bottom = self._place(_AREA.BottomDockWidgetArea, wanted.bottom)
        self._size(wanted, left, [each for each in rights if each is not None], bottom)

    def _place(self, area: Qt.DockWidgetArea, names: Iterable[str]) -> PanelFrame | None:
        frames = [self.frames[name] for name in names if name in self.frames]
        for index, frame in enumerate(frames):
            if index == 0:
                self.addDockWidget(area, frame)
            else:
                self.tabifyDockWidget(frames[0], frame)
            frame.show()
        if frames:
            frames[0].raise_()
        return frames[0] if frames else None

    def _size(
        self, wanted: Arrangement, left: PanelFrame | None, rights: list[PanelFrame], bottom: PanelFrame | None
    ) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()  # sizes can only be asked for of docks that have one
        gap = self._desk.look.px(12)
        width = self.width() - 3 * gap
        height = self.height() - (3 if bottom is not None else 2) * gap
        if left is not None and rights:
            right = round(width * wanted.right_share)
            self.resizeDocks([left, rights[0]], [width - right, right], Qt.Orientation.Horizontal)
        lower = round(height * wanted.bottom_share) if bottom is not None else 0
        docks: list[QDockWidget] = [*rights, *([bottom] if bottom is not None else [])]
        upper = height - lower - gap * (len(rights) - 1)
        shares = [*(round(upper * share) for share in wanted.right_shares[: len(rights)]), lower]
        self.resizeDocks(docks, shares[: len(docks)], Qt.Orientation.Vertical)

    def _kept(self) -> dict[str, object]:
        kept = self._desk.settings.get("window.workspaces")
        return kept if isinstance(kept, dict) else {}

    def _write(self, kept: dict[str, object]) -> None:
        try:
            self._desk.settings.set("window.workspaces", kept)
        except SettingsError as error:
            self._desk.say(error.message, "warn", detail=error.remedy, key="settings")


class _Maker:
    """Makes one panel; one that raises is told about and leaves its frame empty, and the others open."""

    def __init__(self, desk: Desk, kind: PanelKind) -> None:
        self._desk = desk
        self._kind = kind

    def make(self) -> QWidget | None:
        try:
            return make_panel(self._kind, self._desk)
        except Exception as error:
            log.exception("the panel %s cannot be made", self._kind.name)
            text = QApplication.translate("DockArea", "The panel {0} cannot be shown: {1}")
            self._desk.say(
                text.format(self._kind.shown_title, str(error) or type(error).__name__),
                "fail",
                detail=traceback.format_exc(),
                key=f"panel.{self._kind.name}",
            )
            return None
