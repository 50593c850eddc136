"""Overlays are found along the wires, switched and graded by chips, and painted where they belong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer import ViewerPanel
from app.viewer.overlays import Found, Overlay, found_upstream
from nodes.graph import Exposed, Graph, Inner, Node, Wire
from nodes.values import Boxes, CameraPath, Depth, Mask, Person, Poses, Stroke, Strokes, Tracks, Value
from tests.studio.viewer.conftest import Answers, numbered_clip

Put = Callable[[Answers], Desk]


def one_track(frames: int = 8, count: int = 1) -> Tracks:
    x = np.linspace(0.2, 0.8, frames, dtype=np.float32)
    xy = np.stack([x, np.full(frames, 0.5, np.float32)], axis=-1)[None].repeat(count, 0)
    visible = np.ones((count, frames), bool)
    visible[:, -1] = False
    return Tracks(xy, visible, np.zeros(count, np.float32), np.ones(count, np.float32), ("",) * count)


@pytest.fixture
def panel(answers: Put, qtbot: QtBot) -> ViewerPanel:
    strokes = Strokes((Stroke(np.array([[0.1, 0.1], [0.9, 0.9]])), Stroke(np.array([[0.5, 0.2]]), pinned=True)))
    desk = answers(
        {
            ("decode", "clip"): numbered_clip(8, start=0, step=1),
            ("tracks", "tracks"): one_track(),
            ("drawing", "strokes"): strokes,
        }
    )
    made = ViewerPanel(desk)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    desk.selection.select(["decode"])
    return made


def test_values_before_the_node_are_found_nearest_first(example_desk: Desk) -> None:
    found = found_upstream(example_desk.document, "decode")
    assert [(one.path, one.type_name) for one in found] == [("tracks", "Tracks"), ("drawing", "Strokes")]
    assert found[0].distance < found[1].distance


def test_values_are_found_into_and_out_of_subgraphs(with_graph: Callable[[Graph], Desk]) -> None:
    inner = Graph(
        [Node("points", "motion.strokes_to_tracks"), Node("control", "control.drag_control")],
        [Wire("points", "tracks", "control", "tracks")],
        exposed=Exposed(
            inputs={"strokes": (Inner("points", "strokes"),)}, outputs={"control": Inner("control", "control")}
        ),
    )
    graph = Graph(
        [Node("drawing", "motion.strokes"), Node("box", "graph.subgraph", graph=inner), Node("out", "model.sample")],
        [Wire("drawing", "strokes", "box", "strokes"), Wire("box", "control", "out", "control")],
    )
    desk = with_graph(graph)
    assert {one.path for one in found_upstream(desk.document, "out")} == {"box/points", "drawing"}
    assert {one.path for one in found_upstream(desk.document, "box/control")} == {"box/points", "drawing"}


def test_the_first_overlay_comes_on_with_the_row_of_chips(panel: ViewerPanel) -> None:
    before = panel.stage.view.grab().toImage()
    QTest.mouseClick(panel.overlay_chip, Qt.MouseButton.LeftButton)
    assert panel.strip.isVisible()
    assert [chip.isChecked() for chip in panel.strip.chips] == [True, False]
    assert panel.stage.view.grab().toImage() != before
    QTest.mouseClick(panel.overlay_chip, Qt.MouseButton.LeftButton)
    assert not panel.strip.isVisible()
    panel.overlays.set_on(panel.overlays.items[0], False)
    without = panel.stage.view.grab().toImage()
    panel.overlays.set_on(panel.overlays.items[0], True)
    assert panel.stage.view.grab().toImage() == without


def test_a_chip_switches_and_is_dragged_for_its_strength(panel: ViewerPanel) -> None:
    panel.overlay_chip.setChecked(True)
    chip = panel.strip.chips[1]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(5, 8))
    assert chip.item.on
    QTest.mousePress(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 3, 8))
    QTest.mouseMove(chip, QPoint(chip.width() // 4, 8))
    QTest.mouseRelease(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() // 4, 8))
    assert chip.item.on
    assert 0.2 < chip.item.opacity < 0.3
    QTest.keyClick(chip, Qt.Key.Key_Right)
    assert 0.3 < chip.item.opacity < 0.4
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert not chip.item.on


def test_an_overlay_whose_node_did_not_run_says_so(example_desk: Desk, qtbot: QtBot) -> None:
    panel = ViewerPanel(example_desk)
    qtbot.addWidget(panel)
    example_desk.selection.select(["decode"])
    item = panel.overlays.items[0]
    panel.overlays.set_on(item, True)
    assert "has not been run" in item.problem


def test_what_is_on_follows_the_playhead(panel: ViewerPanel) -> None:
    panel.overlay_chip.setChecked(True)
    first = panel.stage.view.grab().toImage()
    panel.desk.playhead.move_to(6)
    assert panel.stage.view.grab().toImage() != first


def _poses() -> Poses:
    points = np.column_stack([np.linspace(0.2, 0.8, 18), np.linspace(0.2, 0.8, 18), np.ones(18)]).astype(np.float32)
    return Poses(((Person(points),),), width=32, height=16)


def _camera() -> CameraPath:
    matrices = np.tile(np.eye(4), (3, 1, 1))
    matrices[:, 2, 3] = (0, 0.5, 1)
    return CameraPath(matrices, np.tile([1.0, 1.0, 0.5, 0.5], (3, 1)))


@pytest.mark.parametrize(
    "value",
    [
        one_track(),
        one_track(8, 200),
        Strokes((Stroke(np.array([[0.1, 0.1], [0.1, 0.1]])),)),
        _poses(),
        Boxes(np.array([[[0.2, 0.2, 0.6, 0.8]]], np.float32), ("ball",)),
        Mask(np.ones((1, 16, 32), np.float32)),
        Depth(np.linspace(1, 9, 512, dtype=np.float32).reshape(1, 16, 32), "metric"),
        _camera(),
    ],
    ids=lambda value: value.type_name,
)
def test_each_kind_leaves_its_mark_at_any_frame(panel: ViewerPanel, value: Value) -> None:
    def paint() -> QImage:
        return panel.stage.view.grab().toImage()

    before = paint()
    panel._laid_over.always = [Overlay(Found("x", "y", value.type_name, "x", 0), True, 1.0, value)]
    assert paint() != before
    panel.desk.playhead.move_to(7)
    paint()


def test_overlays_listed_change_with_the_wires(panel: ViewerPanel) -> None:
    panel.desk.selection.select(["image"])
    assert panel.overlays.items == []
    assert panel.strip.chips == []
