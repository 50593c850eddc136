"""The row at the top of the window: the menu, what is open, the three workspaces, and at the right the run."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from app.desk import Desk
from app.look import Look
from app.look.widgets import label
from app.window.arrangements import WORKSPACES
from app.window.icon import menu_icon
from app.window.menus import MainMenu
from app.window.run_note import run_note

__all__ = ["RUN", "TopBar"]

RUN, QUEUE, CANCEL = "run.outputs", "panel.queue", "run.cancel"


class TopBar(QWidget):
    """menu: opened by Alt, F10 or its button."""

    def __init__(self, desk: Desk, menu: MainMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self.menu_button = QToolButton(self)
        self.menu_button.setText("\u2009Kinograph")  # the thin space keeps the sign off the word
        self.menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.menu_button.setProperty("role", "flat")
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self.menu_button.setToolTip(self.tr("Menu (Alt or F10)"))
        self.file_name = label("", "dim", self)
        self.unsaved = _Dot(desk.look, self)
        self.unsaved.setAccessibleName(self.tr("Not saved"))
        self.unsaved.setToolTip(self.tr("There are changes that are not saved"))
        self.workspaces = _WorkspaceSwitch(desk, self)
        self.note = label("", "mono", self)
        self.note.setAccessibleName(self.tr("Progress of the run"))
        self.line = _ProgressLine(desk.look, self)
        self.stop = QToolButton(self)
        self.stop.setText("■")
        self.stop.setProperty("role", "flat")
        self.stop.setAccessibleName(self.tr("Stop the run"))
        self.stop.clicked.connect(self.on_stop)
        self.run = _RunButton(desk.look, self)
        self.run.clicked.connect(self.on_run)
        self.queue = QPushButton(self)
        self.queue.clicked.connect(self.on_queue)
        self._gap = QWidget(self)
        self._row = QHBoxLayout(self)
        self._put_together()
        desk.document.history_changed.connect(self.on_document)
        desk.document.opened.connect(self.on_document)
        desk.commands.added.connect(self.on_command)
        desk.commands.changed.connect(self.on_command)
        desk.look.changed.connect(self.on_look_changed)
        self.on_document()
        self.on_look_changed()
        self.on_progress(None)
        self.on_queue_changed()
        self.on_command(RUN)

    def follow_runs(self) -> None:
        """The engine's side is there now: show what it does."""
        runs = self._desk.runs
        if runs is not None:
            runs.progressed.connect(self.on_progress)
            runs.changed.connect(self.on_queue_changed)
            self.on_queue_changed()

    def add_meters(self, meters: QWidget) -> None:
        self._row.addWidget(meters)

    # -- slots -------------------------------------------------------------------------------------

    def on_document(self) -> None:
        document = self._desk.document
        self.file_name.setText(document.title)
        self.file_name.setToolTip(str(document.path) if document.path is not None else self.tr("Not saved yet"))
        self.unsaved.setVisible(document.dirty)

    def on_progress(self, now: object) -> None:
        """now: what runs at present, or None."""
        self.note.setText(run_note(now))
        self.note.setToolTip(str(getattr(now, "title", "") or ""))
        for widget in (self.note, self.line, self.stop):
            widget.setVisible(now is not None)
        self.line.set_fraction(float(getattr(now, "fraction", 0.0) or 0.0))

    def on_queue_changed(self) -> None:
        runs = self._desk.runs
        count = runs.waiting if runs is not None else 0
        self.queue.setText(self.tr("Queue {0}").format(count) if count else self.tr("Queue"))
        self.queue.setAccessibleName(self.tr("Queue: {0} waiting").format(count))

    def on_command(self, name: str) -> None:
        if name == RUN:
            keys = self._desk.commands.keys(RUN)
            native = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
            self.run.set_keys(native)
            self.run.setEnabled(RUN in self._desk.commands)
        if name == CANCEL and name in self._desk.commands:
            self.stop.setToolTip(self._desk.commands.action(CANCEL).toolTip())

    def on_run(self) -> None:
        self._desk.commands.run(RUN)

    def on_stop(self) -> None:
        self._desk.commands.run(CANCEL)

    def on_queue(self) -> None:
        self._desk.commands.run(QUEUE)

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self.setFixedHeight(px(44))
        self._row.setContentsMargins(px(8), 0, px(12), 0)
        self._row.setSpacing(px(10))
        self.menu_button.setStyleSheet(
            "QToolButton { font-weight: 600; } QToolButton::menu-indicator { image: none; width: 0; }"
        )
        self.menu_button.setIcon(menu_icon(self._desk.look))
        self.menu_button.setIconSize(QSize(px(14), px(14)))
        self._gap.setFixedWidth(px(28))
        self.file_name.setMaximumWidth(px(260))
        self.stop.setFixedSize(px(26), px(26))
        self.queue.setMinimumHeight(px(28))

    # -- inside ------------------------------------------------------------------------------------

    def _put_together(self) -> None:
        row = self._row
        for widget in (self.menu_button, self.file_name, self.unsaved):
            row.addWidget(widget)
        row.addWidget(self._gap)
        row.addWidget(self.workspaces)
        row.addStretch(1)
        for widget in (self.note, self.line, self.stop, self.run, self.queue):
            row.addWidget(widget)


