"""Stills of the whole canvas as files."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.canvas.picture_export import TooLarge, png_size
from app.canvas.tools_install import CanvasTools
from app.desk import Desk, Notice


@pytest.fixture
def drawn(tools: CanvasTools, desk: Desk) -> CanvasTools:
    scene = tools._view.scene()
    scene.addRect(QRectF(0, 0, 300, 200), desk.look.colour("fail"), desk.look.colour("fail"))
    text = scene.addSimpleText("Load Image")
    text.setBrush(desk.look.colour("text"))
    return tools


def test_png_has_the_size_and_the_picture(drawn: CanvasTools, desk: Desk, tmp_path: Path) -> None:
    rect = drawn.stills.whole()
    assert rect is not None
    assert drawn.stills.save_png(tmp_path / "still.png", 2.0)
    picture = QImage(str(tmp_path / "still.png"))
    assert picture.width() == round(rect.width() * 2)
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2) == desk.look.colour("fail")
    assert picture.pixelColor(2, 2) == desk.look.colour("canvas")


def test_svg_keeps_text_as_text(drawn: CanvasTools, tmp_path: Path) -> None:
    assert drawn.stills.save_svg(tmp_path / "still.svg")
    root = ET.parse(tmp_path / "still.svg").getroot()
    assert root.tag.endswith("svg")
    assert "Load Image" in "".join(root.itertext())


def test_too_large_is_told_with_what_fits() -> None:
    with pytest.raises(TooLarge) as refused:
        png_size(QRectF(0, 0, 40_000, 1000), 1.0)
    assert "40000 x 1000" in refused.value.message
    assert "40 %" in refused.value.remedy
    assert png_size(QRectF(0, 0, 40_000, 1000), 0.4).width() == 16_000


def test_an_empty_canvas_is_told(tools: CanvasTools, desk: Desk, notices: list[Notice]) -> None:
    for name in ("canvas.export_png", "canvas.export_svg"):
        desk.commands.run(name)
        assert "empty" in notices[-1].text


def test_a_place_that_cannot_be_written_is_told(drawn: CanvasTools, tmp_path: Path, notices: list[Notice]) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    assert not drawn.stills.save_png(tmp_path / "taken" / "still.png", 1.0)
    assert notices[-1].kind == "fail"


def test_an_older_still_survives_a_failure(drawn: CanvasTools, tmp_path: Path) -> None:
    (tmp_path / "still.png").mkdir()
    assert not drawn.stills.save_png(tmp_path / "still.png", 1.0)
    assert (tmp_path / "still.png").is_dir()


def test_the_command_asks_for_size_then_file(drawn: CanvasTools, desk: Desk, tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(title: str, kinds: str, suggested: str) -> Path:
        asked.append(suggested)
        return tmp_path / "out.png"

    drawn.stills._ask = ask
    desk.commands.run("canvas.export_png")
    made = {str(one.property("key")): one for one in drawn.stills.choice.findChildren(QPushButton)}
    assert "762 × 562" in made["2"].text()
    QTest.mouseClick(made["1"], Qt.MouseButton.LeftButton)
    assert QImage(str(tmp_path / "out.png")).width() == 381
    assert asked[0].endswith(".png")


def test_putting_the_question_away_saves_nothing(drawn: CanvasTools, desk: Desk, tmp_path: Path) -> None:
    desk.commands.run("canvas.export_png")
    QTest.keyClick(drawn.stills.choice, Qt.Key.Key_Escape)
    assert not drawn.stills.choice.isVisible()
