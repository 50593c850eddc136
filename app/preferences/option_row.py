"""One setting: its title, its control, its explanation, and the way back to the default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app.desk import Desk
from app.look.widgets import label, tool_button
from app.preferences.options import Option
from app.projects.sheet import padded, wrapped
from app.settings import DEFAULTS, SettingsError

__all__ = ["OptionRow"]


class OptionRow(QWidget):
    """Applied at once; what the file of settings cannot take is told under it."""

    def __init__(self, desk: Desk, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.option = option
        self.control = self._make_control()
        self.control.setAccessibleName(option.title)
        self.control.setAccessibleDescription(option.help)
        self.reset_button = tool_button("↺", self.tr("Back to the default"), self.on_reset)
        self.problem = wrapped("", "fail")
        self.problem.hide()
        self._grid = QGridLayout(self)
        title = label(option.title)
        title.setBuddy(self.control)
        self._grid.addWidget(title, 0, 0)
        self._grid.addWidget(self.control, 0, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self.reset_button, 0, 2)
        self._grid.addWidget(wrapped(option.help, "caption"), 1, 0, 1, 2)
        self._grid.addWidget(self.problem, 2, 0, 1, 2)
        self._grid.setColumnStretch(0, 1)
        keep = self.reset_button.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(keep)
        desk.settings.changed.connect(self.on_setting)
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.show_value()

    def show_value(self) -> None:
        """What is set now."""
        value, control = self._desk.settings.get(self.option.name), self.control
        control.blockSignals(True)
        if isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QComboBox):
            control.setCurrentIndex(max(0, control.findData(value)))
        elif isinstance(control, QSpinBox):
            control.setValue(int(value))
        elif isinstance(control, QDoubleSpinBox):
            control.setValue(float(value))
        elif isinstance(control, _FolderField):
            control.line.setText(str(value))
        control.blockSignals(False)
        self.reset_button.setVisible(value != DEFAULTS[self.option.name])

    def on_setting(self, name: str) -> None:
        if name == self.option.name:
            self.show_value()

    def on_reset(self) -> None:
        self._try(lambda: self._desk.settings.reset(self.option.name))

    def on_changed(self) -> None:
        """The control was used."""
        self._try(lambda: self._desk.settings.set(self.option.name, self._value()))

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._grid.setContentsMargins(0, px(8), 0, px(8))
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(2))
        if not isinstance(self.control, QCheckBox):
            self.control.setFixedWidth(px(250 if isinstance(self.control, _FolderField) else 130))

    def _value(self) -> Any:
        control = self.control
        if isinstance(control, QCheckBox):
            return control.isChecked()
        if isinstance(control, QComboBox):
            return control.currentData()
        if isinstance(control, _FolderField):
            return control.line.text().strip()
        assert isinstance(control, QSpinBox | QDoubleSpinBox)
        return control.value()

    def _try(self, act: Any) -> None:
        try:
            act()
            self.problem.hide()
        except SettingsError as error:
            self.problem.setText(f"{error.message} {error.remedy}".strip())
            self.problem.show()
        self.show_value()

    def _make_control(self) -> QWidget:
        option = self.option
        match option.kind:
            case "switch":
                box = QCheckBox()
                box.toggled.connect(self.on_changed)
                return box
            case "choice":
                choices = QComboBox()
                for value, words in option.choices:
                    choices.addItem(words, value)
                choices.activated.connect(self.on_changed)
                return choices
            case "folder":
                field = _FolderField()
                field.line.editingFinished.connect(self.on_changed)
                return field
        number = QSpinBox() if option.kind == "whole" else QDoubleSpinBox()
        number.setRange(int(option.least) if option.kind == "whole" else option.least, int(option.most))
        number.setSingleStep(int(option.step) if option.kind == "whole" else option.step)
        number.setSuffix(f" {option.unit}" if option.unit else "")
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        padded(self._desk.look, number)
        number.setKeyboardTracking(False)
        number.valueChanged.connect(self.on_changed)
        return number


class _FolderField(QWidget):
    """A path to type, or to choose."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Folder"))
        self.line.setPlaceholderText(self.tr("home folder"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(tool_button("…", self.tr("Choose a folder"), self.on_choose))
        self.setFocusProxy(self.line)

    def on_choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.line.text() or str(Path.home()))
        if name:
            self.line.setText(name)
            self.line.editingFinished.emit()
