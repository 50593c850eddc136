"""Copy, cut, paste and duplicate: as text on the system clipboard, so that it works between projects and chats."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.canvas.clipboard_fragment import part_of
from app.canvas.clipboard_insert import Inserter, listed
from app.canvas.clipboard_media import carried_media
from app.canvas.clipboard_text import Clipping, write_clipping
from app.canvas.drop import Drops
from app.commands_table import Command
from app.desk import Desk
from nodes.graph import Graph
from nodes.graph.edits import Edit, RemoveFrames, RemoveNodes, RemoveNotes, Several

__all__ = ["ClipboardTools"]

_ASIDE = (40.0, 40.0)


class ClipboardTools(QObject):
    """point: where the mouse is on the canvas.  drops: takes over pictures and files that are pasted."""

    def __init__(
        self,
        desk: Desk,
        view: QWidget,
        point: Callable[[], QPointF],
        inserter: Inserter,
        drops: Drops,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._point = point
        self._inserter = inserter
        self._drops = drops
        category, wired = self.tr("Edit"), self.tr("Duplicate with incoming wires")
        rows = (
            ("edit.copy", self.tr("Copy"), self.copy, "Ctrl+C"),
            ("edit.cut", self.tr("Cut"), self.cut, "Ctrl+X"),
            ("edit.paste", self.tr("Paste"), self.paste, "Ctrl+V"),
            ("edit.duplicate", self.tr("Duplicate"), self.duplicate, "Ctrl+D"),
            ("edit.duplicate_wired", wired, self.duplicate_with_wires, "Ctrl+Shift+D"),
        )
        for name, title, run, key in rows:
            desk.commands.add(Command(name, title, category, run, keys=(key,), widget=view))

    def copy(self) -> bool:
        """Put what is selected on the clipboard; whether there was anything."""
        part = self._selected()
        if part is None:
            return False
        carried, left_out = carried_media(self._desk.document.project, part)
        data = QMimeData()
        data.setText(write_clipping(Clipping(part, carried), self._titles(part)))
        QGuiApplication.clipboard().setMimeData(data)
        if left_out:
            text = self.tr("Copied without the bytes of {0}: too large for a text, or missing.")
            self._desk.say(text.format(listed(left_out)), "info", key="copy")
        return True

    def cut(self) -> None:
        """Copy, then remove, in one step."""
        if not self.copy():
            return
        selection, where = self._desk.selection, self._desk.selection.where
        edits: list[Edit] = []
        if selection.nodes:
            edits.append(RemoveNodes(tuple(sorted(selection.nodes)), where))
        if selection.frames:
            edits.append(RemoveFrames(tuple(sorted(selection.frames)), where))
        if selection.notes:
            edits.append(RemoveNotes(tuple(sorted(selection.notes)), where))
        self._desk.document.end_step()
        self._desk.document.perform(Several(tuple(edits), self.tr("Cut"), where))
        self._desk.document.end_step()

    def paste(self) -> None:
        """Put on the canvas what the clipboard holds: nodes as text, a whole project as text, a picture, files."""
        data = QGuiApplication.clipboard().mimeData()
        if self._drops.takes(data):
            self._drops.drop(data, self._point())
        else:
            self._desk.say(self.tr("The clipboard holds nothing that could be pasted here."), "info", key="paste")

    def duplicate(self) -> None:
        """The selection again, beside itself, with the wires inside it."""
        part = self._selected()
        if part is not None:
            self._inserter.add(part, _ASIDE, self.tr("Duplicate"))

    def duplicate_with_wires(self) -> None:
        """The selection again, fed by the same nodes as the first."""
        part = self._selected()
        graph = self._desk.document.graph_at(self._desk.selection.where)
        if part is None or graph is None:
            return
        for key, wire in graph.wires.items():
            if wire.target in part.nodes and wire.source in graph.nodes:
                part.wires[key] = wire
        self._inserter.add(part, _ASIDE, self.tr("Duplicate with wires"), from_outside=True)

    def _selected(self) -> Graph | None:
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        if graph is None or selection.is_empty:
            self._desk.say(self.tr("Nothing is selected."), "info", key="copy")
            return None
        return part_of(graph, selection.nodes, selection.frames, selection.notes)

    def _titles(self, part: Graph) -> list[str]:
        kinds = self._desk.registry
        found = ((node, kinds.get(node.type_id)) for node in part.nodes.values())
        return [node.title or (kind.title if kind is not None else node.id) for node, kind in found]
