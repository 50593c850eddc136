"""The overview shows the graph and leads about in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.minimap import Minimap
from app.canvas.tools_install import CanvasTools
from app.desk import Desk
from app.runs.results import NodeResult
from nodes.graph import Node
from nodes.graph.edits import AddNodes, MoveNodes


@pytest.fixture
def spread(desk: Desk, tools: CanvasTools) -> Minimap:
    nodes = (
        Node("a", "media.load_image", position=(-3000, -2000)),
        Node("b", "camera.camera_path", position=(3000, 2000)),
    )
    desk.document.apply(AddNodes(nodes))
    tools.minimap.redraw()
    tools.minimap.grab()
    return tools.minimap


def centre(tools: CanvasTools) -> QPointF:
    return tools._view.mapToScene(tools._view.viewport().rect().center())


def test_it_lies_in_the_corner(tools: CanvasTools) -> None:
    view = tools._view.rect()
    assert view.contains(tools.minimap.geometry())
    assert tools.minimap.geometry().right() > view.width() * 0.9
    assert tools.minimap.geometry().bottom() > view.height() * 0.9


def test_a_click_goes_there(tools: CanvasTools, spread: Minimap) -> None:
    QTest.mouseClick(spread, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert centre(tools).x() < -1500
    QTest.mouseClick(spread, Qt.MouseButton.LeftButton, pos=QPoint(spread.width() - 10, spread.height() - 10))
    assert centre(tools).x() > 1500


def test_dragging_the_rectangle_moves_without_a_jump(tools: CanvasTools, spread: Minimap) -> None:
    tools._view.centerOn(0, 0)
    start = spread._to_map(spread._seen()).center().toPoint()
    QTest.mousePress(spread, Qt.MouseButton.LeftButton, pos=start)
    before = centre(tools)
    assert abs(before.x()) < 60
    QTest.mouseMove(spread, start + QPoint(20, 0))
    assert centre(tools).x() > before.x() + 500
    QTest.mouseRelease(spread, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 0))


def test_arrow_keys_move(tools: CanvasTools, spread: Minimap) -> None:
    tools._view.centerOn(0, 0)
    spread.setFocus()
    QTest.keyClick(spread, Qt.Key.Key_Right)
    assert centre(tools).x() > 100


def test_it_shows_nodes_in_their_colours_and_what_failed(desk: Desk, spread: Minimap) -> None:
    desk.document.check_now()
    camera = desk.look.kind_colour("Camera")
    picture = spread.grab().toImage()
    corner = spread._to_map(spread._whole).bottomRight().toPoint() - QPoint(2, 2)
    found = picture.pixelColor(corner * picture.devicePixelRatio())
    assert abs(found.hue() - camera.hue()) < 20
    desk.results.set_node("b", NodeResult(state="failed"))
    assert spread._shown_states() == {"b": "fail"}


def test_it_follows_edits_and_the_setting(desk: Desk, spread: Minimap, qtbot: QtBot) -> None:
    before = spread._whole
    desk.document.apply(MoveNodes(nodes={"b": (9000, 0)}))
    qtbot.waitUntil(lambda: spread._whole.right() > before.right())
    desk.settings.set("canvas.minimap", False)
    assert not spread.isVisible()
    desk.settings.set("canvas.minimap", True)
    assert spread.isVisible()


def test_an_empty_graph_is_no_trouble(desk: Desk, tools: CanvasTools) -> None:
    tools.minimap.grab()
    QTest.mouseClick(tools.minimap, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
