"""Cards of the start page: a picture, a title and a line, pressed like a button; and the grid they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from app.look import Look

__all__ = ["Card", "CardGrid"]


class Card(QAbstractButton):
    """title, lines: written under the picture, the lines dim and of at most two rows.  dim: the file is not there.

    removed(): Delete was pressed on it.
    """

    removed = Signal()

    def __init__(self, look: Look, title: str, line: str, *, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setText(title)
        self.line = line
        self.rows = rows
        self.badge = ""
        self.dim = False
        self._picture = QImage()
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def set_picture(self, picture: QImage | None) -> None:
        self._picture = picture if picture is not None else QImage()
        self.update()

    def height_for(self, width: int) -> int:
        return self._picture_height(width) + self._look.px(34 + 17 * self.rows)

    def sizeHint(self) -> QSize:
        width = self._look.px(232)
        return QSize(width, self.height_for(width))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Walked to by keys, it comes into view."""
        super().focusInEvent(event)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None and event.reason() != Qt.FocusReason.MouseFocusReason:
            around.ensureWidgetVisible(self, 0, self._look.px(24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            event.ignore() if event.key() in _ARROWS else super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(whole, px(8), px(8))
        painter.fillPath(shape, look.colour("raised"))
        painter.save()
        painter.setClipPath(shape)
        if self.dim:
            painter.setOpacity(0.35)
        self._paint_picture(painter, QRect(0, 0, self.width(), self._picture_height(self.width())))
        painter.restore()
        self._paint_texts(painter)
        lit = self.hasFocus() or self.isDown()
        edge = "accent" if lit else "faint" if self.underMouse() else "hairline"
        painter.setPen(QPen(look.colour(edge), px(2) if lit else 1))
        painter.drawPath(shape)

    def _paint_picture(self, painter: QPainter, place: QRect) -> None:
        painter.fillRect(place, self._look.colour("edge" if self._look.palette.is_dark else "input"))
        if self._picture.isNull():
            return
        fitted = self._picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        shown = QRect(0, 0, fitted.width(), fitted.height())
        shown.moveCenter(place.center())
        painter.drawImage(shown, self._picture)

    def _paint_texts(self, painter: QPainter) -> None:
        look, px = self._look, self._look.px
        left, wide = px(12), self.width() - px(24)
        top = self._picture_height(self.width()) + px(9)
        painter.setFont(look.font("title"))
        painter.setPen(look.colour("dim" if self.dim else "text"))
        badge_width = 0
        if self.badge:
            painter.setFont(look.font("caption"))
            badge_width = painter.fontMetrics().horizontalAdvance(self.badge) + px(10)
            painter.setPen(look.colour("dim"))
            painter.drawText(QRect(left, top, wide, px(17)), Qt.AlignmentFlag.AlignRight, self.badge)
            painter.setFont(look.font("title"))
            painter.setPen(look.colour("dim" if self.dim else "text"))
        title = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, wide - badge_width)
        painter.drawText(QRect(left, top, wide - badge_width, px(17)), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("dim"))
        below = QRect(left, top + px(19), wide, px(17) * self.rows)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if self.rows == 1:
            text = painter.fontMetrics().elidedText(self.line, Qt.TextElideMode.ElideMiddle, wide)
            painter.drawText(below, flags, text)
        else:
            painter.drawText(below, flags | Qt.TextFlag.TextWordWrap, self.line)

    def _picture_height(self, width: int) -> int:
        return round(width * 9 / 16)


_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class CardGrid(QWidget):
    """Cards in as many columns as fit; the arrow keys walk among them."""

    def __init__(self, look: Look, *, least: int = 216, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._least = least
        self.cards: list[Card] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.on_look_changed)

    def set_cards(self, cards: Sequence[Card]) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = list(cards)
        for card in self.cards:
            card.setParent(self)
            card.show()
        self._place()
        self.updateGeometry()

    def columns(self) -> int:
        gap = self._look.px(12)
        return max(1, (self.width() + gap) // (self._look.px(self._least) + gap))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self.cards:
            return 0
        gap = self._look.px(12)
        columns = max(1, (width + gap) // (self._look.px(self._least) + gap))
        each = self.cards[0].height_for((width - gap * (columns - 1)) // columns)
        rows = -(-len(self.cards) // columns)
        return rows * each + (rows - 1) * gap

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._look.px(self._least))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(self._least), self.heightForWidth(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = next((place for place, card in enumerate(self.cards) if card.hasFocus()), None)
        steps = dict(zip(_ARROWS, (-1, 1, -self.columns(), self.columns()), strict=True))
        step = steps.get(Qt.Key(event.key()))
        if focused is None or step is None or not 0 <= focused + step < len(self.cards):
            super().keyPressEvent(event)
            return
        self.cards[focused + step].setFocus(Qt.FocusReason.TabFocusReason)

    def on_look_changed(self) -> None:
        self._place()
        self.updateGeometry()

    def _place(self) -> None:
        if not self.cards:
            return
        gap, columns = self._look.px(12), self.columns()
        wide = (self.width() - gap * (columns - 1)) // columns
        high = self.cards[0].height_for(wide)
        for place, card in enumerate(self.cards):
            card.setGeometry((place % columns) * (wide + gap), (place // columns) * (high + gap), wide, high)
