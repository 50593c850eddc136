"""The picture that is drawn over: from the file of a Load Image node, or from the last run of whatever is wired."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from app.desk import Desk
from app.editors.active_strokes import ActiveStrokes, active_strokes
from app.look.images import as_qimage
from nodes.errors import KinographError
from nodes.values import Clip, Image

__all__ = ["NodePicture", "SourcePicture", "source_picture"]

LOAD_IMAGE = "media.load_image"
SMALL_PX = 256


def source_picture(desk: Desk) -> SourcePicture:
    """The one that all panels of a desk share."""
    found = desk.findChild(SourcePicture, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, SourcePicture) else SourcePicture(desk)


class NodePicture(QObject):
    """image: the picture an output gives, or None.  problem: why there is none.  to_run: path of the node to run.

    changed(): any of these.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.image: Image | None = None
        self.problem = ""
        self.to_run = ""
        self._path = ""
        self._output = ""
        self._file: Any = None
        self._shown: QImage | None = None
        self._small: NDArray[np.uint8] | None = None
        desk.results.node_changed.connect(self.on_node_changed)
        desk.results.value_arrived.connect(self.on_value_arrived)

    @property
    def aspect(self) -> float:
        """Width divided by height; that of a wide screen while there is no picture."""
        return self.image.width / self.image.height if self.image is not None else 16 / 9

    @property
    def size(self) -> tuple[int, int]:
        return (self.image.width, self.image.height) if self.image is not None else (1280, 720)

    def shown(self) -> QImage | None:
        """For painting; made once."""
        if self._shown is None and self.image is not None:
            self._shown = as_qimage(self.image.as_uint8())
        return self._shown

    def small(self) -> NDArray[np.uint8] | None:
        """Not larger than SMALL_PX, for what need not be exact; made once."""
        import cv2

        if self._small is None and self.image is not None:
            pixels = self.image.as_uint8()
            factor = min(1.0, SMALL_PX / max(pixels.shape[:2]))
            size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
            self._small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        return self._small

    def take(self, where: str, node_id: str, output: str, missing: str) -> None:
        """Show what this output gives. missing: what to say when no node is named."""
        path = f"{where}/{node_id}" if where and node_id else node_id
        node = self._desk.document.node(path) if path else None
        file = self._desk.document.value(where, node_id, "file") if node and node.type_id == LOAD_IMAGE else None
        if (path, output, file) == (self._path, self._output, self._file) and (path or missing == self.problem):
            return
        self._path, self._output, self._file = path, output, file
        if not path:
            self._tell(None, missing)
        elif file is not None:
            self._read_file(str(file))
        else:
            self._ask()

    def forget(self) -> None:
        """Another document: read it again, even where the names are the same."""
        self._path = self._output = ""
        self._file = object()

    def on_node_changed(self, path: str) -> None:
        if path == self._path and self._file is None and self._desk.results.of(path).state in ("done", "cached"):
            self._desk.results.request_value(path, self._output)

    def on_value_arrived(self, path: str, output: str, value: object, failure: object) -> None:
        if path != self._path or output not in (self._output, "") or self._file is not None:
            return
        if isinstance(value, Clip):
            value = Image(value.frame(0))
        if isinstance(value, Image):
            self._tell(value)
        elif self.image is None:
            self._use_thumbnail()

    def _read_file(self, file: str) -> None:
        from nodes.exchange.image_files import read_picture

        if not file:
            self._tell(None, self.tr("Load Image has no file yet: choose one in its parameters."))
            return
        try:
            picture = read_picture(self._desk.document.project.resolve(file))
            self._tell(Image(picture.pixels, picture.alpha))
        except (KinographError, OSError) as error:
            self._tell(None, str(error))

    def _ask(self) -> None:
        self._use_thumbnail()
        self._desk.results.request_value(self._path, self._output)

    def _use_thumbnail(self) -> None:
        small = self._desk.results.thumbnail(self._path, self._output)
        image = Image(small.frame(0)) if isinstance(small, Clip) else small
        if image is not None:
            self._tell(image)
        else:
            self._tell(None, self.tr("The picture has not been computed yet."), self._path)

    def _tell(self, image: Image | None, problem: str = "", to_run: str = "") -> None:
        self.image, self.problem, self.to_run = image, problem, to_run
        self._shown = self._small = None
        self.changed.emit()


class SourcePicture(NodePicture):
    """The picture the active strokes are drawn over."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk)
        self._active: ActiveStrokes = active_strokes(desk)
        self._active.wired.connect(self.look)
        desk.document.changed.connect(self.look)
        desk.document.opened.connect(self.on_opened)
        self.look()

    def look(self) -> None:
        """Find the picture again where it may have become another one."""
        node_id, output = self._active.around.picture
        missing = self.tr("No picture is wired to this node.") if self._active.node_id else ""
        self.take(self._active.where, node_id, output, missing)

    def on_opened(self) -> None:
        self.forget()
        self.look()
