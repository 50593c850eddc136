"""A row of chips, one an overlay: pressed to switch it, dragged along to set how strong it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from app.look import Look
from app.look.widgets import label
from app.viewer.overlays.overlay_set import Overlay, OverlaySet

__all__ = ["OverlayChip", "OverlayStrip"]


class OverlayChip(QAbstractButton):
    """Filled as far as the overlay is strong. Click or Space: on or off; drag, wheel, Left and Right: strength."""

    def __init__(self, look: Look, overlays: OverlaySet, item: Overlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._overlays, self.item = look, overlays, item
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self.setCheckable(True)
        self.setChecked(item.on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Overlay: {title}").format(title=item.found.title))
        self.toggled.connect(self.on_toggled)
        self._tell()

    def _tell(self) -> None:
        told = self.tr("{title} ({kind}). Press to switch, drag or turn the wheel for its strength.")
        problem = f"\n{self.item.problem}" if self.item.problem else ""
        self.setToolTip(told.format(title=self.item.found.title, kind=self.item.found.type_name) + problem)

    def sizeHint(self) -> QSize:
        px = self._look.px
        self.setFont(self._look.font("caption"))
        return QSize(self.fontMetrics().horizontalAdvance(self._text()) + px(30), px(22))

    def _text(self) -> str:
        return self.item.found.title

    def on_toggled(self, on: bool) -> None:
        self._overlays.set_on(self.item, on)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, item = self._look, self.item
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        round_ = box.height() / 2
        colour = look.type_colour(item.found.type_name)
        painter.setPen(look.colour("accent") if self.hasFocus() else look.colour("hairline"))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(box, round_, round_)
        if item.on:
            painter.save()
            painter.setClipRect(QRectF(0, 0, self.width() * item.opacity, self.height()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.type_colour(item.found.type_name, 0.22))
            painter.drawRoundedRect(box, round_, round_)
            painter.restore()
        dot = look.px(4)
        painter.setPen(colour)
        painter.setBrush(colour if item.on and item.value is not None else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(look.px(12), self.height() / 2), dot, dot)
        painter.setPen(look.colour("text" if item.on else "dim"))
        painter.setFont(look.font("caption"))
        place = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box.adjusted(look.px(21), 0, -look.px(6), 0), place, self._text())
        painter.end()

    def event(self, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in keys:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at, self._dragging = event.position(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        if abs(event.position().x() - self._pressed_at.x()) > self._look.px(4):
            self._dragging = True
        if self._dragging:
            self._strength(event.position().x() / max(1, self.width()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self._dragging:
            self.setDown(False)
            if not self.isChecked():
                self.setChecked(True)
        else:
            super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._strength(self.item.opacity + (0.05 if event.angleDelta().y() > 0 else -0.05))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -0.1, Qt.Key.Key_Right: 0.1}.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self._strength(self.item.opacity + way)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()

    def _strength(self, opacity: float) -> None:
        self._overlays.set_opacity(self.item, opacity)
        self.update()


class OverlayStrip(QWidget):
    """All overlays of the shown node; hidden while it is switched off."""

    def __init__(self, look: Look, overlays: OverlaySet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._overlays = look, overlays
        self.chips: list[OverlayChip] = []
        self._inner = QWidget(self)
        self._row = QHBoxLayout(self._inner)
        self._none = label(self.tr("Nothing before this node can be laid over its picture."), "caption", self._inner)
        self._row.addWidget(self._none)
        self._row.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        overlays.listed.connect(self.on_listed)
        overlays.changed.connect(self.on_changed)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.on_listed()

    def on_listed(self) -> None:
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [OverlayChip(self._look, self._overlays, item, self._inner) for item in self._overlays.items]
        for place, chip in enumerate(self.chips):
            self._row.insertWidget(1 + place, chip)
        self._none.setVisible(not self.chips)

    def on_changed(self) -> None:
        for chip in self.chips:
            chip.update()

    def on_look_changed(self) -> None:
        px = self._look.px
        self.setFixedHeight(px(34))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(6))
        for chip in self.chips:
            chip.updateGeometry()
