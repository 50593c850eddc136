"""The Review workspace: a viewer, pinned ones in a grid, and the graph's reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer import ReviewPanel
from nodes.graph.edits import RemoveNodes
from tests.studio.viewer.conftest import Answers, numbered_clip
from tests.studio.viewer.test_pages import REPORT

Put = Callable[[Answers], Desk]


@pytest.fixture
def review(answers: Put, qtbot: QtBot) -> ReviewPanel:
    desk = answers({("decode", "clip"): numbered_clip(8), ("error", "report"): REPORT})
    made = ReviewPanel(desk)
    qtbot.addWidget(made)
    made.resize(1400, 700)
    made.show()
    return made


def test_the_report_of_the_graph_stands_beside_the_viewer(review: ReviewPanel) -> None:
    assert review.reports.page is not None
    assert review.reports.page.report is REPORT


def test_pinned_viewers_are_laid_out_in_a_grid_and_closed(review: ReviewPanel, qtbot: QtBot) -> None:
    review._desk.selection.select(["decode"])
    QTest.mouseClick(review.viewer.header.pin, Qt.MouseButton.LeftButton)
    assert [panel.path for panel in review.pinned] == ["decode"]
    assert review.pinned[0].isVisible()
    QTest.mouseClick(review.pinned[0].header.close_button, Qt.MouseButton.LeftButton)
    assert review.pinned == []


def test_a_graph_that_measures_nothing_says_how_to(review: ReviewPanel) -> None:
    review._desk.document.apply(RemoveNodes(("error",)))
    assert "measures nothing" in review.reports.message.words
