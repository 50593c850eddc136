"""Curves: the speed of the selected stroke and what the cameras do, over the frames."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.cautions import Cautions
from app.editors.curve_data import Curve, camera_curves, speed_curve, with_camera_key, with_key_at, with_speed
from app.editors.curves_view import CurvesView, Grabbed
from app.editors.stroke_edits import Stroke, with_field
from app.editors.stroke_painting import stroke_colour
from app.editors.stroke_timing import span_of
from app.editors.wiring import camera_nodes
from app.edits import Change
from app.look.widgets import Hairline, PanelHeader, label
from nodes.errors import KinographError
from nodes.graph.edits import SetParameter

__all__ = ["CurvesPanel"]

MOST_CURVES = 6


class CurvesPanel(QWidget):
    """A key dragged to the side times a point; the line dragged up or down makes it faster or slower there."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._cautions = Cautions(desk, self)
        self._hidden: set[tuple[str, str]] = set()
        self._before: Stroke | None = None
        self._all: list[Curve] = []
        self._header = PanelHeader(desk.look, self.tr("Curves"))
        self._chips = _Chips(self)
        self._now = label("", "mono")
        self._header.add_tool(self._chips)
        self._header.add_tool(self._now)
        self.view = CurvesView(desk)
        self._none = label(self.tr("Select a stroke, or add a camera: their curves are shown here."), "dim")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(Hairline(self))
        column.addWidget(self._none)
        column.addWidget(self.view, 1)
        self._active.changed.connect(self.look)
        self._active.picked.connect(self.look)
        self._active.wired.connect(self.look)
        desk.document.changed.connect(self.on_document_changed)
        desk.document.opened.connect(self.look)
        desk.selection.where_changed.connect(self.look)
        desk.playhead.moved.connect(self.on_playhead)
        desk.playhead.changed.connect(self.on_playhead)
        desk.look.changed.connect(self.on_look_changed)
        self.view.dragged.connect(self.on_dragged)
        self.view.dropped.connect(self.on_dropped)
        self.view.cancelled.connect(self.on_cancelled)
        self.view.chosen.connect(self.on_chosen)
        self.on_look_changed()
        self.on_playhead()

    def look(self) -> None:
        """Show what there is to be shown."""
        self._all = [*self._stroke_curves(), *self._camera_curves()]
        shown = [curve for curve in self._all if (curve.owner, curve.name) not in self._hidden][:MOST_CURVES]
        self.view.show_curves(shown, [self._colour(curve) for curve in shown])
        stroke = self._active.selected
        moving = stroke is not None and not stroke.get("pinned")
        self.view.span = span_of(stroke, self._active.timing.frames) if moving and stroke is not None else None
        self.view.span_colour = stroke_colour(self._desk.look, max(self._active.index, 0))
        self.view.marked = self._active.points
        self._chips.show_curves([(curve, self._colour(curve), curve in shown) for curve in self._all])
        self._none.setVisible(not self._all)

    def toggle(self, owner: str, name: str) -> None:
        """Show a curve, or no longer."""
        self._hidden ^= {(owner, name)}
        self.look()

    def on_document_changed(self, change: Change) -> None:
        here = change.at(self._desk.selection.where)
        graph = self._desk.document.graph_at(self._desk.selection.where)
        cameras = set(camera_nodes(graph)) if graph is not None else set()
        if here.nodes & (cameras | {curve.node for curve in self._all}):
            self.look()

    def on_playhead(self) -> None:
        head = self._desk.playhead
        seconds = head.frame / float(head.frames_per_second)
        self._now.setText(self.tr("frame {0} · {1} s").format(head.frame, f"{seconds:.2f}"))

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._none.setContentsMargins(px(12), px(8), px(12), 0)
        self.look()

    # -- dragging

    def on_chosen(self, curve: int, key: int) -> None:
        if not self.view.curves[curve].node and self._active.index >= 0:
            self._active.select(self._active.index, [key])

    def on_dragged(self, grabbed: Grabbed, frame: float, value: float) -> None:
        if grabbed.end:
            self._drag_span(grabbed.end, round(frame))
            return
        if grabbed.curve >= len(self.view.curves):
            return
        curve = self.view.curves[grabbed.curve]
        if curve.node:
            self._drag_camera(curve, grabbed, frame, value)
            return
        stroke = self._base()
        if stroke is None:
            return
        timing, size = self._active.timing, self._cautions.model_size()
        if grabbed.upright:
            changed = with_speed(stroke, timing, size, grabbed.frame, max(value, 0.0))
        else:
            changed = with_key_at(stroke, timing, grabbed.key, frame)
        self._active.draft_stroke(self._active.index, changed)

    def on_dropped(self) -> None:
        name = str(self._before.get("name", "")) if self._before is not None else ""
        self._before = None
        if not self._active.finish(self.tr("Time {0}").format(name or self.tr("stroke"))):
            self._desk.document.end_step()

    def on_cancelled(self) -> None:
        if self._before is not None:
            self._before = None
            self._active.cancel()
        else:
            self._desk.document.end_step()
            self._desk.document.undo()

    def _drag_span(self, end: str, frame: int) -> None:
        stroke = self._base()
        if stroke is None:
            return
        last = self._active.timing.frames - 1
        first, final = span_of(stroke, last + 1)
        if end == "start":
            changed = with_field(stroke, "start", min(max(frame, 0), final), 0)
        else:
            frame = min(max(frame, first), last)
            changed = with_field(stroke, "end", None if frame == last else frame, None)
        self._active.draft_stroke(self._active.index, changed)

    def _drag_camera(self, curve: Curve, grabbed: Grabbed, frame: float, value: float) -> None:
        where = self._desk.selection.where
        keys = self._desk.document.value(where, curve.node, "keys")
        if grabbed.key < 0 or not isinstance(keys, list):
            return
        at = sorted(keys, key=lambda key: int(key["frame"]))[grabbed.key]
        field_of_view = float(self._desk.document.value(where, curve.node, "field_of_view"))
        if grabbed.upright:
            made = with_camera_key(keys, grabbed.key, curve.name, -1, value, field_of_view)
        else:
            made = with_camera_key(keys, grabbed.key, curve.name, round(frame), curve.at(at["frame"]), field_of_view)
        self._desk.document.perform(SetParameter(curve.node, "keys", made, where))

    def _base(self) -> Stroke | None:
        """The stroke as it was when the drag began."""
        if self._before is None:
            self._before = self._active.selected
        return self._before

    # -- inside

    def _stroke_curves(self) -> list[Curve]:
        stroke = self._active.selected
        if stroke is None or stroke.get("pinned"):
            return []
        name = str(stroke.get("name", "")) or self.tr("stroke {0}").format(self._active.index + 1)
        try:
            return [
                speed_curve(
                    stroke, self._active.timing, self._cautions.model_size(), name, sorted(self._active.points)
                )
            ]
        except KinographError:  # the stroke panel says what is wrong with the stroke
            return []

    def _camera_curves(self) -> list[Curve]:
        where = self._desk.selection.where
        graph = self._desk.document.graph_at(where)
        made: list[Curve] = []
        for name in camera_nodes(graph) if graph is not None else ():
            node = graph.nodes[name] if graph is not None else None
            found = self._desk.document.interface(where, name)
            if node is None or found is None:
                continue
            values: dict[str, Any] = {
                part.name: self._desk.document.value(where, name, part.name) for part in found.parameters
            }
            try:
                made += camera_curves(name, node.title or name, node.type_id, values)
            except (KinographError, TypeError, ValueError) as error:
                self._header.set_subtitle(f"{node.title or name}: {error}")
        return made

    def _colour(self, curve: Curve) -> QColor:
        if not curve.node:
            return stroke_colour(self._desk.look, max(self._active.index, 0))
        others = [other for other in self._all if other.node]
        place = next((number for number, other in enumerate(others) if other is curve), 0)
        kinds = ("CameraPath", "Depth", "Poses", "Text", "Latents", "Mask", "Flow")
        return self._desk.look.type_colour(kinds[place % len(kinds)])


