"""Sound as a waveform, one row a channel, with the playhead over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import label
from app.viewer.plots import dress, new_plot, pen
from nodes.values import Audio

__all__ = ["AudioPage", "envelope"]

_COLUMNS = 2000


class AudioPage(QWidget):
    """It is shown, not played: the studio plays without sound."""

    def __init__(self, desk: Desk, sound: Audio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import pyqtgraph

        self._desk, self.sound = desk, sound
        self._said = label(sound.summary(), "caption", self)
        self.plot = new_plot(desk.look, self, labels={"bottom": self.tr("seconds")})
        self.plot.setAccessibleName(self.tr("Waveform"))
        self.plot.setMouseEnabled(x=True, y=False)
        self._rows = []
        for channel in range(min(sound.channels, 8)):
            low, high = envelope(sound.samples[:, channel], _COLUMNS)
            seconds = np.linspace(0, sound.duration_s, len(low), endpoint=False)
            lift = -2.2 * channel
            ends = [self.plot.plot(seconds, low + lift), self.plot.plot(seconds, high + lift)]
            fill = pyqtgraph.FillBetweenItem(*ends)
            self.plot.addItem(fill)
            self._rows.append((fill, ends))
        self._cursor = pyqtgraph.InfiniteLine(angle=90)
        self.plot.addItem(self._cursor)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.plot, 1)
        self._column.addWidget(self._said)
        desk.playhead.moved.connect(self.on_moved)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.on_moved()

    def on_moved(self) -> None:
        head = self._desk.playhead
        self._cursor.setPos(float(head.frame / head.frames_per_second))

    def on_look_changed(self) -> None:
        look = self._desk.look
        dress(self.plot, look)
        self.plot.hideAxis("left")
        colour = look.type_colour("Audio")
        for fill, ends in self._rows:
            fill.setBrush(look.type_colour("Audio", 0.6))
            for end in ends:
                end.setPen(pen(colour, 1))
        self._cursor.setPen(pen(look.colour("accent"), look.px(2)))
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))


def envelope(samples: NDArray[np.float32], columns: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest sample of each of at most `columns` stretches of equal length."""
    if not len(samples):
        nothing = np.zeros(1, np.float32)
        return nothing, nothing
    edges = np.linspace(0, len(samples), min(columns, len(samples)), endpoint=False).astype(np.intp)
    return np.minimum.reduceat(samples, edges), np.maximum.reduceat(samples, edges)
