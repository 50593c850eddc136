"""What is written to the end of a log file, line by line, as it comes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

__all__ = ["LogTail"]

_LOOK_EVERY_MS = 500
_MOST_BYTES = 64 << 10  # in one look; of more the end


class LogTail(QObject):
    """said(line): a whole line that was added since this was made. "" as file: nothing is ever said."""

    said = Signal(str)

    def __init__(self, file: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = Path(file) if file else None
        self._part = b""
        self._at = self._size()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        if self._file is not None:
            self._timer.start()

    def look(self) -> None:
        """Say what is new. Progress bars, drawn over and over in one line, count as their last state."""
        size = self._size()
        if size < self._at:  # another file has taken its place
            self._at, self._part = 0, b""
        if size == self._at or self._file is None:
            return
        try:
            with self._file.open("rb") as stream:
                stream.seek(max(self._at, size - _MOST_BYTES))
                new = stream.read(size - stream.tell())
        except OSError:  # gone or turned between two looks: the next one finds what is there
            return
        self._at = size
        *lines, self._part = (self._part + new).split(b"\n")
        self._part = self._part.rpartition(b"\r")[2][-_MOST_BYTES:]
        for line in lines:
            text = line.rpartition(b"\r")[2].decode("utf-8", "replace").rstrip()
            if text:
                self.said.emit(text)

    def _size(self) -> int:
        try:
            return self._file.stat().st_size if self._file is not None else 0
        except OSError:
            return 0
