"""The strokes node that is being edited: what every panel of the Direct workspace shows and changes together.

A gesture works on a draft that all panels show at once; when it ends, the draft becomes one step of the document, and
when it is cancelled nothing has happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

from app.desk import Desk
from app.editors.stroke_cache import Drawn, StrokeCache
from app.editors.stroke_edits import Points, Stroke
from app.editors.stroke_timing import Timing
from app.editors.wiring import STROKES, Around, around, downstream, strokes_nodes, upstream
from app.edits import Change
from nodes.errors import KinographError
from nodes.graph.edits import SetParameter, Several
from nodes.values import Strokes

__all__ = ["ActiveStrokes", "active_strokes"]


def active_strokes(desk: Desk) -> ActiveStrokes:
    """The one that all panels of a desk share."""
    found = desk.findChild(ActiveStrokes, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, ActiveStrokes) else ActiveStrokes(desk)


class ActiveStrokes(QObject):
    """where, node_id: the node; "" when the open graph has none.  strokes: JSON, the draft while a gesture runs.

    index: the selected stroke, -1 for none.  points: its selected points.  problem: why the parameter cannot be read.
    changed(): strokes, or another node.  picked(): another selection.  wired(): the nodes around are other ones, or
    timed otherwise.
    """

    changed = Signal()
    picked = Signal()
    wired = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.where = ""
        self.node_id = ""
        self.strokes: tuple[Stroke, ...] = ()
        self.index = -1
        self.points: frozenset[int] = frozenset()
        self.problem = ""
        self.around = Around()
        self._stored: Any = None
        self._drafting = False
        self._known = StrokeCache()
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.on_opened)
        desk.selection.changed.connect(self.on_node_selected)
        desk.selection.where_changed.connect(self.on_node_selected)
        self.on_node_selected()

    # -- looking

    @property
    def path(self) -> str:
        """Of the node, for results and runs."""
        return f"{self.where}/{self.node_id}" if self.where else self.node_id

    @property
    def timing(self) -> Timing:
        return self.around.timing

    @property
    def selected(self) -> Stroke | None:
        return self.strokes[self.index] if 0 <= self.index < len(self.strokes) else None

    @property
    def drafting(self) -> bool:
        """Whether a gesture is under way."""
        return self._drafting

    def names(self) -> list[str]:
        return [str(stroke.get("name", "")) for stroke in self.strokes]

    def frame_points(self, index: int) -> Points:
        """Where a stroke is at each frame [frames, 2]."""
        return self._known.of(self.strokes[index], self.timing).frame_points

    def frame_shares(self, index: int) -> NDArray[np.float64]:
        """Share of a stroke's length that lies behind it at each frame [frames]."""
        return self._known.of(self.strokes[index], self.timing).frame_shares

    def curve(self, index: int) -> Points:
        """The path of a stroke as a fine polyline [P, 2]."""
        return self._known.of(self.strokes[index], self.timing).curve

    def drawn(self, index: int) -> Drawn:
        """What is worked out of a stroke, for painting and for finding it under the mouse."""
        return self._known.of(self.strokes[index], self.timing)

    # -- selecting

    def select(self, index: int, points: Iterable[int] = ()) -> None:
        """Select a stroke, and points of it."""
        index = index if 0 <= index < len(self.strokes) else -1
        chosen = frozenset(points) if index >= 0 else frozenset()
        if (index, chosen) != (self.index, self.points):
            self.index, self.points = index, chosen
            self.picked.emit()

    # -- changing

    def draft(self, strokes: Sequence[Stroke]) -> None:
        """Show a change that is not made yet."""
        self._drafting = True
        self._show(tuple(strokes))

    def draft_stroke(self, index: int, stroke: Stroke) -> None:
        self.draft([*self.strokes[:index], stroke, *self.strokes[index + 1 :]])

    def finish(self, title: str) -> bool:
        """Make the draft one step of the document; whether anything was changed."""
        if not self._drafting:
            return False
        self._drafting = False
        return self.change(self.strokes, title)

    def cancel(self) -> None:
        """Drop the draft."""
        if self._drafting:
            self._drafting = False
            self._read()

    def change(self, strokes: Sequence[Stroke], title: str) -> bool:
        """Store these strokes as one step with this title. What is refused is told, and shown as it was."""
        value = [dict(stroke) for stroke in strokes]
        if not self.node_id or value == self._stored:
            self._read()
            return False
        edit = SetParameter(self.node_id, "strokes", value, self.where)
        self._desk.document.end_step()
        done = self._desk.document.perform(Several((edit,), title, self.where))
        self._desk.document.end_step()
        if not done:
            self._read()
        return done

    def nudge(self, strokes: Sequence[Stroke]) -> None:
        """Like `change`, but following ones are the same step until the document's `end_step`."""
        value = [dict(stroke) for stroke in strokes]
        self._desk.document.perform(SetParameter(self.node_id, "strokes", value, self.where))

    def change_stroke(self, index: int, stroke: Stroke | None, title: str) -> bool:
        """Another stroke in the place of one; None removes it."""
        put = [] if stroke is None else [stroke]
        return self.change([*self.strokes[:index], *put, *self.strokes[index + 1 :]], title)

    def add(self, stroke: Stroke, title: str) -> bool:
        """One more stroke; it is selected."""
        done = self.change([*self.strokes, stroke], title)
        if done:
            self.select(len(self.strokes) - 1)
        return done

    def start_anew(self) -> None:
        """Replace a parameter that cannot be read by an empty list; undo brings it back."""
        self.change((), self.tr("Clear strokes"))

    # -- what the desk tells

    def on_opened(self) -> None:
        self._drafting = False
        self.where = self.node_id = ""
        self.on_node_selected()

    def on_node_selected(self) -> None:
        """Edit the selected strokes node, one that the selected node hangs on, the one before, or the first."""
        selection = self._desk.selection
        graph = self._desk.document.graph_at(selection.where)
        there = strokes_nodes(graph) if graph is not None else []
        found = ""
        if graph is not None and selection.current in graph.nodes:
            near = [graph.nodes[selection.current], *upstream(graph, selection.current)]
            near += list(downstream(graph, selection.current))
            found = next((node.id for node in near if node.type_id == STROKES), "")
        if not found and self.where == selection.where and self.node_id in there:
            found = self.node_id
        self._take(selection.where, found or (there[0] if there else ""))

    def on_document_changed(self, change: Change) -> None:
        graph = self._desk.document.graph_at(self.where)
        if graph is None or (self.node_id and self.node_id not in graph.nodes):
            self._drafting = False
            self.where, self.node_id, self._stored = self._desk.selection.where, "", None
            self.on_node_selected()
            return
        if not self.node_id:
            self.on_node_selected()
            return
        here = change.at(self.where)
        if self.node_id in here.nodes:
            self._drafting = False
            self._read()
        if here.nodes or here.wires:
            self._look_around()

    def _take(self, where: str, node_id: str) -> None:
        if (where, node_id) == (self.where, self.node_id) and self._stored is not None:
            return
        self._drafting = False
        self.where, self.node_id, self._stored = where, node_id, None
        self.index, self.points = -1, frozenset()
        self._look_around()
        self._read()
        self.select(next((i for i, stroke in enumerate(self.strokes) if not stroke.get("pinned")), -1))

    def _look_around(self) -> None:
        graph = self._desk.document.graph_at(self.where)
        found = Around()
        if graph is not None and self.node_id:
            found = around(graph, self.node_id, self._value)
        if found != self.around:
            self.around = found
            self.wired.emit()

    def _value(self, node_id: str, name: str) -> Any:
        return self._desk.document.value(self.where, node_id, name)

    def _read(self) -> None:
        value = self._value(self.node_id, "strokes") if self.node_id else []
        self._stored = [] if value is None else value
        self.problem = ""
        strokes: tuple[Stroke, ...] = ()
        try:
            Strokes.from_json(self._stored)
            strokes = self._kept(self._stored)
        except KinographError as error:
            self.problem = str(error)
        self._show(strokes)

    def _kept(self, stored: Sequence[Stroke]) -> tuple[Stroke, ...]:
        """The stored strokes; what is as it was stays the same object, so that what was worked out for it holds."""
        known = dict(enumerate(self.strokes))
        return tuple(known[index] if known.get(index) == stroke else stroke for index, stroke in enumerate(stored))

    def _show(self, strokes: tuple[Stroke, ...]) -> None:
        self.strokes = strokes
        if self.index >= len(strokes):
            self.index, self.points = len(strokes) - 1, frozenset()
            self.picked.emit()
        selected = self.selected
        count = len(selected["points"]) if selected is not None else 0
        if any(point >= count for point in self.points):
            self.points = frozenset(point for point in self.points if point < count)
            self.picked.emit()
        self.changed.emit()


def nearest_on(curve: Points, xy: Points, aspect: float) -> tuple[float, float]:
    """Distance (as a share of the height) of a place from a polyline, and the share of its length that is nearest."""
    square = np.array([aspect, 1.0])
    rows, place = curve * square, np.asarray(xy) * square
    if len(rows) == 1:
        return float(np.hypot(*(rows[0] - place))), 0.0
    along = np.diff(rows, axis=0)
    squared = np.maximum((along**2).sum(axis=1), 1e-18)
    part = np.clip(((place - rows[:-1]) * along).sum(axis=1) / squared, 0.0, 1.0)
    away = np.hypot(*(rows[:-1] + part[:, None] * along - place).T)
    best = int(away.argmin())
    lengths = np.hypot(*np.diff(curve, axis=0).T)
    total = float(lengths.sum())
    done = float(lengths[:best].sum() + part[best] * lengths[best])
    return float(away[best]), done / total if total > 0 else 0.0
