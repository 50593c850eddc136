"""A few plain widgets every panel uses: its header row, a hairline, labels and buttons in their roles."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.look.look import Look

__all__ = ["Hairline", "PanelHeader", "button", "label", "paint_card", "tool_button"]


def label(text: str, role: str = "text", parent: QWidget | None = None) -> QLabel:
    """role: text, dim, caption, title, big, mono, fail, ok, warn."""
    made = QLabel(text, parent)
    made.setProperty("role", role)
    return made


def button(text: str, pressed: Callable[[], object], role: str = "", *, tip: str = "") -> QPushButton:
    """role: "" plain, now (accent), flat, chip. `pressed` must be a method of a QObject."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setAccessibleName(tip or text)
    made.setToolTip(tip)
    made.clicked.connect(pressed)
    return made


def tool_button(text: str, tip: str, pressed: Callable[[], object], *, checkable: bool = False) -> QToolButton:
    """A small flat button with a sign instead of a word; `tip` says what it does."""
    made = QToolButton()
    made.setText(text)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCheckable(checkable)
    made.setProperty("role", "flat")
    made.clicked.connect(pressed)
    return made


class Hairline(QFrame):
    """A line between rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hairline")


class _Elided(QLabel):
    """One line that ends in dots where there is no room for all of it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("role", "dim")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._look.colour("dim"))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


class PanelHeader(QWidget):
    """The row at the top of a panel: title, dim subtitle, and tools at the right."""

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = label(title, "title", self)
        self._subtitle = _Elided(look, self)
        self._subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addWidget(self._subtitle, 1)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def set_subtitle(self, text: str) -> None:
        self._subtitle.setText(text)
        self._subtitle.setToolTip(text)

    def add_tool(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def on_look_changed(self) -> None:
        px = self._look.px
        self.setFixedHeight(px(32))
        self._row.setContentsMargins(px(12), 0, px(8), 0)
        self._row.setSpacing(px(8))


def paint_card(widget: QWidget, look: Look) -> None:
    """The raised, rounded ground of a card that lies over something; for its paintEvent."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("hairline"), 1))
    painter.setBrush(look.colour("raised"))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(8), look.px(8))
