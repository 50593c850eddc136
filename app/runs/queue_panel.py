"""The queue as cards: what runs with its live picture, what waits, what is over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import PanelHeader, button, label
from app.runs.card_strip import CardStrip
from app.runs.cards import Card
from app.runs.history import picture_of
from app.runs.pictures import frame_image, middle_frame
from app.runs.run_now import RunNow, duration_text
from nodes.engine import QueuedJob
from nodes.values import Clip

__all__ = ["QueuePanel"]

_BEAT_MS = 125


class QueuePanel(QWidget):
    """Cards in the order of the queue. Drag one, or Alt with an arrow, to reorder; Delete takes it out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._frame = 0
        self._playing = ""
        self.setAccessibleName(self.tr("Queue"))
        self._build()
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self.on_beat)
        if desk.runs is not None:
            desk.runs.changed.connect(self.refresh)
            desk.runs.progressed.connect(self.on_progress)
            desk.runs.pictured.connect(self.on_pictured)
            desk.runs.engine_changed.connect(self.refresh)
            desk.runs.history.changed.connect(self.on_history)
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Cards for what is in the queue now."""
        runs = self._desk.runs
        entries = runs.entries if runs is not None else []
        for card in self.strip.show_ids([entry.job_id for entry in entries]):
            self._show_first_picture(card)
        for entry in entries:
            self._show(self.strip.cards[entry.job_id], entry)
        self._pages.setCurrentIndex(1 if entries else 0)
        paused = runs is not None and runs.paused
        self._pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self._pause.setProperty("role", "chip_on" if paused else "flat")
        self._pause.style().unpolish(self._pause)
        self._pause.style().polish(self._pause)
        self._pause.setToolTip(
            self._tip("run.pause", self.tr("Hand out jobs again") if paused else self._pause_tip())
        )
        self._clear.setEnabled(any(entry.state in ("done", "failed", "cancelled") for entry in entries))
        self._header.set_subtitle(self._counted(paused))

    def on_progress(self, now: RunNow | None) -> None:
        runs = self._desk.runs
        entry = runs.entry(now.job_id) if runs is not None and now is not None else None
        if entry is not None and entry.job_id in self.strip.cards:
            self._show(self.strip.cards[entry.job_id], entry)
        if now is None:
            self._beat.stop()

    def on_pictured(self, job_id: str) -> None:
        """A clip plays while its job runs; anything else is shown once."""
        runs, card = self._desk.runs, self.strip.cards.get(job_id)
        if runs is None or card is None:
            return
        picture = runs.pictures.get(job_id)
        plays = isinstance(picture, Clip) and runs.now is not None and runs.now.job_id == job_id
        if plays:
            self._playing = job_id
        if plays and not self._beat.isActive():
            self._beat.start()
        if not plays:
            card.show_picture(middle_frame(picture))

    def on_history(self) -> None:
        """Runs of former sessions have been read: cards without a picture have one now, perhaps."""
        for card in self.strip.cards.values():
            if not card.has_picture:
                self._show_first_picture(card)

    def on_beat(self) -> None:
        """The live picture of the running job plays."""
        runs = self._desk.runs
        if runs is None or runs.now is None or not self.isVisible():
            self._beat.stop()
            self._rest()
            return
        picture, card = runs.pictures.get(runs.now.job_id), self.strip.cards.get(runs.now.job_id)
        if card is not None and isinstance(picture, Clip):
            self._frame += 1
            card.show_picture(frame_image(picture, self._frame))

    def _rest(self) -> None:
        """What played shows the middle of the best picture of its job."""
        runs = self._desk.runs
        if runs is not None and self._playing in self.strip.cards:
            self.strip.cards[self._playing].show_picture(middle_frame(runs.pictures.get(self._playing)))
        self._playing = ""

    def hideEvent(self, event: QHideEvent) -> None:
        self._beat.stop()
        self._rest()

    def _show(self, card: Card, entry: QueuedJob) -> None:
        runs = self._desk.runs
        now = runs.now if runs is not None and runs.now is not None and runs.now.job_id == entry.job_id else None
        note = self._note(entry)
        if now is not None:
            note = self.tr("{0} left").format(duration_text(now.seconds_left)) if now.seconds_left else now.note
        empty = {"pending": self.tr("waiting"), "running": self.tr("running"), "failed": self.tr("failed")}
        shown = empty.get(entry.state, self.tr("stopped") if entry.state == "cancelled" else self.tr("no picture"))
        card.show_job(entry.title, note, entry.state, now.fraction if now is not None else None, shown)
        if entry.error:
            card.setToolTip(f"{entry.title}\n{entry.error}")
        if card.property("buttons_for") != entry.state:
            card.setProperty("buttons_for", entry.state)
            card.set_buttons(self._buttons(entry))

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
        return duration_text(took) if took > 0 else ""

    def _counted(self, paused: bool) -> str:
        runs = self._desk.runs
        if runs is None or not runs.entries:
            return ""
        parts = [self.tr("1 running")] if runs.now is not None else []
        parts += [self.tr("{0} waiting").format(runs.waiting)] if runs.waiting else []
        parts += [self.tr("paused")] if paused else []
        return " · ".join(parts)

    def _show_first_picture(self, card: Card) -> None:
        runs = self._desk.runs
        past = runs.history.of_job(card.job_id) if runs is not None else None
        picture = middle_frame(runs.pictures.get(card.job_id)) if runs is not None else None
        card.show_picture(picture if picture is not None or past is None else picture_of(past))

    # -- what people do with it --------------------------------------------------------------------

    def on_picked(self, job_id: str, modifiers: object) -> None:
        self.strip.select([job_id])

    def on_menu(self, job_id: str, point: QPoint) -> None:
        entry = self._desk.runs.entry(job_id) if self._desk.runs is not None else None
        if entry is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, act in self._acts(entry):
            made = menu.addAction(title, act)
            made.setProperty("job_id", job_id)
        menu.popup(point)

    def on_stop(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.cancel(self._asked_for())

    def on_again(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.again(self._asked_for())

    def on_remove(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.remove(self._asked_for())

    def on_first(self) -> None:
        if self._desk.runs is not None:
            self._desk.runs.move(self._asked_for(), 0)

    def on_removed(self, job_id: str) -> None:
        """Delete: a job that runs is stopped, another one taken out."""
        runs = self._desk.runs
        entry = runs.entry(job_id) if runs is not None else None
        if runs is not None and entry is not None:
            (runs.cancel if entry.state == "running" else runs.remove)(job_id)

    def on_moved(self, job_id: str, place: int) -> None:
        if self._desk.runs is not None:
            self._desk.runs.move(job_id, place)

    def toggle_pause(self) -> None:
        self._desk.commands.run("run.pause")

    def clear_done(self) -> None:
        self._desk.commands.run("queue.clear_done")

    def open_batch(self) -> None:
        self._desk.commands.run("run.batch")

    def run_outputs(self) -> None:
        self._desk.commands.run("run.outputs")

    def _acts(self, entry: QueuedJob) -> list[tuple[str, Callable[[], None]]]:
        if entry.state == "running":
            return [(self.tr("Stop"), self.on_stop)]
        if entry.state == "pending":
            return [
                (self.tr("To the front"), self.on_first),
                (self.tr("Stop"), self.on_stop),
                (self.tr("Remove"), self.on_remove),
            ]
        return [(self.tr("Again"), self.on_again), (self.tr("Remove"), self.on_remove)]

    def _buttons(self, entry: QueuedJob) -> list[QPushButton]:
        made = []
        for title, act in self._acts(entry):
            if act != self.on_first:
                one = button(title, act, "chip", tip=f"{title}: {entry.title}")
                one.setProperty("job_id", entry.job_id)
                made.append(one)
        return made

    def _asked_for(self) -> str:
        return str(self.sender().property("job_id") or "")

    def _pause_tip(self) -> str:
        return self.tr("Hand out no more jobs; the one that runs goes on")

    def _tip(self, command: str, text: str) -> str:
        keys = self._desk.commands.keys(command) if self._desk.runs is not None else ()
        return f"{text} ({QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})" if keys else text

    def _build(self) -> None:
        self._header = PanelHeader(self._desk.look, self.tr("Queue"), self)
        self._pause = button(self.tr("Pause"), self.toggle_pause, "flat", tip=self._pause_tip())
        self._clear = button(self.tr("Clear"), self.clear_done, "flat", tip=self.tr("Take out what is over"))
        batch = button(self.tr("Batch…"), self.open_batch, "flat")
        batch.setToolTip(self._tip("run.batch", self.tr("Many seeds, or a grid of two values")))
        for widget in (batch, self._clear, self._pause):
            self._header.add_tool(widget)
        self.strip = CardStrip(self._desk.look, movable=True, parent=self)
        self.strip.picked.connect(self.on_picked)
        self.strip.menu_wanted.connect(self.on_menu)
        self.strip.removed.connect(self.on_removed)
        self.strip.moved.connect(self.on_moved)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self.strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addLayout(self._pages, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        told = label(
            self.tr("Nothing has run yet. A run stands here with its picture and the time it still takes."), "dim"
        )
        told.setWordWrap(True)
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        run = button(self._tip("run.outputs", self.tr("Run the outputs")), self.run_outputs)
        run.setEnabled(self._desk.runs is not None)
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(told)
        column.addWidget(run, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page
