"""A stroke is drawn on the picture in the viewer by dragging, and is the parameter of the strokes node."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer import ViewerPanel


def test_dragging_on_the_picture_of_a_strokes_node_draws(example_desk: Desk, qtbot: QtBot) -> None:
    panel = ViewerPanel(example_desk)
    qtbot.addWidget(panel)
    panel.resize(640, 480)
    panel.show()
    example_desk.selection.select(["drawing"])
    view, before = panel.stage.view, example_desk.document.value("", "drawing", "strokes")
    assert panel.image is not None
    path = [view.from_picture(0.75, 0.2 + 0.05 * step).toPoint() for step in range(8)]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=path[0])
    for place in path[1:]:
        QTest.mouseMove(view, place)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=path[-1])
    after = example_desk.document.value("", "drawing", "strokes")
    assert len(after) == len(before) + 1
    example_desk.selection.select(["image"])
    assert len(view.layers) == 3
