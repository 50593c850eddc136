"""Cards in a row that scrolls, or in rows where there is height: walked by arrows, moved by dragging or Alt+arrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.look import Look
from app.runs.cards import FOOT, PICTURE, WIDTH, Card

__all__ = ["CardStrip"]


class CardStrip(QScrollArea):
    """By job id. picked(id, modifiers), opened(id), menu_wanted(id, global point), removed(id).

    moved(id, place): to this place in the row; only where `movable`.
    """

    picked = Signal(str, object)
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, look: Look, *, movable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._movable = look, movable
        self.cards: dict[str, Card] = {}
        self._inside = QWidget()
        self._order: list[str] = []
        self._wraps = False
        self._mark = QFrame(self._inside)
        self._mark.hide()
        self.setWidget(self._inside)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def show_ids(self, ids: Sequence[str]) -> list[Card]:
        """Have exactly these cards, in this order; those that are new."""
        for job_id in [job_id for job_id in self.cards if job_id not in set(ids)]:
            card = self.cards.pop(job_id)
            card.hide()
            card.deleteLater()
        new = []
        for job_id in ids:
            if job_id not in self.cards:
                new.append(self._new(job_id))
            self.cards[job_id].show()
        self._order = list(ids)
        self._arrange()
        return new

    def order(self) -> list[str]:
        """Ids from left to right."""
        return list(self._order)

    def select(self, ids: Sequence[str]) -> None:
        for job_id, card in self.cards.items():
            card.set_selected(job_id in ids)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(480), self._look.px(176))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Where there is one row, either direction of the wheel goes along it."""
        if self._wraps:
            super().wheelEvent(event)
            return
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.y() or turned.x()))
        event.accept()

    # -- what a card tells -------------------------------------------------------------------------

    def on_picked(self, modifiers: object) -> None:
        self.picked.emit(self._sent_by().job_id, modifiers)

    def on_opened(self) -> None:
        self.opened.emit(self._sent_by().job_id)

    def on_menu_wanted(self, point: QPoint) -> None:
        self.menu_wanted.emit(self._sent_by().job_id, point)

    def on_removed(self) -> None:
        self.removed.emit(self._sent_by().job_id)

    def on_stepped(self, by: int) -> None:
        order, card = self.order(), self._sent_by()
        place = order.index(card.job_id) + by
        if 0 <= place < len(order):
            self.focus(order[place])

    def on_shifted(self, by: int) -> None:
        order, job_id = self.order(), self._sent_by().job_id
        place = order.index(job_id) + by
        if self._movable and 0 <= place < len(order):
            self.moved.emit(job_id, place)
            self.focus(job_id)

    def on_dragging(self, point: QPoint) -> None:
        """A line shows where the card would go."""
        card = self._sent_by()
        self._mark.setVisible(self._movable and not point.isNull())
        if self._mark.isHidden():
            return
        others = [job_id for job_id in self.order() if job_id != card.job_id]
        if not others:
            return
        place, gap, line = self._place_at(point, others), self._look.px(12), self._look.px(2)
        beside = self.cards[others[min(place, len(others) - 1)]].geometry()
        left = beside.left() - gap // 2 if place < len(others) else beside.right() + gap // 2
        self._mark.setGeometry(max(0, left - line // 2), beside.top(), line, beside.height())
        self._mark.raise_()
        self.ensureVisible(left, beside.center().y(), self._look.px(60), beside.height() // 2 if self._wraps else 0)

    def on_dropped(self, point: QPoint) -> None:
        card = self._sent_by()
        self._mark.hide()
        others = [job_id for job_id in self.order() if job_id != card.job_id]
        if self._movable:
            self.moved.emit(card.job_id, self._place_at(point, others))

    def focus(self, job_id: str) -> None:
        """The keyboard to this card, and the card into sight."""
        card = self.cards.get(job_id)
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(card, self._look.px(12), 0)

    def on_look_changed(self) -> None:
        self._arrange()
        self._mark.setStyleSheet(f"background: {self._look.colour('accent').name()};")

    def _place_at(self, point: QPoint, others: Sequence[str]) -> int:
        there = self._inside.mapFromGlobal(point)
        places = [self.cards[job_id].geometry() for job_id in others]
        if not self._wraps:
            return sum(there.x() > place.center().x() for place in places)
        return sum(
            there.y() > place.bottom() or (there.y() >= place.top() and there.x() > place.center().x())
            for place in places
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """One row; as many as fit where at least two would."""
        px, view = self._look.px, self.viewport().size()
        wide, high = px(WIDTH), px(PICTURE + FOOT)
        gap, left, top = px(12), px(12), px(4)
        self._wraps = view.height() >= top + 2 * high + gap
        across = max(1, (view.width() - left) // (wide + gap)) if self._wraps else max(1, len(self._order))
        for number, job_id in enumerate(self._order):
            row, column = divmod(number, across)
            self.cards[job_id].move(left + column * (wide + gap), top + row * (high + gap))
        down = -(-len(self._order) // across)
        width = view.width() if self._wraps else left + across * (wide + gap)
        self._inside.resize(width, max(view.height(), top + down * (high + gap)) if self._wraps else view.height())
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if self._wraps else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def _sent_by(self) -> Card:
        card = self.sender()
        assert isinstance(card, Card)
        return card

    def _new(self, job_id: str) -> Card:
        card = self.cards[job_id] = Card(self._look, job_id, self._inside)
        card.picked.connect(self.on_picked)
        card.opened.connect(self.on_opened)
        card.menu_wanted.connect(self.on_menu_wanted)
        card.removed.connect(self.on_removed)
        card.stepped.connect(self.on_stepped)
        card.shifted.connect(self.on_shifted)
        card.dragging.connect(self.on_dragging)
        card.dropped.connect(self.on_dropped)
        return card
