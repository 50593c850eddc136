"""Subgraphs: made from the selection, entered, left, renamed, unpacked, and what they show outside."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QGraphicsView, QMenu, QWidget

from app.canvas.breadcrumb import title_of
from app.canvas.layout_align import free_place
from app.canvas.layout_sizes import SizeOf
from app.canvas.structure_dialog import ExposedDialog
from app.canvas.structure_exposed import Kind, add_edit, candidates, remove_edit, shown
from app.canvas.structure_name import NameCard
from app.commands_table import Command
from app.desk import Desk
from nodes.errors import GraphError
from nodes.graph import SUBGRAPH, Graph, Inner, Node, new_id
from nodes.graph.edits import (
    AddFrame,
    AddNote,
    Edit,
    MakeSubgraph,
    MoveNodes,
    RemoveFrames,
    RemoveNotes,
    Rename,
    Several,
    Unpack,
)

__all__ = ["StructureTools"]

_KINDS: tuple[Kind, ...] = ("inputs", "outputs", "parameters")


class StructureTools(QObject):
    """Works on the selection of the open graph; each command is one undo step."""

    def __init__(self, desk: Desk, view: QGraphicsView, size_of: SizeOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = view
        self._size_of = size_of
        self._named = ("", "")
        self.name_card = NameCard(desk, view)
        self.dialog: ExposedDialog | None = None
        category = self.tr("Subgraph")
        rows = (
            ("canvas.group", self.tr("Make a subgraph of the selection"), self.make, ("Ctrl+G",)),
            ("canvas.ungroup", self.tr("Unpack the subgraph"), self.unpack, ("Ctrl+Shift+G",)),
            ("canvas.enter", self.tr("Enter the subgraph"), self.enter, ("Ctrl+Down", "Return", "Enter")),
            ("canvas.leave", self.tr("Leave the subgraph"), self.leave, ("Ctrl+Up",)),
            ("canvas.rename_subgraph", self.tr("Rename the subgraph…"), self.rename, ("Shift+F2",)),
            ("canvas.expose", self.tr("Expose ports and parameters…"), self.choose_exposed, ("Ctrl+E",)),
            ("canvas.interface", self.tr("What the subgraph shows…"), self.show_interface, ("Ctrl+Shift+E",)),
        )
        for name, title, run, keys in rows:
            desk.commands.add(Command(name, title, category, run, keys=keys, widget=view))

    # -- making and unmaking -----------------------------------------------------------------------

    def make(self) -> None:
        """Put the selected nodes into a subgraph, select it and ask for its name."""
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        if graph is None or not desk.selection.nodes:
            desk.say(self.tr("Select the nodes that are to go into a subgraph first."), "info", key="subgraph")
            return
        chosen = tuple(name for name in graph.nodes if name in desk.selection.nodes)
        name = new_id(graph.nodes, "subgraph")
        title = self.tr("Subgraph") if name == "subgraph" else self.tr("Subgraph {0}").format(name.rpartition("_")[2])
        made = MakeSubgraph(chosen, name, title, where)
        edits: list[Edit] = [made, *self._taken_along(graph, desk.selection.path(name))]
        place = self._free_place(graph, made)
        if place is not None:
            edits.append(MoveNodes(nodes={name: place}, where=where))
        if self._perform(Several(tuple(edits), made.title, where)):
            desk.selection.select([name])
            self.rename()

    def unpack(self) -> None:
        """Put what the selected subgraphs hold in their place and select that."""
        desk, where = self._desk, self._desk.selection.where
        found = self._chosen_subgraphs()
        graph = desk.document.graph_at(where)
        if not found or graph is None:
            desk.say(self.tr("Select a subgraph to unpack."), "info", key="subgraph")
            return
        before = set(graph.nodes)
        edits = tuple(Unpack(node.id, where) for node in found)
        if not self._perform(edits[0] if len(edits) == 1 else Several(edits, self.tr("Unpack subgraphs"), where)):
            return
        after = desk.document.graph_at(where)
        desk.selection.select([name for name in after.nodes if name not in before] if after is not None else [])

    # -- going in and out --------------------------------------------------------------------------

    def enter(self) -> None:
        """Open the current subgraph."""
        found = self._chosen_subgraphs()
        if found:
            self.enter_node(found[0].id)
        elif self._desk.selection.nodes:
            self._desk.say(self.tr("Only a subgraph can be entered."), "info", key="subgraph")

    def enter_node(self, name: str) -> bool:
        """Open the subgraph held by this node of the open graph; whether it is one. For a double click."""
        path = self._desk.selection.path(name)
        node = self._desk.document.node(path)
        if node is None or node.graph is None:
            return False
        self._desk.selection.enter(path)
        return True

    def leave(self) -> None:
        """Open the graph around this one."""
        self._desk.selection.leave()

    # -- names -------------------------------------------------------------------------------------

    def rename(self) -> None:
        """Ask for the name of the chosen subgraph, or of the open one when none is chosen."""
        desk = self._desk
        found = self._chosen_subgraphs()
        path = desk.selection.path(found[0].id) if found else desk.selection.where
        node = desk.document.node(path) if path else None
        if node is None:
            desk.say(self.tr("Select a subgraph to rename."), "info", key="subgraph")
            return
        where, _, name = path.rpartition("/")
        editing = getattr(self._view, "editing", None)
        if found and editing is not None:
            editing.edit_title(name)  # in its place
            return
        self._named = (where, name)
        self.name_card.ask(self._place_of(node if found else None), self.tr("Name"), title_of(node), self.on_named)

    def on_named(self, text: str) -> None:
        where, name = self._named
        self._perform(Rename(name, text, where))

    # -- what is shown outside ---------------------------------------------------------------------

    def show_interface(self) -> None:
        """The list of what the chosen subgraph shows, or the open one."""
        found = self._chosen_subgraphs()
        where = self._desk.selection.path(found[0].id) if found else self._desk.selection.where
        if not where:
            self._desk.say(self.tr("Select or enter a subgraph first."), "info", key="subgraph")
            return
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = ExposedDialog(self._desk, where, self._view)
        self.dialog.finished.connect(self.on_dialog_closed)
        self.dialog.show()

    def on_dialog_closed(self) -> None:
        self.dialog = None

    def choose_exposed(self) -> None:
        """The menu of the current node inside a subgraph: a tick shows a port or parameter outside."""
        menu = self.expose_menu(self._view)
        if menu is None:
            return
        menu.exec(QCursor.pos())
        menu.deleteLater()

    def expose_menu(self, parent: QWidget) -> QMenu | None:
        """For the context menu of a node, too; None, and a word about it, when nothing can be exposed."""
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        if not selection.where or graph is None or selection.current not in graph.nodes:
            text = self.tr("Ports and parameters can be exposed of a node inside a subgraph: enter one first.")
            self._desk.say(text, "info", key="subgraph")
            return None
        menu = QMenu(self.tr("Expose"), parent)
        self._fill_menu(menu, graph, selection.current)
        menu.triggered.connect(self.on_expose)
        return menu

    def on_expose(self, action: QAction) -> None:
        kind, node, port, name = action.data()
        where = self._desk.selection.where
        graph = self._desk.document.graph_at(where)
        if graph is None:
            return
        try:
            if name:
                edit = remove_edit(self._desk.document.graph, where, kind, name)
            else:
                edit = add_edit(graph, where, kind, Inner(node, port))
        except GraphError as error:
            self._desk.say(f"{error.message} {error.remedy}", "warn", key="expose")
            return
        self._perform(edit)

    # -- inside ------------------------------------------------------------------------------------

    def _fill_menu(self, menu: QMenu, graph: Graph, node: str) -> None:
        titles = {"inputs": self.tr("Inputs"), "outputs": self.tr("Outputs"), "parameters": self.tr("Parameters")}
        exposed = {
            (item.kind, end.port): item.name for item in shown(graph.exposed) for end in item.ends if end.node == node
        }
        free = set(candidates(graph, self._desk.registry, node))
        ports = self._desk.document.interface(self._desk.selection.where, node)
        for kind in _KINDS:
            records = getattr(ports, kind) if ports is not None else ()
            names = [record.name for record in records]
            usable = [name for name in names if (kind, name) in free or (kind, name) in exposed]
            if usable:
                menu.addSeparator()
                menu.addAction(titles[kind]).setEnabled(False)
            for port in usable:
                name = exposed.get((kind, port), "")
                text = port.replace("_", " ")
                action = menu.addAction(
                    self.tr("{0} as “{1}”").format(text, name) if name not in ("", port) else text
                )
                action.setCheckable(True)
                action.setChecked(bool(name))
                action.setData((kind, node, port, name))

    def _chosen_subgraphs(self) -> list[Node]:
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        if graph is None:
            return []
        names = sorted(selection.nodes, key=lambda name: (name != selection.current, name))
        found = (graph.nodes[name] for name in names if name in graph.nodes)
        return [node for node in found if node.graph is not None and node.type_id == SUBGRAPH]

    def _taken_along(self, graph: Graph, inside: str) -> list[Edit]:
        """Selected frames and notes go into the subgraph with the nodes, which keep their places in it."""
        selection, where = self._desk.selection, self._desk.selection.where
        frames = [graph.frames[name] for name in sorted(selection.frames) if name in graph.frames]
        notes = [graph.notes[name] for name in sorted(selection.notes) if name in graph.notes]
        edits: list[Edit] = []
        if frames:
            edits.append(RemoveFrames(tuple(frame.id for frame in frames), where))
        if notes:
            edits.append(RemoveNotes(tuple(note.id for note in notes), where))
        edits += [AddFrame(frame, inside) for frame in frames]
        return edits + [AddNote(note, inside) for note in notes]

    def _free_place(self, graph: Graph, edit: MakeSubgraph) -> tuple[float, float] | None:
        """Where the new node covers no other, near the middle of what it takes in; None when it cannot be made."""
        after = graph.copy()
        try:
            replace(edit, where="").apply(after)
        except GraphError:
            return None
        node = after.nodes.pop(edit.id)
        width, height = self._size_of(node)
        others = [(*other.position, *self._size_of(other)) for other in after.nodes.values()]
        return free_place((*node.position, width, height), others)

    def _place_of(self, node: Node | None) -> QPoint:
        """Where on the view the name is asked for: at the node, or under the breadcrumb."""
        if node is None:
            return QPoint(self._desk.look.px(12), self._desk.look.px(40))
        viewport = self._view.viewport()
        return viewport.mapTo(self._view, self._view.mapFromScene(QPointF(*node.position)))

    def _perform(self, edit: Edit) -> bool:
        self._desk.document.end_step()
        done = self._desk.document.perform(edit)
        self._desk.document.end_step()
        return done
