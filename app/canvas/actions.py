"""What keys and menus do on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.canvas.anatomy import REROUTE
from app.canvas.inserting import removal_edits
from app.canvas.metrics import GRID
from app.canvas.view import CanvasView
from app.canvas.walking import neighbour
from app.commands_table import Command
from nodes.graph.edits import Edit, MoveNodes, RemoveFrames, RemoveNodes, RemoveNotes, SetFlag, Several

__all__ = ["CanvasActions"]


class CanvasActions(QObject):
    """Adds the commands of the canvas; each works on what is selected in the open graph."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._add_commands()

    @property
    def where(self) -> str:
        return self._view.desk.selection.where

    # -- select ------------------------------------------------------------------------------------

    def select_all(self) -> None:
        graph = self._view.canvas.graph
        self._view.desk.selection.select(graph.nodes, graph.frames, graph.notes)

    def select_upstream(self) -> None:
        """And everything that feeds the selection."""
        self._reach(into=True)

    def select_downstream(self) -> None:
        """And everything that the selection feeds."""
        self._reach(into=False)

    def escape(self) -> None:
        """Cancel what is in hand, else select nothing."""
        if not self._view.cancel_gesture():
            self._view.desk.selection.clear()

    def walk_left(self) -> None:
        self._walk("left")

    def walk_right(self) -> None:
        self._walk("right")

    def walk_up(self) -> None:
        self._walk("up")

    def walk_down(self) -> None:
        self._walk("down")

    # -- change ------------------------------------------------------------------------------------

    def delete(self) -> None:
        selection = self._view.desk.selection
        edits: list[Edit] = []
        if selection.nodes:
            edits.append(RemoveNodes(tuple(sorted(selection.nodes)), self.where))
        if selection.frames:
            edits.append(RemoveFrames(tuple(sorted(selection.frames)), self.where))
        if selection.notes:
            edits.append(RemoveNotes(tuple(sorted(selection.notes)), self.where))
        self._perform(edits, self.tr("Delete"))

    def dissolve(self) -> None:
        """Delete nodes and lead what fed them straight on."""
        selection = self._view.desk.selection
        if len(selection.nodes) != 1:
            self.delete()
            return
        name = next(iter(selection.nodes))
        graph = self._view.canvas.graph
        edits = removal_edits(graph, self._view.desk.registry, name, self.where)
        self._perform([*edits, RemoveNodes((name,), self.where)], self.tr("Dissolve"))

    def pull_out(self) -> None:
        """Take a node out of its wires and join what was at both sides."""
        selection = self._view.desk.selection
        if len(selection.nodes) == 1:
            name = next(iter(selection.nodes))
            edits = removal_edits(self._view.canvas.graph, self._view.desk.registry, name, self.where)
            self._perform(edits, self.tr("Pull out of its wires"))
        else:
            self._view.desk.say(self.tr("Select one node first."), "info", key="canvas")

    def mute(self) -> None:
        self._toggle("muted")

    def bypass(self) -> None:
        self._toggle("bypassed")

    def collapse(self) -> None:
        self._toggle("collapsed")

    def lock(self) -> None:
        self._toggle("locked")

    def rename(self) -> None:
        """Type another title where it stands."""
        view, selection = self._view, self._view.desk.selection
        if selection.current:
            view.editing.edit_title(selection.current)
        elif selection.frames:
            view.editing.edit_frame(min(selection.frames))
        elif selection.notes:
            view.editing.edit_note(min(selection.notes))

    def edit_value(self) -> None:
        """Type the first value that the current node shows."""
        view, name = self._view, self._view.desk.selection.current
        item = view.canvas.nodes.get(name)
        first = next(iter(item.face.box_of), "") if item is not None else ""
        if first:
            view.edit_parameter(name, first)

    def nudge_left(self) -> None:
        self._nudge(-GRID, 0.0)

    def nudge_right(self) -> None:
        self._nudge(GRID, 0.0)

    def nudge_up(self) -> None:
        self._nudge(0.0, -GRID)

    def nudge_down(self) -> None:
        self._nudge(0.0, GRID)

    # -- inside ------------------------------------------------------------------------------------

    def _add_commands(self) -> None:
        view, canvas, edit = self._view, self.tr("Canvas"), self.tr("Edit")
        shown, arrange = self.tr("View"), self.tr("Arrange")
        rows = (
            ("canvas.select_all", self.tr("Select all"), edit, self.select_all, ("Ctrl+A",)),
            ("canvas.select_upstream", self.tr("Select what feeds it"), edit, self.select_upstream, ("[",)),
            ("canvas.select_downstream", self.tr("Select what it feeds"), edit, self.select_downstream, ("]",)),
            ("canvas.escape", self.tr("Select nothing"), edit, self.escape, ("Escape",)),
            ("canvas.delete", self.tr("Delete"), edit, self.delete, ("Delete", "Backspace")),
            ("canvas.dissolve", self.tr("Delete and join its wires"), canvas, self.dissolve, ("Ctrl+Delete",)),
            ("canvas.pull_out", self.tr("Pull out of its wires"), canvas, self.pull_out, ("Alt+X",)),
            ("canvas.mute", self.tr("Mute"), canvas, self.mute, ("M",)),
            ("canvas.bypass", self.tr("Bypass"), canvas, self.bypass, ("B", "D")),
            ("canvas.collapse", self.tr("Collapse"), canvas, self.collapse, ("H",)),
            ("canvas.lock", self.tr("Lock the result"), canvas, self.lock, ("K",)),
            ("canvas.rename", self.tr("Rename"), canvas, self.rename, ("F2",)),
            ("canvas.edit_value", self.tr("Edit its first value"), canvas, self.edit_value, ("Shift+Return",)),
            ("canvas.zoom_selection", self.tr("Zoom to the selection"), shown, view.zoom_to_selection, ("F", "Home")),
            ("canvas.zoom_all", self.tr("Zoom to everything"), shown, view.zoom_to_fit, ("A", "Shift+F")),
            ("canvas.zoom_in", self.tr("Zoom in"), shown, view.zoom_in, ("+", "=")),
            ("canvas.zoom_out", self.tr("Zoom out"), shown, view.zoom_out, ("-",)),
            ("canvas.zoom_one", self.tr("Zoom to 100 %"), shown, view.zoom_to_one, ("0",)),
            ("canvas.walk_left", self.tr("Go to what feeds it"), canvas, self.walk_left, ("Left",)),
            ("canvas.walk_right", self.tr("Go to what it feeds"), canvas, self.walk_right, ("Right",)),
            ("canvas.walk_up", self.tr("Go to the node above"), canvas, self.walk_up, ("Up",)),
            ("canvas.walk_down", self.tr("Go to the node below"), canvas, self.walk_down, ("Down",)),
            ("canvas.nudge_left", self.tr("Move to the left"), arrange, self.nudge_left, ("Alt+Left",)),
            ("canvas.nudge_right", self.tr("Move to the right"), arrange, self.nudge_right, ("Alt+Right",)),
            ("canvas.nudge_up", self.tr("Move up"), arrange, self.nudge_up, ("Alt+Up",)),
            ("canvas.nudge_down", self.tr("Move down"), arrange, self.nudge_down, ("Alt+Down",)),
        )
        for name, title, category, run, keys in rows:
            view.desk.commands.add(Command(name, title, category, run, keys=keys, widget=view))

    def _perform(self, edits: list[Edit], title: str) -> None:
        if not edits:
            self._view.desk.say(self.tr("Nothing is selected."), "info", key="canvas")
            return
        document = self._view.desk.document
        document.end_step()
        document.perform(edits[0] if len(edits) == 1 else Several(tuple(edits), title, self.where))
        document.end_step()

    def _toggle(self, flag: str) -> None:
        """On for all of them, unless all have it on already."""
        graph, selection = self._view.canvas.graph, self._view.desk.selection
        names = [name for name in graph.nodes if name in selection.nodes]
        if flag in ("collapsed", "locked"):
            names = [name for name in names if graph.nodes[name].type_id != REROUTE]
        on = not all(getattr(graph.nodes[name], flag) for name in names)
        self._perform([SetFlag(tuple(names), flag, on, self.where)] if names else [], "")

    def _nudge(self, x: float, y: float) -> None:
        graph, selection = self._view.canvas.graph, self._view.desk.selection
        if selection.is_empty:
            return
        places = []
        for table, chosen in (
            (graph.nodes, selection.nodes),
            (graph.frames, selection.frames),
            (graph.notes, selection.notes),
        ):
            places.append({name: (table[name].position[0] + x, table[name].position[1] + y) for name in chosen})
        self._view.desk.document.perform(MoveNodes(*places, where=self.where))

    def _walk(self, way: str) -> None:
        view, selection = self._view, self._view.desk.selection
        rects = {name: item.scene_rect().getRect() for name, item in view.canvas.nodes.items()}
        if not selection.current:
            seen = view.seen().center()
            nearest = min(rects, key=lambda name: _away(rects[name], seen.x(), seen.y()), default="")
            if nearest:
                selection.select([nearest])
            return
        to = neighbour(selection.current, way, rects, view.canvas.graph.wires.values())
        if to:
            selection.select([to])
            rect = view.canvas.nodes[to].scene_rect()
            view.ensureVisible(rect, view.desk.look.px(40), view.desk.look.px(40))

    def _reach(self, *, into: bool) -> None:
        selection, canvas = self._view.desk.selection, self._view.canvas
        found, stack = set(selection.nodes), list(selection.nodes)
        while stack:
            name = stack.pop()
            for key in canvas.keys_at(name):
                wire = canvas.wires[key].wire
                here, there = (wire.target, wire.source) if into else (wire.source, wire.target)
                if here == name and there not in found:
                    found.add(there)
                    stack.append(there)
        selection.select([name for name in canvas.nodes if name in found], current=selection.current)


def _away(rect: tuple[float, float, float, float], x: float, y: float) -> float:
    return abs(rect[0] + rect[2] / 2 - x) + abs(rect[1] + rect[3] / 2 - y)
