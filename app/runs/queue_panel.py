"""The queue as cards: what runs with its live picture, what waits, what is over."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import PanelHeader, button, label
from app.runs.cards import Card
from app.runs.pictures import frame_image, middle_frame
from app.runs.run_now import duration_text
from nodes.engine import QueuedJob
from nodes.values import Clip

__all__ = ["QueuePanel"]


class QueuePanel(QWidget):
    """Cards in the order of the queue. Drag one, or Alt with an arrow, to reorder; Delete takes it out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cards: dict[str, Card] = {}
        self._menu_for = ""
        self._frame = 0
        self.setAccessibleName(self.tr("Queue"))
        self._build()
        if desk.runs is not None:
            desk.runs.changed.connect(self.refresh)
            desk.runs.progressed.connect(self.on_progress)
            desk.runs.pictured.connect(self.on_pictured)
        self._beat = self.startTimer(125)
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Cards for what is in the queue now."""
        runs = self._desk.runs
        entries = runs.entries if runs is not None else []
        kept = {entry.job_id for entry in entries}
        for job_id in [job_id for job_id in self._cards if job_id not in kept]:
            self._cards.pop(job_id).deleteLater()
        for place, entry in enumerate(entries):
            card = self._cards.get(entry.job_id) or self._new_card(entry.job_id)
            self._row.insertWidget(place, card)
            self._show(card, entry)
        self._pages.setCurrentIndex(1 if entries else 0)
        self._pause.setText(self.tr("Resume") if runs is not None and runs.paused else self.tr("Pause"))
        waiting = runs.waiting if runs is not None else 0
        self._header.set_subtitle(self.tr("%n waiting", "", waiting).replace("%n", str(waiting)) if entries else "")

    def on_progress(self, now: object) -> None:
        runs = self._desk.runs
        entry = runs.entry(runs.now.job_id) if runs is not None and runs.now is not None else None
        if entry is not None and entry.job_id in self._cards:
            self._show(self._cards[entry.job_id], entry)

    def on_pictured(self, job_id: str) -> None:
        runs, card = self._desk.runs, self._cards.get(job_id)
        if runs is not None and card is not None:
            card.show_picture(middle_frame(runs.pictures.get(job_id)))

    def timerEvent(self, event: object) -> None:
        """The live picture of the running job plays."""
        runs = self._desk.runs
        if runs is None or runs.now is None or not self.isVisible():
            return
        picture, card = runs.pictures.get(runs.now.job_id), self._cards.get(runs.now.job_id)
        if card is not None and isinstance(picture, Clip):
            self._frame += 1
            card.show_picture(frame_image(picture, self._frame))

    def _show(self, card: Card, entry: QueuedJob) -> None:
        runs = self._desk.runs
        now = runs.now if runs is not None else None
        running = now is not None and now.job_id == entry.job_id
        note = self._note(entry)
        if running and now is not None:
            note = self.tr("{0} left").format(duration_text(now.seconds_left)) if now.seconds_left else now.note
        card.show_job(entry.title, note, entry.state, now.fraction if running and now is not None else None)

    def _note(self, entry: QueuedJob) -> str:
        runs = self._desk.runs
        if entry.state == "pending":
            return self.tr("interrupted, waiting") if entry.interrupted else self.tr("waiting")
        if entry.state == "failed":
            return self.tr("failed")
        if entry.state == "cancelled":
            return self.tr("stopped")
        past = runs.history.of_job(entry.job_id) if runs is not None else None
        if past is not None and past.numbers:
            name, value = next(iter(past.numbers.items()))
            return f"{name} {value:.3g}"
        took = (entry.ended or 0) - (entry.started or 0)
        return duration_text(took) if took > 0 else entry.state

    # -- what people do with it --------------------------------------------------------------------

    def on_picked(self, modifiers: object) -> None:
        for card in self._cards.values():
            card.set_selected(card is self.sender())

    def on_menu(self, point: QPoint) -> None:
        card = self.sender()
        assert isinstance(card, Card)
        self._menu_for = card.job_id
        entry = self._desk.runs.entry(card.job_id) if self._desk.runs is not None else None
        if entry is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if entry.state in ("pending", "running"):
            menu.addAction(self.tr("Stop"), self.stop_menu)
        else:
            menu.addAction(self.tr("Run again"), self.again_menu)
        if entry.state != "running":
            menu.addAction(self.tr("Remove"), self.remove_menu)
        menu.popup(point)

    def stop_menu(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.cancel(self._menu_for)

    def again_menu(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.again(self._menu_for)

    def remove_menu(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.remove(self._menu_for)

    def on_removed(self) -> None:
        """Delete: a job that runs is stopped, another one taken out."""
        card, runs = self.sender(), self._desk.runs
        entry = runs.entry(card.job_id) if runs is not None and isinstance(card, Card) else None
        if runs is not None and entry is not None:
            if entry.state == "running":
                runs.cancel(entry.job_id)
            else:
                runs.remove(entry.job_id)

    def on_shifted(self, by: int) -> None:
        card, runs = self.sender(), self._desk.runs
        if runs is None or not isinstance(card, Card):
            return
        order = [entry.job_id for entry in runs.entries]
        runs.move(card.job_id, max(0, order.index(card.job_id) + by))
        card.setFocus()

    def on_dropped(self, point: QPoint) -> None:
        card, runs = self.sender(), self._desk.runs
        if runs is None or not isinstance(card, Card):
            return
        x = self._strip.mapFromGlobal(point).x()
        order = [entry.job_id for entry in runs.entries if entry.job_id != card.job_id]
        middles = [self._cards[job_id].geometry().center().x() for job_id in order if job_id in self._cards]
        runs.move(card.job_id, sum(x > middle for middle in middles))

    def toggle_pause(self) -> None:
        self._desk.commands.run("run.pause")

    def clear_done(self) -> None:
        self._desk.commands.run("queue.clear_done")

    def open_batch(self) -> None:
        self._desk.commands.run("run.batch")

    def _new_card(self, job_id: str) -> Card:
        card = self._cards[job_id] = Card(self._desk.look, job_id, self._strip)
        card.picked.connect(self.on_picked)
        card.menu_wanted.connect(self.on_menu)
        card.removed.connect(self.on_removed)
        card.shifted.connect(self.on_shifted)
        card.dropped.connect(self.on_dropped)
        card.show()
        runs = self._desk.runs
        past = runs.history.of_job(job_id) if runs is not None else None
        picture = middle_frame(runs.pictures.get(job_id)) if runs is not None else None
        if picture is None and past is not None:
            from app.runs.history import picture_of

            picture = picture_of(past)
        card.show_picture(picture)
        return card

    def _build(self) -> None:
        self._header = PanelHeader(self._desk.look, self.tr("Queue"), self)
        self._pause = button(self.tr("Pause"), self.toggle_pause, "flat", tip=self.tr("Hand out no more jobs"))
        clear = button(self.tr("Clear"), self.clear_done, "flat", tip=self.tr("Take out what is over"))
        batch = button(self.tr("Batch…"), self.open_batch, "flat", tip=self.tr("Many seeds, or a grid of two values"))
        for widget in (batch, clear, self._pause):
            self._header.add_tool(widget)
        self._strip = QWidget()
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(12, 4, 12, 8)
        self._row.setSpacing(12)
        self._row.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._strip)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        empty = label(self.tr("Nothing has run yet. Ctrl+Return runs the outputs of the graph."), "dim")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout()
        self._pages.addWidget(empty)
        self._pages.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addLayout(self._pages, 1)
