"""The tools on the real canvas, driven as a person does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas import CanvasPanel
from app.canvas.layout_boxes import TITLE
from app.desk import Desk

Key, Button = Qt.Key, Qt.MouseButton


@pytest.fixture
def panel(example_desk: Desk, qtbot: QtBot) -> CanvasPanel:
    made = CanvasPanel(example_desk)
    made.resize(1100, 700)
    qtbot.addWidget(made)
    made.show()
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    return made


def empty_place(panel: CanvasPanel) -> QPoint:
    """A place of the viewport with nothing under it."""
    rect = panel.view.canvas.rect_of_all()
    return panel.view.mapFromScene(rect.topRight() + QPointF(30, 30))


def test_a_double_click_on_nothing_places_a_node_there(panel: CanvasPanel, example_desk: Desk) -> None:
    panel.view.set_zoom(0.3)
    panel.view.centerOn(panel.view.canvas.rect_of_all().topRight())
    place = empty_place(panel)
    QTest.mouseDClick(panel.view.viewport(), Button.LeftButton, pos=place)
    assert panel.tools.search.isVisible()
    QTest.keyClicks(panel.tools.search.field, "camera path")
    QTest.keyClick(panel.tools.search.field, Key.Key_Return)
    node = example_desk.document.graph.nodes["camera_path"]
    wanted = panel.view.mapToScene(place)
    assert abs(node.position[0] - wanted.x()) <= 20
    assert abs(node.position[1] - wanted.y()) <= 20


def test_a_wire_let_go_over_nothing_offers_what_takes_it(panel: CanvasPanel, example_desk: Desk) -> None:
    panel.view.set_zoom(1.0)
    item = panel.view.canvas.nodes["drag"]
    panel.view.centerOn(item.scene_rect().center())
    begin = panel.view.mapFromScene(item.port_point("control", is_output=True))
    viewport = panel.view.viewport()
    QTest.mousePress(viewport, Button.LeftButton, pos=begin)
    for step in range(1, 9):
        QTest.mouseMove(viewport, begin + QPoint(3 * step, 26 * step))
    QTest.mouseRelease(viewport, Button.LeftButton, pos=begin + QPoint(24, 208))
    assert panel.tools.search.isVisible()
    assert panel.tools.hanging.isVisible()
    QTest.keyClicks(panel.tools.search.field, "control parts")
    QTest.keyClick(panel.tools.search.field, Key.Key_Return)
    assert not panel.tools.hanging.isVisible()
    wire = example_desk.document.graph.wires["control_parts", "control"]
    assert (wire.source, wire.output) == ("drag", "control")
    example_desk.document.undo()
    assert "control_parts" not in example_desk.document.graph.nodes


def test_a_new_subgraph_covers_no_other_node_and_is_named_in_its_place(
    panel: CanvasPanel, example_desk: Desk, qtbot: QtBot
) -> None:
    example_desk.selection.select(["drawing", "tracks", "drag"])
    QTest.keyClick(panel.view, Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    line = panel.view.editing.widget
    assert line is not None
    QTest.keyClicks(line, "Walk")
    QTest.keyClick(line, Key.Key_Return)
    assert example_desk.document.graph.nodes["subgraph"].title == "Walk"
    rect = panel.view.canvas.nodes["subgraph"].scene_rect()
    others = [item for name, item in panel.view.canvas.nodes.items() if name != "subgraph"]
    assert not [item.node.id for item in others if item.scene_rect().intersects(rect)]


def test_tidying_leaves_nothing_overlapping_as_drawn(panel: CanvasPanel, example_desk: Desk) -> None:
    QTest.keyClick(panel.view, Key.Key_L)
    items = list(panel.view.canvas.nodes.values())
    for place, item in enumerate(items):
        for other in items[place + 1 :]:
            assert not item.scene_rect().intersects(other.scene_rect())
    for frame in panel.view.canvas.frames.values():
        inside = [item for item in items if frame.scene_rect().contains(item.scene_rect().center())]
        assert inside
        assert all(item.scene_rect().top() >= frame.scene_rect().top() + TITLE for item in inside)
        assert all(frame.scene_rect().contains(item.scene_rect()) for item in inside)


def test_a_still_shows_no_selection_and_leaves_it_alone(
    panel: CanvasPanel, example_desk: Desk, tmp_path: Path
) -> None:
    assert panel.tools.stills.save_png(tmp_path / "plain.png", 1.0)
    example_desk.selection.select(["drag"], frames=list(example_desk.document.graph.frames))
    assert panel.tools.stills.save_png(tmp_path / "chosen.png", 1.0)
    assert QImage(str(tmp_path / "plain.png")) == QImage(str(tmp_path / "chosen.png"))
    assert panel.view.canvas.nodes["drag"].selected
    assert panel.tools.stills.save_svg(tmp_path / "still.svg")
    text = (tmp_path / "still.svg").read_text(encoding="utf-8")
    assert "Drag Control" in text
    assert 'href="data:image' not in text.replace("pixmap", "")


def test_the_overview_follows_zoom_and_moves_the_canvas(panel: CanvasPanel) -> None:
    panel.view.set_zoom(1.5)
    minimap = panel.tools.minimap
    minimap.grab()
    before = panel.view.seen().center()
    QTest.mouseClick(minimap, Button.LeftButton, pos=QPoint(minimap.width() - 12, minimap.height() - 12))
    after = panel.view.seen().center()
    assert after.x() > before.x()
    assert panel.rect().contains(minimap.mapTo(panel, minimap.rect().bottomRight()))


def test_copy_and_paste_at_the_middle(panel: CanvasPanel, example_desk: Desk) -> None:
    example_desk.selection.select(["model", "seed"])
    for key in (Key.Key_C, Key.Key_V):
        QTest.keyClick(panel.view, key, Qt.KeyboardModifier.ControlModifier)
    assert {"model_2", "seed_2"} <= set(panel.view.canvas.nodes)
    assert example_desk.selection.nodes == {"model_2", "seed_2"}


def test_the_overview_is_reached_and_left_by_keys(panel: CanvasPanel, example_desk: Desk) -> None:
    example_desk.settings.set("canvas.minimap", False)
    QTest.keyClick(panel.view, Key.Key_O)
    assert panel.tools.minimap.hasFocus()
    before, chosen = panel.view.seen().center(), example_desk.selection.nodes
    panel.view.set_zoom(1.5)
    QTest.keyClick(panel.tools.minimap, Key.Key_Right)
    assert panel.view.seen().center().x() > before.x()
    assert example_desk.selection.nodes == chosen
    QTest.keyClick(panel.tools.minimap, Key.Key_Escape)
    assert panel.view.hasFocus()
    example_desk.commands.run("canvas.overview")
    assert not panel.tools.minimap.isVisible()


def test_the_path_is_reached_and_used_by_keys(panel: CanvasPanel, example_desk: Desk) -> None:
    example_desk.selection.select(["drawing", "tracks"])
    example_desk.commands.run("canvas.group")
    panel.view.editing.close()
    example_desk.selection.enter("subgraph")
    panel.view.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(panel.view, Key.Key_Up, both)
    focus = panel.tools.breadcrumb.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Key.Key_Right)
    QTest.keyClick(panel.tools.breadcrumb.focusWidget(), Key.Key_Left)
    QTest.keyClick(panel.tools.breadcrumb.focusWidget(), Key.Key_Space)
    assert example_desk.selection.where == ""


def test_the_question_about_a_drop_is_answered_by_return(panel: CanvasPanel, example_desk: Desk) -> None:
    from tests.studio.conftest import EXAMPLE

    panel.tools.drops.drop_files([EXAMPLE], (0.0, 0.0))
    QTest.keyClick(panel.tools.drops.choice.focusWidget(), Key.Key_Return)
    assert "image_2" in example_desk.document.graph.nodes


def test_every_command_of_the_tools_has_a_category_and_no_clash(panel: CanvasPanel, example_desk: Desk) -> None:
    for command in example_desk.commands:
        assert command.category
        for key in command.keys:
            assert not example_desk.commands.clashes(command.id, key), (command.id, key)
