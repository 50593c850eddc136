"""What may go wrong with the strokes, told before a model runs, each with its cure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.source_picture import source_picture
from app.editors.stroke_edits import points_of, region_of, with_field, with_path, with_region
from app.editors.stroke_timing import with_easing
from nodes.errors import KinographError
from nodes.graph import Node, Wire
from nodes.graph.edits import AddNodes, SetParameter, Several
from nodes.graph.model import new_id
from nodes.motion.regions import polygon_area

__all__ = ["Caution", "Cautions"]

LONGEST_STEP = 0.2
CELL_PX = 8
SMALLEST_CELLS = 4
MODEL_SIZE = (832, 480)


@dataclass(frozen=True, slots=True)
class Caution:
    """index: of the stroke, -1 for all.  cure: what the link says, "" when there is none."""

    index: int
    text: str
    cure: str = ""
    do: Callable[[], object] | None = None


def tr(text: str) -> str:
    return QCoreApplication.translate("Cautions", text)


class Cautions(QObject):
    """Looks through the active strokes."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._source = source_picture(desk)
        self._at = -1

    def found(self) -> list[Caution]:
        """The selected stroke's first."""
        active = self._active
        order = sorted(range(len(active.strokes)), key=lambda index: index != active.index)
        said = self._of_all()
        for index in order:
            said += self._of_stroke(index)
        return said

    def model_size(self) -> tuple[int, int]:
        """The size the strokes are meant for: the control's, else the picture's."""
        size = self._active.around.size
        return size if 0 not in size else self._source.size

    def _of_all(self) -> list[Caution]:
        active = self._active
        easing = active.timing.easing
        timed = any(stroke.get("times_s") for stroke in active.strokes)
        said = []
        if timed and easing != "as drawn" and active.around.tracks:
            text = tr("Strokes to Tracks uses “{0}”: the hand's timing is not used.").format(easing)
            said.append(Caution(-1, text, tr("Use the timing as drawn"), self.use_hand_timing))
        moving = any(not stroke.get("pinned") for stroke in active.strokes)
        if active.strokes and moving and not active.around.tracks:
            text = tr("Nothing uses these strokes yet.")
            said.append(Caution(-1, text, tr("Add Strokes to Tracks and Drag Control"), self.add_control))
        return said

    def _of_stroke(self, index: int) -> list[Caution]:
        stroke, said = self._active.strokes[index], []
        name = f"“{stroke['name']}”" if stroke.get("name") else tr("Stroke {0}").format(index + 1)
        width, height = self.model_size()
        frames = self._active.timing.frames
        if int(stroke.get("start", 0)) >= frames:
            text = tr("{0} starts at frame {1}, but the clip has {2} frames.")
            text = text.format(name, stroke["start"], frames)
            return [Caution(index, text, tr("Start at frame 0"), _Cure(self, index, self.start_at_0).do)]
        try:
            path = self._active.frame_points(index)
        except KinographError as error:
            return [Caution(index, str(error))]
        outside = np.flatnonzero(((path < 0) | (path > 1)).any(axis=1))
        if outside.size:
            text = tr("{0} leaves the picture at frame {1}.").format(name, int(outside[0]))
            said.append(Caution(index, text, tr("Keep it inside"), _Cure(self, index, self.keep_inside).do))
        steps = np.hypot(*(np.diff(path, axis=0) * [width, height]).T)
        if steps.size and steps.max() > LONGEST_STEP * width:
            frame = int(steps.argmax())
            text = tr("{0} moves {1} px after frame {2}: slower is followed better.")
            text = text.format(name, f"{steps[frame]:.0f}", frame)
            uneven = steps.max() > 1.25 * steps.mean() and steps.mean() < LONGEST_STEP * width
            cure = (tr("Constant speed"), _Cure(self, index, self.even_out).do) if uneven else ("", None)
            said.append(Caution(index, text, *cure))
        area = self._taken_px(index)
        if area < SMALLEST_CELLS * CELL_PX**2 and not stroke.get("pinned"):
            text = tr("{0} takes only {1} px along, {2} latent cells: larger is followed better.")
            text = text.format(name, f"{area:.0f}", f"{area / CELL_PX**2:.1f}")
            said.append(Caution(index, text, tr("Make it larger"), _Cure(self, index, self.enlarge).do))
        return said

    def _taken_px(self, index: int) -> float:
        stroke = self._active.strokes[index]
        width, height = self.model_size()
        region = region_of(stroke)
        if region is not None:
            return polygon_area(region) * width * height
        return float(np.pi * (float(stroke.get("radius", 0.05)) * width) ** 2)

    # -- cures

    def use_hand_timing(self) -> None:
        tracks = self._active.around.tracks
        self._desk.document.perform(SetParameter(tracks, "easing", "as drawn", self._active.where))
        self._desk.document.end_step()

    def add_control(self) -> None:
        """The nodes that make a control of the strokes, wired, beside them; one step."""
        active = self._active
        graph = self._desk.document.graph_at(active.where)
        if graph is None or active.node_id not in graph.nodes:
            return
        x, y = graph.nodes[active.node_id].position
        tracks = self._node("motion.strokes_to_tracks", new_id(graph.nodes, "tracks"), (x + 260.0, y))
        drag = self._node("control.drag_control", new_id(graph.nodes, "drag"), (x + 520.0, y))
        wires = [Wire(active.node_id, "strokes", tracks.id, "strokes"), Wire(tracks.id, "tracks", drag.id, "tracks")]
        source, output = active.around.picture
        if source:
            wires.append(Wire(source, output, drag.id, "image"))
        edit = AddNodes((tracks, drag), tuple(wires), where=active.where)
        self._desk.document.end_step()
        self._desk.document.perform(Several((edit,), tr("Add Drag Control"), active.where))
        self._desk.document.end_step()

    def _node(self, type_id: str, name: str, position: tuple[float, float]) -> Node:
        kind = self._desk.registry.get(type_id)
        return Node(name, type_id, kind.version if kind is not None else 1, position=position)

    def start_at_0(self, index: int) -> None:
        stroke = with_field(self._active.strokes[index], "start", 0, 0)
        self._active.change_stroke(index, stroke, tr("Start at frame 0"))

    def keep_inside(self, index: int) -> None:
        stroke = self._active.strokes[index]
        times = stroke.get("times_s")
        inside = with_path(stroke, np.clip(points_of(stroke), 0.0, 1.0), times)
        self._active.change_stroke(index, inside, tr("Keep inside the picture"))

    def even_out(self, index: int) -> None:
        even = with_easing(self._active.strokes[index], self._active.timing, "linear")
        self._active.change_stroke(index, even, tr("Constant speed"))

    def enlarge(self, index: int) -> None:
        """Grow what is taken along until it covers enough cells."""
        stroke, area = self._active.strokes[index], self._taken_px(index)
        factor = float(np.sqrt(1.2 * SMALLEST_CELLS * CELL_PX**2 / max(area, 1e-6)))
        region = region_of(stroke)
        if region is not None:
            middle = region.mean(axis=0)
            grown = with_region(stroke, middle + (region - middle) * min(factor, 100.0))
        else:
            radius = float(stroke.get("radius", 0.05)) * factor
            grown = with_field(stroke, "radius", round(min(radius, 1.0), 4), 0.05)
        self._active.change_stroke(index, grown, tr("Make it larger"))


class _Cure:
    """A cure of one stroke."""

    def __init__(self, cautions: Cautions, index: int, cure: Callable[[int], None]) -> None:
        self._index, self._cure = index, cure

    def do(self) -> None:
        self._cure(self._index)
