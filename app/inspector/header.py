"""The inspector's header: the node's name, which can be written over, what it is, and the help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.inspector.fields.field import is_key
from app.look import Look
from app.look.widgets import PanelHeader, tool_button

__all__ = ["InspectorHeader"]


class InspectorHeader(PanelHeader):
    """renamed(str): what the person wrote, "" for the default name.  help_wanted(bool)."""

    renamed = Signal(str)
    help_wanted = Signal(bool)

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(look, title, parent)
        self._line: QLineEdit | None = None
        self._may_rename = False
        self.help = tool_button("?", self.tr("Help on this node (F1)"), self.on_help, checkable=True)
        self.add_tool(self.help)
        self._title.installEventFilter(self)

    @property
    def title(self) -> str:
        return self._title.text()

    def allow_renaming(self, allowed: bool) -> None:
        """Whether the title is a name of one node."""
        self._may_rename = allowed
        self._title.setCursor(Qt.CursorShape.IBeamCursor if allowed else Qt.CursorShape.ArrowCursor)
        self._title.setToolTip(self.tr("Click to rename (F2)") if allowed else "")

    def on_help(self) -> None:
        self.help_wanted.emit(self.help.isChecked())

    def rename(self) -> None:
        """Let the title be written over; Enter takes it, Escape does not."""
        if not self._may_rename or self._line is not None:
            return
        self._line = QLineEdit(self._title.text(), self)
        self._line.setAccessibleName(self.tr("Name of the node"))
        self._line.setFont(self._look.font("title"))
        high = self._look.px(24)
        wide = max(self._title.width() + self._look.px(60), self._look.px(180))
        left = self._title.x() - self._look.px(9)
        self._line.setGeometry(left, (self.height() - high) // 2, min(wide, self.width() - left), high)
        self._line.selectAll()
        self._line.show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.editingFinished.connect(self.on_written)
        self._line.installEventFilter(self)

    def on_written(self) -> None:
        line = self._line
        if line is not None:
            text, changed = line.text().strip(), line.isModified()
            self._stop()
            if changed:
                self.renamed.emit(text)

    def _stop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.hide()
            line.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._title and event.type() == QEvent.Type.MouseButtonRelease:
            if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
                self.rename()
        elif watched is self._line and is_key(event, Qt.Key.Key_Escape):
            self._stop()
            return True
        return False
