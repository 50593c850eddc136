"""A stroke panel with a picture of known size, and a hand that drags on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.editors import StrokePanel
from app.editors.active_strokes import ActiveStrokes, active_strokes
from nodes.graph import Graph, Node, Wire

WIDTH, HEIGHT = 832, 480
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red disc on a grey ground."""
    rows, columns = np.indices((HEIGHT, WIDTH))
    pixels = np.full((HEIGHT, WIDTH, 3), 160, np.uint8)
    pixels[(columns - 250) ** 2 + (rows - 260) ** 2 < 60**2] = (40, 40, 220)
    file = tmp_path / "disc.png"
    cv2.imwrite(str(file), pixels)
    return file


@pytest.fixture
def stroke_desk(with_graph: Callable[[Graph], Desk], picture: Path) -> Desk:
    """Load Image, Strokes, Strokes to Tracks, Drag Control."""
    nodes = [
        Node("image", "media.load_image", parameters={"file": str(picture)}),
        Node("drawing", "motion.strokes"),
        Node("tracks", "motion.strokes_to_tracks", parameters={"frames": 17}),
        Node("drag", "control.drag_control"),
    ]
    wires = [
        Wire("image", "image", "drawing", "image"),
        Wire("drawing", "strokes", "tracks", "strokes"),
        Wire("tracks", "tracks", "drag", "tracks"),
        Wire("image", "image", "drag", "image"),
    ]
    return with_graph(Graph(nodes, wires))


@pytest.fixture
def panel(stroke_desk: Desk, qapp: QApplication) -> Iterator[StrokePanel]:
    made = StrokePanel(stroke_desk)
    made.resize(1000, 640)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.canvas.setFocus()
    yield made
    stroke_desk.playhead.set_playing(False)
    made.close()
    made.deleteLater()


@pytest.fixture
def active(stroke_desk: Desk) -> ActiveStrokes:
    return active_strokes(stroke_desk)


class Hand:
    """Works the mouse on the panel's picture; places are shares of the picture, put on whole pixels of the screen."""

    def __init__(self, panel: StrokePanel) -> None:
        self.canvas = panel.canvas

    def place(self, xy: Sequence[float]) -> QPoint:
        """The pixel of the widget nearest to a share of the picture."""
        return self.canvas.from_picture(QPointF(*(float(part) for part in xy))).toPoint()

    def at(self, xy: Sequence[float]) -> np.ndarray:
        """Where in the picture that pixel is."""
        share = self.canvas.to_picture(QPointF(self.place(xy)))
        return np.array([share.x(), share.y()])

    def click(self, xy: Sequence[float], button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.canvas, button, keys, self.place(xy))

    def double_click(self, xy: Sequence[float]) -> None:
        QTest.mouseDClick(self.canvas, LEFT, NONE, self.place(xy))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, keys)

    def drag(self, *ways: Sequence[float], keys: Qt.KeyboardModifier = NONE, release: bool = True) -> None:
        """Press at the first, move through the others, release at the last."""
        places = [self.place(xy) for xy in ways]
        QTest.mousePress(self.canvas, LEFT, keys, places[0])
        for before, after in pairwise(places):
            for step in range(1, 7):
                at = QPointF(before) + QPointF(after - before) * (step / 6)
                self.move(at.toPoint(), keys)
        if release:
            QTest.mouseRelease(self.canvas, LEFT, keys, places[-1])

    def move(self, place: QPoint, keys: Qt.KeyboardModifier = NONE, wait_ms: int = 5) -> None:
        """With the button down. QTest.mouseMove knows no modifiers, so the event is made here."""
        QTest.qWait(wait_ms)
        at = QPointF(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, self.canvas.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, keys
        )
        QApplication.sendEvent(self.canvas, event)


@pytest.fixture
def hand(panel: StrokePanel) -> Hand:
    return Hand(panel)


@pytest.fixture
def stored(stroke_desk: Desk) -> Callable[[], list[dict[str, Any]]]:
    """The strokes as the document has them."""

    def read() -> list[dict[str, Any]]:
        return stroke_desk.document.value("", "drawing", "strokes") or []

    return read
