"""The row under a picture: play, scrub, the frame, speed and loop; and chips that others put at its end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app.desk import Desk
from app.look.widgets import label
from app.viewer.player import SPEEDS, player_of
from app.viewer.scrub import Scrub
from app.viewer.signs import SignButton

__all__ = ["Transport"]

_WIDE = 600


class Transport(QWidget):
    """Everything goes through the desk's one playhead. add_chip puts a widget at the right end."""

    loop_changed = Signal(bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._playhead, self._player = desk, desk.playhead, player_of(desk)
        look = desk.look
        self.play = SignButton(look, "play", "", self)
        self.play.clicked.connect(self._player.toggle)
        self.scrub = Scrub(look, desk.playhead, self)
        self.frame = label("", "mono", self)
        self.frame.setAccessibleName(self.tr("Frame"))
        self.rate = label("", "caption", self)
        self.loop = SignButton(look, "loop", self.tr("Loop"), self)
        self.loop.setCheckable(True)
        self.loop.toggled.connect(self.on_loop_toggled)
        self.speed = self._speed_button()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.play)
        self._row.addWidget(self.scrub, 1)
        for widget in (self.frame, self.rate, self.speed, self.loop):
            self._row.addWidget(widget)
        self._moving: tuple[QWidget, ...] = (self.play, self.scrub, self.frame, self.speed, self.loop)
        self._is_moving = True
        self._spacer = QWidget(self)
        self._row.addWidget(self._spacer, 1)
        self._spacer.hide()
        self._playhead.moved.connect(self.on_moved)
        self._playhead.changed.connect(self.on_moved)
        self._playhead.playing_changed.connect(self.on_playing_changed)
        self._player.measured.connect(self.on_measured)
        self._player.changed.connect(self.on_speed_changed)
        look.changed.connect(self.on_look_changed)
        desk.settings.changed.connect(self.on_setting)
        self.on_setting("viewer.loop")
        self.on_look_changed()
        self.on_moved()
        self.on_playing_changed()
        self.on_speed_changed()

    def _speed_button(self) -> QPushButton:
        made = QPushButton(self)
        made.setProperty("role", "chip")
        menu = QMenu(made)
        self._speeds = QActionGroup(menu)
        for speed in SPEEDS:
            action = menu.addAction(speed_text(speed))
            action.setCheckable(True)
            action.setData(speed)
            self._speeds.addAction(action)
        self._speeds.triggered.connect(self.on_speed_chosen)
        made.setMenu(menu)
        made.setToolTip(self.tr("Speed of playing"))
        return made

    def add_chip(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def set_moving(self, moving: bool) -> None:
        """Whether what is shown has more than one frame; a still needs no buttons."""
        for widget in self._moving:
            widget.setVisible(moving)
        self.rate.setVisible(moving)
        self._is_moving = moving
        self._fit_in()
        self._spacer.setVisible(not moving)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_in()

    def _fit_in(self) -> None:
        """In a narrow viewer the line of time needs the room; the speed is in the menu as well."""
        wide = self.width() >= self._desk.look.px(_WIDE)
        for widget in (self.speed, self.loop):
            widget.setVisible(self._is_moving and (wide or (widget is self.speed and self._player.speed != 1)))

    def on_moved(self) -> None:
        head = self._playhead
        digits = len(str(head.frame_count))
        self.frame.setText(f"{head.frame + 1:>{digits}} / {head.frame_count}")

    def on_playing_changed(self) -> None:
        playing = self._playhead.playing
        self.play.set_sign("pause" if playing else "play")
        self.play.set_tip(self.tr("Pause (Space)") if playing else self.tr("Play (Space)"))

    def on_measured(self) -> None:
        """Says how fast it really plays, when that is slower than asked."""
        player = self._player
        late = player.rate is not None and not player.keeps_up
        self.rate.setText(
            self.tr("{rate} of {wanted} fps").format(rate=f"{player.rate:.0f}", wanted=f"{player.wanted_rate:g}")
            if late
            else ""
        )

    def on_speed_changed(self) -> None:
        self.speed.setText(speed_text(self._player.speed))
        self.speed.setAccessibleName(self.tr("Speed: {speed}").format(speed=speed_text(self._player.speed)))
        for action in self._speeds.actions():
            action.setChecked(action.data() == self._player.speed)
        self._fit_in()

    def on_speed_chosen(self) -> None:
        chosen = self._speeds.checkedAction()
        if chosen is not None:
            self._player.set_speed(chosen.data())

    def on_loop_toggled(self, on: bool) -> None:
        self._playhead.loop = on
        self._desk.settings.set("viewer.loop", on)

    def on_setting(self, name: str) -> None:
        if name == "viewer.loop":
            self._playhead.loop = bool(self._desk.settings.get(name))
            self.loop.setChecked(self._playhead.loop)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self.setFixedHeight(px(44))
        self._row.setContentsMargins(px(8), 0, px(12), 0)
        self._row.setSpacing(px(8))


def speed_text(speed: float) -> str:
    return {0.25: "¼×", 0.5: "½×"}.get(speed, f"{speed:g}×")
