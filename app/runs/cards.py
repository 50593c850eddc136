"""One job as a card: its picture, what it is called, how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from app.look import Look

__all__ = ["Card"]

WIDTH, PICTURE, FOOT = 208, 117, 30


class Card(QWidget):
    """Painted by itself; its buttons show while it has the mouse or the keyboard.

    picked(modifiers): clicked, or chosen by the space bar.  opened(): double click, Return.  menu_wanted(point).
    dragging(point), dropped(point): by the mouse, in global coordinates.  stepped(-1 or 1): an arrow; shifted(-1 or
    1): Alt with one.  removed(): Delete.
    """

    picked = Signal(object)
    opened = Signal()
    menu_wanted = Signal(QPoint)
    dragging = Signal(QPoint)
    dropped = Signal(QPoint)
    stepped = Signal(int)
    shifted = Signal(int)
    removed = Signal()

    def __init__(self, look: Look, job_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.job_id = job_id
        self._picture = QImage()
        self._title, self._note, self._state, self._empty = "", "", "", ""
        self._fraction: float | None = None
        self._pressed: QPoint | None = None
        self._dragged = False
        self.selected = False
        self._buttons = QWidget(self)
        self._button_row = QHBoxLayout(self._buttons)
        self._buttons.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def show_job(self, title: str, note: str, state: str, fraction: float | None, empty: str = "") -> None:
        """note: at the right, "0:07 left".  fraction: None without a progress line.  empty: in place of a picture."""
        told = (title, note, state, fraction, empty or state)
        if told != (self._title, self._note, self._state, self._fraction, self._empty):
            self._title, self._note, self._state, self._fraction, self._empty = told
            self.setAccessibleName(f"{title}, {note or state}")
            self.setToolTip(f"{title}\n{note or state}")
            self.update()

    def set_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """What can be done with this job, at the top right."""
        for old in self._buttons.findChildren(QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._button_row.removeWidget(old)
            old.hide()
            old.deleteLater()
        for made in buttons:
            self._button_row.addWidget(made)
            made.show()
        self._place_buttons()

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

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
        px = self._look.px
        self._button_row.setContentsMargins(0, 0, 0, 0)
        self._button_row.setSpacing(px(4))
        self._place_buttons()
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
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._empty)
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
        if self._pressed is None:
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if not self._dragged and far > QApplication.startDragDistance():
            self._dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged:
            self.dragging.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self.dropped.emit(event.globalPosition().toPoint())
        self.end_drag()

    def end_drag(self) -> None:
        self._pressed, self._dragged = None, False
        self.unsetCursor()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_buttons(True)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_buttons(self._has_keyboard())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show_buttons(True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._show_buttons(self.underMouse() or self._has_keyboard())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            (self.shifted if alt else self.stepped).emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Escape and self._dragged:
            self.end_drag()
            self.dragging.emit(QPoint())
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Space:
            self.picked.emit(event.modifiers())
        else:
            super().keyPressEvent(event)

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _show_buttons(self, shown: bool) -> None:
        if shown:
            self._place_buttons()
            self._buttons.raise_()
        self._buttons.setVisible(shown)

    def _place_buttons(self) -> None:
        px = self._look.px
        self._button_row.activate()
        self._buttons.adjustSize()
        self._buttons.move(self.width() - self._buttons.width() - px(8), px(8))
