"""The first frame of a picture or clip file, small; read in a process of its own unless it is read in an instant."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal
from PySide6.QtGui import QImage, QImageReader

__all__ = ["FirstPicture"]

log = logging.getLogger(__name__)
_MOST_KEPT = 64
_AT_ONCE_PIXELS = 300_000
_ROOT = Path(__file__).resolve().parents[2]

Key = tuple[str, int, int]
Found = tuple[QImage | None, str]


class FirstPicture(QObject):
    """image: the picture, None until it is there.  arrived(): it is, or there is none (problem)."""

    arrived = Signal()

    def __init__(self, desk: QObject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        found = desk.findChild(_Pictures)
        self._pictures = found if isinstance(found, _Pictures) else _Pictures(desk)
        self._pictures.arrived.connect(self.on_arrived)
        self.image: QImage | None = None
        self.problem = ""
        self.size_text = ""
        self._key: Key | None = None

    @property
    def is_reading(self) -> bool:
        return self._key is not None and self._pictures.found(self._key) is None

    def show(self, path: Path | None) -> None:
        """Read this file; None shows nothing. Raises OSError when it is gone."""
        self._key, self.image, self.problem, self.size_text = None, None, "", ""
        if path is not None:
            facts = path.stat()
            self._key = (str(path.resolve()), facts.st_size, facts.st_mtime_ns)
            self._pictures.want(self._key)
            self._take()

    def on_arrived(self, key: Key) -> None:
        if key == self._key:
            self._take()
            self.arrived.emit()

    def _take(self) -> None:
        found = self._pictures.found(self._key) if self._key is not None else None
        if found is not None:
            self.image, self.size_text = found
            self.problem = "" if self.image is not None else self.tr("no picture")


class _Pictures(QObject):
    """Of one desk: what was read, by file, size and time of change, and the processes that read. arrived(key)."""

    arrived = Signal(object)

    def __init__(self, desk: QObject) -> None:
        super().__init__(desk)
        self._found: dict[Key, Found] = {}
        self._reading: dict[Key, QProcess] = {}
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    def found(self, key: Key) -> Found | None:
        return self._found.get(key)

    def want(self, key: Key) -> None:
        """Have it read, unless it was or is."""
        if key in self._found or key in self._reading:
            return
        at_once = _read_at_once(key[0])
        if at_once is not None:
            self._keep(key, at_once)
            return
        process = self._reading[key] = QProcess(self)
        process.setWorkingDirectory(str(_ROOT))
        process.finished.connect(self.on_over)
        process.errorOccurred.connect(self.on_over)
        process.start(sys.executable, ["-m", "app.inspector.small_picture", key[0]])

    def on_over(self) -> None:
        """One of them ended, or could not begin."""
        for key, process in list(self._reading.items()):
            if process.state() != QProcess.ProcessState.NotRunning:
                continue
            del self._reading[key]
            found = _picture_in(bytes(process.readAllStandardOutput().data()))
            if found is None:
                said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
                log.info("no small picture of %s: %s", key[0], said or process.errorString())
            process.deleteLater()
            self._keep(key, found or (None, ""))
            self.arrived.emit(key)

    def stop(self) -> None:
        """The application ends."""
        for process in self._reading.values():
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(500)
        self._reading.clear()

    def _keep(self, key: Key, found: Found) -> None:
        if len(self._found) >= _MOST_KEPT:
            self._found.pop(next(iter(self._found)))
        self._found[key] = found


def _read_at_once(path: str) -> Found | None:
    """Small pictures take less than a process would; None for all others, which are left to one."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if not reader.canRead() or not size.isValid() or size.width() * size.height() > _AT_ONCE_PIXELS:
        return None
    image = reader.read()
    return None if image.isNull() else (image, f"{image.width()}×{image.height()}")


def _picture_in(data: bytes) -> Found | None:
    """What the process wrote; None when it is not all there."""
    head, _, pixels = data.partition(b"\n")
    try:
        facts = json.loads(head)
        width, height, words = int(facts["width"]), int(facts["height"]), str(facts["words"])
    except (ValueError, KeyError, TypeError):
        return None
    if len(pixels) != 3 * width * height:
        return None
    return QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy(), words
