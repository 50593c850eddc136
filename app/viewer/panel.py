"""The viewer: what the current node (or a pinned one) makes, played, measured and compared."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import Hairline
from app.viewer.chip import Chip
from app.viewer.colouring import Colouring
from app.viewer.commands import viewer_commands
from app.viewer.compare import Compare, opened
from app.viewer.compare_menu import CompareMenu, mode_title
from app.viewer.following import Following
from app.viewer.footage import Footage
from app.viewer.frame_files import copy_frame, save_frame
from app.viewer.header import ViewerHeader, left_text
from app.viewer.message_page import MessagePage
from app.viewer.overlays import OverlaySet
from app.viewer.overlays.painting import OverlaysLayer
from app.viewer.overlays.strip import OverlayStrip
from app.viewer.pages import page_for
from app.viewer.pages.list_page import ListPage
from app.viewer.player import player_of
from app.viewer.scale_strip import ScaleStrip
from app.viewer.showing import Showing
from app.viewer.stage import PictureStage
from app.viewer.transport import Transport
from app.viewer.warming import warm_up
from app.viewer.what_to_play import WhatToPlay
from nodes.values import Value, ValueList

__all__ = ["ViewerPanel"]


class ViewerPanel(QWidget):
    """pinned_to: path of the one node it shows; "" follows the selection.  item: place in a list that is opened.

    pin_wanted(path, output): the person wants another viewer for what is shown.  close_wanted(): of a pinned one.
    shown_changed(): another value, or none.
    """

    pin_wanted = Signal(str, str)
    close_wanted = Signal()
    shown_changed = Signal()

    def __init__(self, desk: Desk, pinned_to: str = "", parent: QWidget | None = None, *, output: str = "") -> None:
        super().__init__(parent)
        self.desk, self.pinned_to = desk, pinned_to
        self.item: int | None = None
        self.page: QWidget | None = None
        self._page_value: Value | None = None
        self._preview_played = False
        self._listed: ValueList | None = None
        self.showing = Showing(desk, self)
        self.compare = Compare(desk, self)
        self.overlays = OverlaySet(desk, self)
        self.stage = PictureStage(desk, self)
        self._laid_over = OverlaysLayer(desk.look, self.overlays, self._frame)
        self.stage.view.insert_layer(0, self._laid_over)
        self.playing = WhatToPlay(desk, self.stage, self._laid_over, draws=not pinned_to)
        self._commands = viewer_commands(desk)
        self._commands.attach(self)
        self._build()
        self._connect()
        if pinned_to:
            self.showing.look_at(pinned_to, output)
        else:
            self.following = Following(desk, self)
            self.following.changed.connect(self.on_followed)
            self.on_followed()
        self.on_setting("viewer.hard_pixels")
        self.on_shown_changed()

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        desk = self.desk
        self.header = ViewerHeader(self, self._commands)
        self.message = MessagePage(desk.look, self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.message)
        self.pages.addWidget(self.stage)
        self.scale = ScaleStrip(desk.look, self)
        self.strip = OverlayStrip(desk.look, self.overlays, self)
        self.histogram: QWidget | None = None
        self.transport = Transport(desk, self)
        self.overlay_chip = Chip(self.tr("overlay"), self.tr("Overlays (V)"), self, checkable=True)
        self.compare_chip = Chip("A | B", self.tr("Compare (C)"), self)
        self._compare_menu = CompareMenu(self, self._commands.action("keep"))
        self.compare_chip.setMenu(self._compare_menu.menu)
        self.transport.add_chip(self.overlay_chip)
        self.transport.add_chip(self.compare_chip)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.header)
        self._column.addWidget(Hairline(self))
        self._column.addWidget(self.pages, 1)
        for row in (self.scale, self.strip, self.transport):
            self._column.addWidget(row)
        self.strip.hide()

    def _connect(self) -> None:
        self.showing.changed.connect(self.on_shown_changed)
        self.showing.retitled.connect(self.on_retitled)
        self.stage.failed.connect(self.on_frame_failed)
        self.stage.ready_changed.connect(self.on_ready_changed)
        self.stage.frame_shown.connect(self.on_ready_changed)
        self.message.wanted.connect(self.on_run_wanted)
        self.compare.changed.connect(self.on_compare_changed)
        self.stage.compare_layer.turned.connect(self.on_wipe_turned)
        self.overlays.changed.connect(self.on_overlays_changed)
        self.overlay_chip.toggled.connect(self.on_overlays_toggled)
        self.scale.changed.connect(self.on_colouring)
        self.playing.changed.connect(self.on_shown_changed)
        self.desk.settings.changed.connect(self.on_setting)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return self.showing.path

    @property
    def value(self) -> Value | None:
        """What is shown now; of a list the value that is opened."""
        value = self.showing.now.value
        if isinstance(value, ValueList) and self.item is not None and self.item < len(value):
            return value[self.item]
        return value

    @property
    def image(self) -> QImage | None:
        """The present frame as it is shown."""
        return self.stage.view.image if self.pages.currentWidget() is self.stage else None

    def _frame(self) -> int:
        return self.stage.frame

    def on_followed(self) -> None:
        self.showing.keeps_preview = self.following.is_watching
        self.showing.look_at(self.following.path)
        self.showing.refresh()

    def show_value(self, value: Value, title: str) -> None:
        """A value of a finished run or a file, until another node is selected."""
        self.showing.hold(value, title)

    def show_file(self, file: Path, title: str = "") -> None:
        """A picture or a clip from a file; what goes wrong is told."""
        value = opened(self.desk, file)
        if value is not None:
            self.show_value(value, title or file.name)

    def show_output(self, name: str) -> None:
        """Another output of the node."""
        self.showing.look_at(self.showing.path, name)

    def next_output(self) -> None:
        names = self.showing.outputs()
        if len(names) > 1:
            place = names.index(self.showing.source[1]) if self.showing.source[1] in names else -1
            self.show_output(names[(place + 1) % len(names)])

    def open_item(self, place: int) -> None:
        """Show one value of the list alone."""
        self.item = place
        self.on_shown_changed()

    def close_item(self) -> None:
        """Back to the list."""
        self.item = None
        self.on_shown_changed()

    def on_shown_changed(self) -> None:
        now = self.showing.now
        if now.value is not self._listed:
            self._listed, self.item = (now.value if isinstance(now.value, ValueList) else None), None
        path, output = self.showing.source
        self.overlays.look_at(path, output)
        footage = self.playing.footage(self.showing, self.value)
        if footage is not None or self.value is not self._page_value:
            self._drop_page()
        if footage is not None:
            self.pages.setCurrentWidget(self.stage)  # first: what cannot be read turns to the message
            dimmed = now.stage == "stale" and not self.playing.is_drawn_on
            self.stage.show_footage(footage, dimmed=dimmed, note=self._badge())
        elif self.value is not None and now.stage != "failed":
            self._show_page(self.value)
        else:
            self._drop_page()
            self._tell_why()
        self._show_rows(footage)
        self._tell_length(footage)
        self.header.tell()
        self._play_preview()
        self.shown_changed.emit()

    def _badge(self) -> str:
        if self.playing.is_drawn_on:
            return ""
        if self.showing.now.stage == "preview":
            result = self.desk.results.of(self.showing.source[0])
            left = left_text(result.seconds_left) if result.seconds_left is not None else ""
            return " · ".join(part for part in (result.note, left) if part)
        return {"stale": self.tr("stale"), "small": self.tr("thumbnail")}.get(self.showing.now.stage, "")

    # -- pages that are no pictures ----------------------------------------------------------------

    def _show_page(self, value: Value) -> None:
        self.stage.show_footage(None)
        if self.page is not None:
            return  # it is of this value
        self._page_value = value
        self.page = page_for(self.desk, value, self)
        if isinstance(self.page, ListPage):
            self.page.opened.connect(self.open_item)
        self.pages.addWidget(self.page)
        self.pages.setCurrentWidget(self.page)

    def _drop_page(self) -> None:
        if self.page is not None:
            self.pages.removeWidget(self.page)
            self.page.deleteLater()
            self.page = self._page_value = None

    def _tell_why(self) -> None:
        now = self.showing.now
        self.stage.show_footage(None)
        if now.remedy == "run":
            told = self._how_to_run()
            self.message.tell(now.message, told, button=self.tr("Run to here") if self.desk.runs is not None else "")
        else:
            self.message.tell(now.message, now.remedy, failed=now.stage in ("failed", "missing"))
        self.pages.setCurrentWidget(self.message)

    def _how_to_run(self) -> str:
        """With which key, which is another one for the selected node than for the graph's outputs."""
        commands = self.desk.commands
        if self.showing.path == self.desk.selection.current_path or self.pinned_to:
            keys = commands.keys("run.to_here") or ("Ctrl+Shift+Return",)
            return self.tr("Run this node: {keys}").format(keys=keys[0])
        keys = commands.keys("run.outputs") or ("Ctrl+Return",)
        return self.tr("Run the graph: {keys}").format(keys=keys[0])

    def on_frame_failed(self, text: str) -> None:
        self.message.tell(self.tr("This frame cannot be shown."), text, failed=True)
        self.pages.setCurrentWidget(self.message)

    def on_run_wanted(self) -> None:
        if self.desk.runs is not None:
            self.desk.runs.run_to(self.showing.source[0])

    # -- rows under the picture --------------------------------------------------------------------

    def _show_rows(self, footage: Footage | None) -> None:
        self.transport.setVisible(footage is not None)
        self.transport.set_moving(footage is not None and footage.frame_count > 1)
        measured = footage is not None and footage.scale() is not None
        self.scale.setVisible(measured)
        if measured and footage is not None:
            self.scale.show_scale(footage, self.playing.colouring)
        self.strip.setVisible(footage is not None and self.overlay_chip.isChecked())
        self.stage.set_smooth(not self.desk.settings.get("viewer.hard_pixels"))
        if self.histogram is not None:
            self.histogram.setVisible(footage is not None)

    def on_colouring(self, colouring: Colouring) -> None:
        self.playing.colouring = colouring
        self.on_shown_changed()

    def on_overlays_toggled(self, on: bool) -> None:
        self.strip.setVisible(on and self.stage.footage is not None)
        self._laid_over.suppressed = not on
        if on and not any(item.on for item in self.overlays.items):
            for item in self.overlays.items[:1]:
                self.overlays.set_on(item, True)
            self.strip.on_listed()
        self.stage.view.update()

    def on_overlays_changed(self) -> None:
        self.stage.view.update()

    def toggle_histogram(self) -> None:
        """Show or take away the histogram, imported with the first one."""
        if self.histogram is not None:
            self.histogram.deleteLater()
            self._column.removeWidget(self.histogram)
            self.histogram = None
            return
        from app.viewer.histogram import Histogram

        self.histogram = Histogram(self.desk.look, self.stage, self)
        self._column.insertWidget(3, self.histogram)
        self.histogram.setVisible(self.stage.footage is not None)

    # -- comparing ---------------------------------------------------------------------------------

    def keep_as_b(self) -> None:
        """Freeze what is shown now, to compare what comes later with it."""
        value = self.value
        if value is None:
            self.desk.say(self.tr("There is nothing to keep: run the node first."), "warn", key="compare")
        else:
            self.compare.use_value(value, self.tr("{title}, kept").format(title=self.showing.title()))

    def on_compare_changed(self) -> None:
        compare = self.compare
        self.stage.compare(compare.other, compare.how, (self.showing.title(), compare.title))
        self.compare_chip.setText("A | B")
        self.compare_chip.set_on(compare.is_on)
        self.compare_chip.setToolTip(self.tr("Compare (C): {way}").format(way=mode_title(compare.how.mode)))
        self.transport.set_moving(self.stage.footage is not None and self.stage.footage.frame_count > 1)

    def on_wipe_turned(self) -> None:
        self.compare.how = self.stage.comparison

    # -- words -------------------------------------------------------------------------------------

    def on_retitled(self) -> None:
        self.header.tell()
        self.stage.set_name(self.showing.title())
        self.stage.set_badge(self._badge())

    def title_parts(self) -> list[str]:
        """Of the subtitle."""
        showing = self.showing
        parts = [showing.title()]
        if showing.now.stage == "preview":
            parts.append(self.tr("predicted clean"))
        elif self.item is not None and isinstance(showing.now.value, ValueList):
            parts.append(f"{self.item + 1} / {len(showing.now.value)}")
        elif showing.source[0] != showing.path:
            parts[0] = f"{parts[0]} ← {showing.source_title()}"
        return parts

    def facts(self) -> list[str]:
        """At the right of the header: size and length."""
        footage, told = self.stage.footage, []
        if footage is not None:
            told.append(f"{footage.width}×{footage.height}")
            if footage.frame_count > 1:
                told.append(self.tr("{count} f").format(count=footage.frame_count))
        return told

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
        if live and not self._preview_played and self.isVisible() and self.desk.playhead.frame_count > 1:
            self._preview_played = True
            self.desk.playhead.set_playing(True)
        elif not live:
            self._preview_played = False

    def on_ready_changed(self) -> None:
        self.transport.scrub.set_ready(self.stage.ready_frames())

    def on_setting(self, name: str) -> None:
        if name == "viewer.hard_pixels":
            self.stage.set_smooth(not self.desk.settings.get(name))

    # -- pins and frames ---------------------------------------------------------------------------

    def pin(self) -> None:
        """Ask for another viewer that keeps to this node."""
        if self.showing.path:
            self.pin_wanted.emit(self.showing.path, self.showing.source[1] if self.showing.output else "")

    def save_frame(self) -> None:
        """Write the present frame to a file that is asked for."""
        stem = f"{self.showing.title().lower().replace(' ', '-')}-{self.stage.frame + 1:04d}"
        save_frame(self.desk, self.image, stem, self)

    def copy_frame(self) -> None:
        """Put the present frame on the clipboard."""
        copy_frame(self.desk, self.image)

    # -- events ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.item is not None:
            self.close_item()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        warm_up(self.desk)
        self._tell_length(self.stage.footage)
        self._play_preview()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        player_of(self.desk).forget(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        player_of(self.desk).forget(self)
        self._commands.detach(self)
        super().closeEvent(event)
