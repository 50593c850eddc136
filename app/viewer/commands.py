"""Every command of the viewer, once for all viewers of a desk: it works in the one that has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.commands_table import Command
from app.desk import Desk
from app.viewer.player import SPEEDS, player_of

if TYPE_CHECKING:
    from app.viewer.panel import ViewerPanel

__all__ = ["ViewerCommands", "viewer_commands"]


def viewer_commands(desk: Desk) -> ViewerCommands:
    """The one of a desk."""
    found = desk.findChild(ViewerCommands, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, ViewerCommands) else ViewerCommands(desk)


class ViewerCommands(QObject):
    """The first panel that comes is the commands' widget; their actions are put on the others too."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._panels: list[ViewerPanel] = []
        self.ids: list[str] = []

    def attach(self, panel: ViewerPanel) -> None:
        """Have the keys work in this panel."""
        self._panels.append(panel)
        if self.ids:
            panel.addActions([self._desk.commands.action(name) for name in self.ids])
        else:
            self._add_all(panel)

    def detach(self, panel: ViewerPanel) -> None:
        if panel in self._panels:
            self._panels.remove(panel)

    def action(self, name: str) -> QAction:
        return self._desk.commands.action(f"viewer.{name}")

    @property
    def panel(self) -> ViewerPanel | None:
        """The viewer with the focus, else the first that is seen."""
        self._panels = [panel for panel in self._panels if isValid(panel)]  # some are freed without being closed
        focus = QApplication.focusWidget()
        for panel in self._panels:
            if focus is not None and (focus is panel or panel.isAncestorOf(focus)):
                return panel
        seen = [panel for panel in self._panels if panel.isVisible()]
        return next(iter(seen or self._panels), None)

    def _add_all(self, panel: ViewerPanel) -> None:
        tr, category = self.tr, self.tr("Viewer")
        table: tuple[tuple[str, str, Callable[[], object], tuple[str, ...]], ...] = (
            ("play", tr("Play or pause"), self.play, ("Space",)),
            ("next", tr("Next frame"), self.next, ("Right", ".")),
            ("previous", tr("Previous frame"), self.previous, ("Left", ",")),
            ("first", tr("First frame"), self.first, ("Home",)),
            ("last", tr("Last frame"), self.last, ("End",)),
            ("set_in", tr("Set in point"), self.set_in, ("I",)),
            ("set_out", tr("Set out point"), self.set_out, ("O",)),
            ("clear_range", tr("Play all again"), self.clear_range, ("Shift+I",)),
            ("loop", tr("Loop"), self.loop, ("L",)),
            ("slower", tr("Slower"), self.slower, ("[",)),
            ("faster", tr("Faster"), self.faster, ("]",)),
            ("fit", tr("Fit the picture"), self.fit, ("F",)),
            ("actual", tr("One to one"), self.actual, ("Z",)),
            ("zoom_in", tr("Zoom in"), self.zoom_in, ("+", "=")),
            ("zoom_out", tr("Zoom out"), self.zoom_out, ("-",)),
            ("pixels", tr("Hard or smooth pixels"), self.pixels, ("X",)),
            ("overlays", tr("Show overlays"), self.overlays, ("V",)),
            ("histogram", tr("Histogram"), self.histogram, ("H",)),
            ("compare", tr("Next way of comparing A and B"), self.compare, ("C",)),
            ("keep", tr("Keep as B"), self.keep, ("Shift+B",)),
            ("turn_wipe", tr("Turn the wipe line"), self.turn_wipe, ("R",)),
            ("output", tr("Next output of the node"), self.output, ("N",)),
            ("follow", tr("Follow what is being made, or not"), self.follow, ("U",)),
            ("pin", tr("Pin in another viewer"), self.pin, ("P",)),
            ("save_frame", tr("Save this frame as PNG…"), self.save_frame, ("Ctrl+Alt+S",)),
            ("copy_frame", tr("Copy this frame"), self.copy_frame, ("Ctrl+C",)),
        )
        for name, title, run, keys in table:
            self._desk.commands.add(Command(f"viewer.{name}", title, category, run, keys, panel))
            self.ids.append(f"viewer.{name}")

    # -- time

    def play(self) -> None:
        player_of(self._desk).toggle()

    def next(self) -> None:
        self._step(1)

    def previous(self) -> None:
        self._step(-1)

    def _step(self, frames: int) -> None:
        self._desk.playhead.set_playing(False)
        self._desk.playhead.step(frames)

    def first(self) -> None:
        self._desk.playhead.move_to(self._desk.playhead.start)

    def last(self) -> None:
        self._desk.playhead.move_to(self._desk.playhead.end)

    def set_in(self) -> None:
        head = self._desk.playhead
        head.set_range(head.frame, max(head.frame, head.end))

    def set_out(self) -> None:
        head = self._desk.playhead
        head.set_range(min(head.start, head.frame), head.frame)

    def clear_range(self) -> None:
        self._desk.playhead.set_range(0, self._desk.playhead.frame_count - 1)

    def loop(self) -> None:
        self._desk.settings.set("viewer.loop", not self._desk.settings.get("viewer.loop"))

    def slower(self) -> None:
        self._change_speed(-1)

    def faster(self) -> None:
        self._change_speed(1)

    def _change_speed(self, by: int) -> None:
        player = player_of(self._desk)
        place = SPEEDS.index(player.speed) + by
        player.set_speed(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

    # -- the picture

    def fit(self) -> None:
        self._do(lambda panel: panel.stage.view.fit())

    def actual(self) -> None:
        self._do(lambda panel: panel.stage.view.set_zoom(1.0))

    def zoom_in(self) -> None:
        self._do(lambda panel: panel.stage.view.zoom_by(1.5))

    def zoom_out(self) -> None:
        self._do(lambda panel: panel.stage.view.zoom_by(1 / 1.5))

    def pixels(self) -> None:
        self._desk.settings.set("viewer.hard_pixels", not self._desk.settings.get("viewer.hard_pixels"))

    def overlays(self) -> None:
        self._do(lambda panel: panel.overlay_chip.toggle())

    def histogram(self) -> None:
        self._do(lambda panel: panel.toggle_histogram())

    def compare(self) -> None:
        self._do(lambda panel: panel.compare.next_mode())

    def keep(self) -> None:
        self._do(lambda panel: panel.keep_as_b())

    def turn_wipe(self) -> None:
        self._do(lambda panel: panel.stage.compare_layer.turn(45, panel.stage.view))

    def output(self) -> None:
        self._do(lambda panel: panel.next_output())

    def follow(self) -> None:
        on = not self._desk.settings.get("viewer.follow_runs")
        self._desk.settings.set("viewer.follow_runs", on)
        follows, keeps = self.tr("The viewer shows what a run makes."), self.tr("The viewer keeps to the selection.")
        self._desk.say(follows if on else keeps, key="follow")

    def pin(self) -> None:
        self._do(lambda panel: panel.pin())

    def save_frame(self) -> None:
        self._do(lambda panel: panel.save_frame())

    def copy_frame(self) -> None:
        self._do(lambda panel: panel.copy_frame())

    def _do(self, what: Callable[[ViewerPanel], object]) -> None:
        panel = self.panel
        if panel is not None:
            what(panel)
