"""Texts, numbers, reports, sounds and handles on pages of their own; reports written out whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer.pages import page_for
from app.viewer.pages.audio_page import AudioPage, envelope
from app.viewer.pages.report_page import ReportPage
from app.viewer.pages.text_page import NumberPage, TextPage
from app.viewer.pages.writing import csv_text
from nodes.values import Audio, Conditioning, Model, Number, Report, Series, Table, Text, Value, ValueList

Make = Callable[[Value], QWidget]
REPORT = Report(
    "Path error",
    (Table("Means", ("track", "px"), (("ball", 4.3604), ("cone", 2.0))),),
    (Series("Distance", "frame", "px", np.arange(4.0), {"ball": np.array([0.0, 1.0, 4.0, 2.0])}),),
    ("Lower is better.",),
)


def words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


@pytest.fixture
def made(desk: Desk, qtbot: QtBot) -> Iterator[Callable[[Value], QWidget]]:
    """A page for a value, in a window in sight."""
    holders: list[QWidget] = []

    def make(value: Value) -> QWidget:
        holders.append(QWidget())
        qtbot.addWidget(holders[-1])
        page = page_for(desk, value, holders[-1])
        page.resize(600, 400)
        holders[-1].show()
        return page

    yield make
    holders.clear()


def test_a_text_is_read_as_a_whole(made: Make) -> None:
    page = made(Text("a ball\nrolls"))
    assert isinstance(page, TextPage)
    assert page.text.toPlainText() == "a ball\nrolls"
    assert "3 words" in words(page)


def test_a_prompt_tells_what_to_avoid(made: Make) -> None:
    page = made(Conditioning("a ball", "blur"))
    assert isinstance(page, TextPage)
    assert page.text.toPlainText() == "a ball\n\nAvoid: blur"


@pytest.mark.parametrize(("value", "kind"), [(7, "whole number"), (0.5, "number"), (True, "yes or no")])
def test_a_number_is_large_and_tells_its_kind(made: Make, value: float, kind: str) -> None:
    page = made(Number(value))
    assert isinstance(page, NumberPage)
    assert page.number.text() == Number(value).text()
    assert kind in words(page)


def test_a_report_shows_notes_curves_and_tables(made: Make) -> None:
    page = made(REPORT)
    assert isinstance(page, ReportPage)
    assert "Lower is better." in words(page)
    table = page.findChild(QTableWidget)
    assert isinstance(table, QTableWidget)
    assert [table.item(0, 0).text(), table.item(0, 1).text(), table.item(1, 1).text()] == ["ball", "4.36", "2"]


def test_a_curve_tells_its_value_at_the_playhead_and_under_the_mouse(desk: Desk, made: Make) -> None:
    page = made(REPORT)
    assert isinstance(page, ReportPage)
    plot = page.plots[0]
    desk.playhead.set_length(4, desk.playhead.frames_per_second)
    desk.playhead.move_to(2)
    assert plot.told == ["ball  4"]
    plot.on_hovered(0.9)
    assert plot.told == ["ball  1"]


def test_a_report_is_written_as_csv_and_png(made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = made(REPORT)
    assert isinstance(page, ReportPage)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "report"), ""))
    page.on_csv()
    page.on_png()
    assert (tmp_path / "report.csv").read_text() == csv_text(REPORT)
    assert not QImage(str(tmp_path / "report.png")).isNull()


def test_the_csv_has_every_figure() -> None:
    assert csv_text(REPORT).splitlines() == [
        *("Means", "track,px", "ball,4.3604", "cone,2.0", ""),
        *("Distance", "frame,ball", "0.0,0.0", "1.0,1.0", "2.0,4.0", "3.0,2.0", "", "Lower is better."),
    ]


def test_a_csv_that_cannot_be_written_is_told(
    desk: Desk, made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = made(REPORT)
    assert isinstance(page, ReportPage)
    told: list[str] = []
    desk.noticed.connect(lambda notice: told.append(notice.text))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "no" / "such"), ""))
    page.on_csv()
    assert "such.csv" in told[0]


def test_a_sound_is_drawn_by_its_envelope(made: Make) -> None:
    samples = np.zeros((48_000, 2), np.float32)
    samples[100] = 0.75
    page = made(Audio(samples, 48_000))
    assert isinstance(page, AudioPage)
    low, high = envelope(samples[:, 0], 100)
    assert (low.min(), high.max(), len(high)) == (0, 0.75, 100)
    page.grab()


def test_an_empty_list_says_so(made: Make) -> None:
    assert "The list is empty." in words(made(ValueList(())))


def test_a_model_is_a_card_of_facts(made: Make) -> None:
    page = made(Model("bundled:pocket", "wan-vace", "f" * 64, facts={"stride": {"time": 4}}))
    shown = words(page)
    assert "wan-vace" in shown
    assert "stride.time" in shown


def test_the_look_may_change_while_a_report_is_shown(desk: Desk, made: Make) -> None:
    page = made(REPORT)
    desk.look.use(dark=False, scale=2.0)
    page.grab()
    desk.look.use(dark=True, scale=1.0)