class _Chips(QWidget):
    """One for each curve, in its colour; pressed shows it."""

    def __init__(self, panel: CurvesPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._made: list[tuple[QPushButton, _Toggle]] = []

    def show_curves(self, curves: list[tuple[Curve, QColor, bool]]) -> None:
        while len(self._made) > len(curves):
            chip, toggle = self._made.pop()
            self._row.removeWidget(chip)
            chip.deleteLater()
            toggle.deleteLater()
        while len(self._made) < len(curves):
            toggle, chip = _Toggle(self._panel), QPushButton(self)
            chip.setProperty("role", "flat")
            chip.setCheckable(True)
            chip.clicked.connect(toggle.on_clicked)
            self._row.addWidget(chip)
            self._made.append((chip, toggle))
        for (chip, toggle), (curve, colour, shown) in zip(self._made, curves, strict=True):
            toggle.owner, toggle.name = curve.owner, curve.name
            chip.setText(f"{curve.owner} · {curve.name}")
            chip.setChecked(shown)
            chip.setStyleSheet(
                f"color: {colour.name()}; background: transparent; border: none; padding: 2px 6px;"
                + ("" if shown else "text-decoration: line-through;")
            )


class _Toggle(QObject):
    """Which curve a chip stands for."""

    def __init__(self, panel: CurvesPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.owner = self.name = ""

    def on_clicked(self) -> None:
        self._panel.toggle(self.owner, self.name)
