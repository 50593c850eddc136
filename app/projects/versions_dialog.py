"""The dialog of earlier versions: when, how large, opened as an unsaved copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.look import Look
from app.look.widgets import button
from app.projects.sheet import Sheet
from app.projects.versions import Version

__all__ = ["VersionsDialog"]


class VersionsDialog(Sheet):
    """open_wanted(path): of the version; the dialog closes."""

    open_wanted = Signal(object)

    def __init__(self, look: Look, name: str, versions: Sequence[Version], parent: QWidget | None = None) -> None:
        super().__init__(look, "", "", parent)
        self.title.setText(self.tr("Earlier versions of {0}").format(name))
        self.setWindowTitle(self.title.text())
        self.text.setText(self.tr("One opens as an unsaved copy; the project you have open is asked about first."))
        self.text.setVisible(True)
        self.versions = list(versions)
        self.list = QListWidget()
        self.list.setAccessibleName(self.title.text())
        for version in self.versions:
            moment = QDateTime.fromSecsSinceEpoch(int(version.when))
            self.list.addItem(QListWidgetItem(QLocale().toString(moment, QLocale.FormatType.ShortFormat)))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.on_open)
        self.body.addWidget(self.list)
        self.buttons.addStretch(1)
        self.add_button(button(self.tr("Close"), self.reject))
        self.add_button(button(self.tr("Open a Copy"), self.on_open, "now")).setDefault(True)

    def on_open(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self.versions):
            self.accept()
            self.open_wanted.emit(self.versions[row].file)
