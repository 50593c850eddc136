"""The false colours of a measured picture: which map, from which value to which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QDoubleValidator, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from app.look import Look
from app.look.widgets import tool_button
from app.viewer.colouring import MAPS, Colouring, false_colours
from app.viewer.footage import Footage, as_image
from app.viewer.measured import FlowFootage, LatentsFootage, MaskFootage

__all__ = ["ScaleStrip"]


class ScaleStrip(QWidget):
    """changed(Colouring): the person wants other colours."""

    changed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.colouring = Colouring()
        self.maps = QComboBox(self)
        self.maps.setAccessibleName(self.tr("False colours"))
        titles = (self.tr("Own colours"), self.tr("Grey"), "Inferno", "Viridis", "Turbo")
        for name, title in zip(MAPS, titles, strict=True):
            self.maps.addItem(title, name)
        self.maps.activated.connect(self.on_map)
        self.low, self.high = self._field(self.tr("Lowest value")), self._field(self.tr("Highest value"))
        self._ramp = _Ramp(look, self)
        self.auto: QToolButton = tool_button(self.tr("auto"), self.tr("Range from the values"), self.on_auto)
        self._row = QHBoxLayout(self)
        for widget, stretch in ((self.maps, 0), (self.low, 0), (self._ramp, 1), (self.high, 0), (self.auto, 0)):
            self._row.addWidget(widget, stretch)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def _field(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setProperty("role", "mono")
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setValidator(QDoubleValidator(made))
        made.editingFinished.connect(self.on_range)
        return made

    def show_scale(self, footage: Footage, colouring: Colouring) -> None:
        """The scale of what is shown now. Raises ValueError for a picture in real colours."""
        scale = footage.scale()
        if scale is None:
            raise ValueError("a picture in real colours has no scale")
        low, high, unit = scale
        self.colouring = colouring
        self.maps.setCurrentIndex(MAPS.index(colouring.map))
        for field, number in ((self.low, low), (self.high, high)):
            field.setText(f"{number:.4g}")
            field.setToolTip(f"{field.accessibleName()}{unit and ', ' + unit.strip()}")
        own = "grey" if isinstance(footage, MaskFootage) else "inferno"
        flat = isinstance(footage, FlowFootage | LatentsFootage) and colouring.map == "own"
        self._ramp.set_map("" if flat else own if colouring.map == "own" else colouring.map)
        self.auto.setEnabled(colouring.low is not None or colouring.high is not None)

    def on_map(self, index: int) -> None:
        self._tell(replace(self.colouring, map=self.maps.itemData(index)))

    def on_range(self) -> None:
        """Both fields as they stand; a low above the high is swapped."""
        try:
            low, high = sorted((float(self.low.text()), float(self.high.text())))
        except ValueError:
            return
        self._tell(replace(self.colouring, low=low, high=high))

    def on_auto(self) -> None:
        self._tell(Colouring(self.colouring.map))

    def _tell(self, colouring: Colouring) -> None:
        if colouring != self.colouring:
            self.changed.emit(colouring)

    def on_look_changed(self) -> None:
        px = self._look.px
        self.setFixedHeight(px(36))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(8))
        for field in (self.low, self.high):
            field.setFixedWidth(px(72))


class _Ramp(QWidget):
    """The colours from low to high."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._map = look, "inferno"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(80), self._look.px(10))

    def set_map(self, name: str) -> None:
        self._map = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._map:
            return
        share = np.linspace(0, 1, 256, dtype=np.float32)[None]
        image: QImage = as_image(false_colours(share, self._map))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), image)
        painter.end()
