"""What a viewer's picture is compared with: another node, a file, a finished run, or what was kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.desk import Desk
from app.viewer.comparison import MODES, Comparison
from app.viewer.footage import Footage
from app.viewer.measured import footage_of
from app.viewer.showing import Showing, node_title
from nodes.errors import KinographError
from nodes.values import Clip, Image, Value

__all__ = ["Compare", "open_picture", "opened"]

PICTURE_FILES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")


class Compare(QObject):
    """how: the way of comparing.  other: B.  title: B's name.  changed(): any of these."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.how = Comparison()
        self.other: Footage | None = None
        self.title = ""
        self._showing: Showing | None = None

    @property
    def is_on(self) -> bool:
        return self.how.mode != "off"

    def set_mode(self, mode: str) -> None:
        """One of MODES. Raises ValueError for any other."""
        if mode not in MODES:
            raise ValueError(f"{mode!r} is no way of comparing; these are: {', '.join(MODES)}")
        if mode != "off" and self.other is None:
            self._desk.say(self.tr("There is no B yet: keep what is shown as B, or choose one."), key="compare")
        self.change(replace(self.how, mode=mode))

    def next_mode(self) -> None:
        """off, wipe, difference, side by side, blink, and round."""
        self.set_mode(MODES[(MODES.index(self.how.mode) + 1) % len(MODES)])

    def change(self, how: Comparison) -> None:
        if how != self.how:
            self.how = how
            self.changed.emit()

    def set_gain(self, gain: float) -> None:
        self.change(replace(self.how, gain=min(max(gain, 1.0), 64.0)))

    # -- B -----------------------------------------------------------------------------------------

    def use_value(self, value: Value, title: str) -> bool:
        """Take a value as B, as it is now; False (and a word about it) when it is no picture."""
        self._leave_node()
        return self._use(value, title)

    def use_node(self, path: str, output: str = "") -> None:
        """Follow what another node makes."""
        self._leave_node()
        self.title = node_title(self._desk, path)
        self._showing = Showing(self._desk, self)
        self._showing.changed.connect(self.on_node_shown)
        self._showing.look_at(path, output)
        self.on_node_shown()

    def use_file(self, file: Path, title: str = "") -> bool:
        """Open a picture or a clip as B; what goes wrong is told."""
        value = opened(self._desk, file)
        return value is not None and self.use_value(value, title or file.name)

    def forget(self) -> None:
        """No B any more."""
        self._leave_node()
        self.other, self.title = None, ""
        self.how = replace(self.how, mode="off")
        self.changed.emit()

    def on_node_shown(self) -> None:
        assert self._showing is not None
        now = self._showing.now
        if now.value is not None:
            self._use(now.value, self.title)
        else:
            self.other = None
            self._desk.say(f"B, {self.title}: {now.message}", key="compare")
            self.changed.emit()

    def _use(self, value: Value, title: str) -> bool:
        footage = footage_of(value)
        if footage is None:
            self._desk.say(
                self.tr("{title} is no picture to compare with.").format(title=title), "warn", key="compare"
            )
            return False
        self.other, self.title = footage, title
        if self.how.mode == "off":
            self.how = replace(self.how, mode="wipe")
        self.changed.emit()
        return True

    def _leave_node(self) -> None:
        if self._showing is not None:
            self._showing.changed.disconnect(self.on_node_shown)
            self._showing.look_at("")
            self._showing.deleteLater()
            self._showing = None


def opened(desk: Desk, file: Path) -> Clip | Image | None:
    """A picture or a clip from a file; None after telling what went wrong."""
    try:
        return open_picture(file)
    except (KinographError, OSError) as error:
        told = QCoreApplication.translate("Compare", "{file} cannot be shown: {why}")
        desk.say(told.format(file=file.name, why=error), "fail")
        return None


def open_picture(file: Path) -> Clip | Image:
    """A picture or a clip from a file, whichever it is. Raises MediaError."""
    if file.suffix.lower() in PICTURE_FILES:
        from nodes.exchange.animation_files import is_animation
        from nodes.exchange.image_files import read_picture

        if not is_animation(file) or file.suffix.lower() != ".webp":
            picture = read_picture(file)
            return Image(picture.pixels, picture.alpha)
    from nodes.exchange.video_reader import read_clip

    return read_clip(file, audio=False).clip
