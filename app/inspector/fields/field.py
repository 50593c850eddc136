"""What every field is: an editor of one parameter, bound to the document, that says why it refuses something."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.edits import Change
from app.inspector.binding import MIXED, Binding
from app.inspector.wording import readable
from nodes.graph.nodetype import Parameter

__all__ = ["Field", "is_key", "is_left", "keeps_key"]


class Field(QWidget):
    """finished(): the person is done with it (Enter, Escape, it lost the focus).  refused(str): why what was entered
    is not taken, "" once that is over.  resized(): it wants another height.

    wide: it stands below its name, over the whole width.  roomy: it needs more than a number does.
    """

    finished = Signal()
    refused = Signal(str)
    resized = Signal()
    wide = False
    roomy = False

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.binding = binding
        binding.setParent(self)
        self.look = binding.desk.look
        self.inline = False
        self.hover = False
        self.wrong = False
        self._refusal = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(readable(binding.name))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    # -- for those who show it

    def refresh(self) -> None:
        """Show the value of the document. What a person is typing stays."""
        self.update()

    def begin(self) -> None:
        """Take the focus and be ready for typing."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def height_for(self, width: int) -> int:
        """How high it wants to be."""
        return self.look.px(24)

    def set_wrong(self, wrong: bool) -> None:
        """Draw the edge red or not."""
        if wrong != self.wrong:
            self.wrong = wrong
            self.update()

    def use_inline(self) -> None:
        """Follow the document by itself and take the focus as soon as it is seen."""
        self.inline = True
        palette = self.palette()  # it covers what lies below it
        palette.setColor(QPalette.ColorRole.Window, self.look.colour("raised"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self._begin_soon = QTimer(self, singleShot=True, interval=0)
        self._begin_soon.timeout.connect(self.begin)
        self.binding.desk.document.changed.connect(self.on_document_changed)

    def on_document_changed(self, change: Change) -> None:
        here = change.at(self.binding.where)
        if here.nodes.intersection(self.binding.nodes):
            self.binding.forget()
            self.refresh()

    # -- for kinds of fields

    @property
    def parameter(self) -> Parameter:
        return self.binding.parameter

    def value(self) -> Any:
        return self.binding.value()

    @property
    def mixed_text(self) -> str:
        return self.tr("mixed")

    def is_mixed(self) -> bool:
        return self.binding.value() is MIXED

    def write(self, value: Any) -> bool:
        """Give the document the value; a value that is not taken is refused in words and the old one stays."""
        said = self.binding.complaint(value)
        if said:
            self.refuse(self.tr("{0} is not taken: {1}.").format(_short(value), said))
            return False
        self.refuse("")
        return self.binding.set(value)

    def refuse(self, text: str) -> None:
        """Say why; "" takes it back."""
        if text != self._refusal:
            self._refusal = text
            self.set_wrong(bool(text))
            self.refused.emit(text)
            if self.inline:  # no row stands around it to say so
                self.say_here(text)

    def say_here(self, text: str) -> None:
        """Just below the field; "" takes it away."""
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height() - self.look.px(10))), text, self)

    @property
    def refusal(self) -> str:
        return self._refusal

    def end(self) -> None:
        """The undo step is whole."""
        self.binding.end()

    # -- Qt

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(200), self.height_for(self.look.px(200)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.inline:  # the window may be about to become active, and then gives the focus itself
            self._begin_soon.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.hover = False
        self.update()


def is_left(event: QEvent) -> bool:
    """Whether the person went elsewhere: not to a menu of the field, nor to another window for a moment."""
    passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
    return isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in passing


def is_key(event: QEvent, *keys: Qt.Key) -> bool:
    """Whether one of these keys was pressed."""
    return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in keys


def keeps_key(event: QEvent, *keys: Qt.Key) -> bool:
    """Whether one of these keys, pressed alone, is about to become a shortcut of the window: then it is kept."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    kept = event.key() in keys and not event.modifiers()
    if kept:
        event.accept()
    return kept


def _short(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
