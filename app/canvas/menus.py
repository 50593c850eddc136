"""The menus of the canvas: of a node, a wire, a frame or note, and of the empty ground. Made of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF
from PySide6.QtWidgets import QMenu

from app.canvas.connecting import WireEnd
from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.hits import Hit
from app.canvas.node_item import NodeItem
from app.canvas.wire_item import WireItem
from nodes.graph.edits import Disconnect

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["menu_for", "show_menu"]

_NODE = (
    "run.to_here",
    "canvas.enter canvas.rename canvas.edit_value",
    "canvas.mute canvas.bypass canvas.collapse canvas.lock",
    "edit.cut edit.copy edit.duplicate edit.duplicate_wired",
    "canvas.frame canvas.group canvas.ungroup canvas.expose canvas.interface",
    "canvas.select_upstream canvas.select_downstream",
    "canvas.tidy canvas.pull_out canvas.dissolve canvas.delete",
)
_BOX = ("canvas.rename canvas.frame_colour canvas.frame_note", "edit.cut edit.copy edit.duplicate", "canvas.delete")
_GROUND = (
    "canvas.search edit.paste",
    "canvas.note canvas.frame canvas.tidy",
    "canvas.select_all canvas.zoom_all canvas.zoom_one",
    "canvas.leave canvas.interface",
    "canvas.name_view canvas.views",
    "canvas.export_png canvas.export_svg",
)


def show_menu(view: CanvasView, place: QPoint, point: QPointF, *, by_mouse: bool) -> None:
    """At a place of the screen. What is under the mouse is selected first; by keyboard it is what is selected."""
    hit = view.hit(point) if by_mouse else _selected(view)
    menu = menu_for(view, hit, point)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def menu_for(view: CanvasView, hit: Hit, point: QPointF) -> QMenu:
    """The menu for what was hit; it is selected, unless it is already."""
    menu = QMenu(view)
    selection = view.desk.selection
    if isinstance(hit.item, NodeItem):
        if hit.item.node.id not in selection.nodes:
            selection.select([hit.item.node.id])
        _fill(view, menu, _NODE)
    elif isinstance(hit.item, FrameItem | NoteItem):
        if isinstance(hit.item, FrameItem) and hit.item.frame.id not in selection.frames:
            selection.select(frames=[hit.item.frame.id])
        elif isinstance(hit.item, NoteItem) and hit.item.note.id not in selection.notes:
            selection.select(notes=[hit.item.note.id])
        _fill(view, menu, _BOX)
    elif hit.wire is not None:
        _WireMenu(view, menu, hit.wire, point)
    else:
        _fill(view, menu, _GROUND)
    return menu


def _fill(view: CanvasView, menu: QMenu, groups: tuple[str, ...]) -> None:
    """Commands that are not there (a part of the studio that is not open) are left out."""
    for group in groups:
        actions = [view.desk.commands.action(name) for name in group.split() if name in view.desk.commands]
        if actions and not menu.isEmpty():
            menu.addSeparator()
        menu.addActions(actions)


def _selected(view: CanvasView) -> Hit:
    selection, canvas = view.desk.selection, view.canvas
    if selection.current in canvas.nodes:
        return Hit(canvas.nodes[selection.current])
    for table, chosen in ((canvas.frames, selection.frames), (canvas.notes, selection.notes)):
        for name in sorted(chosen):
            if name in table:
                return Hit(table[name])
    return Hit()


class _WireMenu(QObject):
    """Lives as long as its menu."""

    def __init__(self, view: CanvasView, menu: QMenu, wire: WireItem, point: QPointF) -> None:
        super().__init__(menu)
        self._view, self._wire, self._point = view, wire, point
        translate = QCoreApplication.translate
        menu.addAction(translate("Canvas", "Add a dot")).triggered.connect(self.on_dot)
        menu.addAction(translate("Canvas", "Add a node here…")).triggered.connect(self.on_search)
        menu.addAction(translate("Canvas", "Remove the wire")).triggered.connect(self.on_remove)

    def on_dot(self) -> None:
        self._view.editing.add_dot(self._wire, self._point)

    def on_search(self) -> None:
        wire = self._wire.wire
        self._view.search_wanted.emit(self._point, WireEnd(wire.source, wire.output, True))

    def on_remove(self) -> None:
        wire, document = self._wire.wire, self._view.desk.document
        document.end_step()
        document.perform(Disconnect(wire.target, wire.input, self._view.desk.selection.where))
        document.end_step()
