"""The window of the studio: everything a person sees of the desk, put together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QWidget

from app.desk import Desk
from app.settings import SettingsError
from app.window.arrangements import WORKSPACES
from app.window.dock_area import DockArea
from app.window.frame import PanelFrame
from app.window.leaving import may_stop_runs
from app.window.menus import MainMenu
from app.window.notices import NoticeBook
from app.window.palette import CommandPalette
from app.window.pinned import PinnedViewers
from app.window.places import kept_place, put_at
from app.window.toasts import Toasts
from app.window.top_bar import TopBar
from app.window.window_commands import WindowCommands

__all__ = ["StudioWindow"]

PLACE, WORKSPACE = "window.place", "window.workspace"


class StudioWindow(QMainWindow):
    """docks: the panels.  start_page: shown while nothing is open; None until `show_start_page` was called once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("studio")
        self.desk = desk
        self.start_page: QWidget | None = None
        self._alt_alone = False
        self._leaving = False
        self._book = NoticeBook.of(desk)
        self.menu = MainMenu(desk, self)
        self.top_bar = TopBar(desk, self.menu, self)
        self.docks = DockArea(desk)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.docks)
        self.setMenuWidget(self.top_bar)
        self.setCentralWidget(self.pages)
        self.toasts = Toasts(desk, self)
        self.palette_popup = CommandPalette(desk, self)
        desk.commands.set_window(self)
        self.commands = WindowCommands(desk, self)
        self.docks.workspace_changed.connect(self.on_workspace_changed)
        self.docks.asked_for_menu.connect(self.on_panel_menu)
        self.pins = PinnedViewers(desk, self.docks)
        desk.document.history_changed.connect(self.on_document)
        desk.document.opened.connect(self.on_opened)
        self.setMinimumSize(640, 400)
        self.setAcceptDrops(True)
        self.on_document()
        put_at(self, kept_place(desk.settings, PLACE))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.screenRemoved.connect(self.on_screen_removed)
        app.installEventFilter(self)

    # -- what is shown -----------------------------------------------------------------------------

    def show_first(self) -> None:
        """Show the window with the workspace it was left in."""
        kept = self._setting(WORKSPACE)
        self.show()
        self.docks.show_workspace(kept if kept in WORKSPACES else "build")

    def show_start_page(self) -> None:
        """Nothing is open: examples and recent projects instead of the panels."""
        if self._leaving:
            return
        if self.start_page is None:
            from app.projects import StartPage

            self.start_page = StartPage(self.desk, self)
            self.pages.addWidget(self.start_page)
        self.pages.setCurrentWidget(self.start_page)
        self.on_document()

    def follow(self) -> None:
        """Runs and projects are on the desk now."""
        self.top_bar.follow_runs()
        if self.desk.runs is not None:
            from app.runs import Meters

            self.top_bar.add_meters(Meters(self.desk, self.top_bar))
        if self.desk.projects is not None:
            self.desk.projects.closed.connect(self.show_start_page)

    # -- slots -------------------------------------------------------------------------------------

    def on_document(self) -> None:
        document = self.desk.document
        self.setWindowTitle(f"{document.title}[*] \u2014 Kinograph")
        self.setWindowModified(document.dirty)

    def on_opened(self) -> None:
        self.pages.setCurrentWidget(self.docks)

    def on_workspace_changed(self) -> None:
        self.top_bar.workspaces.show_current(self.docks.workspace)
        try:
            self.desk.settings.set(WORKSPACE, self.docks.workspace)
        except SettingsError as error:
            self.desk.say(error.message, "warn", detail=error.remedy, key="settings")

    def on_panel_menu(self, frame: PanelFrame, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame.take_focus()
        for name in ("panel.close", "panel.float", "panel.alone", "window.reset"):
            menu.addAction(self.desk.commands.action(name))
        menu.popup(place)

    def on_screen_removed(self, screen: object) -> None:
        """A screen went away: whatever stood on it comes back."""
        put_at(self, None, only_if_lost=True)
        for frame in self.docks.frames.values():
            if frame.isFloating():
                put_at(frame, None, only_if_lost=True)

    # -- events ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.toasts.place()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Alt pressed and let go alone opens the menu, as menu bars do. Of a shortcut only the override is seen."""
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(event, QKeyEvent):
            self._alt_alone = event.key() == Qt.Key.Key_Alt and self.isActiveWindow()
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonPress:
            self._alt_alone = False
        elif kind == QEvent.Type.KeyRelease and self._alt_alone and QApplication.activePopupWidget() is None:
            self._alt_alone = False
            self.commands.open_menu()
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file dropped where no panel wants it is opened."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files and self.desk.projects is not None:
            event.acceptProposedAction()
            self.desk.projects.open(files[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        projects = self.desk.projects
        self._leaving = True
        if not may_stop_runs(self.desk) or (projects is not None and not projects.close()):
            self._leaving = False
            event.ignore()
            return
        self.docks.keep()
        self._keep_place()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        for frame in self.docks.frames.values():
            if frame.isFloating():
                frame.hide()
        event.accept()

    # -- inside ------------------------------------------------------------------------------------

    def _keep_place(self) -> None:
        place = self.normalGeometry()
        value = [place.x(), place.y(), place.width(), place.height(), int(self.isMaximized())]
        try:
            self.desk.settings.set(PLACE, value)
        except SettingsError as error:
            self.desk.say(error.message, "warn", detail=error.remedy, key="settings")

    def _setting(self, name: str) -> object:
        try:
            return self.desk.settings.get(name)
        except KeyError:
            return None
