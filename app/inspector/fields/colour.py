"""The field of a colour: a swatch that opens the colour dialog, and the digits to write."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QWidget

from app.inspector.binding import Binding
from app.inspector.fields.text import LineField
from app.look import Look

__all__ = ["ColourField", "Swatch", "is_colour"]

_DIGITS = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def is_colour(text: object) -> bool:
    """Whether it is written as #RRGGBB or #RGB."""
    return isinstance(text, str) and _DIGITS.fullmatch(text.strip()) is not None


class Swatch(QAbstractButton):
    """Shows a colour; a chessboard when it has none to show."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._colour = QColor()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_colour(self, colour: QColor) -> None:
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.colour("accent" if self.hasFocus() or self.isChecked() else "hairline"))
        painter.setBrush(self._colour if self._colour.isValid() else look.colour("input"))
        painter.drawRoundedRect(rect, look.px(4), look.px(4))
        if not self._colour.isValid():
            painter.setPen(look.colour("faint"))
            painter.drawLine(rect.bottomLeft(), rect.topRight())


class ColourField(LineField):
    """The document changes only to colours that can be read; the dialog shows each at once, as one undo step."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.swatch = Swatch(self.look, self)
        self.swatch.setToolTip(self.tr("Choose a colour"))
        self.swatch.setAccessibleName(self.tr("Choose a colour"))
        self.swatch.clicked.connect(self.open_dialog)
        self._before: object = None

    def refresh(self) -> None:
        if not self.line.hasFocus() or not self.refusal:
            super().refresh()
        value = self.value()
        self.swatch.show_colour(self._read(value) if is_colour(value) else QColor())

    def on_edited(self, text: str) -> None:
        if is_colour(text):
            self.write(text if text.startswith("#") else f"#{text}")
        else:
            self.refuse(self.tr("{0} is not a colour. Write #RRGGBB, for example #FF8800.").format(repr(text)))

    def leave(self) -> None:
        self.refuse("")
        super().refresh()
        super().leave()

    def open_dialog(self) -> None:
        """Choose with the eyes. Cancel puts the old colour back."""
        self.end()
        self._before = self.binding.values()
        value = self.value()
        dialog = QColorDialog(self._read(value) if is_colour(value) else QColor(), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle(self.accessibleName())
        dialog.currentColorChanged.connect(self.on_colour)
        dialog.rejected.connect(self.on_rejected)
        dialog.finished.connect(self.on_closed)
        dialog.open()

    def on_colour(self, colour: QColor) -> None:
        self.write(colour.name())

    def on_rejected(self) -> None:
        if isinstance(self._before, dict) and self._before != self.binding.values():
            self.binding.desk.document.undo()

    def on_closed(self) -> None:
        self.end()
        self.finished.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.open_dialog()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side, gap = self.height(), self.look.px(6)
        self.swatch.setGeometry(0, 0, round(side * 1.5), side)
        self.line.setGeometry(round(side * 1.5) + gap, 0, self.width() - round(side * 1.5) - gap, side)

    @staticmethod
    def _read(text: object) -> QColor:
        digits = str(text).strip().removeprefix("#")
        return QColor(f"#{digits}")
