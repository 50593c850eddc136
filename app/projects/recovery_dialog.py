"""The dialog after a crash: what was not saved, what was changed in it, and what to do with each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import button, label
from app.projects.asking import Answer, Asker, Question
from app.projects.recovery import Unsaved, delete, set_aside
from app.projects.sheet import Sheet

__all__ = ["RecoveryDialog"]


class RecoveryDialog(Sheet):
    """recover_wanted(Unsaved), open_wanted(path): the dialog closes and the project is to be opened."""

    recover_wanted = Signal(object)
    open_wanted = Signal(object)

    def __init__(self, look: Look, asker: Asker, entries: Sequence[Unsaved], parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Changes that were not saved"), "", parent, width=640)
        self._asker = asker
        self.entries = list(entries)
        self.text.setText(
            self.tr(
                "They were kept while you worked. Recover opens the project with all of them; "
                "its file stays as it was until you save."
            )
        )
        self.text.setVisible(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Projects with unsaved changes"))
        self.list.currentRowChanged.connect(self.on_chosen)
        self.list.itemActivated.connect(self.on_recover)
        self.changes = QListWidget()
        self.changes.setAccessibleName(self.tr("What was changed, the last first"))
        self.changes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.changes.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._add_lists()
        self.delete_button = self.add_button(button(self.tr("Delete…"), self.on_delete))
        self.buttons.addStretch(1)
        self.later_button = self.add_button(button(self.tr("Later"), self.reject))
        self.without_button = self.add_button(button(self.tr("Open Without"), self.on_without))
        self.recover_button = self.add_button(button(self.tr("Recover"), self.on_recover, "now"))
        self.recover_button.setDefault(True)
        self._fill()
        self.recover_button.setFocus()

    def chosen(self) -> Unsaved | None:
        row = self.list.currentRow()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def on_chosen(self) -> None:
        entry = self.chosen()
        self.changes.clear()
        self.changes.addItems(list(entry.titles) if entry is not None else [])
        self.without_button.setEnabled(entry is not None and entry.path is not None and entry.path.is_file())
        for pressed in (self.delete_button, self.recover_button):
            pressed.setEnabled(entry is not None)

    def on_recover(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self.accept()
            self.recover_wanted.emit(entry)

    def on_without(self) -> None:
        """The changes are put aside, so that opening the file does not ask again."""
        entry = self.chosen()
        if entry is not None and entry.path is not None:
            if not entry.aside:
                set_aside(entry.recovery.journal)
            self.accept()
            self.open_wanted.emit(entry.path)

    def on_delete(self) -> None:
        entry = self.chosen()
        if entry is None or self._asker.choose(self._about_delete(entry)) != "delete":
            return
        delete(entry)
        self.entries.remove(entry)
        self._fill()
        if not self.entries:
            self.reject()

    def _about_delete(self, entry: Unsaved) -> Question:
        return Question(
            self.tr("Delete {0} changes of {1} for good?").format(entry.changes, self._name(entry)),
            self.tr("They cannot be had back. The project's file stays as it was saved.")
            if entry.path is not None
            else self.tr("They cannot be had back, and this project was never saved."),
            (Answer("cancel", self.tr("Keep"), "now"), Answer("delete", self.tr("Delete"), "danger")),
        )

    def _fill(self) -> None:
        row = max(0, self.list.currentRow())
        self.list.clear()
        for entry in self.entries:
            item = QListWidgetItem(f"{self._name(entry)}\n{self._line(entry)}")
            item.setToolTip(str(entry.path) if entry.path is not None else self.tr("It was never saved."))
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(self.entries) - 1))
        self.on_chosen()

    def _name(self, entry: Unsaved) -> str:
        return entry.name or self.tr("untitled")

    def _line(self, entry: Unsaved) -> str:
        moment = QDateTime.fromSecsSinceEpoch(int(entry.when))
        when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        count = self.tr("1 change") if entry.changes == 1 else self.tr("{0} changes").format(entry.changes)
        return f"{when}  ·  {count}" + (f"  ·  {self.tr('put aside')}" if entry.aside else "")

    def _add_lists(self) -> None:
        row = QHBoxLayout()
        for title, shown, share in (
            (self.tr("Project"), self.list, 3),
            (self.tr("What was changed"), self.changes, 4),
        ):
            column = QVBoxLayout()
            column.addWidget(label(title, "caption"))
            shown.setTextElideMode(Qt.TextElideMode.ElideRight)
            shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            shown.setMinimumHeight(self.look.px(200))
            column.addWidget(shown)
            row.addLayout(column, share)
        self.body.addLayout(row)
