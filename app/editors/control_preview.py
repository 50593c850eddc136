"""What the model gets: the control clip of the Drag Control node below the strokes, computed when it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.look.images import as_qimage
from nodes.values import Clip, Control

__all__ = ["ControlPreview"]


class ControlPreview(QObject):
    """frame(n): its picture, or None.  note: what is missing, in words.  changed(): either."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._clip: Clip | None = None
        self._frames: dict[int, QImage] = {}
        self._drawn: object = None
        self.on = False
        self.note = ""
        desk.results.value_arrived.connect(self.on_value_arrived)
        desk.results.node_changed.connect(self.on_node_changed)
        desk.results.was_reset.connect(self.on_reset)
        self._active.changed.connect(self.on_strokes_changed)

    @property
    def path(self) -> str:
        """Of the control node, "" when there is none."""
        control, where = self._active.around.control, self._active.where
        return f"{where}/{control}" if where and control else control

    def set_on(self, on: bool) -> None:
        if on == self.on:
            return
        self.on = on
        if on:
            self._compute()
        self.changed.emit()

    def frame(self, number: int) -> QImage | None:
        if self._clip is None or not 0 <= number < self._clip.frame_count:
            return None
        if number not in self._frames:
            self._frames[number] = as_qimage(self._clip.as_uint8()[number])
        return self._frames[number]

    def on_strokes_changed(self) -> None:
        if self.on and not self._active.drafting and self._active.strokes is not self._drawn:
            self._compute()

    def on_node_changed(self, path: str) -> None:
        if self.on and path == self.path:
            result = self._desk.results.of(path)
            if result.failure is not None:
                self._tell(result.failure.message)
            elif str(result.state) in ("done", "cached"):
                self._desk.results.request_value(path, "control")

    def on_value_arrived(self, path: str, output: str, value: object, failure: object) -> None:
        if path == self.path and isinstance(value, Control):
            self._clip, self._frames = value.clip, {}
            self._tell("")

    def on_reset(self) -> None:
        self._clip, self._frames = None, {}
        self._tell("")

    def _compute(self) -> None:
        self._drawn = self._active.strokes
        if not self.path:
            self._tell(self.tr("No Drag Control uses these strokes yet."))
        elif self._desk.runs is not None:
            self._tell(self.tr("Computing what the model gets …"))
            self._desk.runs.run_to(self.path)
        else:
            self._tell(self.tr("No engine is running, so the control cannot be computed."))

    def _tell(self, note: str) -> None:
        self.note = note
        self.changed.emit()
