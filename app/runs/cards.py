"""One job as a card: its picture, what it is called, how far it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.look import Look

__all__ = ["Card"]

WIDTH, PICTURE, FOOT = 208, 117, 30


class Card(QWidget):
    """Painted by itself. picked(): clicked or chosen by key.  opened(): double click.  menu_wanted(point).

    dropped(point): dragged there, in global coordinates.  shifted(-1 or 1): Alt+arrow.  removed(): Delete.
    """

    picked = Signal(object)
    opened = Signal()
    menu_wanted = Signal(QPoint)
    dropped = Signal(QPoint)
    shifted = Signal(int)
    removed = Signal()

    def __init__(self, look: Look, job_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.job_id = job_id
        self._picture = QImage()
        self._title, self._note, self._state = "", "", ""
        self._fraction: float | None = None
        self._pressed: QPoint | None = None
        self.selected = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def show_job(self, title: str, note: str, state: str, fraction: float | None) -> None:
        """note: at the right, "0:07 left".  fraction: None without a progress line."""
        told = (title, note, state, fraction)
        if told != (self._title, self._note, self._state, self._fraction):
            self._title, self._note, self._state, self._fraction = told
            self.setAccessibleName(f"{title}, {note or state}")
            self.setToolTip(f"{title}\n{note or state}")
            self.update()

    def show_picture(self, picture: QImage | None) -> None:
        self._picture = picture if picture is not None else QImage()
        self.update()

    def set_selected(self, selected: bool) -> None:
        if selected != self.selected:
            self.selected = selected
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(WIDTH), self._look.px(PICTURE + FOOT))

    def on_look_changed(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        outline = QPainterPath()
        outline.addRoundedRect(body, px(6), px(6))
        painter.setClipPath(outline)
        painter.fillPath(outline, look.colour("raised"))
        place = QRectF(body.left(), body.top(), body.width(), px(PICTURE))
        self._paint_picture(painter, place)
        self._paint_foot(painter, QRectF(body.left(), place.bottom(), body.width(), body.bottom() - place.bottom()))
        painter.setClipping(False)
        if self.selected or self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2 if self.selected else 1))
            painter.drawPath(outline)

    def _paint_picture(self, painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, self._look.colour("input"))
        if self._picture.isNull():
            painter.setPen(self._look.colour("dim"))
            painter.setFont(self._look.font("caption"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._state)
            return
        size = self._picture.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        if self._state in ("failed", "cancelled"):
            painter.setOpacity(0.4)
        painter.drawImage(target, self._picture)
        painter.restore()

    def _paint_foot(self, painter: QPainter, place: QRectF) -> None:
        look, px = self._look, self._look.px
        if self._fraction is not None:
            line = QRectF(place.left(), place.top(), place.width(), px(2.5))
            painter.fillRect(line, look.colour("edge"))
            line.setWidth(line.width() * min(max(self._fraction, 0.0), 1.0))
            painter.fillRect(line, look.colour("accent"))
        row = place.adjusted(px(9), 0, -px(9), 0)
        painter.setFont(look.font("caption"))
        metrics = painter.fontMetrics()
        note_width = min(metrics.horizontalAdvance(self._note), round(row.width() * 0.6))
        painter.setPen(look.colour("fail" if self._state == "failed" else "dim"))
        note = metrics.elidedText(self._note, Qt.TextElideMode.ElideRight, note_width + 2)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        painter.setPen(look.colour("text"))
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, round(row.width()) - note_width - px(8))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    # -- mouse and keys ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.picked.emit(event.modifiers())
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and (event.position().toPoint() - self._pressed).manhattanLength() > 12:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self.cursor().shape() == Qt.CursorShape.ClosedHandCursor:
            self.dropped.emit(event.globalPosition().toPoint())
        self._pressed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.shifted.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Space:
            self.picked.emit(event.modifiers())
        else:
            super().keyPressEvent(event)
