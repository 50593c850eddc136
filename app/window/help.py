"""What Kinograph is, and every shortcut on one sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.desk import Desk
from app.look.widgets import label

__all__ = ["AboutDialog", "KeySheet"]


class _Sheet(QDialog):
    """A dialog with a column of its own and Close under it."""

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        px = desk.look.px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(20), px(16), px(20), px(16))
        self.column.setSpacing(px(10))

    def close_below(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        self.column.addWidget(buttons)


class AboutDialog(_Sheet):
    """Version, licence, where things are kept."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Kinograph", parent)
        import platform

        from PySide6.QtCore import qVersion

        from app.window.crashes import log_folder

        self.setWindowTitle(self.tr("About Kinograph"))
        self.column.addWidget(label("Kinograph", "big", self))
        self.column.addWidget(
            label(self.tr("A node-graph studio for motion-controlled video diffusion."), "text", self)
        )
        facts = (
            (self.tr("Version"), __version__),
            ("Python", platform.python_version()),
            ("Qt", qVersion()),
            (self.tr("Licence"), "Apache-2.0"),
            (self.tr("Fonts"), "Inter, JetBrains Mono (Open Font License)"),
            (self.tr("Logs"), str(log_folder())),
        )
        for name, value in facts:
            line = QLabel(f"{name}:  {value}", self)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(line)
        self.close_below()


class KeySheet(_Sheet):
    """Every command with its keys, by category; typing narrows it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "", parent)
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.setAccessibleName(self.tr("Keyboard Shortcuts"))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search commands and keys"))
        self.field.setAccessibleName(self.tr("Search commands and keys"))
        self.field.textChanged.connect(self.on_typed)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("Commands and their keys"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self._fill()
        self.column.addWidget(self.field)
        self.column.addWidget(self.tree, 1)
        self.close_below()
        px = desk.look.px
        self.resize(px(560), px(640))

    def on_typed(self, text: str) -> None:
        wanted = text.casefold()
        for place in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(place)
            assert group is not None
            seen = 0
            for row in range(group.childCount()):
                line = group.child(row)
                hidden = wanted not in f"{line.text(0)} {line.text(1)} {group.text(0)}".casefold()
                line.setHidden(hidden)
                seen += not hidden
            group.setHidden(not seen)

    def _fill(self) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for command in self._desk.commands:
            keys = [QKeySequence(key) for key in self._desk.commands.keys(command.id)]
            if not keys:
                continue
            native = "   ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
            if command.category not in groups:
                groups[command.category] = QTreeWidgetItem(self.tree, [command.category])
                groups[command.category].setExpanded(True)
                groups[command.category].setFont(0, self._desk.look.font("title"))
            line = QTreeWidgetItem(groups[command.category], [command.title, native])
            line.setFont(1, self._desk.look.font("mono"))
