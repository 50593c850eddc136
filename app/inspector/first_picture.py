"""The first frame of a picture or clip file, small, read a little at a time so that the window never waits."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

__all__ = ["FirstPicture", "read_in_steps"]

log = logging.getLogger(__name__)
_WIDEST, _HIGHEST = 320, 180
_CHUNK_BYTES = 64 * 1024
_BAND_ROWS = 64
_CLIPS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".gif")
_MOST_KEPT = 64


class FirstPicture(QObject):
    """image: the picture, None until it is there.  arrived(): it is, or it turned out that there is none (problem).

    Pictures read once are kept for the desk, by file, size and time of change.
    """

    arrived = Signal()

    def __init__(self, desk: QObject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self.problem = ""
        self.size_text = ""
        found = desk.findChild(_Kept)
        self._kept = (found if isinstance(found, _Kept) else _Kept(desk)).pictures
        self._key: tuple[str, int, int] | None = None
        self._steps: Iterator[tuple[QImage, str] | None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self.on_step)

    @property
    def is_reading(self) -> bool:
        return self._steps is not None

    def show(self, path: Path | None) -> None:
        """Read this file; None shows nothing. Raises OSError when it is gone."""
        self._timer.stop()
        self._steps, self.image, self.problem, self.size_text = None, None, "", ""
        if path is None:
            return
        facts = path.stat()
        self._key = (str(path), facts.st_size, facts.st_mtime_ns)
        if self._key in self._kept:
            self.image, self.size_text = self._kept[self._key]
            return
        self._steps = read_in_steps(path)
        self._timer.start()

    def on_step(self) -> None:
        """One small step of reading."""
        if self._steps is None:
            self._timer.stop()
            return
        try:
            found = next(self._steps)
        except StopIteration:
            self._finish(self.tr("no picture"))
        except Exception as error:  # noqa: BLE001  foreign decoders raise what they like; the file is named and work goes on
            log.info("no thumbnail of %s: %s", self._key[0] if self._key else "", error)
            self._finish(self.tr("no picture"))
        else:
            if found is not None and self._key is not None:
                self.image, self.size_text = found
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[self._key] = found
                self._finish("")

    def _finish(self, problem: str) -> None:
        self._timer.stop()
        self._steps = None
        self.problem = problem
        self.arrived.emit()


class _Kept(QObject):
    """Lives as long as the desk."""

    def __init__(self, desk: QObject) -> None:
        super().__init__(desk)
        self.pictures: dict[tuple[str, int, int], tuple[QImage, str]] = {}


def read_in_steps(path: Path) -> Iterator[tuple[QImage, str] | None]:
    """None after each step, at last the small picture and its size in words. Raises what the decoder raises."""
    return _clip_steps(path) if path.suffix.casefold() in _CLIPS else _image_steps(path)


def _image_steps(path: Path) -> Iterator[tuple[QImage, str] | None]:
    from PIL import ImageFile

    parser = ImageFile.Parser()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            parser.feed(chunk)
            yield None
    image = parser.close()
    words = f"{image.width}×{image.height}"
    yield None
    yield from _shrunk(image, words)


def _shrunk(image: Any, words: str) -> Iterator[tuple[QImage, str] | None]:
    """Band by band, whole pixels averaged, then the rest at once."""
    from PIL import Image, ImageOps

    factor = max(1, min(image.width // _WIDEST, image.height // _HIGHEST))
    small = Image.new("RGB", (image.width // factor, image.height // factor))
    for top in range(0, small.height, max(1, _BAND_ROWS // factor)):
        rows = min(max(1, _BAND_ROWS // factor), small.height - top)
        box = (0, top * factor, small.width * factor, (top + rows) * factor)
        small.paste(image.crop(box).convert("RGB").reduce(factor), (0, top))
        yield None
    small.info, small.getexif()[0x0112] = {}, image.getexif().get(0x0112, 1)
    turned = ImageOps.exif_transpose(small)
    turned.thumbnail((_WIDEST, _HIGHEST))
    yield _as_qimage(turned.tobytes(), turned.width, turned.height), words


def _clip_steps(path: Path) -> Iterator[tuple[QImage, str] | None]:
    import av

    yield None
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        yield None
        for packet in container.demux(stream):
            for frame in packet.decode():
                share = min(_WIDEST / frame.width, _HIGHEST / frame.height, 1.0)
                wide, high = max(1, round(frame.width * share)), max(1, round(frame.height * share))
                pixels = frame.to_ndarray(format="rgb24", width=wide, height=high)
                yield _as_qimage(pixels.tobytes(), wide, high), f"{frame.width}×{frame.height}"
                return
            yield None


def _as_qimage(pixels: bytes, width: int, height: int) -> QImage:
    return QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
