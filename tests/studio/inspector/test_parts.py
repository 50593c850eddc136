"""What some nodes have beside their settings: the layers of a drawing with its cautions, the path of a camera."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.editors import CameraDiagram, CameraMenu
from app.editors.active_strokes import active_strokes
from app.inspector import InspectorPanel
from app.inspector.messages import MessageBox
from app.inspector.strokes_part import StrokesPart
from nodes.graph import Graph, Node, Registry
from nodes.graph.edits import SetParameter
from nodes.graph.project import Project

LEFT = Qt.MouseButton.LeftButton
TWO = [
    {"name": "ball", "points": [[0.2, 0.5], [0.8, 0.5]], "radius": 0.1},
    {"points": [[0.1, 0.1]], "pinned": True},
]


@pytest.fixture
def drawing(dressed: QApplication, registry: Registry, tmp_path: Path) -> Iterator[Desk]:
    """A strokes node "s" with a stroke and a pin, and a camera "c"."""
    project = Project.new(state=tmp_path / "state")
    strokes = Node("s", "motion.strokes", parameters={"strokes": TWO})
    project.graph = Graph([strokes, Node("c", "camera.camera_path"), Node("k", "camera.camera_keys")])
    made = Desk(registry, project=project)
    yield made
    made.document.project.close()
    made.deleteLater()


@pytest.fixture
def panel(drawing: Desk, qtbot: QtBot) -> InspectorPanel:
    made = InspectorPanel(drawing)
    qtbot.addWidget(made)
    made.resize(440, 800)
    made.show()
    return made


def part(panel: InspectorPanel) -> StrokesPart:
    found = panel.page.findChild(StrokesPart)
    assert isinstance(found, StrokesPart)
    return found


def test_layers_are_listed_and_one_is_selected_by_a_click(drawing: Desk, panel: InspectorPanel, qtbot: QtBot) -> None:
    drawing.selection.select(["s"])
    qtbot.waitUntil(lambda: len(part(panel).lines) == 2)
    names = [line.accessibleName() for line in part(panel).lines]
    assert names == ["ball, 2 points", "stroke 2, pinned"]
    QTest.mouseClick(part(panel).lines[1], LEFT)
    assert active_strokes(drawing).index == 1


def test_a_new_stroke_joins_the_list(drawing: Desk, panel: InspectorPanel, qtbot: QtBot) -> None:
    drawing.selection.select(["s"])
    drawing.document.apply(SetParameter("s", "strokes", [*TWO, {"points": [[0, 0], [0.1, 0.1]]}]))
    qtbot.waitUntil(lambda: len(part(panel).lines) == 3)


def test_a_caution_offers_its_cure_as_one_step(drawing: Desk, panel: InspectorPanel, qtbot: QtBot) -> None:
    drawing.selection.select(["s"])
    qtbot.waitUntil(lambda: bool(part(panel).findChildren(MessageBox)))
    links = [link for box in part(panel).findChildren(MessageBox) for link in box.links]
    assert links
    nodes = len(drawing.document.graph.nodes)
    QTest.mouseClick(links[0], LEFT)
    assert len(drawing.document.graph.nodes) > nodes, "nothing used the strokes: now something does"
    drawing.document.undo()
    assert len(drawing.document.graph.nodes) == nodes


def test_a_camera_is_drawn_and_offers_its_moves(drawing: Desk, panel: InspectorPanel, qtbot: QtBot) -> None:
    drawing.selection.select(["c"])
    diagram = panel.page.findChild(CameraDiagram)
    assert isinstance(diagram, CameraDiagram)
    QTest.mouseClick(diagram, LEFT)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), CameraMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, CameraMenu)
    menu.choose("orbit left")
    assert drawing.document.value("", "c", "move") == "orbit left"
    drawing.document.undo()
    assert drawing.document.value("", "c", "move") == "dolly in"


def test_camera_keys_are_drawn_too(drawing: Desk, panel: InspectorPanel) -> None:
    drawing.selection.select(["k"])
    assert panel.page.findChild(CameraDiagram) is not None
    assert not panel.grab().isNull()
