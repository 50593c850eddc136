"""When something goes wrong all the same: it is written down, told in the window, and the document stays."""

from __future__ import annotations

import faulthandler
import io
import logging
import logging.handlers
import queue
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer

from app.desk import Desk
from nodes.graph.state import state_folder

__all__ = ["Crashes", "catch_native_crashes", "log_folder", "start_log"]

log = logging.getLogger("kinograph")
_LOG_BYTES, _LOGS = 1_000_000, 3
_TOLD_AGAIN_AFTER_S = 2.0


def log_folder() -> Path:
    """Where logs lie."""
    return state_folder() / "log"


def catch_native_crashes() -> tuple[io.TextIOWrapper | None, str]:
    """Have a crash of the interpreter written to a file; gives it and what the crash before wrote, "" for nothing."""
    file = log_folder() / "crash.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        stream = file.open("w", encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"kinograph: crashes cannot be written to {file}: {error.strerror or error}.\n")
        faulthandler.enable()
        return None, ""
    faulthandler.enable(stream)
    return stream, before.strip()


def start_log() -> None:
    """Warnings and errors of the studio go to a file that starts anew at a megabyte."""
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            log_folder() / "studio.log", maxBytes=_LOG_BYTES, backupCount=_LOGS, encoding="utf-8", delay=True
        )
    except OSError as error:
        sys.stderr.write(f"kinograph: no log can be written to {log_folder()}: {error.strerror or error}.\n")
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


class Crashes(QObject):
    """Takes what nobody caught, in any thread, and tells it from the window's own.

    The hooks only put into a queue: a timer of the window's thread takes it out, so that no widget is touched from
    elsewhere.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._caught: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._told: dict[str, float] = {}
        self._look = QTimer(self, interval=200)
        self._look.timeout.connect(self.on_look)

    def install(self) -> None:
        sys.excepthook = self.on_exception
        threading.excepthook = self.on_thread_exception
        self._look.start()

    def uninstall(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        self._look.stop()

    def on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            from PySide6.QtCore import QCoreApplication

            QCoreApplication.quit()
            return
        self._catch(kind, error, trace)

    def on_thread_exception(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not issubclass(hook.exc_type, SystemExit):
            self._catch(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def on_look(self) -> None:
        """Tell what was caught since; the same again and again is told once in a while."""
        while not self._caught.empty():
            text, detail = self._caught.get()
            now = time.monotonic()
            if now - self._told.get(detail, float("-inf")) < _TOLD_AGAIN_AFTER_S:
                continue
            self._told[detail] = now
            self._desk.say(text, "fail", detail=detail, key="crash")

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        detail = "".join(traceback.format_exception(kind, error, trace))
        log.error("an error nobody caught\n%s", detail)
        said = self.tr("An error inside Kinograph: {0}. Nothing of the project is lost; saving it is a good idea.")
        self._caught.put((said.format(f"{kind.__name__}: {error}"), detail))
