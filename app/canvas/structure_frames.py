"""Frames around what is selected, their colours and titles, and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QCursor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.canvas.layout import frame_around
from app.canvas.layout_boxes import PADDING
from app.canvas.layout_sizes import SizeOf
from app.commands_table import Command
from app.desk import Desk
from app.look.palette import DARK
from nodes.graph import Frame, Note, new_id
from nodes.graph.edits import AddFrame, AddNote, ChangeFrame, Edit, Several

__all__ = ["FrameTools", "frame_colours"]

GRID = 20.0
_NOTE_HEIGHT = 80.0
Rect = tuple[float, float, float, float]


def frame_colours() -> dict[str, str]:
    """Colours offered for frames, by what they usually hold. Kept in the file, so the same in both themes."""
    names = ("Tracks", "Clip", "Depth", "Mask", "Poses", "CameraPath", "Text", "Latents", "Model", "Report")
    return {name: DARK.types[name] for name in names}


class FrameTools(QObject):
    """point: where the mouse is on the canvas."""

    def __init__(
        self, desk: Desk, view: QWidget, size_of: SizeOf, point: Callable[[], QPointF], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = view
        self._size_of = size_of
        self._point = point
        category = self.tr("Canvas")
        rows = (
            ("canvas.frame", self.tr("Frame around the selection"), self.frame_selection, ("Ctrl+J",)),
            ("canvas.note", self.tr("Add a note"), self.add_note, ("Ctrl+Shift+J",)),
            ("canvas.frame_note", self.tr("Add a note to the frame"), self.add_frame_note, ()),
            ("canvas.frame_colour", self.tr("Colour of the frame…"), self.choose_colour, ()),
        )
        for name, title, run, keys in rows:
            desk.commands.add(Command(name, title, category, run, keys=keys, widget=view))

    def frame_selection(self) -> None:
        """A frame around what is selected, in the colour of the first node's category; it is selected then."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        rects = self._selected()
        if graph is None or not rects:
            desk.say(self.tr("Select the nodes that the frame is to hold first."), "info", key="frame")
            return
        frame = Frame(new_id(graph.frames, "frame"), self.tr("Frame"), colour=self._usual_colour())
        made = frame_around(rects, frame)
        if self._perform(AddFrame(made, where)):
            desk.selection.select(desk.selection.nodes, [*desk.selection.frames, made.id], desk.selection.notes)
            self._type_into("edit_frame", made.id)

    def add_note(self) -> None:
        """A note where the mouse is."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        if graph is None:
            return
        point = self._point()
        place = (round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)
        note = Note(new_id(graph.notes, "note"), self.tr("Note"), place)
        if self._perform(AddNote(note, where)):
            desk.selection.select(notes=[note.id])
            self._type_into("edit_note", note.id)

    def add_frame_note(self) -> None:
        """A note at the foot of the selected frame, which grows by it."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        frame = graph.frames.get(min(desk.selection.frames, default="")) if graph is not None else None
        if graph is None or frame is None:
            desk.say(self.tr("Select a frame first."), "info", key="frame")
            return
        (x, y), (width, height) = frame.position, frame.size
        place, size = (x + PADDING, y + height), (width - 2 * PADDING, _NOTE_HEIGHT)
        note = Note(new_id(graph.notes, "note"), self.tr("Note"), place, size, frame.colour)
        grown = replace(frame, size=(width, height + _NOTE_HEIGHT + PADDING))
        if self._perform(
            Several((ChangeFrame(grown, where), AddNote(note, where)), self.tr("Note in the frame"), where)
        ):
            desk.selection.select(notes=[note.id])
            self._type_into("edit_note", note.id)

    def choose_colour(self) -> None:
        """A menu of colours for the selected frames."""
        if not self._desk.selection.frames:
            self._desk.say(self.tr("Select a frame first."), "info", key="frame")
            return
        menu = self.colour_menu(self._view)
        menu.exec(QCursor.pos())
        menu.deleteLater()

    def colour_menu(self, parent: QWidget) -> QMenu:
        """For the context menu of a frame, too."""
        menu = QMenu(self.tr("Colour"), parent)
        menu.addAction(self.tr("None")).setData("")
        for name, colour in frame_colours().items():
            menu.addAction(self._swatch(colour), name).setData(colour)
        menu.triggered.connect(self.on_colour)
        return menu

    def on_colour(self, action: QAction) -> None:
        self.set_colour(str(action.data()))

    def set_colour(self, colour: str) -> None:
        """Give the selected frames this colour, in one step."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        chosen = [graph.frames[name] for name in desk.selection.frames] if graph is not None else []
        edits: list[Edit] = [
            ChangeFrame(replace(frame, colour=colour), where) for frame in chosen if frame.colour != colour
        ]
        if edits:
            self._perform(Several(tuple(edits), self.tr("Colour of the frame"), where))

    def _selected(self) -> list[Rect]:
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        if graph is None:
            return []
        rects: list[Rect] = [
            (*graph.nodes[name].position, *self._size_of(graph.nodes[name])) for name in selection.nodes
        ]
        rects += [(*graph.notes[name].position, *graph.notes[name].size) for name in selection.notes]
        return rects + [(*graph.frames[name].position, *graph.frames[name].size) for name in selection.frames]

    def _usual_colour(self) -> str:
        node = self._desk.document.node(self._desk.selection.current_path) if self._desk.selection.current else None
        kind = self._desk.registry.get(node.type_id) if node is not None else None
        return DARK.kinds.get(kind.category, "") if kind is not None else ""

    def _type_into(self, edit: str, name: str) -> None:
        """Let the new title or text be typed where it stands, on a view that can do that."""
        editing = getattr(self._view, "editing", None)
        if editing is not None:
            getattr(editing, edit)(name)

    def _perform(self, edit: Edit) -> bool:
        self._desk.document.end_step()
        done = self._desk.document.perform(edit)
        self._desk.document.end_step()
        return done

    def _swatch(self, colour: str) -> QIcon:
        side = self._desk.look.px(12)
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(0, 0, side, side, 3, 3)
        painter.end()
        return QIcon(picture)
