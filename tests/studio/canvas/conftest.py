"""A canvas with a small graph, and a hand that works on it through real mouse events."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from app.canvas import CanvasPanel
from app.desk import Desk
from nodes.graph import Frame, Graph, Node, Note, Wire

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def small_graph() -> Graph:
    """Load, resize and a stroke: image to resize, the rest loose."""
    return Graph(
        [
            Node("load", "media.load_image", position=(0.0, 0.0)),
            Node("size", "picture.resize_image", position=(300.0, 0.0)),
            Node("other", "picture.resize_image", position=(300.0, 300.0)),
            Node("seed", "number.seed", position=(0.0, 300.0)),
            Node("save", "media.save_clip", position=(640.0, 0.0)),
        ],
        [Wire("load", "image", "size", "image")],
        [Frame("box", "Box", (-40.0, 240.0), (280.0, 200.0), "#FF8A65")],
        [Note("words", "A note", (640.0, 420.0), (200.0, 100.0))],
    )


class Hand:
    """Presses, moves and lets go at places of the scene."""

    def __init__(self, panel: CanvasPanel, desk: Desk) -> None:
        self.panel, self.view, self.desk = panel, panel.view, desk
        self.canvas = panel.view.canvas

    @property
    def graph(self) -> Graph:
        return self.desk.document.graph

    def at(self, x: float, y: float) -> QPoint:
        return self.view.mapFromScene(QPointF(x, y))

    def press(self, at: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseMove(self.view.viewport(), at)
        QTest.mousePress(self.view.viewport(), button, keys, at)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        viewport = self.view.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), QPointF(viewport.mapToGlobal(at)), LEFT, LEFT, keys
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)

    def release(self, at: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(self.view.viewport(), button, keys, at)

    def drag(
        self,
        begin: QPoint,
        end: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NONE,
        steps: int = 4,
    ) -> None:
        self.press(begin, button, keys)
        for step in range(1, steps + 1):
            self.move(begin + (end - begin) * step / steps, keys)
        self.release(end, button, keys)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, keys=keys)
        self.release(at, keys=keys)

    def double_click(self, at: QPoint) -> None:
        QTest.mouseDClick(self.view.viewport(), LEFT, NONE, at)

    def port(self, node: str, name: str, *, output: bool = False) -> QPoint:
        return self.view.mapFromScene(self.canvas.nodes[node].port_point(name, is_output=output))

    def title(self, node: str) -> QPoint:
        place = self.canvas.nodes[node].pos()
        return self.at(place.x() + 60, place.y() + 14)

    def value(self, node: str, name: str) -> QPoint:
        item = self.canvas.nodes[node]
        middle = item.face.box_of[name].center() + item.pos()
        return self.view.mapFromScene(middle)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.view, key, keys)


@pytest.fixture
def hand(with_graph: Callable[[Graph], Desk], qtbot) -> Iterator[Hand]:  # type: ignore[no-untyped-def]
    """At zoom 1, with everything in sight."""
    desk = with_graph(small_graph())
    panel = CanvasPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1200, 800)
    panel.show()
    qtbot.waitExposed(panel)
    panel.view.set_zoom(1.0)
    panel.view.centerOn(360.0, 240.0)
    panel.view.setFocus()
    yield Hand(panel, desk)
    panel.close()
