"""A plain view of a scene with the canvas tools on it: they work without the nodes being drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView
from pytestqt.qtbot import QtBot

from app.canvas.tools_install import CanvasTools, install_canvas_tools
from app.desk import Desk, Notice


@pytest.fixture
def put_tools(qtbot: QtBot) -> Callable[[Desk], CanvasTools]:
    """The tools on a shown view of 1000 x 700."""

    def put(desk: Desk) -> CanvasTools:
        view = QGraphicsView()
        scene = QGraphicsScene(-5000, -5000, 10_000, 10_000, view)
        view.setScene(scene)
        view.resize(1000, 700)
        qtbot.addWidget(view)
        tools = install_canvas_tools(view, desk)
        view.show()
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return tools

    return put


@pytest.fixture
def tools(desk: Desk, put_tools: Callable[[Desk], CanvasTools]) -> CanvasTools:
    return put_tools(desk)


@pytest.fixture
def notices(desk: Desk) -> list[Notice]:
    """What was told to the person."""
    told: list[Notice] = []
    desk.noticed.connect(told.append)
    return told
