"""The large picture of the Direct workspace: strokes are drawn on it and it moves along them at once."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.cautions import Caution, Cautions
from app.editors.control_preview import ControlPreview
from app.editors.empty_strokes import EmptyStrokes
from app.editors.links import link
from app.editors.on_picture import TOOLS
from app.editors.picture_canvas import PictureCanvas
from app.editors.source_picture import source_picture
from app.editors.stroke_commands import StrokeCommands
from app.editors.tool_rail import ToolRail
from app.editors.warp_preview import WarpPreview
from app.look.widgets import Hairline, PanelHeader, button, label
from app.viewer.player import player_of

__all__ = ["StrokePanel"]


class StrokePanel(QWidget):
    """What is drawn is the parameter of the strokes node nearest to what is selected."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._source = source_picture(desk)
        self._player = player_of(desk)
        self._cautions = Cautions(desk, self)
        self._cures: list[Caution] = []
        self.canvas = PictureCanvas(desk)
        self.preview = WarpPreview(desk, self)
        self.control = ControlPreview(desk, self)
        self._commands = StrokeCommands(desk, self, self.canvas.strokes)
        self._build()
        self._connect()
        self.on_wired()
        self.on_changed()

    # -- building

    def _build(self) -> None:
        self._header = PanelHeader(self._desk.look, self.tr("Strokes"))
        self._warp_chip = self._chip(self.tr("warp preview"), self.tr("The picture moves along the strokes at once"))
        self._control_chip = self._chip(
            self.tr("what the model gets"), self.tr("The control as Drag Control makes it, computed when needed")
        )
        self._grid_chip = self._chip(self.tr("latent grid"), self.tr("Cells of 8 x 8 px of the model's size"))
        self._warp_chip.setChecked(True)
        self.rail = ToolRail(self._desk, {name: self._commands.tip(name) for name in TOOLS}, self)
        self.rail.show_tool(self.canvas.strokes.tool)
        self._said = QLabel(self.canvas)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | _BY_KEYBOARD)
        self._said.linkActivated.connect(self.on_cure)
        self._waiting = _Waiting(self._desk, self)
        self._empty = EmptyStrokes(self._desk)
        column = QWidget()
        self._inner = QVBoxLayout(column)
        self._inner.addWidget(self.canvas, 1)
        self._inner.addWidget(self._waiting)
        drawing = QWidget()
        row = QHBoxLayout(drawing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(column, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(drawing)
        self._pages.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addWidget(Hairline(self))
        outer.addWidget(self._pages, 1)
        self.setFocusProxy(self.canvas)
        self.canvas.installEventFilter(self)
        self.on_look_changed()

    def _chip(self, text: str, tip: str) -> QPushButton:
        chip = button(text, self.on_chips, "chip", tip=tip)
        chip.setCheckable(True)
        chip.setAccessibleName(text)
        self._header.add_tool(chip)
        return chip

    def _connect(self) -> None:
        strokes = self.canvas.strokes
        self._active.changed.connect(self.on_changed)
        self._active.picked.connect(self.on_changed)
        self._active.wired.connect(self.on_wired)
        self._source.changed.connect(self.on_source_changed)
        self.preview.changed.connect(self.on_picture)
        self.control.changed.connect(self.on_control)
        self._desk.playhead.moved.connect(self.on_picture)
        self._desk.look.changed.connect(self.on_look_changed)
        strokes.tool_changed.connect(self.on_tool_changed)
        strokes.began.connect(self.on_gesture_began)
        strokes.ended.connect(self.on_gesture_ended)
        strokes.menu_wanted.connect(self.on_menu_wanted)
        self.rail.picked.connect(strokes.set_tool)

    # -- what it tells

    def on_changed(self) -> None:
        there = bool(self._active.node_id) and not self._active.problem
        self._pages.setCurrentIndex(0 if there else 1)
        self._empty.look()
        self._tell()
        if not self.canvas.strokes.gesturing:
            self._say()

    def on_wired(self) -> None:
        timing = self._active.timing
        if self._active.node_id and self.isVisible():
            self._player.set_length(self, timing.frames, timing.frames_per_second)
        else:
            self._player.forget(self)
        self._show_cells()
        self.on_changed()

    def on_source_changed(self) -> None:
        self._show_cells()
        self.on_picture()
        self._waiting.look()

    def on_picture(self) -> None:
        """Show what there is for this frame: the control, the warp, or the picture itself."""
        source, frame = self._source, self._frame()
        size = QSize(*source.size)
        shown = self.control.frame(frame) if self._control_chip.isChecked() else None
        if shown is None and self._warp_chip.isChecked():
            shown = self.preview.frame(frame)
        if shown is not None and frame > 0:
            self.canvas.set_image(shown, size)
        elif source.image is not None:
            self.canvas.set_image(source.shown(), size)
        else:
            self.canvas.show_ground(source.size)

    def on_control(self) -> None:
        self._tell()
        self.on_picture()

    def on_chips(self) -> None:
        self.preview.set_on(self._warp_chip.isChecked())
        self.control.set_on(self._control_chip.isChecked())
        self._show_cells()
        self.on_picture()
        self._tell()

    def on_tool_changed(self) -> None:
        self.rail.show_tool(self.canvas.strokes.tool)
        self._tell()

    def on_gesture_began(self) -> None:
        if self.canvas.strokes.drawing:  # the picture must stand still under the hand
            self._desk.playhead.set_playing(False)
            self._desk.playhead.move_to(0)
            self.preview.first = self._active.timing.frames - 1

    def on_gesture_ended(self) -> None:
        self._say()
        self.preview.first = None
        if self.canvas.strokes.drew and self.preview.on and self.preview.moves:
            self._desk.playhead.set_playing(True)
        self.on_picture()

    def on_menu_wanted(self, place: QPointF) -> None:
        self._commands.menu(self).popup(self.canvas.mapToGlobal(place.toPoint()))

    def on_cure(self, link: str) -> None:
        caution = self._cures[int(link)] if link.isdecimal() and int(link) < len(self._cures) else None
        if caution is not None and caution.do is not None:
            caution.do()

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._inner.setContentsMargins(px(4), px(8), px(12), px(12))
        self._inner.setSpacing(px(8))
        self._say()
        self.on_picture()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.on_wired()

    def hideEvent(self, event: QHideEvent) -> None:
        self.canvas.strokes.cancel()
        self._player.forget(self)
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()

    # -- inside

    def _frame(self) -> int:
        """The playhead's; while a path is drawn, the end of it, so that the thing follows the hand."""
        if self.canvas.strokes.gesturing and self.canvas.strokes.drawing:
            return self._active.timing.frames - 1
        return min(self._desk.playhead.frame, self._active.timing.frames - 1)

    def _place_cautions(self) -> None:
        """At the foot of the picture, over it, so that it does not jump when there is something to say."""
        look, px = self._desk.look, self._desk.look.px
        self._said.setStyleSheet(
            f"background: {look.palette.raised}; border: 1px solid {look.palette.accent};"
            f" border-radius: {px(5)}px; padding: {px(6)}px {px(10)}px; font-size: {px(12)}px;"
        )
        self._said.setWordWrap(False)
        room = self.canvas.width() - px(16)
        if self._said.sizeHint().width() > room:
            self._said.setWordWrap(True)
            self._said.setFixedWidth(max(room, 1))
        else:
            self._said.setFixedWidth(self._said.sizeHint().width())
        self._said.adjustSize()
        self._said.move(
            (self.canvas.width() - self._said.width()) // 2, self.canvas.height() - self._said.height() - px(8)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self._place_cautions()
        return False

    def _show_cells(self) -> None:
        width, height = self._cautions.model_size()
        self.canvas.show_cells(max(1, width // 8), max(1, height // 8), self._grid_chip.isChecked())

    def _tell(self) -> None:
        stroke = self._active.selected
        name = str(stroke.get("name", "")) if stroke is not None else ""
        hint = self._commands.hint(self.canvas.strokes.tool)
        note = self.control.note if self._control_chip.isChecked() else ""
        self._header.set_subtitle("    ".join(part for part in (name, note or hint) if part))

    def _say(self) -> None:
        self._cures = self._cautions.found()[:2] if self._active.node_id else []
        lines = [_line(self._desk, number, caution) for number, caution in enumerate(self._cures)]
        self._said.setText("<br>".join(lines))
        self._said.setVisible(bool(lines))
        self._place_cautions()


_BY_KEYBOARD = Qt.TextInteractionFlag.LinksAccessibleByKeyboard


class _Waiting(QWidget):
    """Why there is no picture yet, and the way to it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._source = source_picture(desk)
        self._text: QLabel = label("", "dim")
        self._text.setWordWrap(True)
        self._run = button(self.tr("Compute the picture"), self.on_run, "now")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._run)
        self.look()

    def look(self) -> None:
        self._text.setText(self._source.problem)
        self._run.setVisible(bool(self._source.to_run) and self._desk.runs is not None)
        self.setVisible(bool(self._source.problem))

    def on_run(self) -> None:
        if self._desk.runs is not None and self._source.to_run:
            self._desk.runs.run_to(self._source.to_run)


def _line(desk: Desk, number: int, caution: Caution) -> str:
    cure = " " + link(desk.look, str(number), caution.cure) if caution.cure else ""
    return escape(caution.text) + cure
