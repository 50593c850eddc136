"""The studio from its start to its end: what must be there before the window, the window, and what follows it."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QSocketNotifier, Qt, QTimer, QTranslator
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app import __version__
from app.desk import Desk
from app.exit_codes import ExitCode
from app.folders import config_folder
from app.settings import Settings
from app.window import StudioWindow
from app.window.crashes import Crashes, catch_native_crashes, start_log
from app.window.garbage import GarbageTimer
from app.window.icon import application_icon
from app.window.single import SingleInstance, hand_over
from app.window.splash import Splash
from app.window.start_times import StartTimes
from nodes.graph import default_registry

__all__ = ["EXAMPLE", "Studio", "open_studio"]

log = logging.getLogger(__name__)
ASSETS = Path(__file__).resolve().parents[1] / "assets"
AFTER_PAINTING_MS = 120  # the engine and the panels behind others wait until the first keys were taken in
EXAMPLE = ASSETS / "projects" / "dragged-ball.kino"


def open_studio(path: Path | None = None, *, alone: bool = False) -> int:
    """Open the window and stay until it is closed; gives the exit code.

    path: a project to open.  alone: do not hand it to a studio that is open already.
    """
    times = StartTimes()
    crash_file, crashed = catch_native_crashes()
    start_log()
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = _Application([sys.argv[0]])
    if not alone and hand_over(path):
        sys.stdout.write("Kinograph is open already: it was told.\n")
        return ExitCode.OK
    times.mark("application")
    studio = Studio(app, times)
    studio.start(path, crashed)
    code = app.exec()
    studio.end()
    if crash_file is not None:
        faulthandler.disable()
        crash_file.close()
    return int(code)


class Studio(QObject):
    """Everything that lives as long as the application."""

    def __init__(self, app: QApplication, times: StartTimes) -> None:
        super().__init__()
        self._app = app
        self._times = times
        app.setApplicationName("kinograph")
        app.setApplicationDisplayName("Kinograph")
        app.setApplicationVersion(__version__)
        app.setDesktopFileName("kinograph")
        self.settings = Settings(config_folder() / "settings.json", self)
        self._translators = _translated(app, str(self.settings.get("language")), self)
        self.splash = Splash(self.settings)
        self.splash.wait()
        registry = default_registry()
        times.mark("registry")
        self.splash.look()
        self.desk = Desk(registry, self.settings, parent=self)
        self.crashes = Crashes(self.desk)
        self.crashes.install()
        self.garbage = GarbageTimer(self)
        self.desk.look.load_fonts()
        self.desk.look.put_on(app)
        app.setWindowIcon(application_icon(self.desk.look))
        times.mark("desk")
        self.single = SingleInstance(self)
        self.single.asked.connect(self.on_asked)
        if isinstance(app, _Application):
            app.studio = self
        self._add_runs_and_projects()
        self.splash.look()
        self.window = StudioWindow(self.desk)
        self.window.follow()
        times.mark("window")

    # -- beginning and end -------------------------------------------------------------------------

    def start(self, path: Path | None, crashed: str = "") -> None:
        """Show the window with what it begins with."""
        assert self.desk.projects is not None
        self._signals()
        begin_page = False
        if path is not None:
            begin_page = not self.desk.projects.open(path)
        elif self.settings.get("projects.recent"):
            begin_page = True
        else:
            self.desk.projects.open_copy(EXAMPLE)
        self.window.show_first()
        if begin_page:
            self.window.show_start_page()
        self.splash.close()
        self._times.watch(self.window)
        self._crashed = crashed
        QTimer.singleShot(AFTER_PAINTING_MS, self.on_shown)

    def on_shown(self) -> None:
        """The window is there: what may come later comes now."""
        if not self.single.listen():
            log.warning("no other start can hand its file over")
        assert self.desk.runs is not None
        self.desk.runs.start()
        self.window.docks.fill_others()
        if self.settings.problem:
            self.desk.say(self.settings.problem, "warn", key="settings")
        if self._crashed:
            self.desk.say(
                self.tr("Kinograph ended unexpectedly the last time."), "warn", detail=self._crashed, key="crashed"
            )
        assert self.desk.projects is not None
        self.desk.projects.offer_recovery()

    def end(self) -> None:
        """The window is closed: end the engine, close the project, take the hooks off."""
        self.single.close()
        if self.desk.runs is not None:
            self.desk.runs.close()
        self.desk.document.project.close()
        self.crashes.uninstall()
        self.garbage.stop()

    # -- slots -------------------------------------------------------------------------------------

    def on_asked(self, path: str) -> None:
        """Another start hands its file over."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()
        if path and self.desk.projects is not None:
            self.desk.projects.open(path)

    def on_signal(self) -> None:
        """Ctrl+C or a request to end: leave at once, the changes are in the journal."""
        os.read(self._signal_out, 1)
        self._app.quit()

    # -- inside ------------------------------------------------------------------------------------

    def _add_runs_and_projects(self) -> None:
        from app.projects import Projects
        from app.runs.runs import Runs

        self.desk.runs = Runs(self.desk, self)
        self.desk.projects = Projects(self.desk)

    def _signals(self) -> None:
        """Python runs signal handlers between its own lines, and Qt's loop has none: a pipe wakes it."""
        self._signal_out, self._signal_in = os.pipe()
        os.set_blocking(self._signal_in, False)
        signal.set_wakeup_fd(self._signal_in, warn_on_full_buffer=False)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, _nothing)
        self._notifier = QSocketNotifier(self._signal_out, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.on_signal)


class _Application(QApplication):
    """macOS asks the application itself to open a file."""

    studio: Studio | None = None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and self.studio is not None:
            self.studio.on_asked(event.file())
            return True
        return super().event(event)


def _translated(app: QApplication, language: str, parent: QObject) -> list[QTranslator]:
    """Kinograph's own texts and Qt's in a language that is set; English needs none."""
    if not language:
        return []
    loaded = []
    locale = QLocale(language)
    for folder, stem in (
        (str(ASSETS / "translations"), "kinograph"),
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
    ):
        translator = QTranslator(parent)
        if translator.load(locale, stem, "_", folder):
            app.installTranslator(translator)
            loaded.append(translator)
        elif stem == "kinograph":
            log.warning("there is no translation into %r in %s", language, folder)
    return loaded


def _nothing(*_: object) -> None:
    """The pipe tells it; see `Studio.on_signal`."""
