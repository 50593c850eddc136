"""Fields of the selected stroke: what it drags, when, how strongly, and the numbers of a selected point."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.find_outline import outline_finder
from app.editors.number_field import NumberField
from app.editors.source_picture import source_picture
from app.editors.stroke_edits import Stroke, plain_points, points_of, with_field, with_point, with_region
from app.look.widgets import button, label

__all__ = ["StrokeFields"]


class StrokeFields(QWidget):
    """Each change is one step; a field dragged is one step until it is let go."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._source = source_picture(desk)
        self.finder = outline_finder(desk)
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0, 1)
        self.fields: dict[str, NumberField] = {}
        self._labels: dict[str, QLabel] = {}
        self._add("strength", self.tr("Strength"), 0.0, 10.0, 0.01, 2, full=2.0)
        self._add("layer", self.tr("Depth order"), -99, 99, 1, 0, tip=self.tr("Larger is nearer and covers the rest"))
        self._add("start", self.tr("Start frame"), 0, 4096, 1, 0)
        self._add("end", self.tr("End frame"), 0, 4096, 1, 0)
        self._add("rotation_end_deg", self.tr("Rotation at the end"), -3600, 3600, 1, 1, "°")
        self._add("scale_end", self.tr("Scale at the end"), 0.05, 20, 0.01, 2)
        self._add("radius", self.tr("Radius"), 0.1, 100.0, 0.1, 1, " %", full=30.0)
        self._add("x", self.tr("Point x"), -99999, 99999, 1, 2, " px")
        self._add("y", self.tr("Point y"), -99999, 99999, 1, 2, " px")
        self._region = _RegionRow(self)
        self._grid.addWidget(self._region, self._grid.rowCount(), 0, 1, 2)
        self._active.changed.connect(self.look)
        self._active.picked.connect(self.look)
        self._active.wired.connect(self.look)
        self._source.changed.connect(self.look)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def _add(
        self,
        name: str,
        title: str,
        low: float,
        high: float,
        step: float,
        decimals: int,
        unit: str = "",
        *,
        full: float = 0.0,
        tip: str = "",
    ) -> None:
        row, said = self._grid.rowCount(), label(title, "dim")
        field = NumberField(self._desk.look, low, high, step, decimals, unit, full=full)
        field.setAccessibleName(title)
        field.setToolTip(tip)
        said.setBuddy(field)
        setter = _Setter(self, name)
        field.edited.connect(setter.on_edited)
        field.settled.connect(setter.on_settled)
        self._grid.addWidget(said, row, 0)
        self._grid.addWidget(field, row, 1)
        self.fields[name], self._labels[name] = field, said

    def look(self) -> None:
        """Show the selected stroke."""
        stroke = self._active.selected
        self.setVisible(stroke is not None)
        if stroke is None:
            return
        pinned, last = bool(stroke.get("pinned")), self._active.timing.frames - 1
        for name, default in _DEFAULTS.items():
            value = stroke.get(name, default)
            if name == "end" and value is None:
                value = last
            if name == "radius":
                value = float(value) * 100
            self.fields[name].show_value(float(value))
        for name in ("start", "end", "rotation_end_deg", "scale_end"):
            self._show_row(name, not pinned)
        self._show_row("radius", stroke.get("region") is None)
        point = self._point(stroke)
        for axis, name in enumerate(("x", "y")):
            self._show_row(name, point >= 0)
            if point >= 0:
                value = float(stroke["points"][point][axis]) * self._source.size[axis]
                self.fields[name].show_value(value)
        self._region.look(stroke)

    def set_field(self, name: str, value: float) -> None:
        """As a draft, until `settle`."""
        stroke = self._active.selected
        if stroke is not None:
            self._active.draft_stroke(self._active.index, self._with(stroke, name, value))

    def settle(self, name: str) -> None:
        title = self.tr("Set {0}").format(self._labels[name].text().lower())
        self._active.finish(title)

    def remove_region(self) -> None:
        stroke = self._active.selected
        if stroke is not None:
            self._active.change_stroke(self._active.index, with_region(stroke, None), self.tr("Remove the outline"))

    def _with(self, stroke: Stroke, name: str, value: float) -> dict[str, Any]:
        if name in ("x", "y"):
            point = self._point(stroke)
            xy = points_of(stroke)[point].copy()
            xy[("x", "y").index(name)] = value / self._source.size[("x", "y").index(name)]
            return with_point(stroke, point, plain_points([xy])[0])
        if name == "radius":
            return with_field(stroke, name, round(value / 100, 5), 0.05)
        if name in ("layer", "start", "end"):
            return self._with_whole(stroke, name, round(value))
        return with_field(stroke, name, round(float(value), 4), _DEFAULTS[name])

    def _with_whole(self, stroke: Stroke, name: str, value: int) -> dict[str, Any]:
        last = self._active.timing.frames - 1
        if name == "start":
            end = stroke.get("end")
            value = int(np.clip(value, 0, last if end is None else end))
        if name == "end":
            value = max(value, int(stroke.get("start", 0)))
            return with_field(stroke, name, None if value >= last else value, None)
        return with_field(stroke, name, value, 0)

    def _point(self, stroke: Stroke) -> int:
        """The one selected point, or that of a pin; -1 when there is none or there are several."""
        if stroke.get("pinned"):
            return 0
        return next(iter(self._active.points)) if len(self._active.points) == 1 else -1

    def _show_row(self, name: str, shown: bool) -> None:
        self.fields[name].setVisible(shown)
        self._labels[name].setVisible(shown)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._grid.setContentsMargins(px(12), px(10), px(12), px(8))
        self._grid.setVerticalSpacing(px(6))
        for field in self.fields.values():
            field.setFixedWidth(px(150))
        self.look()


_DEFAULTS: dict[str, Any] = {
    "strength": 1.0,
    "layer": 0,
    "start": 0,
    "end": None,
    "rotation_end_deg": 0.0,
    "scale_end": 1.0,
    "radius": 0.05,
}


class _Setter(QObject):
    """Tells which field was edited."""

    def __init__(self, fields: StrokeFields, name: str) -> None:
        super().__init__(fields)
        self._fields, self._name = fields, name

    def on_edited(self, value: float) -> None:
        self._fields.set_field(self._name, value)

    def on_settled(self) -> None:
        self._fields.settle(self._name)


class _RegionRow(QWidget):
    """What is dragged along: the outline with a way to be rid of it, or the disc."""

    def __init__(self, fields: StrokeFields) -> None:
        super().__init__(fields)
        self._text = label("", "dim")
        self._remove: QPushButton = button(self.tr("Use the disc"), fields.remove_region, "chip")
        tip = self.tr("Find the outline of what the stroke begins on (A)")
        self._find: QPushButton = button(self.tr("Find its outline"), fields.finder.find, "chip", tip=tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._find, 0, Qt.AlignmentFlag.AlignRight)

    def look(self, stroke: Stroke) -> None:
        region = stroke.get("region")
        self._remove.setVisible(region is not None)
        self._find.setVisible(region is None)
        if region is None:
            self._text.setText(self.tr("A disc is dragged"))
        else:
            self._text.setText(self.tr("Outline with {0} corners").format(len(region)))
