"""The camera's diagram, its menu of moves, and what it sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.editors import CameraDiagram, CameraMenu, LookThroughPanel
from app.editors.camera_geometry import flat, frustum
from app.editors.curve_data import channels_of
from nodes.graph import Graph, Node
from nodes.graph.edits import SetParameter
from nodes.motion.camera import PRESETS, camera_move
from nodes.motion.camera_keys import CameraKey, camera_from_keys


@pytest.fixture
def camera_desk(with_graph: Callable[[Graph], Desk], picture: Path) -> Desk:
    return with_graph(
        Graph(
            [
                Node("image", "media.load_image", parameters={"file": str(picture)}),
                Node("camera", "camera.camera_path", parameters={"move": "dolly in"}),
            ]
        )
    )


def test_channels_give_back_the_numbers_of_the_keys() -> None:
    keys = [CameraKey(0), CameraKey(16, (0.1, -0.2, 0.3), (30.0, 12.0, -20.0), 40.0)]
    poses, intrinsics = camera_from_keys(keys, 17)
    assert np.allclose(channels_of(poses, intrinsics)[:, -1], [0.1, -0.2, 0.3, 30.0, 12.0, -20.0, 40.0], atol=1e-6)


def test_an_orbit_turns_all_the_way_round_without_a_jump() -> None:
    pan = channels_of(*camera_move("orbit left", 33))[3]
    assert abs(pan[-1]) == pytest.approx(360.0)
    assert np.abs(np.diff(pan)).max() < 12


def test_a_frustum_from_above_opens_forward() -> None:
    points = flat(frustum(np.eye(4), np.array([1.0, 1.0, 0.5, 0.5]), 1.0), side=False)
    assert (points[1:, 1] < points[0, 1]).all()


@pytest.mark.parametrize("move", PRESETS)
def test_every_move_is_drawn(desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot, move: str) -> None:
    with_graph(Graph([Node("camera", "camera.camera_path", parameters={"move": move})]))
    diagram = CameraDiagram(desk, "", "camera")
    qtbot.addWidget(diagram)
    diagram.resize(260, 120)
    picture = diagram.grab().toImage()
    amber = desk.look.colour("accent").rgb()
    assert any(picture.pixel(x, y) == amber for x in range(260) for y in range(120))


def test_the_diagram_follows_the_document(camera_desk: Desk, qtbot: QtBot) -> None:
    diagram = CameraDiagram(camera_desk, "", "camera")
    qtbot.addWidget(diagram)
    before = diagram.camera.poses.copy()
    camera_desk.document.apply(SetParameter("camera", "move", "truck left"))
    assert not np.array_equal(diagram.camera.poses, before)
    camera_desk.document.apply(SetParameter("camera", "amount", 9.0))
    camera_desk.document.apply(SetParameter("camera", "move", "dolly in"))
    assert "through the subject" in diagram.camera.problem
    diagram.grab()


def test_a_move_is_chosen_with_the_keys_and_is_one_step(camera_desk: Desk, qtbot: QtBot) -> None:
    menu = CameraMenu(camera_desk, "", "camera")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(menu)
    menu.show()
    menu.setFocus()
    start = next(move for move in menu.moves if move.isChecked())
    assert start.move_name == "dolly in"
    start.setFocus()
    QTest.keyClick(start, Qt.Key.Key_Right)
    QTest.keyClick(menu.focusWidget(), Qt.Key.Key_Return)
    assert camera_desk.document.value("", "camera", "move") == "dolly out"
    assert camera_desk.document.undo()
    assert camera_desk.document.value("", "camera", "move") == "dolly in"


def test_looking_through_a_camera_that_backs_off_shows_holes(camera_desk: Desk, qtbot: QtBot) -> None:
    camera_desk.document.apply(SetParameter("camera", "move", "dolly out"))
    panel = LookThroughPanel(camera_desk)
    qtbot.addWidget(panel)
    panel.resize(480, 400)
    panel.show()
    from fractions import Fraction

    camera_desk.playhead.set_length(17, Fraction(8))
    qtbot.waitUntil(lambda: len(panel._views) == 17)
    camera_desk.playhead.move_to(16)
    assert panel._views[0][1] < 0.01
    # at 1.5 times the distance 1 / 1.5 of each side is filled
    assert panel._views[16][1] == pytest.approx(1 - 1 / 1.5**2, abs=0.02)
    assert panel._holes.text().startswith("holes 5")


def test_without_a_camera_one_is_offered(desk: Desk, with_graph: Callable[[Graph], Desk], qtbot: QtBot) -> None:
    with_graph(Graph([]))
    panel = LookThroughPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    assert panel._add.isVisible()
    QTest.mouseClick(panel._add, Qt.MouseButton.LeftButton)
    assert [node.type_id for node in desk.document.graph.nodes.values()] == ["camera.camera_path"]
    assert not panel._add.isVisible()
