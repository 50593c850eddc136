"""What the model gets is shown when it was computed, and what is missing is said."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.editors import StrokePanel
from app.editors.active_strokes import active_strokes
from nodes.graph import Graph, Node
from nodes.graph.model import Exposed
from nodes.values import Clip, Control, Depth, Mask

LINE = {"points": [[0.2, 0.5], [0.8, 0.5]], "name": "line"}


def control(colour: int) -> Control:
    frames = np.full((17, 48, 80, 3), colour, np.uint8)
    return Control("strokes", Clip(frames, Fraction(8)), Mask(np.ones((17, 48, 80), np.float32)), 1.0)


def test_the_control_is_shown_while_its_chip_is_pressed(panel: StrokePanel, active, stroke_desk: Desk) -> None:
    active.add(LINE, "Line")
    QTest.mouseClick(panel._control_chip, Qt.MouseButton.LeftButton)
    stroke_desk.results.value_arrived.emit("drag", "control", control(77), None)
    stroke_desk.playhead.move_to(5)
    assert panel.canvas.image.pixelColor(10, 10).red() == 77
    QTest.mouseClick(panel._control_chip, Qt.MouseButton.LeftButton)
    assert panel.canvas.image.pixelColor(10, 10).red() != 77


def test_without_an_engine_it_is_said_that_the_control_cannot_be_computed(panel: StrokePanel, active) -> None:
    active.add(LINE, "Line")
    QTest.mouseClick(panel._control_chip, Qt.MouseButton.LeftButton)
    assert "engine" in panel.control.note


def test_the_latent_grid_has_a_line_every_eight_pixels_of_the_model(panel: StrokePanel) -> None:
    QTest.mouseClick(panel._grid_chip, Qt.MouseButton.LeftButton)
    assert panel.canvas.grid.visible
    assert panel.canvas.grid.cells == (832 // 8, 480 // 8)


def test_strokes_inside_a_subgraph_are_edited_when_it_is_open(
    desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot
) -> None:
    inner = Graph([Node("drawing", "motion.strokes", parameters={"strokes": [LINE]})], exposed=Exposed())
    with_graph(Graph([Node("group", "graph.subgraph", graph=inner)]))
    active = active_strokes(desk)
    assert active.node_id == ""
    desk.selection.enter("group")
    assert active.path == "group/drawing"
    active.select(0)
    active.change_stroke(0, {**LINE, "name": "other"}, "Rename")
    assert desk.document.value("group", "drawing", "strokes")[0]["name"] == "other"
    desk.selection.leave()
    assert active.node_id == ""
    assert desk.document.undo()
    assert desk.document.value("group", "drawing", "strokes") == [LINE]


def test_with_depth_near_things_move_more_in_the_look_through(
    desk: Desk, with_graph: Callable[[Graph], Desk], picture, qtbot: QtBot
) -> None:
    from app.editors import LookThroughPanel
    from nodes.graph import Wire

    nodes = [
        Node("image", "media.load_image", parameters={"file": str(picture)}),
        Node("depth", "depth.load_depth"),
        Node("camera", "camera.camera_path", parameters={"move": "truck right", "amount": 0.2}),
        Node("control", "control.camera_control"),
    ]
    wires = [
        Wire("image", "image", "control", "image"),
        Wire("camera", "camera", "control", "camera"),
        Wire("depth", "depth", "control", "depth"),
    ]
    with_graph(Graph(nodes, wires))
    panel = LookThroughPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: len(panel._views) == 17)
    flat = panel._views[16][1]
    values = np.full((1, 480, 832), 4.0, np.float32)
    values[:, 200:320, 190:310] = 1.0
    desk.results.value_arrived.emit("depth", "depth", Depth(values, "metric"), None)
    qtbot.waitUntil(lambda: len(panel._views) == 17)
    assert panel._views[16][1] > flat + 0.01
    assert "flat wall" not in panel._holes.text()
