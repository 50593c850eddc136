"""A beside B: kept values, other nodes and files; wiped, subtracted, side by side, blinked; fitted and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs.results import NodeResult
from app.viewer import ViewerPanel
from nodes.values import Image, Text
from tests.studio.viewer.conftest import Answers, numbered_clip

Put = Callable[[Answers], Desk]


@pytest.fixture
def values() -> Answers:
    picture = Image(np.full((16, 32, 3), 200, np.uint8))
    return {("decode", "clip"): numbered_clip(8), ("image", "image"): picture, ("prompt", "conditioning"): Text("no")}


@pytest.fixture
def panel(answers: Put, values: Answers, qtbot: QtBot) -> ViewerPanel:
    desk = answers(values)
    made = ViewerPanel(desk)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    desk.selection.select(["decode"])
    return made


def shot(panel: ViewerPanel) -> QImage:
    return panel.stage.view.grab().toImage()


def grey(panel: ViewerPanel, share_x: float, share_y: float = 0.25) -> int:
    place = panel.stage.view.from_picture(share_x, share_y).toPoint()
    return shot(panel).pixelColor(place).red()


def test_what_is_kept_as_b_is_compared_with_what_comes_later(panel: ViewerPanel, values: Answers) -> None:
    panel.desk.commands.run("viewer.keep")
    assert panel.compare.how.mode == "wipe"
    panel.desk.selection.select(["image"])
    assert (grey(panel, 0.2), grey(panel, 0.8)) == (200, 10)


def test_the_wipe_line_is_dragged(panel: ViewerPanel) -> None:
    panel.compare.use_node("image")
    assert (grey(panel, 0.4), grey(panel, 0.6)) == (10, 200)
    view = panel.stage.view
    start, end = view.from_picture(0.5, 0.3).toPoint(), view.from_picture(0.25, 0.3).toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert grey(panel, 0.4) == 200
    assert abs(panel.compare.how.x - 0.25) < 0.01
    assert view.is_fitted


def test_the_line_is_turned_by_a_key(panel: ViewerPanel) -> None:
    panel.compare.use_node("image")
    panel.stage.view.setFocus()
    panel.stage.compare_layer.turn(90, panel.stage.view)
    assert (grey(panel, 0.3, 0.3), grey(panel, 0.3, 0.8)) == (10, 200)


def test_the_difference_is_amplified(panel: ViewerPanel) -> None:
    panel.compare.use_value(numbered_clip(8, start=13), "other")
    panel.compare.set_mode("difference")
    assert grey(panel, 0.5, 0.6) == 12
    panel.compare.set_gain(8)
    assert grey(panel, 0.5, 0.6) == 24


def test_side_by_side_zooms_both_alike(panel: ViewerPanel) -> None:
    panel.compare.use_node("image")
    panel.compare.set_mode("side")
    assert panel.stage.beside.isVisible()
    QApplication.processEvents()
    panel.stage.view.set_zoom(20.0)
    assert panel.stage.beside.zoom == 20.0


def test_b_blinks_while_its_key_is_held(panel: ViewerPanel) -> None:
    panel.compare.use_node("image")
    panel.compare.set_mode("blink")
    view = panel.stage.view
    assert grey(panel, 0.5, 0.6) == 10
    QTest.keyPress(view, Qt.Key.Key_B)
    assert grey(panel, 0.5, 0.6) == 200
    QTest.keyRelease(view, Qt.Key.Key_B)
    assert grey(panel, 0.5, 0.6) == 10


def test_other_sizes_and_lengths_are_fitted_and_told(panel: ViewerPanel) -> None:
    panel.compare.use_value(numbered_clip(3, 64, 32), "short")
    assert panel.stage.notes.told == "B is 64×32, shown at A's 32×16 · B ends at frame 3 of 8"
    panel.desk.playhead.move_to(7)
    assert panel.stage.compare_layer.other is not None


def test_another_node_is_followed(panel: ViewerPanel, values: Answers) -> None:
    panel.compare.use_node("image")
    values["image", "image"] = Image(np.full((16, 32, 3), 90, np.uint8))
    panel.desk.results.value_arrived.emit("image", "image", values["image", "image"], None)
    assert grey(panel, 0.8) == 90


def test_a_file_is_compared_with(panel: ViewerPanel, tmp_path: Path) -> None:
    image = QImage(32, 16, QImage.Format.Format_RGB32)
    image.fill(QColor(77, 77, 77))
    assert image.save(str(tmp_path / "b.png"))
    assert panel.compare.use_file(tmp_path / "b.png")
    assert grey(panel, 0.8) == 77
    assert panel.compare.title == "b.png"


def test_a_file_that_is_no_picture_is_told_and_changes_nothing(panel: ViewerPanel, tmp_path: Path) -> None:
    told: list[str] = []
    panel.desk.noticed.connect(lambda notice: told.append(notice.text))
    (tmp_path / "b.png").write_text("no picture")
    assert not panel.compare.use_file(tmp_path / "b.png")
    assert not panel.compare.use_file(tmp_path / "gone.mp4")
    assert "b.png" in told[0]
    assert "gone.mp4" in told[1]
    assert not panel.compare.is_on


def test_what_is_no_picture_is_refused_as_b(panel: ViewerPanel) -> None:
    assert not panel.compare.use_value(Text("words"), "Prompt")
    assert panel.compare.other is None


def test_comparing_without_b_says_what_is_missing(panel: ViewerPanel) -> None:
    told: list[str] = []
    panel.desk.noticed.connect(lambda notice: told.append(notice.text))
    panel.desk.commands.run("viewer.compare")
    assert "keep what is shown as B" in told[0]
    panel.grab()


def test_the_menu_offers_the_pictures_of_the_graph(panel: ViewerPanel) -> None:
    menu = panel.compare_chip.menu()
    menu.aboutToShow.emit()
    nodes = next(a.menu() for a in menu.actions() if a.menu() is not None and "another node" in a.text())
    assert {"Load Image", "Decode", "Contact Sheet"} <= {action.text() for action in nodes.actions()}
    next(action for action in nodes.actions() if action.text() == "Load Image").trigger()
    assert panel.compare.title == "Load Image"
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Difference").trigger()
    assert panel.compare.how.mode == "difference"
    next(action for action in menu.actions() if action.text() == "Forget B").trigger()
    assert not panel.compare.is_on


def test_the_mouse_tells_the_pixel_of_the_difference(panel: ViewerPanel) -> None:
    panel.compare.use_value(numbered_clip(8, start=13), "other")
    panel.compare.set_mode("difference")
    QTest.mouseMove(panel.stage.view, panel.stage.view.rect().center() + QPoint(1, 1))
    QApplication.processEvents()
    assert "A−B" in panel.stage.notes.text


def test_a_file_is_shown_until_a_node_is_selected(panel: ViewerPanel, tmp_path: Path) -> None:
    image = QImage(8, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(99, 99, 99))
    assert image.save(str(tmp_path / "a.png"))
    panel.show_file(tmp_path / "a.png", "run 7")
    assert panel.title_parts() == ["run 7"]
    assert panel.facts() == ["8×4"]
    panel.desk.results.set_node("decode", NodeResult("stale"))
    assert panel.facts() == ["8×4"]
    panel.desk.selection.select(["image"])
    assert panel.title_parts() == ["Load Image"]
