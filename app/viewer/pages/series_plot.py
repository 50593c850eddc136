"""Curves of a report, with a legend, the values under the mouse, and the playhead where the axis is time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import label
from app.viewer.plots import LINE_TYPES, Hover, dress, nearest, new_plot, pen
from nodes.values import Series

__all__ = ["SeriesPlot"]

_HEIGHT = 200


class SeriesPlot(QWidget):
    """told: the values nearest to the mouse, or those at the playhead."""

    def __init__(self, desk: Desk, series: Series, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import pyqtgraph

        self._desk, self.series = desk, series
        self.plot = new_plot(desk.look, self, labels={"bottom": series.x_label, "left": series.y_label})
        self.plot.setAccessibleName(series.title)
        self.plot.setMouseEnabled(x=False, y=False)
        self.curves = [self.plot.plot(series.x, line) for line in series.lines.values()]
        self._keys = [QLabel(self) for _ in self.curves]
        self._cursor = pyqtgraph.InfiniteLine(angle=90)
        self._cursor.hide()
        self.plot.addItem(self._cursor)
        self._hover = Hover(self.plot)
        self._hover.moved.connect(self.on_hovered)
        self._head = label(series.title, "title", self)
        self._legend = QHBoxLayout()
        for key in self._keys:
            self._legend.addWidget(key)
        self._legend.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._head)
        self._column.addLayout(self._legend)
        self._column.addWidget(self.plot)
        self._by_frame = series.x_label.lower().startswith("frame")
        if self._by_frame:
            desk.playhead.moved.connect(self.on_moved)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.on_moved()

    @property
    def told(self) -> list[str]:
        return [key.property("told") for key in self._keys]

    def on_moved(self) -> None:
        self.on_hovered(None)

    def on_hovered(self, at: float | None) -> None:
        """Show the values at a place of the axis, or at the playhead."""
        if at is None and self._by_frame:
            at = float(self._desk.playhead.frame)
        place = nearest(self.series.x, at) if at is not None else None
        self._cursor.setVisible(place is not None)
        if place is not None:
            self._cursor.setPos(float(self.series.x[place]))
        for index, (key, (name, line)) in enumerate(zip(self._keys, self.series.lines.items(), strict=True)):
            value = f"  {line[place]:.4g}" if place is not None else ""
            colour = self._desk.look.type_colour(LINE_TYPES[index % len(LINE_TYPES)]).name()
            key.setProperty("told", f"{name}{value}")
            key.setTextFormat(Qt.TextFormat.RichText)
            key.setText(f'<span style="color:{colour}">●</span> {_escaped(name)}<b>{value}</b>')

    def on_look_changed(self) -> None:
        look = self._desk.look
        dress(self.plot, look)
        self.plot.setFixedHeight(look.px(_HEIGHT))
        self._legend.setSpacing(look.px(12))
        self._column.setSpacing(look.px(4))
        for index, curve in enumerate(self.curves):
            colour = look.type_colour(LINE_TYPES[index % len(LINE_TYPES)])
            curve.setPen(pen(colour, look.px(2)))
            few = self.series.x.size <= 40
            curve.setSymbol("o" if few else None)
            curve.setSymbolSize(look.px(5))
            curve.setSymbolBrush(colour)
            curve.setSymbolPen(None)
        self._cursor.setPen(pen(look.colour("accent", 0.8), 1))
        self.on_hovered(None)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