class _WorkspaceSwitch(QWidget):
    """Build, Direct and Review, of which one is on."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, title in zip(WORKSPACES, (self.tr("Build"), self.tr("Direct"), self.tr("Review")), strict=True):
            button = QPushButton(title, self)
            button.setCheckable(True)
            button.setProperty("role", "flat")
            button.setObjectName(f"workspace.{name}")
            button.setAccessibleName(self.tr("Workspace {0}").format(title))
            button.clicked.connect(self.on_clicked)
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[name] = button
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def show_current(self, name: str) -> None:
        if name in self.buttons:
            self.buttons[name].setChecked(True)
        for each, button in self.buttons.items():
            command = f"workspace.{each}"
            if command in self._desk.commands:
                button.setToolTip(self._desk.commands.action(command).toolTip())

    def on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._desk.commands.run(sender.objectName())

    def on_look_changed(self) -> None:
        look = self._desk.look
        p = look.palette
        self.setStyleSheet(
            f"QPushButton {{ color: {p.dim}; min-height: {look.px(20)}px; padding: {look.px(3)}px {look.px(12)}px; }}"
            f"QPushButton:checked {{ color: {p.text}; background: {p.raised}; border-color: transparent; }}"
            f"QPushButton:checked:focus, QPushButton:focus {{ border-color: {p.accent}; }}"
        )


class _RunButton(QPushButton):
    """Run, with its shortcut beside it in a lighter ink."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._keys = ""
        self.setProperty("role", "now")
        self.setObjectName("run")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_keys(self, keys: str) -> None:
        self._keys = keys.replace("+", " ").replace("Return", "⏎").replace("Enter", "⏎")
        self.setAccessibleName(self.tr("Run"))
        self.setToolTip(self.tr("Run every output ({0})").format(keys) if keys else self.tr("Run every output"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = self._look.px
        return QSize(px(18) * 2 + sum(self._widths()) + (px(7) if self._keys else 0), px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        first, second = self._widths()
        gap = self._look.px(7) if self._keys else 0
        left = (self.width() - first - second - gap) / 2
        enabled = self.isEnabled()
        painter.setFont(self._look.font("text", bold=True))
        painter.setPen(self._look.colour("ink") if enabled else self._look.colour("faint"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, first + 2, self.height()), middle, self.tr("Run"))
        painter.setFont(self._look.font("text"))
        painter.setPen(self._look.colour("ink", 0.72) if enabled else self._look.colour("faint"))
        painter.drawText(QRectF(left + first + gap, 0, second + 2, self.height()), middle, self._keys)

    def _widths(self) -> tuple[int, int]:
        from PySide6.QtGui import QFontMetrics

        bold = QFontMetrics(self._look.font("text", bold=True)).horizontalAdvance(self.tr("Run"))
        return bold, QFontMetrics(self._look.font("text")).horizontalAdvance(self._keys)


class _ProgressLine(QWidget):
    """A thin line that fills while a run goes on."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._fraction = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float) -> None:
        fraction = min(max(fraction, 0.0), 1.0)
        if fraction != self._fraction:
            self._fraction = fraction
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(180), self._look.px(5))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(self._look.colour("edge"))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setBrush(self._look.colour("accent"))
        painter.drawRoundedRect(QRectF(0, 0, self.width() * self._fraction, self.height()), radius, radius)


class _Dot(QWidget):
    """An amber dot beside the name of a project that is not saved."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(9), self._look.px(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("accent"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
