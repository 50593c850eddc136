"""Notices at the bottom right of the window: what was done fades, what went wrong stays until it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk, Notice
from app.look import Look

__all__ = ["KINDS", "Toast", "Toasts", "kind_colour", "kind_title"]

FADES_AFTER_MS = 5000
MOST = 5
KINDS = ("info", "ok", "warn", "fail")


def kind_colour(look: Look, kind: str) -> QColor:
    return look.colour({"ok": "ok", "warn": "accent", "fail": "fail"}.get(kind, "dim"))


def kind_title(kind: str) -> str:
    """The kind in words: colour is never the only sign."""
    tr = Toasts.tr
    return {"ok": tr("Done"), "warn": tr("Warning"), "fail": tr("Failed")}.get(kind, tr("Note"))


class Toasts(QWidget):
    """Lies over `host` at its bottom right and is no larger than what it shows."""

    def __init__(self, desk: Desk, host: QWidget) -> None:
        super().__init__(host)
        self._desk = desk
        self._host = host
        self.toasts: list[Toast] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        host.installEventFilter(self)
        desk.noticed.connect(self.on_noticed)
        desk.look.changed.connect(self.place)
        self.hide()

    def on_noticed(self, notice: Notice) -> None:
        """Show a notice; one with the same key takes the place of the one before."""
        for toast in list(self.toasts):
            if notice.key and toast.notice.key == notice.key:
                self.remove(toast)
        toast = Toast(self._desk.look, notice, self)
        toast.closed.connect(self.on_closed)
        self.toasts.append(toast)
        self._column.addWidget(toast)
        while len(self.toasts) > MOST:
            fading = next((each for each in self.toasts if each.fades), self.toasts[0])
            self.remove(fading)
        self.show()
        self.place()

    def on_closed(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast):
            self.remove(toast)

    def remove(self, toast: Toast) -> None:
        if toast in self.toasts:
            self.toasts.remove(toast)
            self._column.removeWidget(toast)
            toast.hide()
            toast.deleteLater()
            self.place()

    def close_all(self) -> None:
        for toast in list(self.toasts):
            self.remove(toast)

    def take_focus(self) -> bool:
        """Give the keyboard to the newest notice."""
        if not self.toasts:
            return False
        self.toasts[-1].take_focus()
        return True

    def place(self) -> None:
        if not self.toasts:
            self.hide()
            return
        px = self._desk.look.px
        width = min(px(380), max(px(200), self._host.width() - px(48)))
        for toast in self.toasts:
            toast.set_width(width)
        heights = [toast.height() for toast in self.toasts]
        self._column.activate()
        self.resize(width, sum(heights) + self._column.spacing() * (len(heights) - 1))
        gap = px(24)
        self.move(self._host.width() - self.width() - gap, self._host.height() - self.height() - gap)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.place()
        return False


class Toast(QFrame):
    """One notice. closed(): a person closed it, did one of its actions, or it faded."""

    closed = Signal()

    def __init__(self, look: Look, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.fades = notice.kind in ("info", "ok") and not notice.actions
        self._look = look
        self.setAccessibleName(f"{kind_title(notice.kind)}: {notice.text}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._timer = QTimer(self, singleShot=True, interval=FADES_AFTER_MS)
        self._timer.timeout.connect(self.closed)
        self.text = QLabel(notice.text, self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.close_button = QToolButton(self)
        self.close_button.setText("×")
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName(self.tr("Close this notice"))
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.closed)
        self.detail = QPlainTextEdit(notice.detail, self)
        self.detail.setProperty("role", "mono")
        self.detail.setReadOnly(True)
        self.detail.setAccessibleName(self.tr("Details"))
        self.detail.setTabChangesFocus(True)
        self.detail.hide()
        self._put_together()
        if self.fades:
            self._timer.start()

    def set_width(self, width: int) -> None:
        """As high as its text needs at this width."""
        self.setFixedWidth(width)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setFixedHeight(layout.totalHeightForWidth(width))

    def take_focus(self) -> None:
        buttons = self.findChildren(QPushButton)
        (buttons[0] if buttons else self.close_button).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def on_details(self, shown: bool) -> None:
        self.detail.setVisible(shown)
        self._timer.stop()
        host = self.parentWidget()
        if isinstance(host, Toasts):
            host.place()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.fades and self.detail.isHidden():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._look.px
        painter.setBrush(self._look.colour("raised"))
        edge = self._look.colour("accent" if self.hasFocus() else "hairline")
        painter.setPen(QPen(edge, 1.0))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), px(8), px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(kind_colour(self._look, self.notice.kind))
        painter.drawRoundedRect(px(8), px(10), px(3), self.height() - px(20), 1.5, 1.5)

    def _put_together(self) -> None:
        px = self._look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(8), px(6), px(8))
        column.setSpacing(px(4))
        first = QHBoxLayout()
        first.addWidget(self.text, 1)
        first.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        if self.notice.actions or self.notice.detail:
            column.addLayout(self._links())
        column.addWidget(self.detail)
        self.detail.setFixedHeight(px(140))

    def _links(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(6))
        for title, act in self.notice.actions:
            row.addWidget(self._action(title, act))
        if self.notice.detail:
            fold = QToolButton(self)
            fold.setText(self.tr("Details"))
            fold.setAccessibleName(self.tr("Show details"))
            fold.setCheckable(True)
            fold.setProperty("role", "flat")
            fold.toggled.connect(self.on_details)
            row.addWidget(fold)
        row.addStretch(1)
        return row

    def _action(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(title, self)
        button.setProperty("role", "chip")
        button.setAccessibleName(title)
        doer = _Doer(act, button)
        button.clicked.connect(doer.do)
        button.clicked.connect(self.closed)
        return button


class _Doer(QObject):
    """Lives with its button."""

    def __init__(self, act: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._act = act

    def do(self) -> None:
        self._act()
