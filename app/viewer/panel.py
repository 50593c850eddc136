"""The viewer: what the current node (or a pinned one) makes, played, measured and compared."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import Hairline, PanelHeader, label
from app.viewer.colouring import Colouring
from app.viewer.footage import Footage
from app.viewer.measured import footage_of
from app.viewer.message_page import MessagePage
from app.viewer.player import player_of
from app.viewer.showing import Showing
from app.viewer.stage import PictureStage
from app.viewer.transport import Transport
from nodes.values import Value

__all__ = ["ViewerPanel"]


class ViewerPanel(QWidget):
    """pinned_to: path of the one node it shows; "" follows the selection.

    pin_wanted(path, output): the person wants another viewer for what is shown.  close_wanted(): of a pinned one.
    shown_changed(): another value, or none.
    """

    pin_wanted = Signal(str, str)
    close_wanted = Signal()
    shown_changed = Signal()

    def __init__(self, desk: Desk, pinned_to: str = "", parent: QWidget | None = None, *, output: str = "") -> None:
        super().__init__(parent)
        self.desk, self.pinned_to = desk, pinned_to
        self.colouring = Colouring()
        self._started_by_us = False
        self.showing = Showing(desk, self)
        self.header = PanelHeader(desk.look, self.tr("Viewer"), self)
        self.facts = label("", "mono", self)
        self.header.add_tool(self.facts)
        self.stage = PictureStage(desk, self)
        self.message = MessagePage(desk.look, self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.message)
        self.pages.addWidget(self.stage)
        self.transport = Transport(desk, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, Hairline(self)):
            column.addWidget(widget)
        column.addWidget(self.pages, 1)
        column.addWidget(self.transport)
        self.showing.changed.connect(self.on_shown_changed)
        self.showing.retitled.connect(self.on_retitled)
        self.stage.failed.connect(self.on_frame_failed)
        self.stage.ready_changed.connect(self.on_ready_changed)
        self.message.wanted.connect(self.on_run_wanted)
        if pinned_to:
            self.showing.look_at(pinned_to, output)
        else:
            desk.selection.changed.connect(self.on_selection_changed)
            desk.selection.where_changed.connect(self.on_selection_changed)
            self.on_selection_changed()
        self.on_shown_changed()

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return self.showing.path

    @property
    def value(self) -> Value | None:
        """What is shown now."""
        return self.showing.now.value

    @property
    def image(self) -> QImage | None:
        """The present frame as it is shown."""
        return self.stage.view.image if self.pages.currentWidget() is self.stage else None

    def on_selection_changed(self) -> None:
        self.showing.look_at(self.desk.selection.current_path)

    def on_shown_changed(self) -> None:
        now = self.showing.now
        footage = self._footage(now.value) if now.stage != "failed" else None
        if footage is not None:
            self.stage.show_footage(footage, dimmed=now.stage == "stale", note=self._badge())
            self.pages.setCurrentWidget(self.stage)
        else:
            self._tell_why()
        self.transport.setVisible(footage is not None)
        self.transport.set_moving(footage is not None and footage.frame_count > 1)
        self._tell_length(footage)
        self.on_retitled()
        self._play_preview()
        self.shown_changed.emit()

    def _footage(self, value: Value | None) -> Footage | None:
        if value is None:
            return None
        now = self.stage.footage
        if now is not None and now.value is value and getattr(now, "colouring", self.colouring) == self.colouring:
            return now
        return footage_of(value, self.colouring)

    def _badge(self) -> str:
        stage = self.showing.now.stage
        return {"stale": self.tr("stale"), "small": self.tr("thumbnail")}.get(stage, "")

    def _tell_why(self) -> None:
        now = self.showing.now
        self.stage.show_footage(None)
        if now.remedy == "run":
            told = self.tr("Run this node: Ctrl+Shift+Return")
            self.message.tell(now.message, told, button=self.tr("Run to here") if self.desk.runs else "")
        else:
            self.message.tell(now.message, now.remedy, failed=now.stage in ("failed", "missing"))
        self.pages.setCurrentWidget(self.message)

    def on_frame_failed(self, text: str) -> None:
        self.message.tell(self.tr("This frame cannot be shown."), text, failed=True)
        self.pages.setCurrentWidget(self.message)

    def on_run_wanted(self) -> None:
        if self.desk.runs is not None:
            self.desk.runs.run_to(self.showing.source[0])

    # -- words -------------------------------------------------------------------------------------

    def on_retitled(self) -> None:
        result = self.desk.results.of(self.showing.source[0])
        parts = [self.showing.title()]
        if self.showing.now.stage == "preview":
            parts.append(self.tr("predicted clean"))
        elif len(self.showing.outputs()) > 1 and self.showing.source[1]:
            parts.append(self.showing.source[1].replace("_", " "))
        self.header.set_subtitle(" · ".join(part for part in parts if part))
        footage = self.stage.footage
        facts = []
        if result.state == "running" and result.note:
            left = result.seconds_left
            facts.append(result.note + (f" · {left_text(left)}" if left is not None else ""))
        if footage is not None:
            facts.append(f"{footage.width}×{footage.height}")
            if footage.frame_count > 1:
                facts.append(self.tr("{count} f").format(count=footage.frame_count))
        self.facts.setText(" · ".join(facts))

    # -- playing -----------------------------------------------------------------------------------

    def _tell_length(self, footage: Footage | None) -> None:
        player = player_of(self.desk)
        if footage is not None and footage.frame_count > 1 and self.isVisible():
            player.set_length(self, footage.frame_count, footage.fps or self.desk.playhead.frames_per_second)
        else:
            player.forget(self)

    def _play_preview(self) -> None:
        """A preview plays by itself while it is being made, unless somebody paused it."""
        live = self.showing.now.stage == "preview"
        if live and not self._started_by_us and self.isVisible() and self.desk.playhead.frame_count > 1:
            self._started_by_us = True
            self.desk.playhead.set_playing(True)
        elif not live:
            self._started_by_us = False

    def on_ready_changed(self) -> None:
        self.transport.scrub.set_ready(self.stage.ready_frames())

    # -- events ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_length(self.stage.footage)
        self._play_preview()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        player_of(self.desk).forget(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        player_of(self.desk).forget(self)
        super().closeEvent(event)


def left_text(seconds: float) -> str:
    """ "0:07 left"."""
    whole = max(0, round(seconds))
    told = QCoreApplication.translate("Viewer", "{time} left")
    return told.format(time=f"{whole // 60}:{whole % 60:02d}")
