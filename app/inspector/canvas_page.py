"""The inspector of a note or a frame of the canvas: its words and its colour."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.desk import Desk
from app.edits import Change
from app.inspector.fields.colour import Swatch
from app.inspector.page import Page
from app.look import DARK
from app.look.widgets import tool_button
from nodes.graph.edit import Edit
from nodes.graph.edits import ChangeFrame, ChangeNote, Several
from nodes.graph.model import Frame, Note

__all__ = ["CanvasPage"]

_COLOURS = ("Tracks", "Text", "Mask", "Depth", "Clip", "CameraPath", "Latents", "Poses")


class CanvasPage(Page):
    """One note or frame. All letters written in one go are one undo step."""

    def __init__(self, desk: Desk, where: str, kind: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._where = where
        self._kind = kind
        self._name = name
        self._swatches: list[tuple[Swatch, str]] = []
        item = self._item()
        assert item is not None
        self.words(self.tr("Text") if kind == "notes" else self.tr("Title"), "dim")
        self.box = self._editor(item)
        self.column.addWidget(self.box)
        self.box.installEventFilter(self)
        self.column.addSpacing(desk.look.px(6))
        self.words(self.tr("Colour"), "dim")
        self._add_colours()
        self.end()
        self._show(item)

    def follow(self, change: Change) -> bool:
        item = self._item()
        if item is not None:
            self._show(item)
        return item is not None

    def _editor(self, item: Note | Frame) -> QLineEdit | QPlainTextEdit:
        if isinstance(item, Note):
            box = QPlainTextEdit(item.text, self)
            box.setTabChangesFocus(True)
            box.setMinimumHeight(self.desk.look.px(140))
            box.textChanged.connect(self.on_written)
            box.setAccessibleName(self.tr("Text of the note"))
            return box
        line = QLineEdit(item.title, self)
        line.textEdited.connect(self.on_written)
        line.setAccessibleName(self.tr("Title of the frame"))
        return line

    def _add_colours(self) -> None:
        row = QHBoxLayout()
        look = self.desk.look
        row.setSpacing(look.px(6))
        for kind in ("", *_COLOURS):
            swatch = Swatch(look, self)
            swatch.setCheckable(True)
            swatch.setFixedSize(look.px(24), look.px(24))
            swatch.show_colour(look.type_colour(kind) if kind else QColor())
            swatch.setAccessibleName(self.tr("colour of {0}").format(kind) if kind else self.tr("no colour"))
            swatch.setToolTip(swatch.accessibleName())
            colour = DARK.types[kind] if kind else ""  # projects keep the dark look's; the canvas darkens it on paper
            swatch.clicked.connect(self.on_swatch)
            row.addWidget(swatch)
            self._swatches.append((swatch, colour))
        row.addWidget(tool_button("…", self.tr("Another colour"), self.open_dialog))
        row.addStretch(1)
        self.column.addLayout(row)

    def on_swatch(self) -> None:
        pressed = self.sender()
        colour = next(colour for swatch, colour in self._swatches if swatch is pressed)
        self._change_colour(colour)
        self.desk.document.end_step()

    def open_dialog(self) -> None:
        """Any colour, seen at once; one undo step."""
        item = self._item()
        dialog = QColorDialog(QColor(item.colour if item is not None else ""), self.window())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self.on_colour)
        dialog.open()

    def on_colour(self, colour: QColor) -> None:
        self._change_colour(colour.name())
        self.desk.document.end_step()

    def on_written(self) -> None:
        item = self._item()
        if isinstance(item, Note) and isinstance(self.box, QPlainTextEdit):
            if item.text != self.box.toPlainText():
                self.desk.document.perform(ChangeNote(replace(item, text=self.box.toPlainText()), self._where))
        elif isinstance(item, Frame) and isinstance(self.box, QLineEdit) and item.title != self.box.text():
            self.desk.document.perform(ChangeFrame(replace(item, title=self.box.text()), self._where))

    def _change_colour(self, colour: str) -> None:
        """Of everything of this kind that is selected, as one step."""
        graph = self.desk.document.graph_at(self._where)
        chosen = self.desk.selection.notes if self._kind == "notes" else self.desk.selection.frames
        table = getattr(graph, self._kind, {})
        edits: list[Edit] = []
        for item in (table[name] for name in chosen if name in table):
            changed = replace(item, colour=colour)
            note = isinstance(changed, Note)
            edits.append(ChangeNote(changed, self._where) if note else ChangeFrame(changed, self._where))
        if edits:
            self.desk.document.perform(Several(tuple(edits), self.tr("Change the colour"), self._where))

    def _show(self, item: Note | Frame) -> None:
        if isinstance(item, Note) and isinstance(self.box, QPlainTextEdit):
            if item.text != self.box.toPlainText():
                self.box.setPlainText(item.text)
        elif isinstance(item, Frame) and isinstance(self.box, QLineEdit) and item.title != self.box.text():
            self.box.setText(item.title)
        for swatch, colour in self._swatches:
            swatch.setChecked(colour.casefold() == item.colour.casefold())

    def _item(self) -> Note | Frame | None:
        graph = self.desk.document.graph_at(self._where)
        if graph is None:
            return None
        return graph.notes.get(self._name) if self._kind == "notes" else graph.frames.get(self._name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.desk.document.end_step()
        return False
