"""A window with panels of the tests' own, so that it is the window that is tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.window import StudioWindow


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[StudioWindow]:
    """Shown, with the Build workspace."""
    made = StudioWindow(desk)
    made.resize(1600, 900)
    made.show_first()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    made.close()
    made.deleteLater()
